"""What the levers of velocity are worth: by hand, and by their laws."""

import pytest

from metrics.measures import velocity
from metrics.values import Value
from metrics.velocity import levers

# 60 deals × 25 % × 8000 ÷ 80 days = 1500 a day.
VALUES = {
    "decided_deals": Value(40, 40, unit="deals"),
    "due_deals": Value(20, 20, unit="deals"),
    "win_rate": Value(0.25, 40),
    "deal_size_mean": Value(8000, 10, unit="money"),
    "sales_cycle_median_days": Value(80, 10, unit="days"),
}


def worth(values, change=0.1):
    return {lever.measure: lever.worth.value for lever in levers(values, change)}


def test_ten_per_cent_more_of_a_factor_is_ten_per_cent_more_money():
    assert velocity(VALUES).value == 1500
    found = worth(VALUES)
    for name in ("deals_in_play", "win_rate", "deal_size_mean"):
        assert found[name] == pytest.approx(150 * 91)


def test_a_shorter_cycle_is_worth_more_than_its_share():
    # 1500 × 80 ÷ 72 = 1666.67
    assert worth(VALUES)["sales_cycle_median_days"] == pytest.approx((1500 * 80 / 72 - 1500) * 91)


def test_a_lever_shows_where_it_stands_and_where_it_would_stand():
    deals, rate, _size, cycle = levers(VALUES)
    assert (deals.now.value, deals.then.value) == (60, pytest.approx(66))
    assert (rate.then.value, rate.then.low) == (pytest.approx(0.275), None)
    assert (cycle.now.value, cycle.then.value) == (80, pytest.approx(72))
    assert rate.velocity.value == pytest.approx(1650)


@pytest.mark.parametrize("name", ["win_rate", "deal_size_mean", "sales_cycle_median_days"])
def test_without_a_velocity_no_lever_is_worth_anything(name):
    blank = VALUES | {name: Value(None, 0)}
    assert set(worth(blank).values()) == {None}


def test_no_change_is_worth_nothing():
    assert set(worth(VALUES, 0).values()) == {0}
