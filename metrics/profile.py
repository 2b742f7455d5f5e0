"""One person held against peers, like with like: differences, how sure they are, and what closing them is worth.

Deals are compared within their segments: the peers' figure is what the peers reach at the person's own mix of them.
What there is one figure per person of (deals created in a month) is held against how far the peers lie apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, expm1, sqrt
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import t as student

from metrics import stratified
from metrics.intervals import wilson
from metrics.ratio import exact_sum
from metrics.significance import holm
from metrics.values import Unit, Value

LEVEL = 0.05
LEAST_PEERS = 3  # fewer do not tell how far people lie apart
LEAST_DEALS = 5  # with fewer on a side nothing is claimed, whatever a test says
_TAIL = 0.975

# What a difference is measured in: percentage points of shares, per cent of the peers' figure, or the unit itself.
Scale = Literal["points", "times", "units"]


_NO_WORTH = Value(None, unit="money")


@dataclass(frozen=True, slots=True)
class Gap:
    """One measure of a person beside the peers'. stage is blank for measures of the whole.

    peers.n: the deals (or people) held against. difference: own − peers, for the scale "times" own ÷ peers − 1, with
    its 95 % interval. p: of no difference, adjusted for all rows of the table; None where nothing can be told.
    worth: the money that being like the peers would have added in the time compared, its low and high of the
    difference's interval; blank where the person is not behind, or where it is not known.
    """

    measure: str
    own: Value
    peers: Value
    difference: Value
    scale: Scale
    p: float | None
    stage: str = ""
    worth: Value = _NO_WORTH

    @property
    def is_few(self) -> bool:
        """Whether there is too little to tell a difference from chance."""
        deals = min(self.difference.n or 0, self.peers.n or 0)
        return self.p is None or (self.scale != "units" and deals < LEAST_DEALS)

    @property
    def is_sure(self) -> bool:
        """Whether the difference is more than chance."""
        low, high = self.difference.low, self.difference.high
        apart = low is not None and high is not None and not low <= 0 <= high
        return not self.is_few and (self.p or 0.0) < LEVEL and apart


def deals(own: pd.DataFrame, peers: pd.DataFrame) -> list[Gap]:
    """Win rate, typical deal and typical cycle. own, peers: rows of the query rep/outcomes, of each side."""
    ours, theirs = _by_segment(own, peers)
    cases = [part["won_deals"] + part["lost_deals"] for part in (ours, theirs)]
    amount, n, each = exact_sum(own["won_amount"]), float(cases[0].sum()), mean_deal(own, peers)
    rate = share("win_rate", ours["won_deals"], theirs["won_deals"], *cases)
    return [
        _priced(rate, _times(None if each is None else -n * each)),
        _priced(level("deal_size_typical", "size", ours, theirs, "money"), lambda gap: amount * (1 / (1 + gap) - 1)),
        # with as many deals in hand, what is won in a time goes with 1 ÷ cycle
        _priced(level("cycle_typical_days", "cycle", ours, theirs, "days"), _times(amount)),
    ]


def mean_deal(own: pd.DataFrame, peers: pd.DataFrame) -> float | None:
    """What a deal won is worth: the peers' mean at the person's mix of segments decided; the person's own without one.

    own, peers: rows of rep/outcomes. The peers', as a person's few wins do not tell what the next one is worth.
    """
    ours, theirs = _by_segment(own, peers)
    weights, sized = ours["won_deals"] + ours["lost_deals"], theirs["won_sized_deals"]
    told = (sized > 0) & (weights > 0)
    if told.any():
        means = theirs["won_amount"][told] / sized[told]
        return float((weights[told] * means).sum() / weights[told].sum())
    mine = float(ours["won_sized_deals"].sum())
    return exact_sum(own["won_amount"]) / mine if mine else None


def stages(own: pd.DataFrame, peers: pd.DataFrame, each: float | None) -> list[Gap]:
    """Conversion of each stage, in funnel order. own, peers: rows of rep/passages; each: what a won deal is worth.

    Closing a gap is worth: deals entered × gap × the peers' share that is won of those that advanced and are
    decided × each.
    """
    order = pd.concat([own, peers]).groupby("stage")["position"].min().fillna(0).sort_values(kind="stable").index
    found = []
    for stage in order:
        ours, theirs = _by_segment(*(frame[frame["stage"] == stage] for frame in (own, peers)))
        counts = [part[name] for name in ("advanced_deals", "entered_deals") for part in (ours, theirs)]
        won, lost = float(theirs["advanced_won_deals"].sum()), float(theirs["advanced_lost_deals"].sum())
        entered = float(ours["entered_deals"].sum())
        factor = -entered * each * won / (won + lost) if each is not None and won + lost else None
        found.append(replace(_priced(share("stage_conversion", *counts), _times(factor)), stage=str(stage)))
    return found


def _by_segment(own: pd.DataFrame, peers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides summed over people, one row for each segment that the person has; zeros where the peers have none."""
    ours, theirs = (frame.groupby("segment").sum(numeric_only=True).astype(float) for frame in (own, peers))
    return ours, theirs.reindex(ours.index, fill_value=0.0)


