"""Two groups or two periods side by side, and which of their differences are more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.funnel import Stage
from metrics.significance import differ, holm
from metrics.survival import logrank
from metrics.values import Value

# Below this adjusted p value a difference is more than chance.
LEVEL = 0.05
_BLANK = Value(None, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of both sides; stage is blank for measures of the whole.

    p: adjusted for all rows of the comparison; None where nothing is tested.
    """

    measure: str
    stage: str
    left: Value
    right: Value
    p: float | None

    @property
    def differs(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p is not None and self.p < LEVEL


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: stages as `funnel.stages` gives them, measures of the period, and the rows of time in stage."""

    stages: list[Stage]
    measures: dict[str, Value]
    dwell: pd.DataFrame


def compare(left: Side, right: Side) -> list[Row]:
    """Win rate, deal size and cycle, then conversion and time in stage of every stage that both or one of them has.

    Shares are tested with Fisher's exact test, times with the log-rank test, and
    all p values adjusted together (Holm).
    """
    found: list[tuple[str, str, Value, Value, float | None]] = []
    rates = left.measures["win_rate"], right.measures["win_rate"]
    won = [side.measures["won_deals"].value or 0 for side in (left, right)]
    found.append(("win_rate", "", *rates, _share_p(rates, won)))
    for name in ("deal_size_median", "sales_cycle_median_days"):
        found.append((name, "", left.measures[name], right.measures[name], None))
    stages = dict.fromkeys([stage.stage for stage in (*left.stages, *right.stages)])
    for stage in stages:
        a, b = ({each.stage: each.measures for each in side.stages}.get(stage, {}) for side in (left, right))
        conversions = a.get("stage_conversion", _BLANK), b.get("stage_conversion", _BLANK)
        advanced = [side["stage_advanced"].value if side else 0 for side in (a, b)]
        found.append(("stage_conversion", stage, *conversions, _share_p(conversions, advanced)))
        times = a.get("time_in_stage", _BLANK), b.get("time_in_stage", _BLANK)
        _chi2, p = logrank(*(side.dwell[side.dwell["stage"] == stage] for side in (left, right)))
        found.append(("time_in_stage", stage, *times, p if times[0].n and times[1].n else None))
    tested = [place for place, row in enumerate(found) if row[4] is not None]
    adjusted = dict(zip(tested, holm([found[place][4] or 0.0 for place in tested]), strict=True))
    return [Row(*row[:4], adjusted.get(place)) for place, row in enumerate(found)]


def _share_p(shares: tuple[Value, Value], parts: Sequence[float | None]) -> float | None:
    a, b = (int(part or 0) for part in parts)
    n, m = (share.n or 0 for share in shares)
    return differ(a, n, b, m) if n and m else None
