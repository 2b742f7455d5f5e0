"""Pipeline movement: from counted moves to the steps that lead from one day's pipeline to another's, and their proof.

start + created + pulled in + reopened + increased − decreased − pushed out − won − lost − removed = end, to the cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from metrics.measures import count
from metrics.ratio import exact_sum, number, share
from metrics.values import Value

# In the order they are shown: what adds, what changes, what takes.
REASONS = (
    "created",
    "pulled_in",
    "reopened",
    "transferred_in",
    "increased",
    "decreased",
    "pushed_out",
    "won",
    "lost",
    "removed",
    "transferred_out",
)
# Shown only where they occur: deals change hands between chosen and other owners only where owners are filtered.
OCCASIONAL = frozenset({"transferred_in", "transferred_out"})
# How many deals one move of a reason brings into the pipeline (1), takes out of it (−1), or leaves in it (0).
_ENTERS = {
    "created": 1,
    "pulled_in": 1,
    "reopened": 1,
    "transferred_in": 1,
    "increased": 0,
    "decreased": 0,
}
_HALF_A_CENT = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Step:
    """What one reason added (or took, then negative), in money; by how many moves of how many deals."""

    reason: str
    amount: Decimal
    deals: int
    moves: int
    without_amount: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """From the pipeline of one day to that of another.

    start, end: money open at the end of either day, each counted by itself.
    steps: ordered reasons. seen_deals, seen_amount: those of the created deals
    which are older than the window and were first seen in it.
    """

    start: Decimal
    end: Decimal
    start_deals: int
    end_deals: int
    steps: tuple[Step, ...]
    seen_deals: int = 0
    seen_amount: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """What the steps fail to explain, in money: 0 unless something is wrong."""
        return self.end - self.start - sum((step.amount for step in self.steps), Decimal(0))

    @property
    def deals_difference(self) -> int:
        """How many deals the moves fail to explain: 0 unless something is wrong."""
        entered = sum(_ENTERS.get(step.reason, -1) * step.moves for step in self.steps)
        return self.end_deals - self.start_deals - entered

    @property
    def adds_up(self) -> bool:
        """Whether start and steps make the end, to the cent and to the deal."""
        return abs(self.difference) < _HALF_A_CENT and self.deals_difference == 0

    @property
    def change(self) -> Decimal:
        """End less start."""
        return self.end - self.start

    @property
    def is_still(self) -> bool:
        """Whether nothing was open at either end and nothing moved."""
        return not (self.start_deals or self.end_deals or any(step.moves for step in self.steps))

    def step(self, reason: str) -> Step:
        """The step of a reason; one of nothing where it did not occur."""
        return next((step for step in self.steps if step.reason == reason), Step(reason, Decimal(0), 0, 0))


def movement(rows: pd.DataFrame, ends: Mapping[str, Any]) -> Movement:
    """The steps between two days.

    rows: query pipeline/movement, in any order. ends: the row of pipeline/start_and_end.
    """
    whole = rows[rows["week_start"].isna()].to_dict("records")
    found = {row["reason"]: row for row in whole}
    created = found.get("created", {})
    return Movement(
        start=_exact(ends["start_amount"]),
        end=_exact(ends["end_amount"]),
        start_deals=count(ends, "start_deals"),
        end_deals=count(ends, "end_deals"),
        steps=_steps(found),
        seen_deals=count(created, "seen_deals"),
        seen_amount=_exact(created.get("seen_amount")),
    )


def total(rows: pd.DataFrame, reason: str) -> Decimal:
    """What one reason added or took. rows: query pipeline/movement."""
    whole = rows[rows["week_start"].isna() & (rows["reason"] == reason)]
    return _exact(whole["amount"].iloc[0]) if len(whole) else Decimal(0)


def net(rows: pd.DataFrame, ends: Mapping[str, Any]) -> Movement:
    """End against start, each deal once.

    rows: query pipeline/net_movement. ends: the row of pipeline/start_and_end.
    """
    found = {row["reason"]: row | {"moves": row["deals"]} for row in rows.to_dict("records")}
    return Movement(
        start=_exact(ends["start_amount"]),
        end=_exact(ends["end_amount"]),
        start_deals=count(ends, "start_deals"),
        end_deals=count(ends, "end_deals"),
        steps=_steps(found),
    )


def _steps(found: Mapping[str, Mapping[str, Any]]) -> tuple[Step, ...]:
    shown = [reason for reason in REASONS if reason in found or reason not in OCCASIONAL]
    rows = {reason: found.get(reason, {}) for reason in shown}
    return tuple(
        Step(
            reason,
            _exact(row.get("amount")),
            count(row, "deals"),
            count(row, "moves"),
            count(row, "without_amount"),
        )
        for reason, row in rows.items()
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """Of the deals that were due in a period at some time of a window, how many left it open."""

    slipped: int
    due: int

    @property
    def rate(self) -> Value:
        """The share that slipped, with its interval."""
        return share(self.slipped, self.due, interval=True)


def slip(rows: pd.DataFrame, ends: Mapping[str, Any], *, is_over: bool) -> Slip:
    """The deals that slipped out of a period.

    rows: query pipeline/net_movement of the period. ends: the row of
    pipeline/start_and_end of the period. is_over: the window reaches the period's
    end, so that what is still open and due in it has slipped as well.
    """
    entered, later = (sum(int(deals) for deals in rows[name]) for name in ("entered_deals", "slipped_deals"))
    return Slip(
        slipped=later + (count(ends, "end_deals") if is_over else 0),
        due=count(ends, "start_deals") + entered,
    )


def bars(found: Movement) -> pd.DataFrame:
    """The waterfall: one row per bar, from the start over the reasons that occurred to the end.

    Columns: reason (start and end for the first and last), base and amount
    (money: where the bar begins, and how far it goes), deals.
    """
    rows, level = [("start", Decimal(0), found.start, found.start_deals)], found.start
    for step in found.steps:
        if step.moves:
            rows.append((step.reason, level, step.amount, step.deals))
            level += step.amount
    rows.append(("end", Decimal(0), found.end, found.end_deals))
    frame = pd.DataFrame(rows, columns=["reason", "base", "amount", "deals"])
    return frame.astype({"base": float, "amount": float})


def by_week(rows: pd.DataFrame) -> pd.DataFrame:
    """Reasons week by week: week_start and a column of money for each reason, 0 where nothing moved; oldest first.

    rows: query pipeline/movement. Weeks without any move are left out.
    """
    weekly = rows[rows["week_start"].notna()]
    columns = [reason for reason in REASONS if reason not in OCCASIONAL or reason in set(weekly["reason"])]
    table = weekly.pivot_table(index="week_start", columns="reason", values="amount", aggfunc="sum", fill_value=0.0)
    return table.reindex(columns=columns, fill_value=0.0).sort_index().reset_index().rename_axis(columns=None)


def levels(weeks: pd.DataFrame, start: Decimal) -> list[float]:
    """The pipeline at the start and at the end of each week that had moves, in money. weeks: as `by_week`."""
    found = [start]
    for amounts in weeks.drop(columns="week_start").itertuples(index=False):
        found.append(found[-1] + sum(map(_exact, amounts), Decimal(0)))
    return [float(level) for level in found]


def drilled(deals: pd.DataFrame) -> Decimal:
    """What the deals behind a bar add up to, in money. deals: rows of pipeline/movement_deals."""
    return _exact(exact_sum(deals["amount"]))


def _exact(amount: object) -> Decimal:
    """Money as a decimal; nothing is 0."""
    found = number(amount)
    return Decimal(0) if found is None else Decimal(str(found)).quantize(Decimal("0.0001"))
