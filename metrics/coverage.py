"""Is there enough? From quota and win rate to the pipeline that is needed, with every step kept."""

from dataclasses import dataclass

import pandas as pd

from metrics import measures
from metrics.values import Value

_DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Need:
    """How much pipeline the rest of a quota takes. Money, but for the rates; None where something is not known.

    remaining = quota − won, 0 once the quota is reached. needed = remaining ÷
    win rate by amount. missing = needed − open, at least 0. per_week = missing ÷
    weeks left. coverage = open ÷ remaining. created_per_week: what a whole
    period needs to be created each week, quota ÷ win rate ÷ its weeks.
    """

    quota: float | None
    won: float | None
    remaining: float | None
    win_rate: Value
    needed: float | None
    open: float
    missing: float | None
    weeks_left: float
    per_week: float | None
    coverage: Value
    created_per_week: float | None

    @property
    def is_reached(self) -> bool:
        """Whether the quota is reached already."""
        return self.quota is not None and self.remaining == 0

    @property
    def multiple(self) -> float | None:
        """How many times the remaining quota must be open: 1 ÷ win rate by amount."""
        return measures.coverage_needed(self.win_rate).value


def need(reps: pd.DataFrame, win_rate: Value, *, days: int, days_left: int) -> Need:
    """The pipeline that the quota of a period still needs.

    reps: rows of measures/attainment of the period, as of the day looked from. win_rate: by amount, 0 to 1.
    days, days_left: of the period, and from the day after the one looked from.
    """
    values = measures.attainment(reps)
    carrying = reps[reps["quota"].fillna(0) > 0]
    quota, remaining = values["quota"].value, values["remaining_quota"].value
    opened = float(carrying["due_amount"].sum())
    rate, weeks_left = win_rate.value, days_left / _DAYS_OF_WEEK
    needed = None if remaining is None else 0.0 if remaining == 0 else remaining / rate if rate else None
    missing = None if needed is None else max(needed - opened, 0.0)
    return Need(
        quota=quota,
        won=None if quota is None else float(carrying["won_amount"].sum()),
        remaining=remaining,
        win_rate=win_rate,
        needed=needed,
        open=opened,
        missing=missing,
        weeks_left=weeks_left,
        per_week=None if missing is None or weeks_left <= 0 else missing / weeks_left,
        coverage=values["coverage"],
        created_per_week=quota / rate / (days / _DAYS_OF_WEEK) if quota and rate and days > 0 else None,
    )