def _times(factor: float | None) -> Callable[[float], float | None]:
    return lambda gap: None if factor is None else gap * factor


def kept(own: pd.DataFrame, peers: pd.DataFrame) -> Gap:
    """Share of the open deals that are well kept. own, peers: segment and well_kept (blank where not known)."""
    parts = [
        frame.dropna(subset=["well_kept"])
        .astype({"well_kept": bool})
        .groupby("segment")["well_kept"]
        .agg(["sum", "count"])
        for frame in (own, peers)
    ]
    ours, theirs = parts[0], parts[1].reindex(parts[0].index, fill_value=0)
    return share("pipeline_hygiene", ours["sum"], theirs["sum"], ours["count"], theirs["count"])


def share(measure: str, own_hits: pd.Series, hits: pd.Series, own_n: pd.Series, n: pd.Series) -> Gap:
    """A share of the person's cases beside that of the peers at the same mix of strata; all indexed by stratum.

    Strata in which the peers have no case tell nothing and are left out of the peers' figure and the difference.
    Interval: Wilson's of each part joined by their squares (MOVER: Newcombe 1998, Statistics in Medicine 17:873–890;
    Zou and Donner 2008, 27:1693–1702). p: Fisher's exact test over all strata at once.
    """
    x, cases = float(own_hits.sum()), int(own_n.sum())
    own = Value(x / cases if cases else None, cases, *wilson(x, cases))
    told = (own_n > 0) & (n > 0)
    a, k, b, m = (part[told].to_numpy(float) for part in (own_hits, own_n, hits, n))
    if not len(a):
        return Gap(measure, own, Value(None, 0), Value(None, 0), "points", None)
    weights, rates = k / k.sum(), b / m
    limits = np.array([wilson(*pair) for pair in zip(b, m, strict=True)], float)
    reference = float(weights @ rates)
    down, up = (sqrt(float((weights**2) @ (rates - limits[:, side]) ** 2)) for side in (0, 1))
    mine = float(a.sum() / k.sum())
    least, most = wilson(float(a.sum()), float(k.sum()))
    gap = mine - reference
    difference = Value(
        gap,
        int(k.sum()),
        gap - sqrt((mine - (least or 0.0)) ** 2 + up**2),
        gap + sqrt(((1.0 if most is None else most) - mine) ** 2 + down**2),
    )
    counts = pd.DataFrame({"hits": a, "n": k, "all_hits": a + b, "all_n": k + m})
    other = counts.assign(hits=k - a, all_hits=k + m - a - b)
    p = min(stratified.exceeds(counts), stratified.exceeds(other))
    return Gap(measure, own, Value(reference, int(m.sum()), reference - down, reference + up), difference, "points", p)


