"""Whether conditions have changed: deals come, or are won, at another rate or size than they used to."""

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np

from metrics.forecast.states import States

WEEK = 7
LATELY = (4, 8, 13)  # weeks looked at: a break shows in the short ones first, a slide in the long one
_BEFORE, _LEAST_BEFORE, _YEAR = 52, 13, 52
_USUAL = (0.6, 1.6)  # a change within is none
_NEVER = 0.01  # stands for none at all, whose logarithm is not finite
_SURE = 3.5  # standard errors; several series and spans are looked at every week


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: deals created, deals won, or the amount of a won deal; times what it was, in so many weeks."""

    what: Literal["created", "won", "amount"]
    ratio: float
    weeks: int


def changes(states: States, today: int) -> list[Change]:
    """What differs from the year before by more than chance and season, the shortest span in which it shows.

    Counts by week vary more than a Poisson's: their own dispersion is taken. Where a year ago the same weeks stood out
    as much, that is the season.
    """
    weeks = (today + 1 - states.first_decision) // WEEK
    if weeks < _LEAST_BEFORE + LATELY[0]:
        return []
    created, won = states.created[states.is_last], states.won
    found = [_count("created", _by_week(created, today, weeks)), _count("won", _by_week(won.closing_day, today, weeks))]
    sized = (won.amount > 0) & (won.closing_day > today - WEEK * (_BEFORE + LATELY[-1]))
    return [change for change in [*found, _size(today - won.closing_day[sized], won.amount[sized])] if change]


def _by_week(day: np.ndarray, today: int, weeks: int) -> np.ndarray:
    """How many fall into each week before a day's end, the newest first."""
    back = (today - day) // WEEK
    return np.bincount(back[(back >= 0) & (back < weeks)], minlength=weeks).astype(float)


def _count(what: Literal["created", "won"], counts: np.ndarray) -> Change | None:
    for weeks in LATELY:
        late, before = counts[:weeks], counts[weeks : weeks + _BEFORE]
        if len(before) < _LEAST_BEFORE or before.mean() == 0:
            continue
        usual = float(before.mean())
        ratio = float(late.mean()) / usual
        # Square roots of counts have nearly the same spread whatever their size (Anscombe 1948, Biometrika 35:246–254).
        off = 2 * (sqrt(float(late.sum()) + 0.375) - sqrt(usual * weeks + 0.375))
        is_beyond_chance = abs(off) > _SURE * sqrt(_dispersion(before) * (1 + weeks / len(before)))
        if not _USUAL[0] <= ratio <= _USUAL[1] and is_beyond_chance and not _is_season(counts, weeks, ratio):
            return Change(what, ratio, weeks)
    return None


def _is_season(counts: np.ndarray, weeks: int, ratio: float) -> bool:
    """Whether the same weeks of the year before stood out from those about them half as much, in the same direction."""
    then = counts[_YEAR : _YEAR + weeks]
    about = np.concatenate([counts[weeks:_YEAR], counts[_YEAR + weeks : 2 * _YEAR]])
    if len(then) < weeks or not about.mean() > 0:
        return False
    stood = log(max(float(then.mean() / about.mean()), _NEVER))
    return stood / log(max(ratio, _NEVER)) > 0.5


def _dispersion(counts: np.ndarray) -> float:
    """Variance ÷ mean of weekly counts; 1 for a Poisson's."""
    return max(1.0, float(counts.var(ddof=1) / counts.mean())) if counts.mean() > 0 else 1.0


def _size(back: np.ndarray, amount: np.ndarray) -> Change | None:
    logs = np.log(amount)
    for weeks in LATELY:
        late, before = logs[back < WEEK * weeks], logs[back >= WEEK * weeks]
        if min(len(late), len(before)) < 2 * _LEAST_BEFORE:
            continue
        ratio = float(late.mean() - before.mean())
        error = sqrt(late.var(ddof=1) / len(late) + before.var(ddof=1) / len(before))
        if not log(_USUAL[0]) <= ratio <= log(_USUAL[1]) and abs(ratio) > _SURE * error:
            return Change("amount", exp(ratio), weeks)
    return None
