"""What every section of a review reads: the quarter, those it is held against, and the deals decided in each."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from metrics import measures, report
from metrics.periods import Period
from metrics.review import effects
from metrics.review.deals import Decided
from metrics.review.effects import Effects
from metrics.values import Value
from pages.components import calendar, figures, session, words
from pages.components.filters import Choice
from pages.components.i18n import _

_DAY = timedelta(days=1)
DIMENSIONS = ("segment", "team", "product")


@dataclass(frozen=True)
class Basis:
    """A quarter as chosen, with its release.

    choice: the quarter with what is known today: what was won later corrected counts. Everything that looks ahead
    looks from `day` (`seen`), the quarter's last day or the last day known, with what was known then.
    """

    choice: Choice

    @property
    def period(self) -> Period:
        """The quarter."""
        return self.choice.period

    @property
    def day(self) -> date:
        """The day looked ahead from."""
        return min(self.choice.as_of, calendar.last_day(self.period))

    @property
    def is_over(self) -> bool:
        """Whether the data reaches the quarter's end."""
        return self.choice.as_of >= calendar.last_day(self.period)

    @cached_property
    def seen(self) -> Choice:
        """The choice as it was at the end of the day looked from."""
        if self.day == self.choice.as_of:
            return self.choice
        return replace(self.choice, as_of=self.day, scope=replace(self.choice.scope, as_of=self.day))

    @cached_property
    def ahead(self) -> Choice:
        """The quarter after this one, seen from the day looked from."""
        fiscal = self.choice.calendar
        return replace(self.seen, period=fiscal.containing(self.period.end, "quarter"), comparison=self.period)

    @cached_property
    def windows(self) -> dict[str, Period]:
        """The quarter so far, the one before and the same of a year ago, the others up to the same day: by code.

        A quarter that has not begun has a window without a day, and none beside it.
        """
        fiscal, start = self.choice.calendar, self.period.start
        end = max(min(self.period.end, self.day + _DAY), start)
        found = {}
        for code, kind in (("last", "previous"), ("year", "year")):
            compared = fiscal.compared(self.period, kind)
            if compared is not None:
                found[code] = calendar.same_point(self.period, compared, self.choice.as_of)
        begun = {code: window for code, window in found.items() if window.start < window.end}
        return {"now": Period(self.period.label, start, end)} | begun

    def at_its_end(self, code: str) -> Choice:
        """The choice as known at the end of a window, so that no window has had longer to ripen than another."""
        last = calendar.last_day(self.windows[code])
        if last >= self.choice.as_of:
            return self.choice
        return replace(self.choice, as_of=last, scope=replace(self.choice.scope, as_of=last))

    def decided(self, code: str) -> Decided:
        """The deals decided in a window of `windows`; none where there is no such window."""
        return Decided(session.fetch("review/decided", self.choice.scope, **self._days(code)))

    def effects(self, code: str, dimension: str) -> Effects:
        """What led from the won amount of a window to that of the quarter, by the groups of a dimension."""
        before, now = (
            session.fetch("measures/decided", self.choice.scope, **self._days(window), group_by=dimension)
            for window in (code, "now")
        )
        return effects.effects(before, now)

    def measured(self, code: str, dimension: str = "all", group: str = "all") -> dict[str, Value]:
        """The measures of the deals decided in a window, of one group of a dimension or of all."""
        rows = session.fetch("measures/decided", self.choice.scope, **self._days(code), group_by=dimension)
        return measures.decided(report.row(rows, group))

    def _days(self, code: str) -> dict[str, date]:
        """First day and end of a window; no day at all where there is no such window."""
        window = self.windows.get(code)
        start, end = (window.start, window.end) if window else (date.min, date.min)
        return {"period_start": start, "period_end": end}

    @cached_property
    def now(self) -> dict[str, Value]:
        """Every measure of the quarter."""
        return figures.measured(self.choice.scope, self.period, self.choice.as_of)

    def label(self, code: str) -> str:
        """The name of a window's quarter, and that it is looked at up to the same day where this one is not over."""
        name = self.windows[code].label
        return name if self.is_over or code == "now" else _("{period} at the same day").format(period=name)

    def money(self, amount: float | None) -> str:
        """An amount in the organisation's currency, shortened."""
        return words.money(self.choice.currency)(amount)

    def value(self, item: Value) -> str:
        """A measured value in its unit."""
        return words.value(item, self.choice.currency)
