"""Simple forecasts, which the model must beat: what each says a period still wins."""

from typing import TYPE_CHECKING

import numpy as np

from metrics.forecast.states import NEVER

if TYPE_CHECKING:
    from metrics.forecast.engine import Origin
    from metrics.periods import Period

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}


def still_won(origin: "Origin", period: "Period") -> dict[str, float]:
    """Money still to be won in a period that is not over, by method; only those that the past reaches far enough for.

    last_period: as the last finished one. year_before: as the same one a year before. run_rate: the rest of the days
    as those so far. stage_weighted: amount × the CRM's chance of the deals due.
    """
    first, end = origin.days_to(period)
    won = _won(origin, period)
    found = {}
    previous = origin.fiscal.shift(origin.current, origin.grain, -1)
    if _is_known(origin, previous):
        found["last_period"] = max(_won(origin, previous) - won, 0.0)
    year_before = origin.fiscal.shift(period, origin.grain, -_PER_YEAR[origin.grain])
    if _is_known(origin, year_before):
        found["year_before"] = max(_won(origin, year_before) - won, 0.0)
    elapsed = origin.today + 1 - origin.current.start.toordinal()
    # Before its first day a period has no rate of its own yet.
    if elapsed > 0:
        found["run_rate"] = _won(origin, origin.current) / elapsed * (end - first)
    elif "last_period" in found:
        found["run_rate"] = _won(origin, previous) / previous.days * (end - first)
    stated = origin.learned.stated_within(origin.book, [first, end])
    quoted = origin.learned.amounts.quoted(origin.book)
    found["stage_weighted"] = float(((stated[1] - stated[0]) * quoted).sum())
    return found


def committed(origin: "Origin", period: "Period", promised: list[int]) -> float | None:
    """Amounts of deals due by the period's end in the promised categories; None where few deals have a category."""
    book = origin.book
    if not len(book) or (book.category != NEVER).mean() <= 0.5:
        return None
    due = (book.due != NEVER) & (book.due < period.end.toordinal()) & np.isin(book.category, promised)
    return float(origin.learned.amounts.quoted(book)[due].sum())


def _won(origin: "Origin", period: "Period") -> float:
    return origin.winnings.between(period.start.toordinal(), min(period.end.toordinal(), origin.today + 1))


def _is_known(origin: "Origin", period: "Period") -> bool:
    """Whether a period is over and was recorded from its beginning."""
    start, end = period.start.toordinal(), period.end.toordinal()
    return end <= origin.today + 1 and start >= origin.states.first_decision - 7
