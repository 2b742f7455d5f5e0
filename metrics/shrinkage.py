"""Estimates of many reps at once that lean on what they have in common: few deals say little, and are told so.

Each rep's own figure is drawn towards the norm of the reps held against, the more so the fewer deals it rests
on and the more alike the reps are. How alike they are is learned from the same deals and not taken for certain:
the estimates average over what it may be, so that the intervals hold with a handful of reps as well.

Efron and Morris (1975), JASA 70:311–319 (why leaning on others errs less); Gelman et al., Bayesian Data Analysis,
3rd ed., sections 5.3 and 5.4 (both models, and the average over the unknown spread); Morris and Tang (2011),
Statistical Science 26:271–287 (the even prior on the variance between reps, with which intervals keep their word).
Simulated companies in tests/metrics/test_shrinkage.py hold it to that.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import betaincinv, betaln, ndtr, stdtr, stdtrit

_WEIGHTS = 40  # steps in how much of an estimate is the norm's
_SHARES = 200  # steps in what a norm's win rate may be
_TAIL = 0.025
COLUMNS = ("value", "low", "high", "norm", "chance_above")


def rates(
    wins: Sequence[float] | np.ndarray,
    n: Sequence[float] | np.ndarray,
    groups: Sequence[int] | np.ndarray | None = None,
) -> pd.DataFrame:
    """Win rates by a beta-binomial model: one row per rep, in the order given.

    wins, n: won and decided deals. groups: 0, 1, … whose norm each rep leans on; all on one without it.
    Columns: value (the mean of what the rate may be), low, high (95 % interval), norm (what reps of the group
    come to), chance_above (that the rate lies above the norm, 0 to 1). Without any deal all is blank.

    A rep's deals are won at a rate that varies between reps as Beta(μκ, (1 − μ)κ). Every μ of each group is as
    likely beforehand as any other, and so is every 1 ÷ κ, which is how far the rates of reps vary.
    """
    k, m = np.asarray(wins, float), np.asarray(n, float)
    group = np.zeros(len(k), int) if groups is None else np.asarray(groups, int)
    if not m.sum():
        return pd.DataFrame(np.nan, index=range(len(k)), columns=list(COLUMNS))
    squares, prior = _spreads(float(np.median(m[m > 0])))
    kappas = 1 / squares
    mus = (np.arange(_SHARES) + 0.5) / _SHARES
    a, b = np.outer(kappas, mus), np.outer(kappas, 1 - mus)
    logs = np.zeros((int(group.max()) + 1, *a.shape))
    pairs, counts = np.unique(np.column_stack([group, k, m]), axis=0, return_counts=True)
    for (of, won, decided), count in zip(pairs, counts, strict=True):
        logs[int(of)] += count * (betaln(a + won, b + decided - won) - betaln(a, b))
    known, of_mu = _posterior(logs, prior)
    rows = {
        (of, won, decided): _rate(won, decided, a, b, known[:, None] * of_mu[int(of)]) for of, won, decided in pairs
    }
    return pd.DataFrame([rows[key] for key in zip(group, k, m, strict=True)], columns=list(COLUMNS))


def _spreads(deals: float) -> tuple[np.ndarray, np.ndarray]:
    """Variances between reps (beside that of one deal), and how likely each step is if they are even beforehand.

    They lie so that the norm's weight beside so many deals goes evenly from almost none to almost all; the prior
    is what an even variance comes to at such a step.
    """
    weight = (np.arange(_WEIGHTS) + 0.5) / _WEIGHTS
    return (1 - weight) / (weight * deals), weight**-2.0


def _posterior(logs: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How likely each κ is (all groups together), and each μ of each group at each κ. logs: groups × κ × μ."""
    peak = logs.max(axis=2, keepdims=True)
    shares = np.exp(logs - peak)
    sums = shares.sum(axis=2, keepdims=True)
    of_kappa = (np.log(sums) + peak)[:, :, 0].sum(axis=0)
    known = prior * np.exp(of_kappa - of_kappa.max())
    return known / known.sum(), shares / sums


def _rate(won: float, decided: float, a: np.ndarray, b: np.ndarray, likely: np.ndarray) -> tuple[float, ...]:
    """The mixture of what one rep's rate may be, as its mean and a Beta of the same mean and variance."""
    own_a, own_b = a + won, b + decided - won
    total = own_a + own_b
    means, mu = own_a / total, a / (a + b)
    mean, norm = float((likely * means).sum()), float((likely * mu).sum())
    within = means * (1 - means) / (total + 1)
    low, high = _beta(mean, float((likely * (within + (means - mean) ** 2)).sum()))
    apart = means - mu
    difference = float((likely * apart).sum())
    deviation = float(np.sqrt((likely * (within + (apart - difference) ** 2)).sum()))
    return mean, low, high, norm, float(ndtr(difference / deviation))