def level(measure: str, what: str, own: pd.DataFrame, peers: pd.DataFrame, unit: Unit) -> Gap:
    """A typical size or cycle (geometric mean) beside the peers' at the same mix of strata.

    own, peers: one row per stratum, with {what}_deals, _log_sum, _log_squares. Logarithms vary around each stratum's
    level with one variance, that of both sides together; the difference is a t statistic.
    """
    k, m = (part[f"{what}_deals"].to_numpy(float) for part in (own, peers))
    total, others = (part[f"{what}_log_sum"].to_numpy(float) for part in (own, peers))
    n = int(k.sum())
    mine = Value(exp(total.sum() / n) if n else None, n, unit=unit)
    told = (k > 0) & (m > 0)
    blank = Gap(measure, mine, Value(None, int(m[told].sum()), unit=unit), Value(None, 0), "times", None)
    if not told.any():
        return blank
    squares = sum(float(part[f"{what}_log_squares"].to_numpy(float)[told].sum()) for part in (own, peers))
    inside = squares - float((total[told] ** 2 / k[told]).sum() + (others[told] ** 2 / m[told]).sum())
    freedom = float((k[told] + m[told]).sum()) - 2 * int(told.sum())
    weights = k[told] / k[told].sum()
    norm = float(weights @ (others[told] / m[told]))
    gap = float(total[told].sum() / k[told].sum()) - norm
    theirs = Value(exp(norm), int(m[told].sum()), unit=unit)
    difference = Value(expm1(gap), int(k[told].sum()))
    if freedom < 1 or inside <= 1e-9 * max(squares, 1e-300):
        return replace(blank, peers=theirs, difference=difference)
    deviation = sqrt(inside / freedom * (1 / k[told].sum() + float((weights**2 / m[told]).sum())))
    reach = float(student.ppf(_TAIL, freedom)) * deviation
    p = 2 * float(student.sf(abs(gap) / deviation, freedom))
    return Gap(measure, mine, theirs, replace(difference, low=expm1(gap - reach), high=expm1(gap + reach)), "times", p)


def each(measure: str, own: float | None, peers: Sequence[float], unit: Unit = "count") -> Gap:
    """One figure per person beside the mean of the peers', given how far the peers lie apart; n of peers: people.

    Crawford and Howell (1998), The Clinical Neuropsychologist 12:482–486: a single case against a small sample.
    """
    m = len(peers)
    mine = Value(own, None, unit=unit)
    mean = float(np.mean(peers)) if m else None
    theirs = Value(mean, m, unit=unit)
    if own is None or mean is None:
        return Gap(measure, mine, theirs, Value(None, 0, unit=unit), "units", None)
    gap = own - mean
    spread = float(np.std(peers, ddof=1)) if m >= LEAST_PEERS else 0.0
    if spread <= 0:
        return Gap(measure, mine, theirs, Value(gap, m, unit=unit), "units", None)
    deviation = spread * sqrt((m + 1) / m)
    reach = float(student.ppf(_TAIL, m - 1)) * deviation
    p = 2 * float(student.sf(abs(gap) / deviation, m - 1))
    return Gap(measure, mine, theirs, Value(gap, m, gap - reach, gap + reach, unit), "units", p)


def priced_each(gap: Gap, factor: float | None) -> Gap:
    """A figure per person with what closing its gap is worth: the gap × factor (money per unit)."""
    return _priced(gap, _times(None if factor is None else -factor))


def _priced(gap: Gap, worth: Callable[[float], float | None]) -> Gap:
    """The gap with what closing it is worth, where the person is behind. worth: money at a difference."""
    found = gap.difference
    if found.value is None:
        return gap
    money = worth(found.value)
    if money is None or money <= 0:
        return gap
    ends = [None if end is None else worth(end) for end in (found.low, found.high)]
    known = sorted(end for end in ends if end is not None)
    low, high = known if len(known) == 2 else (None, None)
    return replace(gap, worth=Value(money, found.n, low, high, "money"))


def adjusted(gaps: Sequence[Gap]) -> list[Gap]:
    """The rows with their p values adjusted for their number (Holm), in the order given."""
    tested = [place for place, gap in enumerate(gaps) if gap.p is not None]
    better = dict(zip(tested, holm([gaps[place].p or 0.0 for place in tested]), strict=True))
    return [replace(gap, p=better.get(place)) for place, gap in enumerate(gaps)]


def verdict(gap: Gap, good: str) -> str:
    """strength or gap where the difference is beyond chance; above or below where neither is better; else blank.

    good: the direction of the measure that is better (up, down, none).
    """
    if not gap.is_sure:
        return ""
    is_above = (gap.difference.value or 0.0) > 0
    if good == "none":
        return "above" if is_above else "below"
    return "strength" if is_above == (good == "up") else "gap"


def main_segments(outcomes: pd.DataFrame) -> Mapping[str, str]:
    """rep_id → the segment in which most of the person's deals were decided. outcomes: rows of rep/outcomes."""
    counts = outcomes.assign(n=outcomes["won_deals"] + outcomes["lost_deals"])
    first = counts.sort_values(["n", "segment"], ascending=[False, True], kind="stable").drop_duplicates("rep_id")
    return dict(zip(first["rep_id"], first["segment"], strict=True))
