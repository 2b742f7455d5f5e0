"""Pipeline needed: what must still be created so that a quota is reached with a confidence, and by when.

gap = quota − what is reached with the confidence; pipeline needed on a day = gap ÷ share of an amount created that day
that is won within the period.
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from metrics.forecast import PeriodOutlook

LEAST_SHARE = 0.01  # pipeline of a hundred times the gap is no plan
_DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Needed:
    """What a quota still needs on top of the forecast, which holds the pipeline that is usually created; in money.

    reached: what the period reaches at least with the confidence (0 to 1). gap: quota − reached, at least 0.
    days: day, share (of an amount created that day that is won in the period, 0 to 1), pipeline (to be created if all
    of it is created that day; NaN where the share is below LEAST_SHARE). today: the first day's share and pipeline.
    last_day: the last on which created pipeline can still be won in the period. half_day: the first on which it is
    worth half of today's or less. evenly: pipeline to be created if as much is created on each day up to the last
    one; per_week: of that in a week. Blank figures are None.
    """

    quota: float
    confidence: float
    reached: float
    gap: float
    days: pd.DataFrame
    share: float | None
    pipeline: float | None
    last_day: date | None
    half_day: date | None
    evenly: float | None
    per_week: float | None

    @property
    def is_enough(self) -> bool:
        """Whether the forecast reaches the quota with the confidence as it is."""
        return self.gap == 0

    @property
    def is_too_late(self) -> bool:
        """Whether pipeline created from now on can no longer be won in the period."""
        return self.last_day is None


def needed(period: "PeriodOutlook", quota: float, created_share: pd.DataFrame, *, confidence: float = 0.5) -> Needed:
    """The pipeline that a quota still needs.

    quota: money. created_share: day and share of an amount created that day that is won within the period (0 to 1),
    from the first day on which pipeline can be created. confidence: between 0 and 1, with which the quota is to be
    reached.
    """
    reached = float(np.quantile(period.draws, 1.0 - confidence))
    gap = max(quota - reached, 0.0)
    days = created_share.sort_values("day", ignore_index=True)
    shares = days["share"].astype(float).fillna(0.0).clip(lower=0.0)
    useful = shares >= LEAST_SHARE
    days = days.assign(share=shares, pipeline=(gap / shares.where(useful)))
    found = Needed(quota, confidence, reached, gap, days, None, None, None, None, None, None)
    if not useful.any():
        return found
    last = int(np.flatnonzero(useful)[-1])
    mean_share = math.fsum(shares[: last + 1]) / (last + 1)
    evenly = gap / mean_share
    is_half = shares <= shares.iloc[0] / 2
    return Needed(
        quota=quota,
        confidence=confidence,
        reached=reached,
        gap=gap,
        days=days,
        share=float(shares.iloc[0]),
        pipeline=float(days["pipeline"].iloc[0]) if useful.iloc[0] else None,
        last_day=_day(days, last),
        half_day=_day(days, int(is_half.to_numpy().argmax())) if useful.iloc[0] and is_half.any() else None,
        evenly=evenly,
        per_week=evenly / ((last + 1) / _DAYS_OF_WEEK),
    )


def _day(days: pd.DataFrame, row: int) -> date:
    return pd.to_datetime(days["day"]).dt.date.iloc[row]
