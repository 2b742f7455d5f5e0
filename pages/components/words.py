"""Figures as the reader sees them: in the language, locale and currency in force."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from babel import dates, numbers

from metrics import catalog, text
from metrics.values import Value
from pages.components.i18n import _, locale

_SMALL = 1000
_CENTS = re.compile(r"[.,]0+(?=\D*$)")


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


def value(item: Value, currency: str, *, compact: bool = True) -> str:
    """A measured value in its unit; a dash where it is blank."""
    if item.unit == "money":
        return money(currency, compact=compact)(item.value)
    return text.value(item, currency=currency, locale=locale(), compact=compact)


def money(currency: str, *, compact: bool = True) -> Callable[[float | None], str]:
    """A function that writes amounts in the currency; compact ones have no cents: $0, $950, $1.2M."""
    chosen = locale()

    def write(amount: float | None) -> str:
        if amount is None or not compact or abs(amount) >= _SMALL:
            return text.money(amount, currency=currency, locale=chosen, compact=compact)
        return _CENTS.sub("", text.money(float(round(amount)), currency=currency, locale=chosen))

    return write


def number(amount: float | None, digits: int = 0) -> str:
    """A plain number with the locale's marks."""
    return text.plain(amount, locale=locale(), digits=digits)


def percent(ratio: float | None, digits: int = 1) -> str:
    """A ratio in per cent."""
    return text.percent(ratio, locale=locale(), digits=digits)


def change(now: Value, before: Value | None, currency: str) -> str | None:
    """The signed difference from a comparison; None where either is blank."""
    return text.change(now, before, currency=currency, locale=locale()) if before else None


def interval(item: Value) -> str:
    """The 95 % interval of a ratio; empty where there is none."""
    return text.interval(item, locale=locale())


def day(moment: date, form: str = "medium") -> str:
    """A day in the locale's form (short, medium, long)."""
    return text.day(moment, locale=locale(), form=form)


def exact(amount: Decimal) -> str:
    """A control total to its last digit, with the locale's marks and no currency: it may mix several."""
    return numbers.format_decimal(amount.normalize() + 0, locale=locale(), decimal_quantization=False)


def day_month(moment: date) -> str:
    """A day without its year, as short as the locale writes it: for axes."""
    return dates.format_skeleton("MMMd", moment, locale=locale())
