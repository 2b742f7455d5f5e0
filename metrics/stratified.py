"""Many groups against others at once, like with like: shares and durations, each compared within strata.

Strata are what groups may differ in for good reason (segment, era). A group is
held against the others of each stratum, and what is expected there is summed.
"""

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np
import pandas as pd
from scipy.special import gammaln

# With at least this variance the normal distribution is as good, and exact sums would be long.
_NORMAL_FROM = 400.0
_REACH = 12.0  # standard deviations beyond which no chance is left worth adding


def shares(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """What each group's hits are expected to be if it were like what it is held against; one row per group.

    counts: one row per group (columns `by`) and stratum: hits, n, and all_hits,
    all_n of group and others together. Strata without others tell nothing and are
    left out. Columns: hits, n, others_n, expected and variance of the hits given
    all margins (hypergeometric), reference (hits of the others at the group's mix of strata).
    """
    told = counts[(counts["n"] > 0) & (counts["all_n"] > counts["n"])]
    n, whole = told["n"], told["all_n"]
    expected, variance = _moments(*(told[name].to_numpy(float) for name in ("n", "all_hits", "all_n")))
    summed = told.assign(
        expected=expected,
        variance=variance,
        reference=n * (told["all_hits"] - told["hits"]) / (whole - n),
        others_n=whole - n,
    )
    columns = ["hits", "n", "others_n", "expected", "variance", "reference"]
    return summed.groupby(list(by), as_index=False)[columns].sum()


def exceeds(strata: pd.DataFrame) -> float:
    """Two-sided p value of hits as far above what is expected: Fisher's exact test, over several strata at once.

    strata: hits, n, all_hits, all_n of one group, one row per stratum. The exact
    distribution of a sum of hypergeometric counts (twice its tail); where the counts are large, a score
    test with continuity correction. Mehta, Patel and Gray (1985), JASA 80:969–973.
    """
    hits, n, all_hits, all_n = (strata[name].to_numpy(float) for name in ("hits", "n", "all_hits", "all_n"))
    told = (n > 0) & (all_n > n)
    if not told.any():
        return 1.0
    means, variances = _moments(n[told], all_hits[told], all_n[told])
    seen, variance = float(hits[told].sum()), float(variances.sum())
    if variance > _NORMAL_FROM:
        return min(1.0, erfc(max(0.0, seen - 0.5 - float(means.sum())) / sqrt(2 * variance)))
    chances, least = np.ones(1), 0
    for mean, own, marked, whole in zip(means, n[told], all_hits[told], all_n[told], strict=True):
        reach = _REACH * (1 + sqrt(mean))
        low = max(0, int(own + marked - whole), int(mean - reach))
        high = int(min(own, marked, mean + reach))
        chances = np.convolve(chances, _hypergeometric(np.arange(low, high + 1), whole, marked, own))
        least += low
    return min(1.0, 2 * float(chances[max(0, int(seen) - least) :].sum()))


def _hypergeometric(hits: np.ndarray, whole: float, marked: float, own: float) -> np.ndarray:
    """Chances of numbers of hits among `own` drawn from `whole` of which `marked` are hits."""

    def log_ways(of: float | np.ndarray, chosen: float | np.ndarray) -> np.ndarray:
        return gammaln(of + 1.0) - gammaln(chosen + 1.0) - gammaln(of - chosen + 1.0)

    return np.exp(log_ways(marked, hits) + log_ways(whole - marked, own - hits) - log_ways(whole, own))


def _moments(n: np.ndarray, all_hits: np.ndarray, all_n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of hypergeometric counts."""
    rate = all_hits / all_n
    return n * rate, n * rate * (1 - rate) * (all_n - n) / np.maximum(all_n - 1, 1)


def endings(stays: pd.DataFrame, whole: pd.DataFrame, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Log-rank sums of many groups, each over its strata: endings observed − expected, and their variance.

    stays: group and stratum (whole numbers from 0), days, ended, running. whole: the same of
    what each group is held against, the group itself included; without a column
    group where all are held against the same. groups: how many. Where nothing can be told both sums are 0.
    """
    if stays.empty or whole.empty:
        return np.zeros(groups), np.zeros(groups)
    strata, days = (int(max(frame[name].max() for frame in (stays, whole))) + 1 for name in ("stratum", "days"))
    ended, at_risk = _curves(stays, (groups, strata, days))
    of_group = (groups, strata, days) if "group" in whole else (1, strata, days)
    all_ended, all_at_risk = _curves(whole if "group" in whole else whole.assign(group=0), of_group)
    told = (all_ended > 0) & (all_at_risk > 1)
    known = np.where(told, all_at_risk, 2.0)
    share = np.where(told, at_risk / known, 0.0)
    expected = all_ended * share
    variance = expected * (1 - share) * (known - all_ended) / (known - 1)
    return np.where(told, ended - expected, 0.0).sum(axis=(1, 2)), variance.sum(axis=(1, 2))


def _curves(frame: pd.DataFrame, shape: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Endings on each day, and stays at risk on it, as arrays of group × stratum × day."""
    ended, lasting = np.zeros(shape), np.zeros(shape)
    place = tuple(frame[name].to_numpy() for name in ("group", "stratum", "days"))
    np.add.at(ended, place, frame["ended"].to_numpy(float))
    np.add.at(lasting, place, (frame["ended"] + frame["running"]).to_numpy(float))
    return ended, np.flip(np.flip(lasting, axis=2).cumsum(axis=2), axis=2)
