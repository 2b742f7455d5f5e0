"""Numbers as people read them, by locale, currency and unit; a blank is a dash, never 0 and never nan."""

from datetime import date
from math import floor, isnan, log10
from typing import Literal

from babel import Locale, dates, numbers

from metrics.values import Value

BLANK = "–"
# How large amounts are shortened: as the locale does, by thousands (K, M) or by myriads (万, 億).
Scale = Literal["locale", "thousands", "myriads"]
_SCALE_LOCALES = {"thousands": "en", "myriads": "ja"}


def is_blank(number: float | None) -> bool:
    """None and nan: nothing to show."""
    return number is None or isnan(number)


def money(amount: float | None, *, currency: str, locale: str, compact: bool = True, scale: Scale = "locale") -> str:
    """An amount in a currency; compact: to three digits, without cents, as $1.23M or $950; else to the cent."""
    if amount is None or is_blank(amount):
        return BLANK
    amount = round(amount) if compact else amount
    style = _SCALE_LOCALES.get(scale, locale)
    if compact and (digits := _shown_digits(amount, style)):
        shown = round(amount, max(digits, 3) - 1 - floor(log10(abs(amount))))
        # Rounding may reach the next unit: 999 960 is 1M, not 1,000K.
        decimals = max(3 - (_shown_digits(shown, style) or digits), 0)
        return _typeset(numbers.format_compact_currency(shown, currency, locale=style, fraction_digits=decimals))
    cents = not compact and not float(amount).is_integer()
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    whole = pattern.replace(".00", "")
    written = numbers.format_currency(
        amount, currency, format=pattern if cents else whole, locale=locale, currency_digits=cents
    )
    return _typeset(written)


def _typeset(written: str) -> str:
    """A figure with a minus for its hyphen, which is easily overlooked."""
    return written.replace("-", "−")


def _shown_digits(amount: float, locale: str) -> int:
    """Digits before the point once the locale has shortened an amount; 0 where it does not."""
    if abs(amount) < 1000:
        return 0
    patterns = Locale.parse(locale).compact_currency_formats["short"]["other"]
    pattern = patterns.get(str(10 ** floor(log10(abs(amount)))))
    # The bare pattern 0 stands for "not shortened": of thousands in Japanese or German.
    return pattern.pattern.count("0") if pattern and pattern.pattern != "0" else 0


def percent(ratio: float | None, *, locale: str, digits: int = 1) -> str:
    """A ratio (0 to 1) in per cent."""
    if ratio is None or is_blank(ratio):
        return BLANK
    pattern = Locale.parse(locale).percent_formats[None].pattern
    if digits:
        pattern = pattern.replace("0%", f"0.{'0' * digits}%").replace("0\u00a0%", f"0.{'0' * digits}\u00a0%")
    return _typeset(numbers.format_percent(ratio, locale=locale, format=pattern))


def plain(number: float | None, *, locale: str, digits: int = 0) -> str:
    """A number with the locale's marks."""
    if number is None or is_blank(number):
        return BLANK
    written = numbers.format_decimal(number, format="#,##0." + "0" * digits if digits else "#,##0", locale=locale)
    return _typeset(written)


def value(item: Value, *, currency: str, locale: str, compact: bool = True) -> str:
    """A measured value in its unit."""
    if item.value is None or is_blank(item.value):
        return BLANK
    match item.unit:
        case "money":
            return money(item.value, currency=currency, locale=locale, compact=compact)
        case "money_per_day":
            return f"{money(item.value, currency=currency, locale=locale, compact=compact)}{_per_day(locale)}"
        case "ratio":
            return percent(item.value, locale=locale)
        case "days":
            return days(item.value, locale=locale)
        case "multiple":
            return f"{plain(item.value, locale=locale, digits=1)}×"
        case _:
            return plain(item.value, locale=locale)


def days(number: float | None, *, locale: str) -> str:
    """A duration in days, to a tenth where it is not whole: 48.5 d, 48.5日."""
    if number is None or is_blank(number):
        return BLANK
    figure = plain(number, locale=locale, digits=0 if float(number).is_integer() else 1)
    return f"{figure}日" if locale.startswith("ja") else f"{figure} d"


def _per_day(locale: str) -> str:
    return "/日" if locale.startswith("ja") else "/d"


def interval(item: Value, *, locale: str) -> str:
    """The 95 % interval of a ratio, such as 28–34%; empty where there is none."""
    if item.low is None or item.high is None:
        return ""
    low, high = (percent(bound, locale=locale, digits=0) for bound in (item.low, item.high))
    first = low.rstrip("% \u00a0")
    return f"{first}–{high}"


def change(now: Value, before: Value, *, currency: str, locale: str) -> str | None:
    """Signed difference from a comparison; None where one of the two is blank.

    Percentage points for ratios, days and multiples as they are, per cent of the
    former value for money and counts (None where that was zero or below).
    """
    if now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    if now.unit == "ratio":
        return _signed(difference * 100, f"{plain(abs(difference) * 100, locale=locale, digits=1)} pp", digits=1)
    if now.unit in ("days", "multiple"):
        shown = value(Value(abs(difference), unit=now.unit), currency=currency, locale=locale)
        return _signed(difference, shown, digits=1)
    if before.value <= 0:
        return None
    share = difference / before.value
    return _signed(share * 100, percent(abs(share), locale=locale), digits=1)


def _signed(difference: float, shown: str, *, digits: int) -> str:
    """The sign that fits what is shown: a difference that rounds to nothing is neither up nor down."""
    rounded = round(difference, digits)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{shown}"


def day(moment: date, *, locale: str, form: str = "medium") -> str:
    """A day in the locale's form (short, medium, long)."""
    return dates.format_date(moment, format=form, locale=locale)
