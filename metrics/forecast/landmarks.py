"""Past weeks as examples: for each open deal and each seventh day, what it was and what became of it."""

from dataclasses import dataclass

import numpy as np

from metrics.forecast.states import NEVER, OPEN, States

STEP = 7
LOOKBACK_DAYS = 1095
HALF_LIFE_DAYS = 200
STAGE_DAYS = np.array([0, 3, 7, 14, 30, 60, 90, 135, 200, 365])
AGE_DAYS = np.array([0, 14, 30, 60, 90, 135, 200, 365])
DUE_DAYS = np.array([-30, 0, 7, 28, 91])
_MOST_PUSHES = 3
_AMOUNT_CUTS = (0.6, 0.9)


@dataclass(frozen=True)
class Features:
    """What a deal looked like on a day; numbers of bands and names, the last of each for what is not known.

    stage, stage_band (days in stage), amount_band; factors: name → number of the level, NEVER where not known.
    """

    stage: np.ndarray
    stage_band: np.ndarray
    amount_band: np.ndarray
    factors: dict[str, np.ndarray]


@dataclass(frozen=True)
class Landmarks:
    """Examples: the row of `States`, the day, the day it was closed or last seen, what happened then, a weight."""

    row: np.ndarray
    day: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    weight: np.ndarray


def take(states: States, today: int) -> Landmarks:
    """All weekly examples of states known on a day, counted back from it.

    Before the first closing that was written down, closings were not: risk begins there.
    weight: 0.5 ^ (age / 200 days).
    """
    begun = max(states.first_decision - 1, today - LOOKBACK_DAYS)
    rows = np.flatnonzero((states.kind == OPEN) & (states.until > begun))
    since, until = np.maximum(states.since[rows], begun), np.minimum(states.until[rows], today)
    # The day of a landmark is the state's at its end: since ≤ day < until, and before today, or nothing follows it.
    newest = np.maximum(1, -(-(today - (until - 1)) // STEP))
    oldest = (today - since) // STEP
    count = np.maximum(oldest - newest + 1, 0)
    row = np.repeat(rows, count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    day = today - STEP * (np.repeat(newest, count) + number)
    closed, kind = states.ending
    # A closing entered late cut the deal's life short: those days it only seemed open.
    alive = closed[row] > day
    row, day = row[alive], day[alive]
    ended = closed[row] <= today
    return Landmarks(
        row=row,
        day=day,
        end=np.where(ended, closed[row], today),
        kind=np.where(ended, kind[row], OPEN),
        weight=0.5 ** ((today - day) / HALF_LIFE_DAYS),
    )


def amount_cuts(amounts: np.ndarray) -> np.ndarray:
    """Where middling and large amounts begin: the 60th and the 90th percentile."""
    return np.quantile(amounts, _AMOUNT_CUTS) if len(amounts) else np.array([np.inf, np.inf])


def features(states: States, day: np.ndarray, amount: np.ndarray, cuts: np.ndarray, stages: int | None) -> Features:
    """What deals looked like, row by row, on a day each.

    amount: money each. stages: how many there are; None where a past without stages must not be told by them.
    """
    entered = np.where(states.stage_since == NEVER, states.created, states.stage_since)
    in_stage, age = np.maximum(day - entered, 0), np.maximum(day - states.created, 0)
    amount_band = np.searchsorted(cuts, amount, side="right")
    due = np.searchsorted(DUE_DAYS, states.due - day, side="right")
    unknown = np.full(len(states), NEVER)
    return Features(
        stage=np.zeros(len(states), dtype=int)
        if stages is None
        else np.where(states.stage == NEVER, stages, states.stage),
        stage_band=np.searchsorted(STAGE_DAYS, in_stage, side="right") - 1,
        amount_band=amount_band,
        factors={
            "amount": amount_band,
            "owner": states.rep,
            "pushes": unknown if stages is None else np.minimum(states.pushes, _MOST_PUSHES),
            "due": np.where(states.due == NEVER, NEVER, due),
            "age": np.searchsorted(AGE_DAYS, age, side="right") - 1,
            "category": states.category,
        },
    )


def is_staged(states: States, marks: Landmarks) -> bool:
    """Whether the past tells stages: more than half of the examples have one."""
    return bool(len(marks.row)) and float(np.average(states.stage[marks.row] != NEVER, weights=marks.weight)) > 0.5
