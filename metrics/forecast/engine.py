"""The forecast of a period: the pipeline's model and the historical pace, blended by their record.

Everything is as of a day and from what was known at its end.
"""

from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from metrics import periods
from metrics.forecast import baselines, blend, business, distribution, pace, regime
from metrics.forecast.blend import Blended, Guess
from metrics.forecast.distribution import New
from metrics.forecast.learning import Learned, learn
from metrics.forecast.states import OPEN, States
from metrics.periods import Grain, Period

STEP = 7
_MOST_PAST, _MOST_LEARNED_FROM = 8, 8000
_HISTORY_WEIGHT = 4.0
_WIDER = 1.5  # the range, where the past says less
SILENT_DAYS = 45


@dataclass(frozen=True)
class Fiscal:
    """How the organisation counts periods."""

    first_month: int = 1
    labelling: periods.Labelling = "ending"

    def shift(self, period: Period, grain: Grain, steps: int) -> Period:
        """The period some steps later."""
        return periods.shift(period, grain, steps, first_month=self.first_month, labelling=self.labelling)

    def containing(self, day: int, grain: Grain) -> Period:
        """The period that a day lies in."""
        from_day = date.fromordinal(day)
        return periods.containing(from_day, grain, first_month=self.first_month, labelling=self.labelling)


class Winnings:
    """Money won by day."""

    def __init__(self, day: np.ndarray, amount: np.ndarray) -> None:
        order = np.argsort(day, kind="stable")
        self._day = day[order]
        self._sum = np.concatenate([[0.0], np.cumsum(np.nan_to_num(amount[order]))])

    @classmethod
    def of(cls, states: States) -> "Winnings":
        """What the deals among states won."""
        return cls(states.won.closing_day, states.won.amount)

    def between(self, first: int, end: int) -> float:
        """Won from a day up to, but not on, another."""
        low, high = np.searchsorted(self._day, [first, max(first, end)])
        return float(self._sum[high] - self._sum[low])


@dataclass(frozen=True)
class Expected:
    """What the pipeline's model says of a period: chances and money of open deals, and business not yet created."""

    period: Period
    won: float
    chances: np.ndarray
    amounts: np.ndarray
    new: New
    guess: Guess