def _beta(mean: float, variance: float) -> tuple[float, float]:
    size = mean * (1 - mean) / variance - 1
    a, b = mean * size, (1 - mean) * size
    return float(betaincinv(a, b, _TAIL)), float(betaincinv(a, b, 1 - _TAIL))


def levels(
    n: Sequence[float] | np.ndarray,
    sums: Sequence[float] | np.ndarray,
    squares: Sequence[float] | np.ndarray,
    groups: Sequence[int] | np.ndarray | None = None,
) -> pd.DataFrame:
    """What is typical of each rep, of values that spread evenly around a level (logarithms of sizes or cycles).

    n, sums, squares: how many values a rep has, their sum, and the sum of their squares. groups and columns: as of
    `rates`. Blank for all where fewer than two reps, or no more values than groups and reps need, are known.

    Values vary around a rep's level with one variance σ², levels around the group's norm with τ². The norms and σ²
    are integrated out (even priors on norms and log σ), and τ² ÷ σ² is averaged over, each being as likely
    beforehand as any other.
    """
    m, total, square = (np.asarray(values, float) for values in (n, sums, squares))
    group = np.zeros(len(m), int) if groups is None else np.asarray(groups, int)
    has = m > 0
    norms = len(np.unique(group[has]))
    freedom = float(m.sum()) - norms
    blank = pd.DataFrame(np.nan, index=range(len(m)), columns=list(COLUMNS))
    if has.sum() < 2 or freedom < 3:
        return blank
    mean = np.divide(total, m, out=np.zeros_like(m), where=has)
    inside = max(float((square - total * mean)[has].sum()), 0.0)
    if inside <= 1e-9 * max(float(square.sum()), 1e-300):
        return blank  # all of a rep's values are the same: nothing tells how far they spread
    ratios, prior = _spreads(float(np.median(m[has])))
    found = [_level(ratio, m, mean, has, group, inside, freedom) for ratio in ratios]
    logs = np.array([each[0] for each in found])
    likely = prior * np.exp(logs - logs.max())
    likely /= likely.sum()
    centre, spread, apart, apart_spread, norm = (np.array([each[part] for each in found]) for part in range(1, 6))
    return _mixture(likely, centre, spread, apart, apart_spread, norm, freedom)


def _level(
    ratio: float,
    n: np.ndarray,
    mean: np.ndarray,
    has: np.ndarray,
    group: np.ndarray,
    inside: float,
    freedom: float,
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """At one τ² ÷ σ²: its log likelihood; of each rep level, variance, distance to the norm, its variance, norm."""
    weight = np.where(has, n / (1 + ratio * n), 0.0)
    of_group = np.bincount(group, weight)
    norm = np.divide(np.bincount(group, weight * mean), of_group, out=np.zeros_like(of_group), where=of_group > 0)
    lean = 1 / (1 + ratio * n)  # the norm's part in the estimate: all of it without deals of one's own
    squares = inside + float((weight * (mean - norm[group]) ** 2).sum())
    known = of_group > 0
    log = float(
        0.5 * (np.log(weight[has]) - np.log(n[has])).sum()
        - 0.5 * np.log(of_group[known]).sum()
        - freedom / 2 * np.log(squares)
    )
    # The variance of a t distribution with these degrees of freedom and scale; at 2 it would have none.
    variance = squares / (freedom - 2)
    norm_variance = np.divide(1.0, of_group, out=np.full_like(of_group, np.inf), where=known)[group]
    own = ratio * lean
    apart = (1 - lean) * (mean - norm[group])
    return (
        log,
        np.where(known[group], norm[group] + apart, np.nan),
        variance * (own + lean**2 * norm_variance),
        apart,
        variance * (own + (1 - lean) ** 2 * norm_variance),
        np.where(known[group], norm[group], np.nan),
    )


def _mixture(
    likely: np.ndarray,
    centre: np.ndarray,
    spread: np.ndarray,
    apart: np.ndarray,
    apart_spread: np.ndarray,
    norm: np.ndarray,
    freedom: float,
) -> pd.DataFrame:
    value = likely @ centre
    deviation = np.sqrt(likely @ (spread + (centre - value) ** 2) * (freedom - 2) / freedom)
    reach = stdtrit(freedom, 1 - _TAIL) * deviation
    difference = likely @ apart
    unsure = np.sqrt(likely @ (apart_spread + (apart - difference) ** 2) * (freedom - 2) / freedom)
    return pd.DataFrame(
        {
            "value": value,
            "low": value - reach,
            "high": value + reach,
            "norm": likely @ norm,
            "chance_above": stdtr(freedom, difference / unsure),
        }
    )
