"""What is due in the quarter ahead, by how sure people are of it."""

import pandas as pd

from metrics.calls import LADDER
from metrics.ratio import exact_sum


def by_category(opened: pd.DataFrame) -> list[tuple[str, int, float]]:
    """Forecast category (blank: none), deals and amount of what is due; the surest first, unknown ones last.

    opened: rows of pipeline/open_by_month.
    """
    place = {code: number for number, code in enumerate(LADDER)}
    due = opened[opened["is_due"]]
    groups = due.groupby(due["forecast_category"].fillna("").astype(str))
    found = [(str(code), int(part["open_deals"].sum()), exact_sum(part["open_amount"])) for code, part in groups]
    return sorted(found, key=lambda row: (place.get(row[0], len(place)), row[0]))
