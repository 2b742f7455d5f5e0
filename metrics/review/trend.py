"""Won amounts of the quarters that lead up to one."""

from collections.abc import Callable

import pandas as pd

from metrics.periods import Period
from metrics.ratio import exact_sum


def quarters(
    months: pd.DataFrame, last: Period, before: Callable[[Period], Period], most: int
) -> list[tuple[Period, float]]:
    """The quarters up to `last` with their won amounts, oldest first, from the first in which a deal was decided.

    months: rows of measures/decided_by_month. before: the quarter before one. most: how many at most.
    """
    days = months["month_start"].dt.date
    decided = days[(months["won_deals"] + months["lost_deals"]) > 0]
    found = [last]
    while len(found) < most and len(decided) and found[0].start > decided.min():
        found.insert(0, before(found[0]))
    return [(each, exact_sum(months["won_amount"][(days >= each.start) & (days < each.end)])) for each in found]
