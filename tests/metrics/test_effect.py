"""Odds ratios against textbook and brute force, coverage by simulation, and what is left out of the comparison."""

import numpy as np
import pandas as pd
import pytest

from metrics import effect


def rows(*drawn):
    """segment, calls, emails, meetings, won, lost."""
    columns = ["segment", "calls", "emails", "meetings", "won_deals", "lost_deals"]
    return pd.DataFrame(drawn, columns=columns).assign(is_early=False, is_outside=False)


def of(*table):
    return effect.odds_ratio(*(np.array([each], float) for each in table))


def test_one_stratum_is_the_plain_odds_ratio_with_woolfs_interval():
    found = of(20, 10, 15, 30)

    assert found.value == pytest.approx((20 * 30) / (10 * 15))
    # with one stratum the variance of Robins, Breslow and Greenland is 1/20 + 1/10 + 1/15 + 1/30
    half = 1.959963984540054 * np.sqrt(1 / 20 + 1 / 10 + 1 / 15 + 1 / 30)
    assert (found.low, found.high) == pytest.approx((4 / np.exp(half), 4 * np.exp(half)))


def test_two_strata_are_summed_as_mantel_and_haenszel_do():
    a, b, c, d = (np.array(each, float) for each in ([20, 5], [10, 40], [15, 2], [30, 60]))

    found = effect.odds_ratio(a, b, c, d)

    # (20·30/75 + 5·60/107) ÷ (10·15/75 + 40·2/107)
    assert found.value == pytest.approx((600 / 75 + 300 / 107) / (150 / 75 + 80 / 107))


def test_a_mix_of_segments_alone_is_no_effect():
    # SMB is worked more and won more, Enterprise less of both; inside each, activity makes no difference.
    found = effect.effects(
        rows(("SMB", 2, 0, 0, 80, 20), ("SMB", 0, 0, 0, 40, 10), ("Ent", 2, 0, 0, 5, 20), ("Ent", 0, 0, 0, 20, 80))
    )
    calls = next(each for each in found if each.what == "call")

    assert calls.more.value == 85 / 125
    assert calls.less.value == 60 / 150
    assert calls.odds.value == pytest.approx(1.0)
    assert not calls.is_told


def test_what_was_decided_early_or_lies_outside_of_the_log_is_not_compared():
    found = rows(("", 0, 0, 0, 1, 1), ("", 3, 0, 0, 5, 0), ("", 0, 0, 0, 0, 7))
    found["is_early"], found["is_outside"] = [False, True, False], [False, False, True]

    assert effect.basis(found) == {"compared": 2, "early": 5, "outside": 7}
    assert [rate.n for _first, _last, rate in effect.bands(found, "any")] == [2, 0, 0, 0, 0]
    assert effect.effects(found) == []  # all that is left has the same number


def test_bands_hold_every_deal_once():
    found = rows(*(("", calls, 1, 0, calls + 1, 2) for calls in range(11)))

    bands = effect.bands(found, "any")

    assert sum(rate.n for _first, _last, rate in bands) == sum(calls + 1 + 2 for calls in range(11))
    assert bands[0][2].value is None  # no deal without any: blank, not 0 %


@pytest.mark.parametrize(("won", "is_told"), [(8, False), (9, True)])
def test_of_fewer_than_ten_deals_on_one_side_nothing_is_claimed(won, is_told):
    # 8 or 9 won and 1 lost with calls, against 1 won and 40 lost without: beyond chance by any test
    found = effect.effects(rows(("", 2, 0, 0, won, 1), ("", 0, 0, 0, 1, 40)))

    assert all(each.p < 0.001 for each in found)
    assert {each.is_told for each in found} == {is_told}


def simulated(rng, log_odds, deals=600):
    segment = rng.integers(0, 3, deals)
    calls = rng.poisson(np.array([0.5, 1.0, 2.0])[segment])
    chance = 1 / (1 + np.exp(-(np.array([-1.0, -0.5, 0.5])[segment] + log_odds * (calls >= 1))))
    won = rng.random(deals) < chance
    drawn = pd.DataFrame({"segment": segment.astype(str), "calls": np.minimum(calls, 10), "won": won})
    counted = drawn.groupby(["segment", "calls"])["won"].agg(["sum", "count"]).reset_index()
    return counted.assign(
        won_deals=counted["sum"],
        lost_deals=counted["count"] - counted["sum"],
        emails=0,
        meetings=0,
        is_early=False,
        is_outside=False,
    )


def test_intervals_cover_the_planted_odds_and_no_effect_is_rarely_claimed():
    rng = np.random.default_rng(5)
    covered = told = 0
    for _run in range(400):
        drawn = simulated(rng, np.log(2))
        _more, _less, odds = effect._sides(drawn, "call", 1)
        covered += odds.low <= 2 <= odds.high
        told += any(each.is_told for each in effect.effects(simulated(rng, 0.0)))

    assert 0.93 <= covered / 400 <= 0.97
    assert told / 400 <= 0.05
