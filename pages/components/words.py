"""Figures as the reader sees them: in the language, locale and currency in force."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from babel import dates, numbers

from metrics import catalog, text
from metrics.lead_response import DAY, HOUR, MINUTE
from metrics.values import Value
from pages.components.i18n import _, locale

_SOURCES = {
    "dynamics": "Dynamics 365",
    "hubspot": "HubSpot",
    "hubspot api": "HubSpot API",
    "pipedrive": "Pipedrive",
    "salesforce api": "Salesforce API",
    "salesforce connector history": "Salesforce history (connector)",
    "salesforce report": "Salesforce report",
    "zoho": "Zoho CRM",
}
_NAME_IN = re.compile(r"name in (.+) exports")


def label(name: str) -> str:
    """The name of a measure."""
    return _(catalog.MEASURES[name].label)


def entity(name: str | None) -> str:
    """What a file is about."""
    return {
        "opportunities": _("opportunities"),
        "stage_history": _("stage history"),
        "activities": _("activities"),
        "leads": _("leads"),
        "accounts": _("accounts"),
        "contacts": _("contacts"),
        "reps": _("people"),
        "roles": _("roles"),
        "quotas": _("quotas"),
        "forecast_submissions": _("forecast submissions"),
        "products": _("products"),
        "opportunity_products": _("product lines"),
        "quotes": _("quotes"),
        "contracts": _("contracts"),
        "stages": _("stages"),
        "exchange_rates": _("exchange rates"),
    }.get(str(name), str(name).replace("_", " "))


def source(code: str | None) -> str:
    """The kind of export a file came from."""
    if code in (None, "generic"):
        return _("a CRM that its headers do not tell")
    if code == "demo company":
        return _("demo company")
    return _SOURCES.get(str(code), str(code))


def field_kind(code: str) -> str:
    """What a field holds."""
    return {
        "id": _("id"),
        "text": _("text"),
        "amount": _("amount"),
        "number": _("number"),
        "integer": _("whole number"),
        "percent": _("percentage"),
        "date": _("day"),
        "moment": _("moment"),
        "flag": _("yes or no"),
    }.get(code, code)


def why(reason: str) -> str:
    """Why intake took a column for what it did, part by part; what names something of the file stays as it is."""
    told = {
        "as you said": _("as you said"),
        "as answered before": _("as answered before"),
        "like the file's other dates": _("like the file's other dates"),
        "not used": _("no field has this name"),
        "kept as a trait": _("kept as a trait"),
        "usual name": _("usual name"),
        "year first": _("year first"),
        "day first": _("day first"),
        "month first": _("month first"),
        "spreadsheet day numbers": _("spreadsheet day numbers"),
        "decimal point": _("decimal point"),
        "decimal comma": _("decimal comma"),
        "probability from 0 to 1": _("probability from 0 to 1"),
        "probability from 0 to 100": _("probability from 0 to 100"),
    }
    return "; ".join(_named(part, told) for part in reason.split("; "))


def _named(part: str, told: Mapping[str, str]) -> str:
    if match := _NAME_IN.fullmatch(part):
        return _("known from: {source}").format(source=source(match[1]))
    return told.get(part, part)


def stage_kind(code: object) -> str:
    """Whether a deal is open, won or lost."""
    return {"open": _("open"), "won": _("won"), "lost": _("lost")}.get(str(code), str(code))


def value(item: Value, currency: str, *, compact: bool = True) -> str:
    """A measured value in its unit; a dash where it is blank."""
    if item.unit == "money":
        return money(currency, compact=compact)(item.value)
    return text.value(item, currency=currency, locale=locale(), compact=compact)


def money(currency: str, *, compact: bool = True) -> Callable[[float | None], str]:
    """A function that writes amounts in the currency; compact ones have no cents: $0, $950, $1.2M."""
    return partial(text.money, currency=currency, locale=locale(), compact=compact)


def number(amount: float | None, digits: int = 0) -> str:
    """A plain number with the locale's marks."""
    return text.plain(amount, locale=locale(), digits=digits)


def percent(ratio: float | None, digits: int = 1) -> str:
    """A ratio in per cent."""
    return text.percent(ratio, locale=locale(), digits=digits)


def wait(days: float | None) -> str:
    """A wait in the unit that fits it: 4 min, 3.5 h, 2.1 d."""
    if days is None or text.is_blank(days):
        return "–"
    seconds = days * DAY
    if seconds < HOUR:
        return _("{n} min").format(n=_short(seconds / MINUTE))
    if seconds < 2 * DAY:
        return _("{n} h").format(n=_short(seconds / HOUR))
    return _("{n} d").format(n=_short(days))


def _short(figure: float) -> str:
    """To a tenth below ten, where that says more."""
    rounded = round(figure, 1)
    return number(rounded, 0 if rounded >= 10 or rounded == round(rounded) else 1)


def change(now: Value, before: Value | None, currency: str) -> str | None:
    """The signed difference from a comparison; None where either is blank."""
    return text.change(now, before, currency=currency, locale=locale()) if before else None


def interval(item: Value) -> str:
    """The 95 % interval of a ratio; empty where there is none."""
    return text.interval(item, locale=locale())


def day(moment: date, form: str = "medium") -> str:
    """A day in the locale's form (short, medium, long)."""
    return text.day(moment, locale=locale(), form=form)


def moment(at: datetime, zone: str | None) -> str:
    """A day and the time of it, in a time zone such as Europe/Berlin; UTC where there is no such zone."""
    try:
        known = dates.get_timezone(zone or "UTC")
    except LookupError:
        known = dates.UTC
    return dates.format_datetime(at, "short", tzinfo=known, locale=locale())


def exact(amount: Decimal) -> str:
    """A control total to its last digit, with the locale's marks and no currency: it may mix several."""
    return numbers.format_decimal(amount.normalize() + 0, locale=locale(), decimal_quantization=False)


def day_month(moment: date) -> str:
    """A day without its year, as short as the locale writes it: for axes."""
    return dates.format_skeleton("MMMd", moment, locale=locale())


def month(moment: date) -> str:
    """A month of a year, as short as the locale writes it."""
    return dates.format_skeleton("yMMM", moment, locale=locale())
