"""Estimates that lean on others: they err less than raw ones, and their intervals keep their word."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics import shrinkage

COMPANIES = 150


def companies(seed: int, reps: int, low: int, high: int, draw):
    """So many companies: a generator, what is true of each rep, and how many deals each has."""
    rng = np.random.default_rng(seed)
    for _number in range(COMPANIES):
        yield rng, draw(rng), rng.integers(low, high, reps)


@pytest.mark.parametrize(
    ("reps", "mean", "kappa", "deals"),
    [(5, 0.3, 20, (2, 30)), (12, 0.5, 10, (1, 20)), (30, 0.25, 30, (3, 40)), (60, 0.25, 30, (1, 100))],
)
def test_rates_of_reps_with_known_skill_err_less_and_are_covered(reps, mean, kappa, deals):
    inside, raw, ours, total = 0, 0.0, 0.0, 0
    draw = lambda rng: rng.beta(mean * kappa, (1 - mean) * kappa, reps)  # noqa: E731 - one line says what is drawn
    for rng, truth, n in companies(11, reps, *deals, draw):
        wins = rng.binomial(n, truth)
        found = shrinkage.rates(wins, n)
        inside += int(((found["low"] <= truth) & (truth <= found["high"])).sum())
        raw += float(((wins / n - truth) ** 2).sum())
        ours += float(((found["value"] - truth) ** 2).sum())
        total += reps

    assert ours < 0.6 * raw
    assert 0.93 <= inside / total <= 0.97


@pytest.mark.parametrize(
    ("reps", "between", "within", "deals"),
    [(5, 0.3, 1.0, (2, 30)), (8, 0.3, 1.0, (1, 20)), (30, 0.6, 1.0, (1, 20)), (60, 0.2, 0.8, (1, 50))],
)
def test_sizes_of_reps_with_known_levels_err_less_and_are_covered(reps, between, within, deals):
    inside, raw, ours, total = 0, 0.0, 0.0, 0
    for rng, truth, n in companies(12, reps, *deals, lambda rng: rng.normal(10, between, reps)):
        logs = [rng.normal(level, within, deals) for level, deals in zip(truth, n, strict=True)]
        found = shrinkage.levels(n, [each.sum() for each in logs], [(each**2).sum() for each in logs])
        inside += int(((found["low"] <= truth) & (truth <= found["high"])).sum())
        raw += float(sum((each.mean() - level) ** 2 for each, level in zip(logs, truth, strict=True)))
        ours += float(((found["value"] - truth) ** 2).sum())
        total += reps

    assert ours < 0.8 * raw
    assert 0.93 <= inside / total <= 0.97


def test_teams_have_norms_of_their_own():
    inside, total = 0, 0
    team = np.repeat([0, 1, 2], 8)
    means = np.array([0.15, 0.3, 0.5])[team]
    for rng, truth, n in companies(13, 24, 5, 40, lambda rng: rng.beta(means * 30, (1 - means) * 30)):
        found = shrinkage.rates(rng.binomial(n, truth), n, team)
        inside += int(((found["low"] <= truth) & (truth <= found["high"])).sum())
        total += len(n)

    assert 0.93 <= inside / total <= 0.97


def test_nobody_stands_out_where_all_are_alike():
    flagged, total = 0, 0
    for rng, truth, n in companies(14, 30, 5, 60, lambda _rng: np.full(30, 0.25)):
        found = shrinkage.rates(rng.binomial(n, truth), n)
        flagged += int((found["chance_above"] > 0.975).sum() + (found["chance_above"] < 0.025).sum())
        total += len(n)

    assert flagged / total < 0.005


@pytest.mark.parametrize(("reps", "kappa", "deals"), [(8, 100, (5, 40)), (30, 300, (5, 60))])
def test_the_more_alike_reps_are_the_wider_intervals_are_for_it_and_never_too_narrow(reps, kappa, deals):
    inside, raw, ours, total = 0, 0.0, 0.0, 0
    for rng, truth, n in companies(21, reps, *deals, lambda rng: rng.beta(0.25 * kappa, 0.75 * kappa, reps)):
        wins = rng.binomial(n, truth)
        found = shrinkage.rates(wins, n)
        inside += int(((found["low"] <= truth) & (truth <= found["high"])).sum())
        raw += float(((wins / n - truth) ** 2).sum())
        ours += float(((found["value"] - truth) ** 2).sum())
        total += reps

    # Whether a spread this small is none cannot be told; priors that lean to none were tried: they cover 91 % where
    # reps differ and 99 % here as before, so the even one stays.
    assert inside / total >= 0.95
    assert ours < 0.4 * raw


def test_three_of_three_lean_on_the_norm_and_thirty_of_forty_stand():
    #            the newcomer, the master, and eight who win a quarter
    found = shrinkage.rates([3, 30] + [10] * 8, [3, 40] + [40] * 8)

    newcomer, master = found.iloc[0], found.iloc[1]
    assert newcomer["value"] < master["value"] < 30 / 40
    assert newcomer["value"] - newcomer["norm"] < 0.5 * (1 - newcomer["norm"])
    assert master["chance_above"] > 0.975
    assert newcomer["high"] - newcomer["low"] > master["high"] - master["low"]


def test_without_deals_of_ones_own_there_is_the_norm():
    found = shrinkage.levels([0, 10, 10, 10], [0, 20, 21, 19], [0, 45, 50, 41])

    assert found["value"][0] == pytest.approx(found["norm"][0])
    assert found["chance_above"][0] == pytest.approx(0.5)
    assert found["high"][0] - found["low"][0] > found["high"][1] - found["low"][1]


def test_what_nobody_can_tell_is_blank():
    assert shrinkage.rates([0, 0], [0, 0]).isna().all(axis=None)
    assert shrinkage.levels([1, 1], [2.0, 3.0], [4.0, 9.0]).isna().all(axis=None)  # two values tell of no spread
    assert shrinkage.levels([5], [5.0], [6.0]).isna().all(axis=None)  # one rep has no norm but their own
    assert shrinkage.levels([3, 3], [6.0, 6.0], [12.0, 12.0]).isna().all(axis=None)  # all alike


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.integers(0, 30), some.integers(0, 30)), min_size=2, max_size=12))
def test_a_rate_lies_between_the_raw_one_and_within_its_interval(deals):
    wins, lost = (np.array(side) for side in zip(*deals, strict=True))
    n = wins + lost
    found = shrinkage.rates(wins, n)
    if not n.sum():
        return
    again = shrinkage.rates(wins[::-1], n[::-1]).iloc[::-1].reset_index(drop=True)
    swapped = shrinkage.rates(lost, n)

    assert ((found["low"] <= found["value"]) & (found["value"] <= found["high"])).all()
    assert found[["low", "high"]].stack().between(0, 1).all()
    assert np.allclose(found, again)  # the order of reps does not matter
    assert np.allclose(found["value"], 1 - swapped["value"])  # nor what is called a win
    # more wins of as many deals are never a lower rate
    order = np.lexsort((wins, n))
    for one, two in pairwise(order):
        if n[one] == n[two]:
            assert found["value"][one] <= found["value"][two] + 1e-12


@settings(max_examples=40, deadline=None)
@given(
    some.lists(some.lists(some.floats(-3, 3), min_size=1, max_size=8), min_size=2, max_size=8),
    some.floats(0.5, 20),
    some.floats(-5, 5),
)
def test_a_level_moves_with_what_is_measured(values, scale, shift):
    def estimated(of):
        rows = [np.array(each) for each in of]
        return shrinkage.levels(*zip(*((len(row), row.sum(), (row**2).sum()) for row in rows), strict=True))

    spread = sum(np.var(each) * len(each) for each in values)
    if sum(map(len, values)) < 4 or spread < 0.1:
        return
    found, moved = estimated(values), estimated([[scale * value + shift for value in each] for each in values])

    for name in ("value", "low", "high", "norm"):
        assert np.allclose(moved[name], scale * found[name] + shift, atol=1e-4 * scale)
    assert np.allclose(moved["chance_above"], found["chance_above"], atol=1e-4)
