"""Where deals are lost or wait more than chance explains, and what that costs.

Every group of every dimension is held against its own past (the two years
before the last half-year) and against its peers (the rest of its dimension), in
each open stage, in three ways: conversion, days in stage, share of a loss
reason. The correction for many comparisons (Holm, 1 %) counts all of them, also
those not looked at closely because they are better, or differ by a trifle only.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

import pandas as pd

from metrics.cells import Eras, Evidence, Kind, compared
from metrics.ratio import number
from metrics.significance import holm
from metrics.survival import percentile

Against = Literal["past", "peers"]
Without = Callable[[str, str, Kind], Evidence]

LEVEL = 0.01  # chance that anything at all is found where nothing is
QUARTER_DAYS = 91
_RECENT_DAYS, _BEFORE_DAYS = 182, 730
_EXPLAINED = 0.01  # p above which nothing remains of a finding without the deals of a sharper one
_MOST_MATURITY = 180


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that is worse than its reference by more than chance.

    dimension, group: whose deals. item: a stage, or the loss reason. value,
    reference: rate (0 to 1) or median days; is_at_least: half of the stays have
    not even ended yet. n, reference_n: deals, or stays. p: adjusted for all
    comparisons. strength: in standard deviations. money: at stake, in the
    organisation's currency, None where no amount is known. also: other cells in
    which the same deals show. further: the same cell in other stages, each with its own money.
    """

    kind: Kind
    dimension: str
    group: str
    item: str
    against: Against
    value: float
    reference: float
    n: int
    reference_n: int
    p: float
    strength: float
    is_at_least: bool = False
    money: float | None = None
    also: tuple["Finding", ...] = ()
    further: tuple["Finding", ...] = ()

    @property
    def cell(self) -> tuple[str, str]:
        """Dimension and group."""
        return self.dimension, self.group

    @property
    def total(self) -> float | None:
        """Money at stake in all its stages; None where no amount is known."""
        known = [finding.money for finding in (self, *self.further) if finding.money is not None]
        return sum(known) if known else None


def eras(end: date, first_day: date | None = None) -> Eras:
    """The half-year up to `end` (excluded), and the two years before it, or as far back as the data goes."""
    recent = end - timedelta(days=_RECENT_DAYS)
    before = max(recent - timedelta(days=_BEFORE_DAYS), first_day or date.min)
    return Eras(min(before, recent), recent, end)


def maturity(dwell: pd.DataFrame) -> int:
    """Days after which nine in ten have left their stage, in the stage where that takes longest; at most 180.

    dwell: rows of the query funnel/time_in_stage.
    """
    found = [percentile(rows, 0.9) for _stage, rows in dwell.groupby("stage")]
    return int(max((_MOST_MATURITY if days is None else min(days, _MOST_MATURITY) for days in found), default=0))


def find(evidence: Evidence, without: Without | None = None) -> tuple[list[Finding], int]:
    """The bottlenecks, those with the most money first, and how many comparisons were made.

    without: gives the evidence of a kind without the deals of a group (dimension,
    group, kind). Findings of one kind and stage that a sharper one explains,
    because nothing significant remains of them without its deals, then stand in its `also`.
    """
    rows = compared(evidence)
    rows = rows.assign(p=holm(rows["p"].tolist()))
    found = [_finding(row) for row in rows[rows["p"] < LEVEL].to_dict("records")]
    found.sort(key=lambda finding: (-finding.strength, finding.cell))
    priced = [replace(finding, money=_money(finding, evidence)) for finding in _led(found, without)]
    return sorted(_joined(priced), key=lambda finding: (-(finding.total or 0.0), -finding.strength)), len(rows)


def _finding(row: dict) -> Finding:
    return Finding(
        kind=row["kind"],
        dimension=row["dimension"],
        group=row["group_value"],
        item=row["item"],
        against=row["against"],
        value=float(row["value"]),
        reference=float(row["reference"]),
        n=int(row["n"]),
        reference_n=int(row["others_n"]),
        p=float(row["p"]),
        strength=float(row["strength"]),
        is_at_least=bool(row["is_at_least"]),
    )


# ---- one finding for the same deals ----------------------------------------------------------------------------------


