"""Periods as the filter bar and links name them: codes in, periods out; no Streamlit here."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from metrics import periods
from metrics.periods import Grain, Labelling, Period

COMPARISONS = ("previous", "year", "none")
GRAINS: tuple[Grain, ...] = ("quarter", "month", "year")
_CUSTOM = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """How the organisation counts: first month of its fiscal year (1 to 12) and how it labels the year."""

    first_month: int = 1
    labelling: Labelling = "ending"

    @property
    def rules(self) -> dict[str, object]:
        """The keyword arguments that functions of metrics.periods take."""
        return {"first_month": self.first_month, "labelling": self.labelling}

    def containing(self, day: date, grain: Grain) -> Period:
        """The fiscal period of a grain that a day lies in."""
        return periods.containing(day, grain, first_month=self.first_month, labelling=self.labelling)

    def grain_of(self, period: Period) -> Grain | None:
        """month, quarter or year; None for any other stretch of days."""
        return periods.grain_of(period, first_month=self.first_month)

    def parse(self, code: str | None) -> Period | None:
        """The period of a code: 2017-Q4, 2017-10, 2017 or 2017-10-05..2017-11-20, last day included; else None."""
        if match := _CUSTOM.fullmatch(code or ""):
            try:
                first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
            except ValueError:
                return None
            return custom(first, last) if first <= last < date.max else None
        try:
            return periods.parse(code or "", first_month=self.first_month, labelling=self.labelling)
        except ValueError:  # a year that no calendar has
            return None

    def code(self, period: Period) -> str:
        """The code of a period, which `parse` reads back."""
        return period.label if self.grain_of(period) else f"{period.start}..{last_day(period)}"

    def compared(self, period: Period, comparison: str) -> Period | None:
        """The period to compare with: the previous one, the same one a year before, or none."""
        try:
            if comparison == "previous":
                return periods.previous(period, first_month=self.first_month, labelling=self.labelling)
            if comparison == "year":
                return periods.year_before(period, first_month=self.first_month, labelling=self.labelling)
        except (ValueError, OverflowError):  # before the first year there is none
            return None
        return None

    def choices(self, grain: Grain, first: date, last: date) -> list[Period]:
        """The periods of a grain that hold a day from first to last, newest first."""
        found = periods.between(first, last, grain, first_month=self.first_month, labelling=self.labelling)
        return found[::-1]

    def presets(self, as_of: date) -> dict[str, Period]:
        """Preset name → period, as seen from a day."""
        quarter, month = self.containing(as_of, "quarter"), self.containing(as_of, "month")
        return {
            "this_quarter": quarter,
            "last_quarter": self.compared(quarter, "previous") or quarter,
            "this_month": month,
            "this_year": self.containing(as_of, "year"),
            "last_12_months": custom(periods.add_months(month.end, -12), month.end - timedelta(days=1)),
        }


def custom(first: date, last: date) -> Period:
    """The period from a first to a last day, both included."""
    return Period(f"{first} – {last}", first, last + timedelta(days=1))


def last_day(period: Period) -> date:
    """The last day that belongs to a period."""
    return period.end - timedelta(days=1)


def same_point(period: Period, comparison: Period, as_of: date) -> Period:
    """The part of the comparison period that had passed when it was as old as the period is now.

    A period that is over is compared with the whole of the other, whose length may differ by a few days.
    """
    if as_of >= last_day(period):
        return comparison
    passed = max((as_of - period.start).days + 1, 0)
    return Period(comparison.label, comparison.start, min(comparison.start + timedelta(days=passed), comparison.end))
