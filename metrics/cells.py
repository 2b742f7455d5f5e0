"""Cells of the funnel (a group of a dimension, in a stage or of a loss reason) held against their past and their peers.

Like is compared with like: within the segment of the deal, as larger deals take
longer and convert otherwise, and peers within the same era. A segment is held
against other segments in shares, but not in days: its pace is its nature.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from math import erfc, sqrt
from typing import Literal

import numpy as np
import pandas as pd

from metrics import stratified
from metrics.survival import percentile

Kind = Literal["conversion", "dwell", "loss_reason"]
KINDS: tuple[Kind, ...] = ("conversion", "dwell", "loss_reason")

LEAST = 20  # deals in a cell, and in what it is held against
LEAST_DECIDED = 0.9  # of a cell's entries, or its conversion is not known yet
# Below these a difference is a trifle: points of a share, or a part of it that is some points at least; days.
_POINTS, _PART, _LEAST_POINTS, _LEAST_DAYS = 0.05, 0.25, 0.02, 1.0
_LOOK = 3.0  # standard deviations from which a comparison can matter at all
_CELL = ["dimension", "group_value", "item"]
_COLUMNS = [*_CELL, "against", "value", "reference", "n", "others_n", "strength", "p", "is_at_least"]


@dataclass(frozen=True, slots=True)
class Eras:
    """Days of two eras, half-open: before from before_from until recent_from, recent until end."""

    before_from: date
    recent_from: date
    end: date

    @property
    def recent_days(self) -> int:
        """Length of the recent era."""
        return (self.end - self.recent_from).days

    @property
    def before_days(self) -> int:
        """Length of the era before."""
        return (self.recent_from - self.before_from).days


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of all cells: rows of funnel/outcomes_by_cell, stays_by_cell and losses_by_cell.

    matured: eras of the outcomes, which end early enough for deals to be decided; latest: of stays and losses.
    """

    outcomes: pd.DataFrame
    stays: pd.DataFrame
    losses: pd.DataFrame
    matured: Eras
    latest: Eras


def compared(evidence: Evidence, kinds: Iterable[Kind] = KINDS, item: str | None = None) -> pd.DataFrame:
    """Every comparison of a cell with enough cases, of some kinds and of one stage or loss reason if asked for.

    One row each: kind, dimension, group_value, item (stage or loss reason), against
    (past, peers), value and reference (rates, or median days), n and others_n,
    strength (standard deviations by which it is worse), p (two-sided; 1 where the
    cell is better, by a trifle only, or not nearly significant), is_at_least.
    """
    makers = {
        "conversion": lambda: _compared_shares(_of(_lost_shares(evidence.outcomes), item)),
        "dwell": lambda: _compared_stays(_of(evidence.stays.rename(columns={"stage": "item"}), item)),
        "loss_reason": lambda: _compared_shares(_of(_loss_shares(evidence.losses), item)),
    }
    found = [makers[kind]().assign(kind=kind) for kind in kinds]
    whole = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    # Conversion is told as the share that goes on, not as the share that is lost.
    went_on = whole["kind"] == "conversion"
    told = {name: whole[name].where(~went_on, 1 - whole[name]) for name in ("value", "reference")}
    whole = whole.assign(**told)
    return whole.assign(p=whole["p"].where(_is_material(whole), 1.0))


def _of(rows: pd.DataFrame, item: str | None) -> pd.DataFrame:
    return rows if item is None else rows[rows["item"] == item]


def _is_material(rows: pd.DataFrame) -> pd.Series:
    difference = (rows["value"] - rows["reference"]).abs()
    part = difference >= _PART * rows["reference"]
    share = (difference >= _POINTS) | (part & (difference >= _LEAST_POINTS))
    return share.where(rows["kind"] != "dwell", part & (difference >= _LEAST_DAYS))


# ---- shares ----------------------------------------------------------------------------------------------------------


