"""How old open deals are against what deals that were won took, in the same stage and segment."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor

import pandas as pd

# With fewer a 90th percentile is little more than the longest of them.
LEAST_STAYS = 20
# Where a deal stands against the norm: within the first half, up to p75, up to p90, beyond; or nobody can tell.
BANDS = ("usual", "slow", "late", "beyond", "unknown")


@dataclass(frozen=True, slots=True)
class Norm:
    """Days that half (p50), three in four (p75) and nine in ten (p90) of the won took; n: how many those were.

    segment: whose norm it is; blank for that of all segments, used where a segment has too few.
    """

    p50: float
    p75: float
    p90: float
    n: int
    segment: str = ""

    def band(self, days: float, *, is_at_least: bool = False) -> str:
        """The band of an age in days; where it is only known to be at least that, unknown unless beyond anyway."""
        if days > self.p90:
            return "beyond"
        if is_at_least:
            return "unknown"
        return "usual" if days <= self.p50 else "slow" if days <= self.p75 else "late"


class Norms:
    """The norms of counted durations, by what they are of.

    rows: columns segment, days, `n` (how many took so many days), and the columns
    `of`. A segment with fewer than LEAST_STAYS takes the norm of all segments.
    """

    def __init__(self, rows: pd.DataFrame, *, n: str, of: Sequence[str] = ()) -> None:
        counted: dict[tuple[tuple[str, ...], str], Counter[int]] = defaultdict(Counter)
        for row in rows.to_dict("records"):
            key = tuple(row[name] for name in of)
            for segment in ("", row["segment"]):
                counted[key, segment][int(row["days"])] += int(row[n])
        self._norms = {key: _norm(days, key[1]) for key, days in counted.items() if days.total() >= LEAST_STAYS}

    def find(self, of: tuple[str, ...], segment: str) -> Norm | None:
        """The norm of a segment, else of all segments; None where there are too few won deals to have one."""
        return self._norms.get((of, segment)) or self._norms.get((of, ""))

    def __bool__(self) -> bool:
        """Whether there is any norm."""
        return bool(self._norms)


def _norm(days: Counter[int], segment: str) -> Norm:
    order = sorted(days)
    reached = list(accumulate(days[day] for day in order))
    p50, p75, p90 = (_percentile(order, reached, share) for share in (0.5, 0.75, 0.9))
    return Norm(p50, p75, p90, n=reached[-1], segment=segment)


def _percentile(days: Sequence[int], reached: Sequence[int], share: float) -> float:
    """The days at a share (0 to 1) of the ranks, linear between two. reached: how many took at most so many days."""
    rank = share * (reached[-1] - 1)
    low, high = (days[bisect_right(reached, at)] for at in (floor(rank), ceil(rank)))
    return low + (high - low) * (rank - floor(rank))


def stage_norms(rows: pd.DataFrame) -> Norms:
    """Norms of stage ages. rows: query pipeline/won_stays."""
    return Norms(rows, n="stays", of=("pipeline", "stage"))


def cycle_norms(rows: pd.DataFrame) -> Norms:
    """Norms of deal ages. rows: query pipeline/won_cycles."""
    return Norms(rows, n="won_deals")


def bands(ages: pd.DataFrame, norms: Norms) -> pd.DataFrame:
    """Open deals of each stage by band: pipeline, stage, position, band, open_deals, open_amount; stages in order.

    ages: query pipeline/stage_ages.
    """
    found = [
        norm.band(row["stage_days"], is_at_least=row["is_at_least"])
        if (norm := norms.find((row["pipeline"], row["stage"]), row["segment"]))
        else "unknown"
        for row in ages.to_dict("records")
    ]
    keys = ["pipeline", "stage", "position", "band"]
    sums = ages.assign(band=found).groupby(keys, as_index=False)[["open_deals", "open_amount"]].sum()
    order = sums["band"].map(BANDS.index)
    return sums.assign(order=order).sort_values(["pipeline", "position", "stage", "order"]).drop(columns="order")


def judged(deals: pd.DataFrame, stages: Norms, cycles: Norms) -> pd.DataFrame:
    """Open deals with the norms they are measured by: those furthest beyond their stage's p75 first.

    deals: query pipeline/longest_in_stage. Adds stage_p75_days, stage_n, norm_segment, age_p75_days and over
    (stage days ÷ p75; blank without a norm, which comes last).
    """
    records = deals.to_dict("records")
    of_stage = [stages.find((row["pipeline"], row["stage"]), row["segment"]) for row in records]
    of_deal = [cycles.find((), row["segment"]) for row in records]
    found = deals.assign(
        stage_p75_days=pd.Series([norm.p75 if norm else None for norm in of_stage], deals.index, dtype=float),
        stage_n=pd.Series([norm.n if norm else None for norm in of_stage], deals.index, dtype="Int64"),
        norm_segment=pd.Series([norm.segment if norm else None for norm in of_stage], deals.index, dtype=object),
        age_p75_days=pd.Series([norm.p75 if norm else None for norm in of_deal], deals.index, dtype=float),
    )
    # A norm of no days at all is taken for one day: every day is then a day too long.
    over = found["stage_days"] / found["stage_p75_days"].clip(lower=1.0)
    return found.assign(over=over).sort_values(
        ["over", "stage_days", "opportunity_id"], ascending=[False, False, True], na_position="last"
    )
