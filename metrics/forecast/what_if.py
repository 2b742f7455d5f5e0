"""What if: the forecast with some deals decided or moved, other amounts, another win rate, or a slip of everything."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from metrics.forecast import Outlook, PeriodOutlook

DOTS = 20


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is supposed; the default supposes nothing.

    lost, won (in the first period), later (not before the next period): ids of deals. amounts: id → amount as it
    would stand in the CRM, in money. win_rate: factor on the odds of winning, 1 for none. slip: share of all
    chances, 0 to 1, that moves to the next period, for all deals together. What is said of a single deal comes last:
    a deal named lost stays lost, one named won stays won, whatever else is supposed; lost goes before won before later.
    """

    lost: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    amounts: Mapping[str, float] = field(default_factory=dict)
    win_rate: float = 1.0
    slip: float = 0.0

    @property
    def is_base(self) -> bool:
        """Whether nothing is supposed."""
        return self == Scenario()


def periods(outlook: "Outlook", scenario: Scenario) -> list["PeriodOutlook"]:
    """The outlook's periods under a scenario; of the default, the outlook's own."""
    if scenario.is_base:
        return list(outlook.periods)
    supposed, amounts = chances(outlook, scenario), expected(outlook.deals, scenario)
    return [outlook.rerun(i, supposed[i], amounts) for i in range(len(outlook.periods))]


def chances(outlook: "Outlook", scenario: Scenario) -> np.ndarray:
    """The chance of being won in each period (rows) of each deal (columns, as in the outlook) under a scenario."""
    deals = outlook.deals
    base = np.array([deals[f"chance_{i}"].to_numpy(dtype=float) for i in range(len(outlook.periods))])
    found = slipped(with_odds(base, scenario.win_rate), scenario.slip)
    ids = deals["opportunity_id"]
    later = ids.isin(scenario.later).to_numpy()
    carried = found[0, later]
    found[0, later] = 0.0
    if len(found) > 1:
        found[1, later] += carried
    won, lost = ids.isin(scenario.won).to_numpy(), ids.isin(scenario.lost).to_numpy()
    found[:, won] = 0.0
    found[0, won] = 1.0
    found[:, lost] = 0.0
    return np.minimum(found, 1.0)


def with_odds(chances: np.ndarray, factor: float) -> np.ndarray:
    """Chances (0 to 1) by period (rows) and deal, with the odds of winning multiplied by a factor.

    In each period the odds of winning in it for a deal that is still open by then: q ÷ (1 − q) × factor. So a deal's
    chances never add up to more than 1.
    """
    if factor == 1.0:
        return chances.copy()
    found, before, left = np.empty_like(chances), np.ones(chances.shape[1]), np.ones(chances.shape[1])
    for i, chance in enumerate(chances):
        reached = np.divide(chance, before, out=np.zeros_like(chance), where=before > 0).clip(0.0, 1.0)
        raised = factor * reached / (1.0 - reached + factor * reached)
        found[i] = left * raised
        before, left = before - chance, left - found[i]
    return found


def slipped(chances: np.ndarray, share: float) -> np.ndarray:
    """Chances by period (rows) and deal after a share (0 to 1) of each has moved to the next period.

    The same share of every deal: they slip together, as in a freeze of budgets. What leaves the last period is beyond
    what is looked at.
    """
    moved = chances * share
    found = chances - moved
    found[1:] += moved[:-1]
    return found


def expected(deals: pd.DataFrame, scenario: Scenario) -> np.ndarray:
    """Expected money of each deal if won, under a scenario: a supposed amount is realised as the present one would be.

    deals: opportunity_id, amount (expected money if won), quoted (money as in the CRM, blank where there is none).
    """
    amounts = deals["amount"].to_numpy(dtype=float).copy()
    quoted = deals["quoted"].to_numpy(dtype=float)
    for at in np.flatnonzero(deals["opportunity_id"].isin(list(scenario.amounts))):
        supposed = scenario.amounts[deals["opportunity_id"].iloc[at]]
        amounts[at] = supposed * (amounts[at] / quoted[at] if quoted[at] > 0 else 1.0)
    return amounts


def compared(base: "PeriodOutlook", supposed: "PeriodOutlook", quota: float | None) -> pd.DataFrame:
    """A period with and without a scenario: figure, base, supposed, change.

    Figures: p50, p10, p90, mean, won, open, new, adjustment in money (the last four add up to the mean), and chance
    (of reaching the quota, 0 to 1; NaN without a quota).
    """
    rows = []
    for figure in ("p50", "p10", "p90", "mean"):
        rows.append((figure, float(getattr(base, figure)), float(getattr(supposed, figure))))
    rows.append(("chance", _chance(base, quota), _chance(supposed, quota)))
    for part in ("won", "open", "new", "adjustment"):
        rows.append((part, float(base.parts[part]), float(supposed.parts[part])))
    frame = pd.DataFrame(rows, columns=["figure", "base", "supposed"])
    return frame.assign(change=frame["supposed"] - frame["base"])


def dots(period: "PeriodOutlook") -> list[float]:
    """Twenty equally likely totals of the period, in money, the lowest first: the middles of twentieths of the range.

    Quantile dotplots: Fernandes et al., CHI 2018.
    """
    return np.quantile(period.draws, (np.arange(DOTS) + 0.5) / DOTS).tolist()


def _chance(period: "PeriodOutlook", quota: float | None) -> float:
    return math.nan if quota is None else float(period.chance_of(quota))
