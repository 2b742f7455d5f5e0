"""From counts and sums to measures: one function per subject, one row of counts in, values by name out.

Rates are computed from sums, never averaged, so that one definition serves a
rep, a team and the whole company, and they always agree.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.intervals import wilson
from metrics.values import Unit, Value

Row = Mapping[str, Any]


def number(value: Any) -> float | None:  # noqa: ANN401 - whatever a frame holds
    """A cell as a float; None for blanks of every kind."""
    return None if value is None or pd.isna(value) else float(value)


def count(row: Row, column: str) -> int:
    """A count; 0 where the row or the cell is missing."""
    return int(number(row.get(column)) or 0)


def share(part: float, whole: float, *, n: int | None = None, interval: bool = False) -> Value:
    """part ÷ whole; blank where there is no whole."""
    if not whole > 0:
        return Value(None, n if n is not None else 0)
    low, high = wilson(part, whole) if interval else (None, None)
    return Value(part / whole, n if n is not None else int(whole), low, high)


def decided(row: Row) -> dict[str, Value]:
    """Win rate, deal size and sales cycle of the deals decided in a window.

    row: columns of the query measures/decided. Cycles are of won deals with both
    dates; negative ones are reported apart and not averaged.
    """
    won, lost = count(row, "won_deals"), count(row, "lost_deals")
    won_amount, lost_amount = number(row.get("won_amount")) or 0.0, number(row.get("lost_amount")) or 0.0
    sized, cycles = count(row, "won_with_amount"), count(row, "cycle_deals")
    mean_size = won_amount / sized if sized else None
    mean_cycle = count(row, "cycle_total_days") / cycles if cycles else None
    values = {
        "won_deals": Value(won, won, unit="deals"),
        "lost_deals": Value(lost, lost, unit="deals"),
        "decided_deals": Value(won + lost, won + lost, unit="deals"),
        "won_amount": Value(won_amount, sized, unit="money"),
        "won_deals_without_amount": Value(won - sized, won, unit="deals"),
        "win_rate": share(won, won + lost, interval=True),
        "win_rate_amount": share(won_amount, won_amount + lost_amount, n=sized + count(row, "lost_with_amount")),
        "deal_size_mean": Value(mean_size, sized, unit="money"),
        "deal_size_median": Value(number(row.get("size_median")), sized, unit="money"),
        "deal_size_top_tenth_share": share(number(row.get("top_tenth_amount")) or 0.0, won_amount, n=sized),
        "sales_cycle_median_days": Value(number(row.get("cycle_median")), cycles, unit="days"),
        "sales_cycle_mean_days": Value(mean_cycle, cycles, unit="days"),
        "negative_cycles": Value(count(row, "negative_cycles"), won + lost, unit="deals"),
    }
    for name in ("p25", "p75", "p90"):
        values[f"sales_cycle_{name}_days"] = Value(number(row.get(f"cycle_{name}")), cycles, unit="days")
    return values


def created(row: Row) -> dict[str, Value]:
    """Pipeline created, and the win rate of the cohort: won ÷ all created; n tells how many are decided.

    row: columns of the query measures/created.
    """
    all_created, won = count(row, "created_deals"), count(row, "won_deals")
    lost = count(row, "lost_deals")
    cohort = share(won, all_created, interval=True)
    return {
        "created_deals": Value(all_created, all_created, unit="deals"),
        "pipeline_created": Value(number(row.get("created_amount")) or 0.0, all_created, unit="money"),
        "win_rate_cohort": cohort,
        "cohort_decided": share(won + lost, all_created),
    }


def pipeline(row: Row) -> dict[str, Value]:
    """Open and weighted pipeline. row: columns of the query measures/open_pipeline."""
    deals, due = count(row, "open_deals"), count(row, "due_deals")
    weighted = count(row, "weighted_deals")
    return {
        "open_deals": Value(deals, deals, unit="deals"),
        "open_amount": Value(number(row.get("open_amount")) or 0.0, deals, unit="money"),
        "due_deals": Value(due, due, unit="deals"),
        "due_amount": Value(number(row.get("due_amount")) or 0.0, due, unit="money"),
        "weighted_pipeline": Value(number(row.get("weighted_amount")) if due else 0.0, weighted, unit="money"),
        "overdue_deals": Value(count(row, "overdue_deals"), due, unit="deals"),
        "overdue_amount": Value(number(row.get("overdue_amount")) or 0.0, count(row, "overdue_deals"), unit="money"),
    }


def attainment(reps: pd.DataFrame) -> dict[str, Value]:
    """Attainment and participation: sums over sums, of the reps who carry a quota.

    reps: rows of the query measures/attainment. A rep without a quota is left out
    of both sums, a rep with a quota and nothing won stays in.
    """
    carrying = reps[reps["quota"].fillna(0) > 0]
    n, quota, won = len(carrying), float(carrying["quota"].sum()), float(carrying["won_amount"].sum())
    reached = int((carrying["won_amount"] >= carrying["quota"]).sum())
    committed = won + float(carrying["commit_amount"].sum())
    remaining = quota - won
    due = float(carrying["due_amount"].sum())
    return {
        "quota": Value(quota if n else None, n, unit="money"),
        "quota_attainment": _of_quota(won, quota, n),
        "commit_attainment": _of_quota(committed, quota, n),
        "participation": share(reached, n, interval=True),
        "remaining_quota": Value(max(remaining, 0.0) if n else None, n, unit="money"),
        "coverage": Value(due / remaining if n and remaining > 0 else None, n, unit="multiple"),
    }


def _of_quota(amount: float, quota: float, n: int) -> Value:
    return Value(amount / quota if n and quota > 0 else None, n)


def coverage_needed(win_rate_amount: Value) -> Value:
    """How many times the remaining quota must be open: 1 ÷ win rate by amount; blank without a win rate."""
    rate = win_rate_amount.value
    return Value(1 / rate if rate else None, win_rate_amount.n, unit="multiple")


def velocity(values: Mapping[str, Value]) -> Value:
    """Money won per day: deals in play × win rate × deal size ÷ cycle days, all of one population.

    Deals in play are those decided in the window and those open and due in it.
    """
    parts = [values[name].value for name in ("win_rate", "deal_size_mean", "sales_cycle_median_days")]
    deals = (values["decided_deals"].value or 0) + (values["due_deals"].value or 0)
    rate, size, days = parts
    unit: Unit = "money_per_day"
    if rate is None or size is None or not days:
        return Value(None, int(deals), unit=unit)
    return Value(deals * rate * size / days, int(deals), unit=unit)
