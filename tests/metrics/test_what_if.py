"""What if: deals decided and moved, amounts, odds and slips, by hand and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.forecast import what_if
from metrics.forecast.what_if import Scenario
from tests.metrics.fake_outlook import outlook

BASE = outlook(
    """
    id | quoted | amount | chance_0 | chance_1
    a  | 100    | 90     | 0.5      | 0.2
    b  | 200    | 200    | 0.4      | 0.3
    c  |        | 50     | 0.1      | 0.1
    """,
    (10.0, 20.0, 0.0),
    (0.0, 30.0, 0.0),
)


def means(scenario: Scenario) -> list[float]:
    return [period.mean for period in what_if.periods(BASE, scenario)]


def test_supposing_nothing_is_the_forecast_itself():
    assert Scenario().is_base
    for base, supposed in zip(BASE.periods, what_if.periods(BASE, Scenario()), strict=True):
        assert base.mean == supposed.mean
        assert (base.draws == supposed.draws).all()


@pytest.mark.parametrize(
    ("scenario", "first", "second"),
    [
        (Scenario(lost=("a",)), 10 + 20 + 200 * 0.4 + 50 * 0.1, 30 + 200 * 0.3 + 50 * 0.1),
        (Scenario(won=("a",)), 10 + 20 + 90 + 200 * 0.4 + 50 * 0.1, 30 + 200 * 0.3 + 50 * 0.1),
        (Scenario(later=("b",)), 10 + 20 + 90 * 0.5 + 50 * 0.1, 30 + 90 * 0.2 + 200 * (0.4 + 0.3) + 50 * 0.1),
        # 300 in the CRM realise 300 × 90 ÷ 100; where the CRM has no amount, what is said is what is expected
        (
            Scenario(amounts={"a": 300, "c": 70}),
            10 + 20 + 300 * 0.9 * 0.5 + 200 * 0.4 + 70 * 0.1,
            30 + 300 * 0.9 * 0.2 + 200 * 0.3 + 70 * 0.1,
        ),
        (
            Scenario(slip=0.25),
            10 + 20 + 0.75 * (90 * 0.5 + 200 * 0.4 + 50 * 0.1),
            30 + 90 * (0.75 * 0.2 + 0.25 * 0.5) + 200 * (0.75 * 0.3 + 0.25 * 0.4) + 50 * 0.1,
        ),
        # odds of a: 1 → 2; of b: 2/3 → 4/3; of c: 1/9 → 2/9. Then, still open: 2/5, 3/6, 1/9 → odds 4/3, 2, 1/4
        (
            Scenario(win_rate=2.0),
            10 + 20 + 90 * 2 / 3 + 200 * 4 / 7 + 50 * 2 / 11,
            30 + 90 * 1 / 3 * 4 / 7 + 200 * 3 / 7 * 2 / 3 + 50 * 9 / 11 * 1 / 5,
        ),
    ],
    ids=["lost", "won", "later", "amounts", "slip", "win rate"],
)
def test_a_scenario_by_hand(scenario, first, second):
    assert means(scenario) == [pytest.approx(first), pytest.approx(second)]


def test_what_is_said_of_a_deal_outweighs_what_is_said_of_all():
    chances = what_if.chances(BASE, Scenario(lost=("a",), won=("b",), slip=0.5, win_rate=0.5))

    assert chances[:, 0].tolist() == [0, 0]
    assert chances[:, 1].tolist() == [1, 0]


def test_a_deal_both_lost_and_won_is_lost():
    assert what_if.chances(BASE, Scenario(lost=("a",), won=("a",), later=("a",)))[:, 0].tolist() == [0, 0]


def test_what_moves_out_of_the_only_period_is_gone():
    alone = outlook("id | quoted | amount | chance_0\na | 10 | 10 | 0.5", (0.0, 0.0, 0.0))

    assert what_if.chances(alone, Scenario(later=("a",))).tolist() == [[0.0]]


def test_a_comparison_has_every_figure_twice():
    supposed = what_if.periods(BASE, Scenario(lost=("b",)))[0]
    found = what_if.compared(BASE.periods[0], supposed, 100.0).set_index("figure")

    assert found.loc["open", "base"] == pytest.approx(90 * 0.5 + 200 * 0.4 + 50 * 0.1)
    assert found.loc["open", "change"] == pytest.approx(-200 * 0.4)
    parts = found.loc[["won", "open", "new", "adjustment"]].sum()
    assert parts["supposed"] == pytest.approx(found.loc["mean", "supposed"])
    assert found.loc["chance", "supposed"] == supposed.chance_of(100.0)
    assert pd.isna(what_if.compared(BASE.periods[0], supposed, None).set_index("figure").loc["chance", "base"])


def test_dots_are_the_middles_of_twentieths():
    period = BASE.periods[0]
    dots = what_if.dots(period)

    assert len(dots) == 20
    assert dots[9] <= period.p50 <= dots[10]
    assert (np.diff(dots) >= 0).all()


SHARES = arrays.arrays(float, (2, 6), elements=st.floats(0, 0.5))


@given(SHARES, st.floats(0.1, 10))
def test_odds_keep_chances_between_nothing_and_one(chances, factor):
    found = what_if.with_odds(chances, factor)

    assert (found >= 0).all()
    assert (found.sum(axis=0) <= 1 + 1e-12).all()
    # more of the odds, more by each period's end
    first, until = found[0] - chances[0], found.sum(axis=0) - chances.sum(axis=0)
    assert (first * np.sign(factor - 1) >= -1e-12).all()
    assert (until * np.sign(factor - 1) >= -1e-12).all()


@given(SHARES, st.floats(0, 1))
def test_a_slip_only_moves_chances(chances, share):
    found = what_if.slipped(chances, share)

    assert found[0] == pytest.approx(chances[0] * (1 - share))
    # what left the last period is all that is missing
    assert found.sum(axis=0) + chances[-1] * share == pytest.approx(chances.sum(axis=0))
