"""Whose discounts differ between two quarters by more than chance: of all deals, or of a product, segment or team."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from scipy.stats import mannwhitneyu

from metrics.review.changes import ASIDE_LEVEL
from metrics.significance import holm
from metrics.values import Value

EVERYTHING = "all"  # the dimension with one group of all deals
_LEAST = 20  # quotes on either side, below which a group is not looked at


class Quotes(NamedTuple):
    """The quotes of two years: rows of the query review/discounts."""

    now: pd.DataFrame
    before: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Discounted:
    """The mean discount of a group's quotes in both quarters, 0 to 1. p: adjusted for all groups looked at."""

    dimension: str
    group: str
    now: Value
    before: Value
    p: float

    @property
    def is_told(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p < ASIDE_LEVEL

    @property
    def rose(self) -> bool:
        """Whether discounts are deeper now."""
        return (self.now.value or 0.0) > (self.before.value or 0.0)


def compared(now: pd.DataFrame, before: pd.DataFrame, dimensions: Sequence[str]) -> list[Discounted]:
    """Every group with 20 quotes and more in both quarters, by Mann and Whitney's test, all together by Holm.

    now, before: rows of the query review/discounts.
    """
    sides = [side.assign(**{EVERYTHING: EVERYTHING}) for side in (now, before)]
    cells = []
    for dimension in (EVERYTHING, *dimensions):
        ours, theirs = ({str(name): part["discount"] for name, part in side.groupby(dimension)} for side in sides)
        cells += [
            (dimension, name, ours[name], theirs[name])
            for name in ours
            if name in theirs and min(len(ours[name]), len(theirs[name])) >= _LEAST
        ]
    adjusted = holm([_differ(here, there) for _dimension, _name, here, there in cells])
    return [
        Discounted(dimension, name, _mean(here), _mean(there), p)
        for (dimension, name, here, there), p in zip(cells, adjusted, strict=True)
    ]


def changed(now: pd.DataFrame, before: pd.DataFrame, dimensions: Sequence[str]) -> list[Discounted]:
    """The groups whose discounts changed, the surest first; each of the others still does without those before it."""
    found: list[Discounted] = []
    while told := [item for item in compared(now, before, dimensions) if item.is_told]:
        surest = min(told, key=lambda item: item.p)
        found.append(surest)
        if surest.dimension == EVERYTHING:
            break
        now, before = (side[side[surest.dimension] != surest.group] for side in (now, before))
    return found


def _differ(now: pd.Series, before: pd.Series) -> float:
    """p value; 1 where the ranks differ one way and the means that are told the other."""
    tested = mannwhitneyu(now, before)
    ranks = float(tested.statistic) / (len(now) * len(before)) - 0.5
    return float(tested.pvalue) if ranks * float(now.mean() - before.mean()) > 0 else 1.0


def _mean(discounts: pd.Series) -> Value:
    return Value(float(discounts.mean()), len(discounts))