def _lost_shares(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Lost (hits) of the decided (n) that entered each stage, of cells and eras nearly all of which is decided."""
    sums = outcomes.groupby(["dimension", "group_value", "stage", "era"])[["entered", "advanced", "lost"]]
    sums = sums.transform("sum")
    is_known = (sums["advanced"] + sums["lost"]) >= LEAST_DECIDED * sums["entered"]
    named = outcomes.assign(n=outcomes["advanced"] + outcomes["lost"]).rename(columns={"stage": "item", "lost": "hits"})
    return named.loc[is_known, [*_CELL, "segment", "era", "hits", "n"]]


def _loss_shares(losses: pd.DataFrame) -> pd.DataFrame:
    """Deals lost for each reason (hits) of all that a group lost (n), also where it lost none for it."""
    keys = ["dimension", "group_value", "segment", "era"]
    lost = losses.groupby(keys, as_index=False)["lost_deals"].sum().rename(columns={"lost_deals": "n"})
    whole = lost.merge(pd.DataFrame({"item": losses["loss_reason"].unique()}), how="cross")
    counts = losses.rename(columns={"loss_reason": "item", "lost_deals": "hits"})[[*keys, "item", "hits"]]
    found = whole.merge(counts, on=[*keys, "item"], how="left")
    return found.assign(hits=found["hits"].fillna(0).astype(int))


def _compared_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Comparisons of shares of hits, of which fewer are better."""
    past, peers = _with_past(counts), _with_peers(counts)
    lately = stratified.shares(peers[peers["era"] == "recent"], _CELL)
    return pd.concat(
        [
            _judged(past, stratified.shares(past, _CELL), against="past"),
            _judged(peers, _still_worse(stratified.shares(peers, _CELL), lately), against="peers"),
        ],
        ignore_index=True,
    )


def _with_past(counts: pd.DataFrame) -> pd.DataFrame:
    """Recent hits and n of each cell and segment, with those of both eras together."""
    recent, before = (counts[counts["era"] == era] for era in ("recent", "before"))
    both = recent.merge(before[[*_CELL, "segment", "hits", "n"]], on=[*_CELL, "segment"], suffixes=("", "_before"))
    return both.assign(all_hits=both["hits"] + both["hits_before"], all_n=both["n"] + both["n_before"])


def _with_peers(counts: pd.DataFrame) -> pd.DataFrame:
    """Hits and n of each cell, segment and era, with those of its whole dimension."""
    rows = counts[counts["dimension"] != "all"]
    rows = rows.assign(stratum=rows["segment"].where(rows["dimension"] != "segment", ""))
    sums = rows.groupby(["dimension", "item", "stratum", "era"])[["hits", "n"]].transform("sum")
    return rows.assign(all_hits=sums["hits"], all_n=sums["n"])


def _still_worse(summed: pd.DataFrame, lately: pd.DataFrame) -> pd.DataFrame:
    """What is over is over: cells that are no worse than their peers in the recent era are taken to be as expected."""
    both = summed.merge(lately[[*_CELL, "hits", "expected"]], on=_CELL, how="left", suffixes=("", "_lately"))
    is_worse = both["hits_lately"] > both["expected_lately"]
    return summed.assign(expected=summed["expected"].where(is_worse.to_numpy(), summed["hits"]))


def _judged(strata: pd.DataFrame, summed: pd.DataFrame, against: str) -> pd.DataFrame:
    enough = summed[(summed["n"] >= LEAST) & (summed["others_n"] >= LEAST)]
    spread = np.sqrt(enough["variance"]).replace(0.0, np.nan)
    rows = enough.assign(
        against=against,
        value=enough["hits"] / enough["n"],
        reference=enough["reference"] / enough["n"],
        strength=((enough["hits"] - enough["expected"]) / spread).fillna(0.0),
        p=1.0,
        is_at_least=False,
    )
    places = strata.groupby(_CELL).indices
    for row in rows.index[rows["strength"] >= _LOOK]:
        rows.loc[row, "p"] = stratified.exceeds(strata.iloc[places[tuple(rows.loc[row, _CELL])]])
    return rows[_COLUMNS]


# ---- stays -----------------------------------------------------------------------------------------------------------


def _compared_stays(stays: pd.DataFrame) -> pd.DataFrame:
    """Comparisons of the days that stays last: log-rank tests within strata, and medians of what may be found."""
    found = [pd.DataFrame(columns=_COLUMNS)]
    # Texts once as codes: there are hundreds of parts to take of the rows.
    named = stays.assign(
        era_code=(stays["era"] == "recent").astype(int), segment_code=pd.Categorical(stays["segment"]).codes
    )
    columns = ["era_code", "segment_code", "days", "ended", "running"]
    for (dimension, stage), part in named.groupby(["dimension", "item"], sort=False):  # ty: ignore[not-iterable]
        groups = sorted(part["group_value"].unique())
        placed = part[columns].assign(group=pd.Categorical(part["group_value"], groups).codes)
        against = ["past"] if dimension in ("all", "segment") else ["past", "peers"]
        for reference in against:
            compare = _stays_and_past if reference == "past" else _stays_and_peers
            judged = compare(placed, len(groups))
            found.append(judged.assign(dimension=dimension, group_value=groups, item=stage, against=reference))
    whole = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    return whole.loc[(whole["n"] >= LEAST) & (whole["others_n"] >= LEAST), _COLUMNS]


def _stays_and_past(rows: pd.DataFrame, groups: int) -> pd.DataFrame:
    """Recent stays of each group against its stays before, within the segment; one row per group."""
    placed = rows.assign(stratum=rows["segment_code"])
    recent, before = placed[placed["era_code"] == 1], placed[placed["era_code"] == 0]
    return _judged_stays(recent, placed, groups, lambda group: before[before["group"] == group])


def _stays_and_peers(rows: pd.DataFrame, groups: int) -> pd.DataFrame:
    """Stays of each group against those of the others, within segment and era; one row per group."""
    placed = rows.assign(stratum=2 * rows["segment_code"] + rows["era_code"])
    whole = placed.drop(columns="group")
    judged = _judged_stays(placed, whole, groups, lambda group: placed[placed["group"] != group])
    recent = placed["era_code"] == 1
    lately, _variance = stratified.endings(placed[recent], whole[recent], groups)
    return judged.assign(p=judged["p"].where(lately < 0, 1.0))


def _judged_stays(
    rows: pd.DataFrame, whole: pd.DataFrame, groups: int, others: Callable[[int], pd.DataFrame]
) -> pd.DataFrame:
    """One row per group; others: the rows a group is held against."""
    difference, variance = stratified.endings(rows, whole, groups)
    # Fewer endings than expected: deals stay longer.
    strength = np.divide(-difference, np.sqrt(variance), out=np.zeros(groups), where=variance > 0)
    n, all_n = _stays(rows, groups), _stays(whole, groups) if "group" in whole else _stays(whole.assign(group=0), 1)
    judged = pd.DataFrame(
        {"n": n, "others_n": all_n - n, "strength": strength, "value": np.nan, "reference": np.nan, "p": 1.0}
    ).assign(is_at_least=False)
    for group in np.flatnonzero(strength >= _LOOK):
        value, reference, is_at_least = _medians(rows[rows["group"] == group], others(group))
        if value is not None and reference is not None:
            judged.loc[group, ["value", "reference", "p"]] = value, reference, erfc(strength[group] / sqrt(2))
            judged.loc[group, "is_at_least"] = is_at_least
    return judged


def _stays(rows: pd.DataFrame, groups: int) -> np.ndarray:
    return np.bincount(rows["group"], weights=rows["ended"] + rows["running"], minlength=groups)


def _medians(own: pd.DataFrame, others: pd.DataFrame) -> tuple[float | None, float | None, bool]:
    """Median days of a group's stays and of the others', these at the group's mix of strata.

    Where half of the group's have not ended yet: the longest known, and True.
    """
    lasting = [frame.groupby("stratum")[["ended", "running"]].sum().sum(axis=1) for frame in (own, others)]
    weights = (lasting[0] / lasting[1]).dropna()
    shared = others[others["stratum"].isin(weights.index)]
    weight = shared["stratum"].map(weights)
    reference = percentile(shared.assign(ended=shared["ended"] * weight, running=shared["running"] * weight), 0.5)
    mine = own[own["stratum"].isin(weights.index)]
    median = percentile(mine, 0.5)
    return (float(mine["days"].max()) if median is None and len(mine) else median), reference, median is None
