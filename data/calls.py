"""A call entered on a page: what a person or a manager says will close, imported like a file of one row.

It becomes a record of forecast_submissions, so the log, undo and rebuild hold for it. Deals are never touched.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa

from data import entries
from data.entities import FORECAST_SUBMISSIONS
from data.errors import Refused
from data.sentence import Sentence
from data.warehouse import Store, engine

CATEGORIES = ("commit", "most_likely", "best_case", "pipeline")
LONGEST_NOTE = 1000  # characters
_DAY = timedelta(days=1)
_MOST = Decimal(10) ** 13  # the tables keep 14 digits before the point
_HEADER = (
    "submission_id",
    "owner_id",
    "submitted_by",
    "kind",
    "category",
    "starts_on",
    "ends_on",
    "amount",
    "note",
    "submitted_at",
)


@dataclass(frozen=True, slots=True)
class Call:
    """What will close for a person in a period.

    rep_id: whom it is for. amount: in the organisation's currency; None takes back
    what was said before. kind: rep (own call) or manager (an override, which
    replaces what the person and those below say). submitted_by: rep_id of who says
    it; an own call is the person's own. ends_on: first day after the period.
    """

    rep_id: str
    starts_on: date
    ends_on: date
    amount: Decimal | None
    category: str = "commit"
    kind: Literal["rep", "manager"] = "rep"
    submitted_by: str | None = None
    note: str = ""


def enter(store: Store, call: Call, *, now: datetime) -> int:
    """Keep a call as the newest version of what was said; returns the new release's number.

    now: the moment of submission, with its zone. Refused for an amount, category,
    period, note or person that makes no sense; nothing is changed then.
    """
    _refuse_nonsense(call)
    people, told = _known(store)
    for person in (call.rep_id, call.submitted_by or call.rep_id):
        if person not in people:
            raise Refused(
                "NO_SUCH_PERSON",
                Sentence("There is no person “{person}” here. Import the people first.", person=person[:60]),
            )
    return entries.publish(
        store,
        FORECAST_SUBMISSIONS,
        _HEADER,
        [_row(call, now)],
        file_name=f"call-{call.starts_on}-{call.rep_id}.csv".replace("/", "-"),
        by=call.submitted_by or call.rep_id,
        as_of=told,
        now=now,
    )


def _refuse_nonsense(call: Call) -> None:
    if call.ends_on <= call.starts_on:
        raise Refused("BAD_PERIOD", Sentence("The period of a call must end after it begins."))
    if (call.ends_on - _DAY).day == 1:  # files that name the first of a month as the last day mean the day before
        raise Refused("BAD_PERIOD", Sentence("Calls are kept for months, quarters and years."))
    if call.category not in CATEGORIES:
        raise Refused("BAD_CATEGORY", Sentence("A call is one of: {known}.", known=", ".join(CATEGORIES)))
    if call.kind not in ("rep", "manager"):
        raise Refused("BAD_KIND", Sentence("A call is a person's own (rep) or an override (manager)."))
    if call.kind == "rep" and call.submitted_by not in (None, call.rep_id):
        raise Refused("BAD_KIND", Sentence("Only the person makes an own call; what others say is an override."))
    amount = call.amount
    if amount is not None and not (amount.is_finite() and 0 <= amount < _MOST and amount == round(amount, 4)):
        raise Refused("BAD_AMOUNT", Sentence("A call is an amount from 0, with at most four decimals."))
    if len(call.note) > LONGEST_NOTE:
        raise Refused("LONG_NOTE", Sentence("A note has at most {most} characters.", most=LONGEST_NOTE))


def _known(store: Store) -> tuple[set[str], datetime | None]:
    """The ids of all people, and the moment up to which files tell."""
    with engine(store.require_current().path).connect() as connection:
        people = {row[0] for row in connection.execute(sa.text("select rep_id from reps"))}
        told = connection.execute(sa.text("select max(as_of) from imports where undone_at is null")).scalar_one()
    return people, told.replace(tzinfo=UTC) if told else None


def _row(call: Call, now: datetime) -> tuple[str, ...]:
    moment = now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return (
        f"call {call.rep_id} {call.starts_on} {call.kind} {call.category} {moment}",
        call.rep_id,
        call.submitted_by or (call.rep_id if call.kind == "rep" else ""),
        call.kind,
        call.category,
        call.starts_on.isoformat(),
        (call.ends_on - _DAY).isoformat(),  # files name the last day
        "" if call.amount is None else f"{call.amount:f}",
        _one_line(call.note),
        moment,
    )


def _one_line(note: str) -> str:
    """The note without line breaks and characters that cannot be seen."""
    seen = "".join(" " if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") else mark for mark in note)
    return " ".join(seen.split())
