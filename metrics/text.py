"""Numbers as people read them, by locale; a blank is a dash, never 0 and never nan."""

from datetime import date

from babel import dates, numbers

from metrics.values import Value

BLANK = "–"


def money(amount: float | None, *, currency: str, locale: str, compact: bool = True) -> str:
    """An amount in a currency; compact: $1.2M, ¥1.2億."""
    if amount is None:
        return BLANK
    if not compact or abs(amount) < 1000:
        digits = numbers.get_currency_precision(currency) if abs(amount) < 1000 else 0
        pattern = numbers.format_currency(round(amount, digits), currency, locale=locale)
        return pattern.removesuffix(".00") if digits == 0 else pattern
    return numbers.format_compact_currency(amount, currency, locale=locale, fraction_digits=_fraction(amount, locale))


def _fraction(amount: float, locale: str) -> int:
    """Digits after the point that keep about three in sight."""
    step = 4 if locale.startswith(("ja", "zh", "ko")) else 3
    shown = abs(amount)
    while shown >= 10**step:
        shown /= 10**step
    return 1 if shown < 100 else 0


def percent(ratio: float | None, *, locale: str, digits: int = 1) -> str:
    """A ratio (0 to 1) in per cent."""
    if ratio is None:
        return BLANK
    pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
    return numbers.format_percent(ratio, format=pattern, locale=locale)


def plain(number: float | None, *, locale: str, digits: int = 0) -> str:
    """A number with the locale's marks."""
    if number is None:
        return BLANK
    return numbers.format_decimal(number, format="#,##0." + "0" * digits if digits else "#,##0", locale=locale)


def value(item: Value, *, currency: str, locale: str, compact: bool = True) -> str:
    """A measured value in its unit."""
    match item.unit:
        case "money":
            return money(item.value, currency=currency, locale=locale, compact=compact)
        case "money_per_day":
            return BLANK if item.value is None else f"{money(item.value, currency=currency, locale=locale, compact=compact)}/d"
        case "ratio":
            return percent(item.value, locale=locale)
        case "days":
            digits = 0 if item.value is None or float(item.value).is_integer() else 1
            return BLANK if item.value is None else f"{plain(item.value, locale=locale, digits=digits)} d"
        case "multiple":
            return BLANK if item.value is None else f"{plain(item.value, locale=locale, digits=1)}×"
        case _:
            return plain(item.value, locale=locale)


def interval(item: Value, *, locale: str) -> str:
    """The 95 % interval of a ratio, such as 28–34 %; empty where there is none."""
    if item.low is None or item.high is None:
        return ""
    low, high = (percent(bound, locale=locale, digits=0) for bound in (item.low, item.high))
    return f"{low.rstrip('% ')}–{high}"


def change(now: Value, before: Value, *, currency: str, locale: str) -> str | None:
    """Signed difference from a comparison: points for ratios, per cent for money and counts; None where one is blank."""
    if now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    if now.unit == "ratio":
        return f"{_sign(difference)}{plain(abs(difference) * 100, locale=locale, digits=1)} pp"
    if now.unit in ("days", "multiple"):
        return f"{_sign(difference)}{value(Value(abs(difference), unit=now.unit), currency=currency, locale=locale)}"
    if before.value == 0:
        return None
    return f"{_sign(difference)}{percent(abs(difference / before.value), locale=locale)}"


def _sign(difference: float) -> str:
    return "+" if difference > 0 else "−" if difference < 0 else "±"


def day(moment: date, *, locale: str, form: str = "medium") -> str:
    """A day in the locale's form (short, medium, long)."""
    return dates.format_date(moment, format=form, locale=locale)
