"""Fiscal periods: quarters, months and years of any organisation, half-open.

A fiscal year may begin with any month. It is labelled by the calendar year it
ends in, or by the one it starts in; the two differ only when it does not begin
in January.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["month", "quarter", "year"]
Labelling = Literal["ending", "starting"]

_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_QUARTER = re.compile(r"(?:fy\s*)?(\d{4}|\d{2})\s*(?:fy)?[\s\-/_.年度]*(?:q|第)\s*([1-4])(?:\s*四半期)?", re.I)
_QUARTER_FIRST = re.compile(r"q\s*([1-4])[\s\-/_.,']*(?:fy)?\s*(\d{4}|\d{2})", re.I)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:[-/.]01)?")
_MONTH_NAME = re.compile(r"([a-z]{3,9})\.?[\s\-/,']*(\d{4}|\d{2})", re.I)
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*(?:[-/.]|月)?\s*(\d{4})")
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEAR = re.compile(r"(?:fy\s*)?(\d{4})(?:\s*年度?)?", re.I)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from start up to, but not including, end; label as people write it, such as 2026-Q3."""

    label: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def elapsed(self, as_of: date) -> float:
        """Share of the period gone at the end of a day, 0 to 1."""
        return min(max(((as_of - self.start).days + 1) / self.days, 0.0), 1.0)

    def until(self, as_of: date) -> "Period":
        """The part of the period up to and including a day."""
        end = max(min(as_of + timedelta(days=1), self.end), self.start)
        return Period(self.label, self.start, end)


def add_months(day: date, months: int) -> date:
    """The same day some months later; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def fiscal_year_start(year: int, *, first_month: int = 1, labelling: Labelling = "ending") -> date:
    """First day of the fiscal year with this label."""
    return date(year - 1 if first_month > 1 and labelling == "ending" else year, first_month, 1)


def parse(text: str, *, first_month: int = 1, labelling: Labelling = "ending") -> Period | None:
    """A period from 2026-Q3, Q3 2026, FY26-Q3, 2026-07 or July 2026 (a calendar month), 2026 or FY2026; else None."""
    text = unicodedata.normalize("NFKC", text).strip()
    rules = {"first_month": first_month, "labelling": labelling}
    try:
        if match := _QUARTER.fullmatch(text):
            return quarter(_full_year(match[1]), int(match[2]), **rules)
        if match := _QUARTER_FIRST.fullmatch(text):
            return quarter(_full_year(match[2]), int(match[1]), **rules)
        if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
            return month(date(int(match[1]), int(match[2]), 1))
        if (match := _MONTH_NAME.fullmatch(text)) and match[1][:3].lower() in _NAMES:
            return month(date(_full_year(match[2]), _NAMES.index(match[1][:3].lower()) + 1, 1))
        if (match := _MONTH_FIRST.fullmatch(text)) and 1 <= int(match[1]) <= 12:
            return month(date(int(match[2]), int(match[1]), 1))
        if match := _YEAR.fullmatch(text):
            return year(int(match[1]), **rules)
    except (ValueError, OverflowError):  # years that no calendar has, such as 0000
        return None
    return None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def year(label: int, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """The fiscal year with this label: 2026, or FY2026 where it is not the calendar year."""
    start = fiscal_year_start(label, first_month=first_month, labelling=labelling)
    return Period(_year_label(label, first_month), start, add_months(start, 12))


def quarter(year: int, number: int, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """Fiscal quarter 1 to 4 of a fiscal year: 2026-Q3, or FY2026-Q3 where the year is not the calendar year."""
    start = add_months(fiscal_year_start(year, first_month=first_month, labelling=labelling), 3 * (number - 1))
    return Period(f"{_year_label(year, first_month)}-Q{number}", start, add_months(start, 3))


def _year_label(label: int, first_month: int) -> str:
    return f"FY{label}" if first_month > 1 else str(label)


def month(day: date) -> Period:
    """The calendar month of a day."""
    start = day.replace(day=1)
    return Period(f"{start:%Y-%m}", start, add_months(start, 1))


def containing(day: date, grain: Grain, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """The fiscal month, quarter or year that a day lies in."""
    if grain == "month":
        return month(day)
    passed = (day.month - first_month) % 12
    start = add_months(day.replace(day=1), -passed)
    label = start.year + (1 if first_month > 1 and labelling == "ending" else 0)
    if grain == "year":
        return year(label, first_month=first_month, labelling=labelling)
    return quarter(label, passed // 3 + 1, first_month=first_month, labelling=labelling)


def shift(period: Period, grain: Grain, steps: int, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """The period some steps of its grain later; negative for earlier."""
    return containing(
        add_months(period.start, steps * _MONTHS[grain]), grain, first_month=first_month, labelling=labelling
    )


def previous(period: Period, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """The period of the same length just before: the former fiscal quarter, month or year, or as many days."""
    if grain := grain_of(period, first_month=first_month):
        return shift(period, grain, -1, first_month=first_month, labelling=labelling)
    start = period.start - timedelta(days=period.days)
    return Period(f"{start} – {period.start - timedelta(days=1)}", start, period.start)


def year_before(period: Period, *, first_month: int = 1, labelling: Labelling = "ending") -> Period:
    """The same period one year earlier."""
    start, end = add_months(period.start, -12), add_months(period.end, -12)
    grain = grain_of(period, first_month=first_month)
    if grain:
        return containing(start, grain, first_month=first_month, labelling=labelling)
    return Period(f"{start} – {end - timedelta(days=1)}", start, end)


def grain_of(period: Period, *, first_month: int = 1) -> Grain | None:
    """Whether a period is a whole fiscal month, quarter or year; None for any other stretch of days."""
    for grain in ("month", "quarter", "year"):
        found = containing(period.start, grain, first_month=first_month)
        if (found.start, found.end) == (period.start, period.end):
            return grain
    return None


def between(
    first: date, last: date, grain: Grain, *, first_month: int = 1, labelling: Labelling = "ending"
) -> list[Period]:
    """All fiscal periods of a grain that hold a day from `first` to `last`, in order."""
    found = [containing(first, grain, first_month=first_month, labelling=labelling)]
    while found[-1].end <= last:
        found.append(containing(found[-1].end, grain, first_month=first_month, labelling=labelling))
    return found
