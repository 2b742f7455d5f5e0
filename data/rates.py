"""Exchange rates given on the page: each goes the way of an uploaded file, so it is logged and can be undone."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from babel.numbers import list_currencies

from data.entities import EXCHANGE_RATES
from data.errors import Refused
from data.intake import Options, Upload, import_files
from data.sentence import Sentence
from data.warehouse import Store, engine

_HEADER = ("currency", "valid_on", "rate")
_MOST = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a table of rates: the release that has them, rates taken, rows set aside."""

    number: int
    rates: int
    refused: int


def enter(store: Store, currency: str, valid_on: date, rate: Decimal, *, who: str | None, now: datetime) -> int:
    """Keep what one unit of a currency is worth in the organisation's from a day on; returns the new release's number.

    Refused for a currency or rate that makes no sense; nothing is changed then.
    """
    if currency not in list_currencies():
        raise Refused(
            "BAD_CURRENCY", Sentence("“{currency}” is no currency code, such as EUR.", currency=currency[:20])
        )
    if not (rate.is_finite() and 0 < rate < _MOST):
        raise Refused("BAD_RATE", Sentence("A rate is a number above 0."))
    text = io.StringIO()
    csv.writer(text).writerows([_HEADER, (currency, valid_on.isoformat(), f"{rate:f}")])
    options = Options(columns={name: name for name in _HEADER}, decimal="point", encoding="utf-8", delimiter=",")
    name = f"rate-{currency}-{valid_on}.csv"
    return _import(store, Upload(name, text.getvalue().encode(), options), who=who, now=now).number


def take(store: Store, name: str, content: bytes, *, who: str | None, now: datetime) -> Taken:
    """Keep a table of rates (currency, day, rate); Refused where it is none, or can be read in two ways."""
    return _import(store, Upload(name, content, Options()), who=who, now=now)


def _import(store: Store, upload: Upload, *, who: str | None, now: datetime) -> Taken:
    # A rate tells nothing new of deals: the day up to which the data are known must not move with it.
    told = _told(store) or now
    options = replace(upload.options or Options(), as_of=told, entity=EXCHANGE_RATES.name, imported_by=who)
    outcome = import_files(store, [replace(upload, options=options)], options, now=now)
    report = outcome.imports[0]
    if outcome.release is None:
        raise Refused(
            report.code or "NOT_TAKEN",
            report.refused or Sentence("The rate was not taken; nothing was changed."),
        )
    return Taken(outcome.release, report.rows.read - report.rows.rejected, report.rows.rejected)


def _told(store: Store) -> datetime | None:
    """The moment up to which files tell."""
    with engine(store.require_current().path).connect() as connection:
        told = connection.execute(sa.text("select max(as_of) from imports where undone_at is null")).scalar_one()
    return told.replace(tzinfo=UTC) if told else None
