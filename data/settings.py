"""What the organisation goes by: currency, fiscal year, working week, language; each change is logged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

import duckdb
import holidays
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from data.derive import refresh
from data.entities import ENTITIES
from data.errors import Refused
from data.intake.log import utc
from data.sentence import Sentence
from data.upgrade import bring_up_to_date
from data.warehouse import Store

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_PER_CENTS = re.compile(r"\d{1,3}(, \d{1,3}){0,35}")
_HUNDRED = 100
# What amounts, quarters and pushes are worked out by: a change of one makes them anew.
_DERIVED = ("currency", "fiscal_year_start")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to deals: of how many another amount is shown, and of how many none for want of a rate."""

    deals: int
    changed_amounts: int
    without_rate: int


class _Only(Exception):
    """Leaves the publish block of a preview."""


def change(store: Store, values: Mapping[str, str | None], *, who: str | None, now: datetime) -> int:
    """Set these keys (None: back to the usual), log it and publish; returns the new release's number.

    Refused for a key or value that makes no sense; nothing is changed then.
    """
    with store.publish() as connection:
        _apply(connection, values, who, now)
    return store.require_current().number


def preview(store: Store, values: Mapping[str, str | None], *, now: datetime) -> Effect:
    """What a change would do to deals; nothing is published. Refused as `change` is."""
    effect = Effect(0, 0, 0)
    try:
        with store.publish() as connection:
            bring_up_to_date(connection)
            connection.execute(
                "create temp table amounts_before as select opportunity_id, amount, amount_original from opportunities"
            )
            _apply(connection, values, None, now)
            counted = connection.execute(
                """
                select count(*), count(case when b.amount is distinct from o.amount then 1 end),
                    count(case when o.amount_original is not null and o.amount is null then 1 end)
                from opportunities as o
                left join amounts_before as b using (opportunity_id)
                """
            ).fetchall()[0]
            effect = Effect(*counted)
            raise _Only
    except _Only:
        return effect


def _apply(
    connection: duckdb.DuckDBPyConnection, values: Mapping[str, str | None], who: str | None, now: datetime
) -> None:
    bring_up_to_date(connection)
    known = dict(connection.execute("select key, value from settings").fetchall())
    wanted = {key: value.strip() or None if value else None for key, value in values.items()}
    for key, value in wanted.items():
        if key not in _CHECKS:
            raise Refused(
                "NO_SUCH_SETTING",
                Sentence("There is no setting {key}. Known are: {known}.", key=key, known=", ".join(sorted(_CHECKS))),
            )
        if value is not None and not _CHECKS[key](value):
            raise Refused(
                "BAD_SETTING",
                Sentence("“{value}” cannot be the setting {key}.", value=value[:40], key=key.replace("_", " ")),
            )
    _check_together({**known, **wanted})
    altered = {key: value for key, value in wanted.items() if value != known.get(key)}
    for key, value in altered.items():
        connection.execute("delete from settings where key = ?", [key])
        if value is not None:
            connection.execute("insert into settings values (?, ?, ?)", [key, value, utc(now)])
        connection.execute(
            "insert into setting_changes values (?, ?, ?, ?, ?)", [utc(now), who, key, known.get(key), value]
        )
    if not altered:
        raise Refused("NOTHING_CHANGES", Sentence("These are the settings already; nothing was changed."))
    if altered.keys() & set(_DERIVED):
        refresh(connection, dict.fromkeys(ENTITIES))


def _check_together(values: Mapping[str, str | None]) -> None:
    opens, closes = values.get("working_from") or "09:00", values.get("working_until") or "18:00"
    if opens >= closes:
        raise Refused("BAD_SETTING", Sentence("Working hours must begin before they end."))
    country, part = values.get("holiday_country"), values.get("holiday_subdivision")
    if part and part not in holidays.list_supported_countries().get(country or "", []):
        raise Refused(
            "BAD_SETTING",
            Sentence("The holidays of {part} in {country} are not known.", part=part, country=country or "–"),
        )


def _is_week(text: str) -> bool:
    days = text.split(",")
    return len(set(days)) == len(days) and set(days) <= set("1234567")


def _is_locale(text: str) -> bool:
    try:
        Locale.parse(text)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _is_curve(text: str) -> bool:
    """Whole per cents of the full quota by month of tenure, none below the one before: “25, 50, 75”."""
    if not _PER_CENTS.fullmatch(text):
        return False
    shares = [int(part) for part in text.split(", ")]
    return shares == sorted(shares) and shares[-1] <= _HUNDRED


_CHECKS: dict[str, Callable[[str], bool]] = {
    "currency": lambda text: text in list_currencies(),
    "fiscal_year_start": lambda text: text in {str(month) for month in range(1, 13)},
    "fiscal_year_label": lambda text: text in ("ending", "starting"),
    "locale": _is_locale,
    "working_days": _is_week,
    "working_from": lambda text: bool(_CLOCK.fullmatch(text)),
    "working_until": lambda text: bool(_CLOCK.fullmatch(text)),
    "time_zone": lambda text: text in available_timezones(),
    "holiday_country": lambda text: text in holidays.list_supported_countries(),
    "holiday_subdivision": lambda text: len(text) <= 10,
    "ramp_curve": _is_curve,
}
