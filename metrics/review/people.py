"""How a quarter is spread over the people who carry a quota."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from metrics.review.plain import Record, records

_EDGES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, float("inf"))
_LEAST = 6  # people below which the top fifth is nobody's business
_FIFTH = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """n: people with a quota; reached: of them, how many made it.

    top: share of the won amount that the top fifth won, 0 to 1; None for few people or where nothing is won.
    bands: lower and upper bound of attainment (0 to 1, half-open) and people in it.
    rows: rep_name, won_amount, quota, attainment, gap; the highest attainment first.
    """

    n: int
    reached: int
    top: float | None
    bands: list[tuple[float, float, int]]
    rows: list[Record]


def spread(people: pd.DataFrame) -> Spread:
    """Judge the rows of measures/attainment: rep_id, rep_name, won_amount, quota (money)."""
    carrying = people[people["quota"].fillna(0) > 0]
    won, quota = carrying["won_amount"].astype(float), carrying["quota"].astype(float)
    attained = won / quota
    ranked = carrying.assign(won_amount=won, quota=quota, attainment=attained, gap=won - quota).sort_values(
        ["attainment", "rep_id"], ascending=[False, True]
    )
    at_least = attained.clip(lower=0)
    top = won.nlargest(max(1, len(won) // _FIFTH)).sum() / won.sum() if len(won) >= _LEAST and won.sum() > 0 else None
    return Spread(
        n=len(carrying),
        reached=int((won >= quota).sum()),
        top=None if top is None else float(top),
        bands=[(low, high, int(((at_least >= low) & (at_least < high)).sum())) for low, high in pairwise(_EDGES)],
        rows=records(ranked, ("rep_name", "won_amount", "quota", "attainment", "gap")),
    )
