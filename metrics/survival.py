"""How long things last when some are not over yet: Kaplan–Meier curves and the log-rank test, from counts of durations.

A frame of durations has the columns days (whole days), ended (how many ended
after that many) and running (how many have lasted that long and still last).
"""

from math import erfc, sqrt

import numpy as np
import pandas as pd


def percentile(durations: pd.DataFrame, share: float) -> float | None:
    """The days within which a share (0 to 1) of the stays end; None where fewer have ended than that tells.

    The first day on which the curve of those still there is at most 1 − share:
    Kaplan and Meier (1958), JASA 53:457–481.
    """
    if durations.empty:
        return None
    days = durations["days"].to_numpy(dtype=np.int64)
    ended, running = (np.bincount(days, durations[name].to_numpy(dtype=float)) for name in ("ended", "running"))
    # A stay that runs since n days was at risk on day n, so it leaves after those that end on it.
    at_risk = (ended + running)[::-1].cumsum()[::-1]
    left = np.cumprod(1 - np.divide(ended, at_risk, out=np.zeros(len(ended)), where=at_risk > 0))
    # Products of fractions miss their exact value by a rounding error.
    reached = np.flatnonzero((ended > 0) & (left <= 1 - share + 1e-12))
    return float(reached[0]) if len(reached) else None


def logrank(a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float]:
    """Chi-square with one degree of freedom, and its p value, of the hypothesis that both end equally fast.

    a, b: frames of durations. Without an ending on either side nothing can be
    told: 0 and 1. Mantel (1966), Cancer Chemotherapy Reports 50:163–170.
    """
    left, right = (_by_day(frame) for frame in (a, b))
    days = left.index.union(right.index)
    left, right = (frame.reindex(days, fill_value=0) for frame in (left, right))
    at_risk = [(frame["ended"] + frame["running"])[::-1].cumsum()[::-1].to_numpy(float) for frame in (left, right)]
    n, ended = at_risk[0] + at_risk[1], (left["ended"] + right["ended"]).to_numpy(float)
    told = (ended > 0) & (n > 1)
    share = at_risk[0][told] / n[told]
    expected = float((ended[told] * share).sum())
    variance = float((ended[told] * share * (1 - share) * (n[told] - ended[told]) / (n[told] - 1)).sum())
    if variance <= 0:
        return 0.0, 1.0
    chi2 = (float(left["ended"].to_numpy(float)[told].sum()) - expected) ** 2 / variance
    return chi2, erfc(sqrt(chi2 / 2))


def _by_day(durations: pd.DataFrame) -> pd.DataFrame:
    return durations.groupby("days")[["ended", "running"]].sum().sort_index()
