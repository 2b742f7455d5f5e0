"""The deals of a quarter: what was won and lost and why, what slipped, and how much hangs on the largest."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.ratio import exact_sum
from metrics.review.plain import Record, records

_COLUMNS = ("opportunity_id", "name", "account_name", "rep_name", "amount", "closed_on", "cycle_days", "loss_reason")
_OPEN = ("opportunity_id", "name", "account_name", "rep_name", "amount", "close_on", "stage")


@dataclass(frozen=True, slots=True)
class Decided:
    """The deals decided in a window. rows: of the query review/decided, the largest first."""

    rows: pd.DataFrame

    @property
    def won(self) -> list[Record]:
        """The deals won: opportunity_id, name, account_name, rep_name, amount, closed_on, cycle_days."""
        return records(self.rows[self.rows["is_won"]], _COLUMNS)

    @property
    def lost(self) -> list[Record]:
        """The deals lost: the same, and loss_reason."""
        return records(self.rows[~self.rows["is_won"]], _COLUMNS)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why deals were lost. most: the reason given most often, in how many of n; unnamed: losses without one.

    amounts: reason (None: none given) and what was lost for it, the most money first.
    """

    n: int
    unnamed: int
    most: str | None
    deals: int
    amounts: list[tuple[str | None, float]]


def reasons(lost: Sequence[Record]) -> Reasons:
    """Count the reasons of losses; of two as frequent the one that stands first in the alphabet."""
    by_reason: dict[str | None, list[Record]] = {}
    for deal in lost:
        by_reason.setdefault(None if deal["loss_reason"] is None else str(deal["loss_reason"]), []).append(deal)
    sums = [(reason, amount(deals)) for reason, deals in by_reason.items()]
    unnamed = len(by_reason.pop(None, []))
    counts = {reason: len(deals) for reason, deals in by_reason.items() if reason is not None}
    most = min(counts, key=lambda reason: (-counts[reason], reason), default=None)
    ranked = sorted(sums, key=lambda item: (-item[1], item[0] or ""))
    return Reasons(len(lost), unnamed, most, counts[most] if most is not None else 0, ranked)


def slipped(moved: pd.DataFrame) -> list[Record]:
    """Deals due in the window at some time of it and still open with a date after it, the largest first.

    moved: rows of pipeline/net_deals. amount: what a deal was worth when it was due.
    """
    rows = moved[moved["has_slipped"].fillna(False).astype(bool)]
    return _largest_first(rows.assign(amount=rows["start_amount"].fillna(rows["amount"].abs())))


def pushed_out(moved: pd.DataFrame) -> list[Record]:
    """Deals that left the window for a later date, the largest first. moved: rows of pipeline/net_deals."""
    rows = moved[moved["reason"] == "pushed_out"]
    return _largest_first(rows.assign(amount=rows["amount"].abs()))


def amount(deals: Sequence[Record]) -> float:
    """Money of deals together; a deal without an amount adds nothing."""
    return exact_sum(float(deal["amount"] or 0.0) for deal in deals)


def held_by(deals: Sequence[Record], most: int) -> float | None:
    """The share of the money that the largest few hold, 0 to 1; None where there is none."""
    whole = amount(deals)
    largest = sorted(deals, key=lambda deal: -float(deal["amount"] or 0.0))[:most]
    return amount(largest) / whole if whole > 0 else None


def _largest_first(rows: pd.DataFrame) -> list[Record]:
    ranked = rows.sort_values(["amount", "opportunity_id"], ascending=[False, True], na_position="last")
    return records(ranked, _OPEN)
