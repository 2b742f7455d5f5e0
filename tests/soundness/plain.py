"""The measures a second time, in plain loops over plain rows: no SQL, no pandas, none of the project's code."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Window = tuple[date | None, date | None]


def inside(day: date | None, window: Window) -> bool:
    """Whether a day lies in a half-open window; without any bound even a missing day does."""
    start, end = window
    if start is None and end is None:
        return True
    return day is not None and (start is None or day >= start) and (end is None or day < end)


def total(amounts: list[Decimal | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    if amounts and not known:
        return None
    return float(sum(known, Decimal(0)))


def quantile(numbers: list, share: Fraction) -> float | None:
    """Linear between the two nearest ranks."""
    if not numbers:
        return None
    ranked = [Fraction(number) for number in sorted(numbers)]
    place = share * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return float(ranked[below] + (ranked[above] - ranked[below]) * (place - below))


def ratio(part: float | Decimal, whole: float | Decimal) -> float | None:
    return float(Fraction(part) / Fraction(whole)) if whole > 0 else None


def decided(deals: list[Row], window: Window) -> dict[str, Any]:
    """Win rate, deal size and sales cycle."""
    won = [deal for deal in deals if deal["stage_kind"] == "won" and inside(deal["closed_on"], window)]
    lost = [deal for deal in deals if deal["stage_kind"] == "lost" and inside(deal["closed_on"], window)]
    sizes = sorted((deal["amount"] for deal in won if deal["amount"]), reverse=True)
    lost_sizes = [deal["amount"] for deal in lost if deal["amount"]]
    money = sum(sizes, Decimal(0))
    spans = [(deal["closed_on"] - deal["created_on"]).days for deal in won if deal["closed_on"] and deal["created_on"]]
    cycles = [span for span in spans if span > 0]
    top = sizes[: -(-len(sizes) // 10)]
    blank = bool(lost) and not lost_sizes
    return {
        "won_deals": len(won),
        "lost_deals": len(lost),
        "decided_deals": len(won) + len(lost),
        "won_amount": total([deal["amount"] for deal in won]),
        "won_deals_without_amount": sum(deal["amount"] is None for deal in won),
        "won_deals_zero_amount": sum(deal["amount"] == 0 for deal in won),
        "win_rate": ratio(len(won), len(won) + len(lost)),
        "win_rate_amount": None if blank else ratio(money, money + sum(lost_sizes, Decimal(0))),
        "deal_size_mean": ratio(money, len(sizes)),
        "deal_size_median": quantile(sizes, Fraction(1, 2)),
        "deal_size_top_tenth_share": ratio(sum(top, Decimal(0)), money),
        "sales_cycle_mean_days": ratio(sum(cycles), len(cycles)),
        "sales_cycle_median_days": quantile(cycles, Fraction(1, 2)),
        "sales_cycle_p25_days": quantile(cycles, Fraction(1, 4)),
        "sales_cycle_p75_days": quantile(cycles, Fraction(3, 4)),
        "sales_cycle_p90_days": quantile(cycles, Fraction(9, 10)),
        "negative_cycles": sum(span < 0 for span in spans),
        "zero_day_cycles": sum(span == 0 for span in spans),
    }


def created(deals: list[Row], versions: list[Row], window: Window) -> dict[str, Any]:
    """Cohort and pipeline created; one version per deal, from `valid_from` on."""
    cohort = [deal for deal in deals if inside(deal["created_on"], window)]
    began = {version["opportunity_id"]: version["valid_from"] for version in versions}
    known = [
        deal["amount"]
        for deal in cohort
        if deal["created_on"]
        and began[deal["opportunity_id"]]
        < datetime.combine(deal["created_on"], datetime.min.time()) + timedelta(days=8)
    ]
    kinds = [deal["stage_kind"] for deal in cohort]
    amounts = [amount for amount in known if amount is not None]
    return {
        "created_deals": len(cohort),
        "win_rate_cohort": ratio(kinds.count("won"), len(cohort)),
        "cohort_decided": ratio(kinds.count("won") + kinds.count("lost"), len(cohort)),
        "pipeline_created": None if cohort and not amounts else total(amounts),
    }


def pipeline(deals: list[Row], chances: dict[str, float], window: Window, today: date) -> dict[str, Any]:
    """Open, due and weighted pipeline; `chances` are the stages' probabilities."""
    opened = [deal for deal in deals if deal["stage_kind"] == "open"]
    due = [deal for deal in opened if inside(deal["close_on"], window)]
    overdue = [deal for deal in due if deal["close_on"] and deal["close_on"] < today]
    weighted = [
        (deal["amount"] * _chance(deal, chances)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        for deal in due
        if deal["amount"] is not None
    ]
    return {
        "open_deals": len(opened),
        "open_amount": total([deal["amount"] for deal in opened]),
        "due_deals": len(due),
        "due_amount": total([deal["amount"] for deal in due]),
        "weighted_pipeline": None if due and not weighted else total(weighted),
        "overdue_deals": len(overdue),
        "overdue_amount": total([deal["amount"] for deal in overdue]),
    }


def _chance(deal: Row, chances: dict[str, float]) -> Decimal:
    """Of the deal, else of its stage."""
    return Decimal(str(round(chances[deal["stage"]] if deal["probability"] is None else deal["probability"], 10)))


def attainment(reps: list[Row], deals: list[Row], quotas: list[Row], window: Window) -> dict[str, Any]:
    """Quota, attainment, participation and coverage of the reps who carry a quota in the window."""
    asked = won = committed = due = Decimal(0)
    carrying = reached = 0
    for rep in reps:
        parts = [_part(quota, window) for quota in quotas if quota["rep_id"] == rep["rep_id"] and quota["is_counted"]]
        parts = [part for part in parts if part[0] < part[1]]
        quota = sum((part[2] for part in parts), Decimal(0))
        if quota <= 0:
            continue
        own = [deal for deal in deals if deal["rep_id"] == rep["rep_id"] and deal["amount"] is not None]
        rep_won = _covered([deal for deal in own if deal["stage_kind"] == "won"], "closed_on", parts)
        opened = [deal for deal in own if deal["stage_kind"] == "open"]
        carrying += 1
        reached += rep_won >= quota
        asked, won = asked + quota, won + rep_won
        due += _covered(opened, "close_on", parts)
        committed += _covered([deal for deal in opened if deal["forecast_category"] == "commit"], "close_on", parts)
    missing = asked - won
    return {
        "quota": float(asked) if carrying else None,
        "quota_attainment": ratio(won, asked),
        "commit_attainment": ratio(won + committed, asked),
        "participation": ratio(reached, carrying),
        "remaining_quota": float(max(missing, Decimal(0))) if carrying else None,
        "coverage": ratio(due, missing),
    }


def _part(quota: Row, window: Window) -> tuple[date, date, Decimal]:
    start, end = quota["starts_on"], quota["ends_on"]
    first, until = max(start, window[0] or start), min(end, window[1] or end)
    share = Decimal((until - first).days) / Decimal((end - start).days)
    return first, until, (quota["amount"] * share).quantize(Decimal("0.0001"))


def _covered(deals: list[Row], column: str, parts: list[tuple[date, date, Decimal]]) -> Decimal:
    return sum(
        (deal["amount"] for deal in deals if deal[column] and any(a <= deal[column] < b for a, b, _ in parts)),
        Decimal(0),
    )
