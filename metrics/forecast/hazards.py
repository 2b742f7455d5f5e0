"""Daily rates of winning and losing, learned from examples; thin cells lean on broader ones.

Method: competing risks from landmarks, shrunk cell by cell (stage × days in stage × amount band), with a calendar
effect, factors and the recent level; the shares of what was seen are Gamma–Poisson credibility weights.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import special

from metrics.forecast.landmarks import STAGE_DAYS, STEP, Features, Landmarks
from metrics.forecast.states import LOST, WON

EDGES = np.array([0, 7, 14, 28, 56, 91, 182, 400])
BUCKETS = len(EDGES) - 1
AMOUNT_BANDS = 3
WEEKS = 13
USUAL_CYCLE_DAYS = 90.0
USUAL_CHANCE = 0.25
_CELL_WEIGHT, _FACTOR_WEIGHT, _CALENDAR_WEIGHT, _RECENT_WEIGHT = 6.0, 12.0, 15.0, 10.0
_LEANING = np.array([0.5, 1, 2, 4, 8, 16, 32, 64])
_RECENT_HALF_LIFE, _RECENT_FADES_IN = 28.0, 120.0
_GRID = np.exp(np.linspace(np.log(0.1), np.log(10), 41))
_MOST_PER_DAY = 0.9
_CHANCE_GAIN = 2.0


@dataclass(frozen=True)
class Rates:
    """Wins or losses per day: by bucket of days ahead (rows) and cell, stage × days, stage, or everything."""

    cell: np.ndarray
    band: np.ndarray
    stage: np.ndarray
    root: np.ndarray
    seen: np.ndarray  # events behind each cell, not by bucket
    seen_in_stage: np.ndarray


@dataclass(frozen=True)
class Hazards:
    """What was learned: rates of wins and losses, the effect of weeks to the quarter's end, factors, level."""

    won: Rates
    lost: Rates
    calendar_won: np.ndarray
    calendar_lost: np.ndarray
    factors: dict[str, np.ndarray]
    recent: float
    events: float

    def multiplier(self, features: Features) -> np.ndarray:
        """How much likelier than its cell each deal is won per day, by all its factors."""
        found = np.ones(len(features.stage))
        for name in self.factors:
            found = found * self.factor(name, features)
        return found

    def factor(self, name: str, features: Features) -> np.ndarray:
        """What one factor multiplies the rate of winning with; 1 for levels never seen."""
        levels, known = features.factors[name], self.factors[name]
        inside = (levels >= 0) & (levels < len(known))
        return np.where(inside, known[np.where(inside, levels, 0)], 1.0) if len(known) else np.ones(len(levels))


