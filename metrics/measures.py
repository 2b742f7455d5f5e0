"""From counts and sums to measures: one function per subject, one row of counts in, values by name out.

Rates are computed from sums, never averaged, so that one definition serves a
rep, a team and the whole company, and they always agree.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.ratio import exact_sum, number, share
from metrics.values import Value

Row = Mapping[str, Any]


def count(row: Row, column: str) -> int:
    """A count; 0 where the row or the cell is missing."""
    return int(number(row.get(column)) or 0)


def amount(row: Row, column: str, deals: int) -> float | None:
    """A sum of amounts: 0 without deals, blank where there are deals but none has an amount."""
    found = number(row.get(column))
    return 0.0 if found is None and deals == 0 else found


def decided(row: Row) -> dict[str, Value]:
    """Win rate, deal size and sales cycle of the deals decided in a window.

    row: columns of the query measures/decided. Cycles are of won deals with both
    dates; those of no or negative days are reported apart and not averaged.
    """
    won, lost = count(row, "won_deals"), count(row, "lost_deals")
    return {
        "won_deals": Value(won, won, unit="deals"),
        "lost_deals": Value(lost, lost, unit="deals"),
        "decided_deals": Value(won + lost, won + lost, unit="deals"),
        "won_amount": Value(amount(row, "won_amount", won), won - count(row, "won_without_amount"), unit="money"),
        "won_deals_without_amount": Value(count(row, "won_without_amount"), won, unit="deals"),
        "won_deals_zero_amount": Value(count(row, "won_zero_amount"), won, unit="deals"),
        "win_rate": share(won, won + lost, interval=True),
        "win_rate_amount": _win_rate_amount(row, lost),
        **_deal_size(row),
        **_sales_cycle(row, won),
    }


def _win_rate_amount(row: Row, lost: int) -> Value:
    won_sized, lost_sized = count(row, "won_with_amount"), count(row, "lost_with_amount")
    if lost > 0 and lost_sized == 0:
        # Many CRMs clear the amount of a lost deal: what was lost is unknown then, not nothing.
        return Value(None, won_sized)
    won_amount, lost_amount = number(row.get("won_amount")) or 0.0, number(row.get("lost_amount")) or 0.0
    return share(won_amount, won_amount + lost_amount, n=won_sized + lost_sized)


def _deal_size(row: Row) -> dict[str, Value]:
    sized, total = count(row, "won_with_amount"), number(row.get("won_amount"))
    return {
        "deal_size_mean": Value(total / sized if sized and total is not None else None, sized, unit="money"),
        "deal_size_median": Value(number(row.get("size_median")), sized, unit="money"),
        "deal_size_top_tenth_share": share(number(row.get("top_tenth_amount")) or 0.0, total or 0.0, n=sized),
    }


def _sales_cycle(row: Row, won: int) -> dict[str, Value]:
    cycles = count(row, "cycle_deals")
    mean = count(row, "cycle_total_days") / cycles if cycles else None
    values = {
        "sales_cycle_median_days": Value(number(row.get("cycle_median")), cycles, unit="days"),
        "sales_cycle_mean_days": Value(mean, cycles, unit="days"),
    }
    for name in ("p25", "p75", "p90"):
        values[f"sales_cycle_{name}_days"] = Value(number(row.get(f"cycle_{name}")), cycles, unit="days")
    values["negative_cycles"] = Value(count(row, "negative_cycles"), won, unit="deals")
    values["zero_day_cycles"] = Value(count(row, "zero_day_cycles"), won, unit="deals")
    return values


def created(row: Row) -> dict[str, Value]:
    """Pipeline created, and the win rate of the cohort: won ÷ all created, beside the share that is decided.

    row: columns of the query measures/created.
    """
    deals, won = count(row, "created_deals"), count(row, "won_deals")
    known = count(row, "created_with_amount")
    return {
        "created_deals": Value(deals, deals, unit="deals"),
        "pipeline_created": Value(amount(row, "created_amount", deals), known, unit="money"),
        "win_rate_cohort": share(won, deals, interval=True),
        "cohort_decided": share(won + count(row, "lost_deals"), deals),
    }


def pipeline(row: Row) -> dict[str, Value]:
    """Open, due and weighted pipeline; amounts rest on the deals that have one.

    row: columns of the query measures/open_pipeline.
    """
    deals, due, overdue = count(row, "open_deals"), count(row, "due_deals"), count(row, "overdue_deals")
    weighted = count(row, "weighted_deals")
    return {
        "open_deals": Value(deals, deals, unit="deals"),
        "open_amount": Value(amount(row, "open_amount", deals), count(row, "open_with_amount"), unit="money"),
        "open_deals_without_amount": Value(deals - count(row, "open_with_amount"), deals, unit="deals"),
        "due_deals": Value(due, due, unit="deals"),
        "due_amount": Value(amount(row, "due_amount", due), count(row, "due_with_amount"), unit="money"),
        "weighted_pipeline": Value(amount(row, "weighted_amount", due), weighted, unit="money"),
        "overdue_deals": Value(overdue, due, unit="deals"),
        "overdue_amount": Value(amount(row, "overdue_amount", overdue), overdue, unit="money"),
    }


def attainment(reps: pd.DataFrame) -> dict[str, Value]:
    """Attainment, participation and coverage: sums over sums, of the reps who carry a quota.

    reps: rows of the query measures/attainment. A rep without a quota is left out
    of both sums, a rep with a quota and nothing won stays in.
    """
    carrying = reps[reps["quota"].fillna(0) > 0]
    n = len(carrying)
    quota, won = exact_sum(carrying["quota"]), exact_sum(carrying["won_amount"])
    remaining = exact_sum([quota, -won])
    due = exact_sum(carrying["due_amount"])
    partial = int(carrying["partial_quotas"].sum()) if "partial_quotas" in carrying else 0
    return {
        "quota": Value(quota if n else None, n, unit="money"),
        "partial_quotas": Value(partial, n, unit="count"),
        "quota_attainment": share(won, quota, n=n),
        "commit_attainment": share(exact_sum([won, *carrying["commit_amount"]]), quota, n=n),
        "participation": share(int((carrying["won_amount"] >= carrying["quota"]).sum()), n, interval=True),
        "remaining_quota": Value(max(remaining, 0.0) if n else None, n, unit="money"),
        "coverage": Value(due / remaining if n and remaining > 0 else None, n, unit="multiple"),
    }


def coverage_needed(win_rate_amount: Value) -> Value:
    """How many times the remaining quota must be open: 1 ÷ win rate by amount; blank without a win rate."""
    rate = win_rate_amount.value
    return Value(1 / rate if rate else None, win_rate_amount.n, unit="multiple")


def velocity(values: Mapping[str, Value]) -> Value:
    """Money won per day: deals in play × win rate × deal size ÷ cycle days, all of one population.

    Deals in play are those decided in the window and those open and due in it.
    """
    deals = (values["decided_deals"].value or 0) + (values["due_deals"].value or 0)
    rate, size = values["win_rate"].value, values["deal_size_mean"].value
    days = values["sales_cycle_median_days"].value
    blank = rate is None or size is None or not days
    return Value(None if blank else deals * rate * size / days, int(deals), unit="money_per_day")
