"""Why a deal has its chance: from the base rate to it, step by step. Associations, not causes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.forecast import hazards
from metrics.forecast.learning import Learned, cell_of
from metrics.forecast.states import States

STEPS = ("stage", "stage_days", "amount", "owner", "pushes", "due", "age", "category", "stated")


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: the chance before and after it, 0 to 1, and how many past wins stand behind it (0: not counted)."""

    code: str
    chance_before: float
    chance_after: float
    evidence: float


@dataclass(frozen=True)
class Walk:
    """Chances after each step, deals × (base, then STEPS); wins behind the cells of stage and of days in stage."""

    chances: np.ndarray
    stage_wins: np.ndarray
    cell_wins: np.ndarray

    def reasons(self, place: int) -> list[Reason]:
        """The steps of one deal that change its chance, beginning with the base rate (before = after)."""
        chances = self.chances[place]
        found = [Reason("base", float(chances[0]), float(chances[0]), 0.0)]
        wins = {"stage": self.stage_wins[place], "stage_days": self.cell_wins[place]}
        for number, code in enumerate(STEPS, start=1):
            before, after = float(chances[number - 1]), float(chances[number])
            if before != after:
                found.append(Reason(code, before, after, float(wins.get(code, 0.0))))
        return found


def walk(learned: Learned, book: States, days: Sequence[int]) -> Walk:
    """From the base rate to each deal's chance of being won between two numbers of days from now."""
    seen = learned.features(book)
    cell = cell_of(seen)
    rates = learned.hazards
    stated = learned.stated_within(book, days)
    final = stated[1] - stated[0]
    count = len(book)
    chances = np.empty((count, len(STEPS) + 1))
    if learned.trust == 0:
        chances[:] = final.mean() if count else 0.0
        chances[:, 1:] = final[:, None]
        return Walk(chances, np.zeros(count), np.zeros(count))

    def between(won: np.ndarray, lost: np.ndarray, column: np.ndarray, multiplier: np.ndarray) -> np.ndarray:
        used, place = np.unique(column, return_inverse=True)
        found = hazards.table(rates, won[:, used], lost[:, used], learned.weeks(max(*days, 1)), list(days))
        within = hazards.look_up(found, place, multiplier)
        return within[1] - within[0]

    multiplier = np.ones(count)
    chances[:, 0] = between(rates.won.root, rates.lost.root, np.zeros(count, dtype=int), multiplier)
    chances[:, 1] = between(rates.won.stage, rates.lost.stage, seen.stage, multiplier)
    band = cell // hazards.AMOUNT_BANDS
    chances[:, 2] = between(rates.won.band, rates.lost.band, band, multiplier)
    for number, code in enumerate(STEPS[2:-1], start=3):
        multiplier = multiplier * rates.factor(code, seen)
        chances[:, number] = between(rates.won.cell, rates.lost.cell, cell, multiplier)
    chances[:, -1] = learned.trust * chances[:, -2] + (1 - learned.trust) * final
    return Walk(chances, rates.won.seen_in_stage[seen.stage], rates.won.seen[cell])
