"""Whose leads wait longer for a first answer than all others, by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import erfc, sqrt

import numpy as np
import pandas as pd

from metrics import lead_response
from metrics.lead_response import MINUTE
from metrics.review.changes import ASIDE_LEVEL
from metrics.significance import holm
from metrics.stratified import endings
from metrics.values import Value

_LEAST = 20  # leads of a group, and of all others
_APART = 1.05  # waits are told apart by a twentieth of their length


@dataclass(frozen=True, slots=True)
class Slow:
    """A group whose leads wait longer. own, others: median wait in days; blank where fewer than half are answered.

    answered: share of the group's leads answered so far.
    """

    dimension: str
    group: str
    own: Value
    others: Value
    answered: Value


@dataclass(frozen=True, slots=True)
class Group:
    """The leads of one group. median: in days; within_1h, within_24h, never: shares of its leads. Blank: not known."""

    name: str
    leads: int
    median: float | None
    within_1h: float | None
    within_24h: float | None
    never: float | None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the leads of a quarter waited. rows: of `lead_response.waits`, with a column for each dimension."""

    rows: pd.DataFrame

    @property
    def count(self) -> int:
        """How many leads."""
        return len(self.rows)

    def measures(self) -> dict[str, Value]:
        """Median wait in days, and shares of the leads: as `lead_response.summary`."""
        return lead_response.summary(self.rows)

    def groups(self, dimension: str) -> list[Group]:
        """Each group of a dimension, the most leads first; leads of no group are left out."""
        table = lead_response.by_group(self.rows.dropna(subset=dimension), self.rows[dimension].dropna())
        shares = table[["median_days", "within_1h", "within_24h", "never"]].itertuples(index=False)
        return [
            Group(str(name), int(leads), *(None if pd.isna(cell) else float(cell) for cell in told))
            for name, leads, told in zip(table["group_name"], table["leads"], shares, strict=True)
        ]


def answered(leads: pd.DataFrame, *, until: datetime) -> Waits:
    """The waits of leads for our first contact; none where no answer to any is known.

    leads: rows of the query leads/response. until: the moment up to which is looked, UTC.
    """
    found = lead_response.waits(leads, "speed", until=until)
    return Waits(found if found["is_over"].any() else found.head(0))


def slower(waits: pd.DataFrame, dimensions: Sequence[str]) -> list[Slow]:
    """The groups that wait longer, the surest first; each of the others still does without those before it.

    waits: of `lead_response.waits`, with a column for each dimension. Each group against all others by the log-rank
    test, leads without an answer counted as far as they have waited; all groups together by Holm. A group that is
    quicker is set aside in its turn as well, or it would make all others slow.
    """
    found: list[Slow] = []
    while cell := _surest(waits, dimensions):
        slow = _slow(waits, *cell)
        if _is_longer(slow.own.value, slow.others.value):
            found.append(slow)
        waits = waits[waits[slow.dimension] != slow.group]
    return found


def _surest(waits: pd.DataFrame, dimensions: Sequence[str]) -> tuple[str, str] | None:
    """The group that differs most surely from all others; None where none does. Of two alike, the slower one."""
    counts = {dimension: waits[dimension].value_counts() for dimension in dimensions}
    cells = [
        (dimension, str(group))
        for dimension, sizes in counts.items()
        for group in sorted(sizes.index[(sizes >= _LEAST) & (len(waits) - sizes >= _LEAST)])
    ]
    if not cells:
        return None
    later = _later(waits, cells)
    adjusted = holm([erfc(abs(each) / sqrt(2)) for each in later])
    best = min(range(len(cells)), key=lambda place: (-round(abs(later[place]), 6), later[place] < 0, place))
    return cells[best] if adjusted[best] < ASIDE_LEVEL else None


def _later(waits: pd.DataFrame, cells: Sequence[tuple[str, str]]) -> np.ndarray:
    """How much fewer answers each group has had than expected, in standard deviations."""
    steps = np.floor(np.log1p(waits["seconds"] / MINUTE) / np.log(_APART)).astype(int)
    over = waits["is_over"].astype(int)
    whole = pd.DataFrame({"stratum": 0, "days": steps, "ended": over, "running": 1 - over})
    stays = pd.concat([whole[waits[name] == group].assign(group=place) for place, (name, group) in enumerate(cells)])
    difference, variance = endings(stays, whole, len(cells))
    return np.where(variance > 0, -difference / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)


def _slow(waits: pd.DataFrame, dimension: str, group: str) -> Slow:
    is_ours = waits[dimension] == group
    ours, theirs = (lead_response.summary(waits[side]) for side in (is_ours, ~is_ours))
    never = ours["never"]
    answered = Value(None if never.value is None else 1 - never.value, never.n)
    return Slow(dimension, group, ours["median"], theirs["median"], answered)


def _is_longer(own: float | None, others: float | None) -> bool:
    """Whether a median is longer; a blank one is the longest."""
    return others is not None and (own is None or own > others)
