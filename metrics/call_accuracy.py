"""How good people's calls have been: by person and by week of the period."""

from datetime import date

import numpy as np
import pandas as pd

from metrics.calls import Tree


def outcomes(said: pd.DataFrame, won: pd.DataFrame, people: Tree, *, until: date) -> pd.DataFrame:
    """Calls beside what came of them, of finished periods: the rows of `calls.record` with `actual` (money).

    won: rows of forecast/won_by_person. until: last day known. A person's result holds that of all below, and only
    what was won on the days of the period.
    """
    finished = said[(said["ends_on"] <= until) & said["rep_id"].notna()]
    day = pd.to_datetime(won["day"]).to_numpy(dtype="datetime64[D]")
    actual: dict[tuple[object, ...], float] = {}
    for (first, end), part in finished.groupby(["starts_on", "ends_on"]):
        inside = won[(day >= np.datetime64(first)) & (day < np.datetime64(end))]
        own = inside["amount"].astype(float).groupby(inside["rep_id"]).sum().to_dict()
        for rep in part["rep_id"].unique():
            actual[first, end, rep] = sum(own.get(each, 0.0) for each in people.below(rep))
    keys = zip(finished["starts_on"], finished["ends_on"], finished["rep_id"], strict=True)
    return finished.assign(actual=[actual[key] for key in keys])


def by_person(found: pd.DataFrame, week: int | None = None) -> pd.DataFrame:
    """Accuracy of each person's calls, of one week of the period or of all: the furthest off first.

    found: of `outcomes`. Columns: rep_id, calls, periods, wape, bias (÷ Σ actual; blank where nothing was won), hit_5,
    hit_10 (share of calls within 5 and 10 % of the result).
    """
    chosen = found if week is None else found[found["week"] == week]
    rows = [(rep, *_accuracy(part)) for rep, part in chosen.groupby("rep_id")]
    columns = ["rep_id", "calls", "periods", "wape", "bias", "hit_5", "hit_10"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["wape", "rep_id"], ascending=[False, True], ignore_index=True
    )


def _accuracy(part: pd.DataFrame) -> tuple[int, int, float, float, float, float]:
    off, total = part["call"] - part["actual"], float(part["actual"].sum())
    wape, bias = (float(off.abs().sum()) / total, float(off.sum()) / total) if total > 0 else (np.nan, np.nan)
    # An amount that was not there cannot be hit within a share of it.
    hits = [float((off.abs() <= share * part["actual"]).mean()) for share in (0.05, 0.1)]
    return len(part), part["starts_on"].nunique(), wape, bias, hits[0], hits[1]