class Origin:
    """One day from which forecasts are made, and those of finished periods at the same day of them.

    states: what was known. book: the open deals, if more than those among states. winnings: money won by day, likewise.
    """

    def __init__(
        self,
        states: States,
        today: int,
        fiscal: Fiscal,
        grain: Grain,
        *,
        share: float = 1.0,
        book: States | None = None,
        winnings: Winnings | None = None,
        origins: dict[int, "Origin"] | None = None,
    ) -> None:
        self.states, self.today, self.fiscal, self.grain = states, today, fiscal, grain
        self.book = states.book if book is None else book
        self.winnings = winnings or Winnings.of(states)
        self._share = share
        self._origins = {} if origins is None else origins
        self._expected: dict[Period, Expected] = {}

    @cached_property
    def learned(self) -> Learned:
        """What the past teaches on this day."""
        return learn(self.states, self.today, share=self._share, first_month=self.fiscal.first_month)

    def narrowed(self, inside: np.ndarray) -> "Origin":
        """The same day for some of the open deals; what was learned stays."""
        part = copy(self)
        part.book, part._expected = self.book.of(inside), {}
        part.__dict__["learned"] = self.learned
        part.__dict__.pop("amounts", None)
        return part

    @cached_property
    def current(self) -> Period:
        """The period that tomorrow lies in: at its last day's end a period is over."""
        return self.fiscal.containing(self.today + 1, self.grain)

    @cached_property
    def amounts(self) -> np.ndarray:
        """What each open deal brings if it is won."""
        return self.learned.amounts.quoted(self.book) * self.learned.amounts.realised

    def expect(self, period: Period) -> Expected:
        """What the model says of a period that is not over."""
        if period not in self._expected:
            self._expected[period] = self._expect(period)
        return self._expected[period]

    def _expect(self, period: Period) -> Expected:
        first, end = self.days_to(period)
        within = self.learned.within(self.book, [first, end])
        chances = np.maximum(within[1] - within[0], 0.0)
        works = self.learned.business
        came = business.coming(works, self.learned.calendar(max(end, 1)), first, end)
        new = New(
            came.deals, came.amount, came.square / came.deals if came.deals else 0.0, works.amounts, works.weights
        )
        variance, luck = distribution.moments(chances, self.amounts, self.learned.amounts.spread, new)
        won = self.winnings.between(period.start.toordinal(), self.today + 1)
        experts = {"pipeline": float((chances * self.amounts).sum()) + new.amount} | self._others(period, won)
        guess = Guess(experts, variance, luck, baselines.still_won(self, period))
        return Expected(period, won, chances, self.amounts, new, guess)

    def days_to(self, period: Period) -> tuple[int, int]:
        """Days from now up to a period's beginning (0 once it has begun) and to its last day."""
        return max(period.start.toordinal() - 1 - self.today, 0), period.end.toordinal() - 1 - self.today

    def _others(self, period: Period, won: float) -> dict[str, float]:
        """What the pace, and for later periods the stages' history, say is still won."""
        past = [self._past(finished) for finished in self.finished()]
        if not past:
            return {}
        if period == self.current:
            return {"pace": pace.remainder(past, won) or 0.0}
        present = self.winnings.between(self.current.start.toordinal(), self.today + 1)
        found = {"pace": pace.following(past, present) or 0.0}
        by_stage = self._by_stage(period)
        return found if by_stage is None else found | {"stage_history": by_stage}

    def finished(self) -> list[Period]:
        """Periods that are over and were recorded from their beginning, the newest first."""
        found: list[Period] = []
        period = self.fiscal.shift(self.current, self.grain, -1)
        while len(found) < _MOST_PAST and period.start.toordinal() >= self.states.first_decision - STEP:
            found.append(period)
            period = self.fiscal.shift(period, self.grain, -1)
        return found

    def same_day(self, period: Period) -> int:
        """The day of an earlier period that is as many weeks into it as today is into the current one."""
        weeks = round((self.today + 1 - self.current.start.toordinal()) / STEP)
        return min(period.start.toordinal() - 1 + STEP * weeks, period.end.toordinal() - 2)

    def _past(self, period: Period) -> pace.Past:
        start, end = period.start.toordinal(), period.end.toordinal()
        share = (self.today + 1 - self.current.start.toordinal()) / self.current.days
        then = start + round(share * period.days)
        return pace.Past(self.winnings.between(start, then), self.winnings.between(then, end))

    def _by_stage(self, period: Period) -> float | None:
        """What a later period wins if each stage brings, and new deals bring, what they brought at this day before."""
        steps = _steps(self.current, period, self)
        windows = [(self.same_day(past), self.fiscal.shift(past, self.grain, steps)) for past in self.finished()]
        windows = [(day, window) for day, window in windows if window.end.toordinal() <= self.today + 1]
        if not windows:
            return None
        quoted = self.learned.amounts.quoted(self.states)
        closed, kind = self.states.ending
        count = int(self.states.stage.max(initial=-1)) + 2
        stage = np.where(self.states.stage < 0, count - 1, self.states.stage)
        opened, won, new = np.zeros(count), np.zeros(count), 0.0
        for day, window in windows:
            first, end = window.start.toordinal(), window.end.toordinal()
            then = (self.states.kind == OPEN) & (self.states.since <= day) & (self.states.until > day)
            came = then & (kind == 1) & (closed >= first) & (closed < end)
            opened += np.bincount(stage[then], quoted[then], minlength=count)
            won += np.bincount(stage[came], quoted[came], minlength=count)
            total = Winnings.of(self.states).between(first, end)
            new += max(total - float(quoted[came].sum()), 0.0)
        overall = won.sum() / opened.sum() if opened.sum() else 0.0
        lean = _HISTORY_WEIGHT * float(quoted.mean()) if len(quoted) else 0.0
        rate = (won + lean * overall) / np.maximum(opened + lean, 1e-12)
        present = np.bincount(
            np.where(self.book.stage < 0, count - 1, self.book.stage),
            self.learned.amounts.quoted(self.book),
            minlength=count,
        )
        scale = 1.0 if self._share == 1 else 1 / self._share
        return float((present * rate[: len(present)]).sum()) + scale * new / len(windows)

    def record(self, period: Period) -> list[tuple[Guess, float]]:
        """What the model said at this day of finished periods, and what then came; oldest first."""
        steps = _steps(self.current, period, self)
        found = []
        for past in reversed(self.finished()):
            target = self.fiscal.shift(past, self.grain, steps)
            if target.end.toordinal() > self.today + 1:
                continue
            day = self.same_day(past)
            then = self._origin(day)
            # The first period is only learned from: what was said in it says little of what is said now.
            if not then.finished() or then.current != past:
                continue
            guess = then.expect(target).guess
            came = Winnings.of(self._small).between(max(target.start.toordinal(), day + 1), target.end.toordinal())
            found.append((guess, came))
        return found

    @cached_property
    def _small(self) -> States:
        """The states that finished periods are judged on: of many deals every so manieth."""
        deals = int(self.states.deal.max(initial=0)) + 1
        keep = max(1, len(np.unique(self.states.deal)) // _MOST_LEARNED_FROM) if deals > _MOST_LEARNED_FROM else 1
        return self.states if keep == 1 else self.states.of(self.states.deal % keep == 0)

    def _origin(self, day: int) -> "Origin":
        if day not in self._origins:
            self._origins[day] = Origin(self._small.known(day), day, self.fiscal, self.grain, origins=self._origins)
        return self._origins[day]

    @cached_property
    def changes(self) -> list[regime.Change]:
        """What has changed of late; nothing can be told where nobody has written anything for weeks."""
        return [] if self.silent_days > SILENT_DAYS else regime.changes(self.states, self.today)

    @property
    def silent_days(self) -> int:
        """Days since a deal was last won or lost."""
        return self.today - self.states.last_decision

    def blend(self, period: Period) -> Blended:
        """All experts' view of what a period still wins; less sure where conditions have changed."""
        found = blend.blend(self.expect(period).guess, self.record(period))
        return replace(found, sd=found.sd * _WIDER) if self.changes else found


def _steps(current: Period, period: Period, origin: Origin) -> int:
    steps, found = 0, current
    while found.start < period.start:
        steps, found = steps + 1, origin.fiscal.shift(found, origin.grain, 1)
    return steps


def draw(
    expected: Expected, blended: Blended, spread: float, *, seed: int, draws: int = distribution.DRAWS
) -> np.ndarray:
    """The distribution of a period's total, sorted: the simulation's shape about the blended mean."""
    drawn = distribution.simulate(expected.chances, expected.amounts, spread, expected.new, draws=draws, seed=seed)
    return np.sort(place(drawn, expected.won, blended.mean, blended.sd))


def place(drawn: np.ndarray, won: float, mean: float, sd: float) -> np.ndarray:
    """Draws moved and stretched to a mean and a standard deviation; never below what is won."""
    spread = float(drawn.std())
    shape = (drawn - drawn.mean()) / spread if spread > 0 else np.zeros(len(drawn))
    return won + np.maximum(mean + shape * sd, 0.0)