@dataclass(frozen=True)
class Seen:
    """Examples by bucket: days at risk of winning and of losing (by the calendar), and the two events."""

    marks: Landmarks
    features: Features
    stages: int

    @cached_property
    def band(self) -> np.ndarray:
        """Number of stage × days in stage."""
        return self.features.stage * len(STAGE_DAYS) + self.features.stage_band

    @cached_property
    def cell(self) -> np.ndarray:
        """Number of stage × days in stage × amount band."""
        return self.band * AMOUNT_BANDS + self.features.amount_band

    @cached_property
    def _bucket(self) -> np.ndarray:
        """Number of the bucket that each example's end lies in."""
        return np.searchsorted(EDGES, self.marks.end - self.marks.day, side="left") - 1

    def at_risk(self, passed: np.ndarray, origin: int, buckets: int = BUCKETS) -> list[np.ndarray]:
        """Days of each bucket each example was open; passed: calendar-weighted days up to each day since `origin`."""
        reached = [passed[np.minimum(self.marks.day + edge, self.marks.end) - origin] for edge in EDGES[: buckets + 1]]
        return [high - low for low, high in pairwise(reached)]

    def happened(self, bucket: int, kind: int) -> np.ndarray:
        """Whether each example ended so in a bucket."""
        return (self.marks.kind == kind) & (self._bucket == bucket)

    def opened(self, weeks_left: np.ndarray, origin: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each of the first seven days: the examples that were open on it, and the weeks left on it."""
        found = []
        for ahead in range(1, STEP + 1):
            rows = np.flatnonzero(self.marks.end >= self.marks.day + ahead)
            found.append((rows, weeks_left[self.marks.day[rows] + ahead - 1 - origin]))
        return found


def cell_count(stages: int) -> int:
    """How many cells there are; a stage of its own is what is not known."""
    return (stages + 1) * len(STAGE_DAYS) * AMOUNT_BANDS


def fit(seen: Seen, stated: np.ndarray, weeks_left: np.ndarray, origin: int, *, by_calendar: bool) -> Hazards:
    """Learn from examples.

    stated: chance of winning of each stage as the CRM says, 0 to 1. weeks_left: whole weeks to the quarter's end of
    each day since `origin`. by_calendar: whether wins and losses are let differ by them.
    """
    flat = np.ones(WEEKS)
    calendar = {WON: flat, LOST: flat}
    if by_calendar:
        opened = seen.opened(weeks_left, origin)
        for kind in (WON, LOST):
            calendar[kind] = _calendar(seen, kind, stated, weeks_left, origin, opened)
    rates, risk = {}, {}
    for kind in (WON, LOST):
        risk[kind] = seen.at_risk(_passed(calendar[kind], weeks_left), origin)
        rates[kind] = _rates(seen, kind, stated, risk[kind])
    factors, recent = _factors(seen, rates[WON], risk[WON], origin)
    events = float((seen.marks.weight * (seen.happened(0, WON) | seen.happened(0, LOST))).sum())
    return Hazards(rates[WON], rates[LOST], calendar[WON], calendar[LOST], factors, recent, events)


def _passed(effect: np.ndarray, weeks_left: np.ndarray) -> np.ndarray:
    """Days up to each day, each as long as the effect of its week."""
    return np.concatenate([[0.0], np.cumsum(effect[weeks_left])])


def _rates(seen: Seen, kind: int, stated: np.ndarray, risk: list[np.ndarray]) -> Rates:
    """Rates by bucket. risk: days that each example was open in each of the buckets."""
    cells, buckets = cell_count(seen.stages), len(risk)
    happened, risked = np.empty((buckets, cells)), np.empty((buckets, cells))
    for bucket in range(buckets):
        # An event lies in as many examples' bucket as the bucket has weeks: it is evidence once.
        share = STEP / (EDGES[bucket + 1] - EDGES[bucket]) * seen.marks.weight
        events = np.flatnonzero(seen.happened(bucket, kind))
        happened[bucket] = np.bincount(seen.cell[events], share[events], minlength=cells)
        risked[bucket] = np.bincount(seen.cell, share * risk[bucket], minlength=cells)
    prior = (stated if kind == WON else 1 - stated) / USUAL_CYCLE_DAYS
    by_band, band_risk = (found.reshape(buckets, -1, AMOUNT_BANDS).sum(2) for found in (happened, risked))
    by_stage, stage_risk = (found.reshape(buckets, seen.stages + 1, -1).sum(2) for found in (by_band, band_risk))
    weight = _CELL_WEIGHT
    root = (by_stage.sum(1) + weight / 2) / (stage_risk @ prior + weight / 2)
    stage = (by_stage + weight) / (stage_risk + weight / (root[:, None] * prior))
    band = _lean(by_band, band_risk, np.repeat(stage, len(STAGE_DAYS), axis=1))
    cell = _lean(happened, risked, np.repeat(band, AMOUNT_BANDS, axis=1))
    everything = (by_stage.sum(1) + weight) / (stage_risk.sum(1) + weight / (root * prior.mean()))
    return Rates(cell, band, stage, everything[:, None], happened.sum(0), by_stage.sum(0))


def _lean(happened: np.ndarray, risked: np.ndarray, broader: np.ndarray) -> np.ndarray:
    """Rates of cells by bucket, leaning on those of broader ones: first their level over all buckets, then its shape.

    How much they lean follows from how much they differ: the weight of most likelihood (negative binomial; an event
    counts once over all buckets).
    """
    seen, due = happened.sum(0) / len(happened), (risked * broader).sum(0) / len(happened)
    weight = _LEANING[np.argmax([_likelihood(seen, due, each) for each in _LEANING])]
    level = (seen + weight) / (due + weight)
    return (happened + _CELL_WEIGHT) / (risked + _CELL_WEIGHT / (broader * level))


def _likelihood(seen: np.ndarray, due: np.ndarray, weight: float) -> float:
    """Log-likelihood of events where rates differ by a gamma of this weight."""
    some = due > 0
    seen, due = seen[some], due[some]
    return float(
        (
            special.gammaln(seen + weight)
            - special.gammaln(weight)
            + weight * np.log(weight / (weight + due))
            + seen * np.log(due / (weight + due))
        ).sum()
    )


def _calendar(
    seen: Seen,
    kind: int,
    stated: np.ndarray,
    weeks_left: np.ndarray,
    origin: int,
    opened: list[tuple[np.ndarray, np.ndarray]],
) -> np.ndarray:
    """How many times likelier an event is, by whole weeks to the quarter's end. Each open day is in one first week."""
    effect = np.ones(WEEKS)
    week = weeks_left[seen.marks.end - 1 - origin]
    happened = np.bincount(week, seen.marks.weight * seen.happened(0, kind), minlength=WEEKS)
    for _round in range(3):
        risk = seen.at_risk(_passed(effect, weeks_left), origin, buckets=1)
        rate = _rates(seen, kind, stated, risk).cell[0][seen.cell] * seen.marks.weight
        expected = sum(np.bincount(weeks, rate[rows], minlength=WEEKS) for rows, weeks in opened)
        effect = (happened + _CALENDAR_WEIGHT) / (expected + _CALENDAR_WEIGHT)
    return effect


def calendar_helps(seen: Seen, stated: np.ndarray, weeks_left: np.ndarray, quarter: np.ndarray, origin: int) -> bool:
    """Whether the weeks of earlier quarters have foretold those of later ones no worse than none, but for chance.

    quarter: number of the quarter of each day since `origin`. The gain is the log-likelihood of the wins of a quarter
    by week, given their sum; the two first quarters are learned from only.
    """
    risk = seen.at_risk(_passed(np.ones(WEEKS), weeks_left), origin, buckets=1)
    rate = _rates(seen, WON, stated, risk).cell[0][seen.cell]
    numbers, of = np.unique(quarter[seen.marks.day - origin], return_inverse=True)
    cells = len(numbers) * WEEKS
    won = np.flatnonzero(seen.happened(0, WON))
    happened = np.bincount(of[won] * WEEKS + weeks_left[seen.marks.end[won] - 1 - origin], minlength=cells)
    expected = np.zeros(cells)
    for rows, weeks in seen.opened(weeks_left, origin):
        expected += np.bincount(of[rows] * WEEKS + weeks, rate[rows], minlength=cells)
    happened, expected = happened.reshape(-1, WEEKS), expected.reshape(-1, WEEKS)
    gain = 0.0
    for later in range(2, len(numbers)):
        effect = (happened[:later].sum(0) + _CALENDAR_WEIGHT) / (expected[:later].sum(0) + _CALENDAR_WEIGHT)
        plain, bent = expected[later], expected[later] * effect
        if plain.sum() > 0:
            told = np.log(np.maximum(bent / bent.sum(), 1e-12)) - np.log(np.maximum(plain / plain.sum(), 1e-12))
            gain += float((happened[later] * told).sum())
    return gain > -_CHANCE_GAIN


def _factors(seen: Seen, rates: Rates, risk: list[np.ndarray], origin: int) -> tuple[dict[str, np.ndarray], float]:
    """Multipliers of the rate of winning by level of each factor, fitted twice around; and the level of late."""
    happened, expected = np.zeros(len(seen.cell)), np.zeros(len(seen.cell))
    for bucket in range(BUCKETS):
        share = STEP / (EDGES[bucket + 1] - EDGES[bucket]) * seen.marks.weight
        happened += share * seen.happened(bucket, WON)
        expected += share * rates.cell[bucket][seen.cell] * risk[bucket]
    found = {name: np.ones(int(levels.max(initial=-1)) + 1) for name, levels in seen.features.factors.items()}
    total = np.ones(len(seen.cell))
    for _round in range(2):
        for name, levels in seen.features.factors.items():
            known = levels >= 0
            if not known.any():
                continue
            count = len(found[name])
            without = total[known] / found[name][levels[known]]
            seen_wins = np.bincount(levels[known], happened[known], minlength=count)
            due = np.bincount(levels[known], (expected[known] * without), minlength=count)
            found[name] = (seen_wins + _FACTOR_WEIGHT) / (due + _FACTOR_WEIGHT)
            total[known] = without * found[name][levels[known]]
    today = int(seen.marks.day.max(initial=origin)) + STEP
    late = 0.5 ** ((today - seen.marks.day) / _RECENT_HALF_LIFE)
    wins = float((late * seen.happened(0, WON)).sum())
    due = float((late * rates.cell[0][seen.cell] * risk[0] * total).sum())
    return found, (wins + _RECENT_WEIGHT) / (due + _RECENT_WEIGHT)


def table(hazards: Hazards, won: np.ndarray, lost: np.ndarray, weeks_left: np.ndarray, days: list[int]) -> np.ndarray:
    """Chances of being won within numbers of days from now: days × columns × multipliers of `_GRID`.

    won, lost: rates by bucket (rows) and whatever is asked about (columns). weeks_left: of each day from tomorrow.
    """
    alive = np.ones((won.shape[1], len(_GRID)))
    chance = np.zeros_like(alive)
    found = np.empty((len(days), *alive.shape))
    for ahead in range(1, max(days, default=0) + 1):
        bucket = min(int(np.searchsorted(EDGES, ahead, side="left")) - 1, BUCKETS - 1)
        level = hazards.recent ** (0.5 ** (ahead / _RECENT_FADES_IN))
        week = weeks_left[ahead - 1]
        win = np.minimum(won[bucket][:, None] * hazards.calendar_won[week] * level * _GRID, _MOST_PER_DAY)
        lose = np.minimum((lost[bucket] * hazards.calendar_lost[week])[:, None], 1 - win)
        chance += alive * win
        alive *= 1 - win - lose
        for place, asked in enumerate(days):
            if asked == ahead:
                found[place] = chance
    for place, asked in enumerate(days):
        if asked <= 0:
            found[place] = 0.0
    return found


def look_up(found: np.ndarray, column: np.ndarray, multiplier: np.ndarray) -> np.ndarray:
    """Chances from a `table` for deals: days × deals, between the grid's multipliers in proportion of their logs."""
    step = np.log(_GRID[1] / _GRID[0])
    place = np.clip((np.log(np.maximum(multiplier, 1e-9)) - np.log(_GRID[0])) / step, 0, len(_GRID) - 1)
    low = np.minimum(place.astype(int), len(_GRID) - 2)
    rest = place - low
    return found[:, column, low] * (1 - rest) + found[:, column, low + 1] * rest