def _led(found: list[Finding], without: Without | None) -> list[Finding]:
    """Findings in order of strength, those that a sharper one explains put in its `also`."""
    led = []
    while found:
        leader, *rest = found
        related = [other for other in rest if (other.kind, other.item) == (leader.kind, leader.item)]
        also = [other for other in related if other.cell == leader.cell]
        # Groups of one dimension have no deal in common.
        wider = [other for other in related if other.dimension != leader.dimension]
        if leader.dimension == "all":
            also += [other for other in wider if other.against == "past"]
        elif wider and without:
            also += _explained(leader, wider, without(*leader.cell, leader.kind))
        led.append(replace(leader, also=tuple(also)))
        found = [other for other in rest if other not in also]
    return led


def _explained(leader: Finding, others: list[Finding], rest: Evidence) -> list[Finding]:
    rows = compared(rest, [leader.kind], leader.item)
    keys = rows[["dimension", "group_value", "against"]].itertuples(index=False, name=None)
    chances = dict(zip(keys, rows["p"], strict=True))
    return [other for other in others if chances.get((*other.cell, other.against), 1.0) > _EXPLAINED]


def _joined(found: list[Finding]) -> list[Finding]:
    """One finding for a cell that is worse in several stages, led by the stage with the most money."""

    def of(finding: Finding) -> tuple[str, ...]:
        return (finding.kind, *finding.cell, finding.item if finding.kind == "loss_reason" else "")

    joined = []
    for _cell, group in groupby(sorted(found, key=of), key=of):
        first, *rest = sorted(group, key=lambda finding: (-(finding.money or 0.0), finding.item))
        joined.append(replace(first, further=tuple(rest)))
    return joined


# ---- money -----------------------------------------------------------------------------------------------------------


def _money(finding: Finding, evidence: Evidence) -> float | None:
    """Money at stake in the organisation's currency; None where no amount is known.

    Conversion: (reference − rate) × entries per quarter × chance that a deal which
    goes on is won × mean amount of the entered. Over several stages that adds up: fewer enter the later ones by what
    the earlier ones lose, and the chance is that of any deal. Loss reason: extra
    share × money lost per quarter. Dwell: extra median days × money won per day by
    deals that passed the stage: what would have come in by now. A quarter is 91
    days; entries and losses are those of the recent era.
    """
    difference = abs(finding.value - finding.reference)
    if finding.kind == "loss_reason":
        lost = _of_cell(evidence.losses, finding)
        amount = number(lost.loc[lost["era"] == "recent", "lost_amount"].sum(min_count=1))
        return None if amount is None else difference * amount * QUARTER_DAYS / evidence.latest.recent_days
    rows = _of_cell(evidence.outcomes, finding)
    rows = rows[rows["stage"] == finding.item]
    recent, before = (rows[rows["era"] == era] for era in ("recent", "before"))
    if finding.kind == "dwell":
        # Of the recent entries many are still to be won.
        lengths = (before, evidence.matured.before_days), (recent, evidence.matured.recent_days)
        rows, length = lengths[0] if before["won"].sum() else lengths[1]
        won = number(rows["won_amount"].sum(min_count=1))
        return None if won is None or not length else difference * won / length
    amount, sized = number(rows["entered_amount"].sum(min_count=1)), rows["with_amount"].sum()
    chance = _chance_after(finding.item, evidence.outcomes)
    if amount is None or not sized or chance is None:
        return None
    entries = recent["entered"].sum() * QUARTER_DAYS / evidence.matured.recent_days
    return float(difference * entries * chance * amount / sized)


def _of_cell(rows: pd.DataFrame, finding: Finding) -> pd.DataFrame:
    return rows[(rows["dimension"] == finding.dimension) & (rows["group_value"] == finding.group)]


def _chance_after(stage: str, outcomes: pd.DataFrame) -> float | None:
    """Chance of being won for any deal that went on from a stage, of the eras long enough ago if there are such."""
    rows = outcomes[(outcomes["dimension"] == "all") & (outcomes["stage"] == stage)]
    sums = rows.groupby("era")[["won", "advanced"]].sum()
    for era in ("before", "recent"):
        if era in sums.index and sums.loc[era, "advanced"]:
            return float(sums.loc[era, "won"] / sums.loc[era, "advanced"])
    return None
