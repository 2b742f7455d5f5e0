"""Quotas set on a page: imported like a file with one row each, so the log, undo and rebuild hold for them.

A quota that files told before keeps its id, so the row is a new version of it; no other record is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from data import entries
from data.entities import QUOTAS
from data.errors import Refused
from data.sentence import Sentence
from data.warehouse import Store, engine

LONGEST_NAME = 120  # characters of who sets them
_DAY = timedelta(days=1)
_MOST = Decimal(10) ** 13  # the tables keep 14 digits before the point
_HEADER = ("quota_id", "owner_id", "starts_on", "ends_on", "amount", "currency")


@dataclass(frozen=True, slots=True)
class Quota:
    """What a person is to win in a period.

    ends_on: first day after the period. amount: in the organisation's currency; None takes the quota back.
    """

    rep_id: str
    starts_on: date
    ends_on: date
    amount: Decimal | None


def enter(store: Store, quotas: Sequence[Quota], *, by: str, now: datetime) -> int:
    """Keep quotas as the newest versions of what was set, together or not at all; returns the new release's number.

    by: who sets them, for the log. now: the moment, with its zone. Refused for an amount, period or person that makes
    no sense, for two quotas of one person over the same days, and where two are known and none can be told to be
    meant; nothing is changed then.
    """
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("NO_AUTHOR", Sentence("Say who sets the quotas."))
    if not quotas:
        raise Refused("NOTHING_CHANGES", Sentence("No quota is changed."))
    for quota in quotas:
        _refuse_nonsense(quota)
    people, ids, told, currency = _known(store)
    days = [(quota.rep_id, quota.starts_on, quota.ends_on) for quota in quotas]
    if len(set(days)) < len(days):
        raise Refused("TWICE", Sentence("A person has one quota for a period; two are given."))
    if unknown := next((quota.rep_id for quota in quotas if quota.rep_id not in people), None):
        raise Refused(
            "NO_SUCH_PERSON",
            Sentence("There is no person “{person}” here. Import the people first.", person=unknown[:60]),
        )
    rows = [_row(quota, ids.get(key, []), currency) for quota, key in zip(quotas, days, strict=True)]
    return entries.publish(
        store, QUOTAS, _HEADER, rows, file_name=f"quotas-set-{now:%Y-%m-%d}.csv", by=name, as_of=told, now=now
    )


def _refuse_nonsense(quota: Quota) -> None:
    if quota.ends_on <= quota.starts_on:
        raise Refused("BAD_PERIOD", Sentence("The period of a quota must end after it begins."))
    if (quota.ends_on - _DAY).day == 1:  # files that name the first of a month as the last day mean the day before
        raise Refused("BAD_PERIOD", Sentence("Quotas are kept for months, quarters and years."))
    amount = quota.amount
    if amount is not None and not (amount.is_finite() and 0 <= amount < _MOST and amount == round(amount, 4)):
        raise Refused("BAD_AMOUNT", Sentence("A quota is an amount from 0, with at most four decimals."))


Known = tuple[set[str], dict[tuple[str, date, date], list[str]], datetime | None, str]


def _known(store: Store) -> Known:
    """Ids of all people; quota ids by person and days; the moment up to which files tell; the currency of amounts."""
    with engine(store.require_current().path).connect() as connection:
        people = {row[0] for row in connection.execute(sa.text("select rep_id from reps"))}
        told = connection.execute(sa.text("select max(as_of) from imports where undone_at is null")).scalar_one()
        settings = dict(connection.execute(sa.text("select key, value from settings")).fetchall())
        ids: dict[tuple[str, date, date], list[str]] = {}
        standing = sa.text("select rep_id, starts_on, ends_on, quota_id, amount from quotas order by quota_id")
        found = connection.execute(standing).fetchall()
    # One that was taken back is taken up again only where no other stands in its place.
    for rep_id, starts_on, ends_on, quota_id, amount in sorted(found, key=lambda row: row[4] is None):
        here = ids.setdefault((rep_id, starts_on, ends_on), [])
        if amount is not None or not here:
            here.append(quota_id)
    currency = settings.get("currency") or settings.get("inferred_currency") or "USD"
    return people, ids, told.replace(tzinfo=UTC) if told else None, currency


def _row(quota: Quota, known: Sequence[str], currency: str) -> tuple[str, ...]:
    if len(known) > 1:
        raise Refused(
            "TWO_QUOTAS",
            Sentence(
                "{n} quotas of “{person}” from {day} on are known for the same days, and which is meant cannot be told."
                " Undo the import of one of them first.",
                n=len(known),
                person=quota.rep_id[:60],
                day=str(quota.starts_on),
            ),
        )
    return (
        known[0] if known else f"quota {quota.rep_id} {quota.starts_on} {quota.ends_on}",
        quota.rep_id,
        quota.starts_on.isoformat(),
        (quota.ends_on - _DAY).isoformat(),  # files name the last day
        "" if quota.amount is None else f"{quota.amount:f}",
        currency,
    )
