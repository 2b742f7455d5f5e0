"""Which changes between two quarters are more than chance, and which groups explain a change of the win rate."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.stats import binomtest, mannwhitneyu

from metrics.ratio import share
from metrics.significance import differ, holm
from metrics.values import Unit, Value

# Together a review's rules may claim something by chance in one review of twenty: two earlier quarters (LEVEL each),
# stages and bottlenecks (FUNNEL_LEVEL each), and calls, discounts, answers to leads and kinds of customer (the rest).
LEVEL = 0.01
FUNNEL_LEVEL = 0.01
ASIDE_LEVEL = 0.0025
_LEAST = 20  # decided deals on either side, below which a group is not looked at
_MANY = 0.5  # share of a change from which groups explain it


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in both quarters. p: adjusted for all that were looked at together; 1 where nothing can be told."""

    measure: str
    now: Value
    before: Value
    p: float

    @property
    def differs(self) -> bool:
        """Whether the change is more than chance."""
        return self.p < LEVEL

    @property
    def rose(self) -> bool:
        """Whether the value went up."""
        return (self.now.value or 0.0) > (self.before.value or 0.0)


@dataclass(frozen=True, slots=True)
class Explained:
    """A group whose own win rate changed by more than chance. part: its share of the whole change, 1 for all of it."""

    dimension: str
    group: str
    now: Value
    before: Value
    part: float


def changes(now: pd.DataFrame, before: pd.DataFrame, *, days: int, days_before: int) -> list[Change]:
    """Deals decided, win rate, deal size and cycle of two quarters, tested together (Holm).

    now, before: one row per decided deal: is_won, amount (money), cycle_days. Counts by the exact test of two Poisson
    rates, shares by Fisher's, sizes and cycles of won deals by Mann and Whitney's. days: of either quarter.
    """
    sides = now, before
    won = [int(side["is_won"].sum()) for side in sides]
    n = [len(side) for side in sides]
    sizes = [_known(side.loc[side["is_won"] & (side["amount"] > 0), "amount"]) for side in sides]
    cycles = [_known(side.loc[side["is_won"] & (side["cycle_days"] > 0), "cycle_days"]) for side in sides]
    values = {
        "decided_deals": [Value(count, count, unit="deals") for count in n],
        "win_rate": [share(part, of, interval=True) for part, of in zip(won, n, strict=True)],
        "deal_size_median": [_middle(side, "money") for side in sizes],
        "sales_cycle_median_days": [_middle(side, "days") for side in cycles],
    }
    adjusted = holm(
        [_counts(n[0], n[1], days, days_before), differ(won[0], n[0], won[1], n[1]), _ranks(*sizes), _ranks(*cycles)]
    )
    return [Change(name, *values[name], p) for name, p in zip(values, adjusted, strict=True)]


def explained(now: pd.DataFrame, before: pd.DataFrame, dimensions: Sequence[str]) -> Explained | None:
    """The group that explains most of a changed win rate; None where none does beyond chance.

    now, before: one row per decided deal: is_won and a column for each dimension; groups of two dimensions together
    are looked at as well, as “Enterprise · West”. A group's part is what its own change adds at its average weight.
    A group must have changed by more than chance (Fisher, Holm over all groups) and make at least half of the change.
    """
    whole = (_rate(now) or 0.0) - (_rate(before) or 0.0)
    if not whole or now.empty or before.empty:
        return None
    looked_at: list[tuple[str, str, list[int], float]] = []
    for name, keys in _groupings(now, before, dimensions):
        counts = _counted(keys[0], now["is_won"]).join(_counted(keys[1], before["is_won"]), suffixes=("_now", "_then"))
        for group, row in counts.dropna().astype(int).iterrows():
            cell = [int(row[column]) for column in ("won_now", "n_now", "won_then", "n_then")]
            if min(cell[1], cell[3]) >= _LEAST:
                looked_at.append((name, str(group), cell, differ(*cell)))
    adjusted = holm([p for *_rest, p in looked_at])
    best: Explained | None = None
    for (name, group, (won, n, won_then, n_then), _p), p in zip(looked_at, adjusted, strict=True):
        weight = (n / len(now) + n_then / len(before)) / 2
        part = (won / n - won_then / n_then) * weight / whole
        if p < LEVEL and part >= _MANY and (best is None or _closer(part, best.part)):
            best = Explained(name, group, share(won, n, interval=True), share(won_then, n_then, interval=True), part)
    return best


def _closer(part: float, other: float) -> bool:
    """Whether a group's part is the better explanation: the smaller group that still makes most of the change."""
    return abs(part - 1) < abs(other - 1)


def _groupings(
    now: pd.DataFrame, before: pd.DataFrame, dimensions: Sequence[str]
) -> list[tuple[str, tuple[pd.Series, pd.Series]]]:
    found = [(name, (now[name], before[name])) for name in dimensions]
    for place, one in enumerate(dimensions):
        for other in dimensions[place + 1 :]:
            found.append((f"{one} · {other}", (_joined(now, one, other), _joined(before, one, other))))
    return found


def _joined(frame: pd.DataFrame, one: str, other: str) -> pd.Series:
    return frame[one].astype("string") + " · " + frame[other].astype("string")


def _counted(groups: pd.Series, is_won: pd.Series) -> pd.DataFrame:
    by_group = is_won.groupby(groups.to_numpy())
    return pd.DataFrame({"won": by_group.sum(), "n": by_group.size()})


def _rate(frame: pd.DataFrame) -> float | None:
    return float(frame["is_won"].mean()) if len(frame) else None


def _known(column: pd.Series) -> pd.Series:
    return column.dropna().astype(float)


def _middle(values: pd.Series, unit: Unit) -> Value:
    return Value(float(values.median()) if len(values) else None, len(values), unit=unit)


def _counts(now: int, before: int, days: int, days_before: int) -> float:
    """p value of two counts over stretches of days: given their sum one is binomial (Przyborowski, Wilenski 1940)."""
    if not now + before or not days or not days_before:
        return 1.0
    return float(binomtest(now, now + before, days / (days + days_before)).pvalue)


def _ranks(now: pd.Series, before: pd.Series) -> float:
    if len(now) < 2 or len(before) < 2:
        return 1.0
    return float(mannwhitneyu(now, before).pvalue)
