"""Goals and their progress: which version is in force for a period, and how the period stands against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from metrics.values import Value

KEY = ["kind", "subject", "measure", "per"]
COLUMNS = [*KEY, "direction", "target", "from_on", "set_at", "set_by", "note"]
# What grows as a period goes on: so much of it should be there as of the period is gone.
FLOWS = frozenset(
    {
        "won_amount", "won_deals", "attained_amount", "quota_attainment", "created_deals", "pipeline_created",
        "decided_deals", "prospect_meetings", "activities_done",
    }
)  # fmt: skip
# What only the day itself can tell: of a period that is over it is rebuilt as of its last day.
STOCKS = frozenset(
    {
        "open_deals", "open_amount", "due_deals", "due_amount", "weighted_pipeline", "overdue_deals", "overdue_amount",
        "coverage", "remaining_quota", "commit_attainment", "velocity", "pipeline_hygiene",
        "open_deals_without_amount",
    }
)  # fmt: skip
# From best to worst, as lists of goals are counted.
STATUSES = ("reached", "met", "on_course", "open", "behind", "not_met", "missed", "unknown")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a period stands against a goal.

    status: reached or missed where nothing can change it any more; met or not_met so far; on_course or behind what
    should be there by now; open where the value's interval holds the target; unknown where there is no value.
    share: value ÷ target, blank where that says nothing. due: what should be there by now, blank but for flows.
    """

    status: str
    share: float | None
    due: float | None


def in_force(versions: pd.DataFrame, first_day: date) -> pd.DataFrame:
    """The goals of the period that begins on a day: of each the version with the latest from_on, of these the last set.

    versions: columns COLUMNS, one row per version. Goals taken back (blank target) are left out.
    """
    begun = versions[versions["from_on"] <= first_day]
    newest = begun.sort_values(["from_on", "set_at"], kind="stable").drop_duplicates(KEY, keep="last")
    return newest[newest["target"].notna()].sort_values(KEY, ignore_index=True)


def numbered(versions: pd.DataFrame) -> pd.DataFrame:
    """All versions, the latest first, with `version` (1 is a goal's first) and `before`, the target before it."""
    ordered = versions.sort_values("set_at", kind="stable")
    same = ordered.groupby(KEY)
    found = ordered.assign(version=same.cumcount() + 1, before=same["target"].shift())
    return found.iloc[::-1].reset_index(drop=True)


def is_afterwards(set_at: pd.Timestamp, end: date) -> bool:
    """Whether a version was set when the period it is held against was over: no promise then."""
    return set_at.date() >= end


def progress(measure: str, direction: str, target: float, value: Value, elapsed: float) -> Progress:
    """How a value stands against a target, at_least or at_most. elapsed: share of the period gone, 0 to 1."""
    due = target * elapsed if measure in FLOWS and direction == "at_least" else None
    if value.value is None:
        return Progress("unknown", None, due)
    found = value.value
    part = found / target if target > 0 else None
    is_met = found >= target if direction == "at_least" else found <= target
    grows = measure in FLOWS
    if elapsed >= 1:
        return Progress("reached" if is_met else "missed", part, due)
    if grows and direction == "at_least":
        return Progress("reached" if is_met else "on_course" if found >= (due or 0.0) else "behind", part, due)
    if grows:  # what is above a limit stays above it
        return Progress("met" if is_met else "missed", part, due)
    if value.low is not None and value.high is not None and value.low < target < value.high:
        return Progress("open", part, due)
    return Progress("met" if is_met else "not_met", part, due)


def counted(statuses: Iterable[str]) -> dict[str, int]:
    """How many goals have each status, the best first; none that no goal has."""
    found = list(statuses)
    return {status: found.count(status) for status in STATUSES if status in found}


def day_of(period_start: date, period_end: date, as_of: date) -> date:
    """The day whose goal periods are looked at: the last one of the period, at most the last day known."""
    return max(min(as_of, period_end - timedelta(days=1)), period_start)
