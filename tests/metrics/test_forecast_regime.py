"""Breaks in how deals come and are won: found where they are, and seldom where they are not."""

from datetime import timedelta

import numpy as np
import pytest

from metrics import forecast, periods
from metrics.forecast import regime
from metrics.forecast.regime import Change
from tests.soundness.simulated import FIRST, Company, inputs

TODAY = FIRST + timedelta(days=1200)


def counts(*weeks: tuple[int, float]) -> np.ndarray:
    """Weekly counts, the newest first: so many weeks of each."""
    return np.concatenate([np.full(number, each) for number, each in weeks]).astype(float)


def test_a_third_of_the_usual_is_a_change_and_a_little_less_is_none():
    assert regime._count("won", counts((4, 10), (52, 30))) == Change("won", pytest.approx(1 / 3), 4)
    assert regime._count("won", counts((4, 25), (52, 30))) is None
    # 2 instead of 4 in four weeks is half, and nothing to see.
    assert regime._count("won", counts((4, 0.5), (52, 1))) is None


def test_a_slide_shows_in_a_longer_span():
    assert regime._count("won", counts((4, 6), (4, 5), (52, 10))).weeks == 8


def test_the_season_of_the_year_before_is_no_change():
    august = counts((4, 10), (48, 30), (4, 11), (48, 30))
    assert regime._count("created", august) is None
    assert regime._count("created", counts((4, 10), (100, 30))) is not None


def test_ups_and_downs_of_their_own_widen_what_is_usual():
    restless = np.tile([10.0, 50.0], 30)
    assert regime._count("won", np.concatenate([counts((4, 55)), restless])) is None
    assert regime._count("won", np.concatenate([counts((4, 55)), np.full(60, 30.0)])) is not None


def test_larger_deals_are_a_change():
    back = np.concatenate([np.arange(28).repeat(2), np.arange(28, 400)])
    amount = np.where(back < 28, 3.0, 1.0) * np.tile([100.0, 110.0], 214)
    change = regime._size(back, amount)
    assert (change.what, change.weeks, round(change.ratio, 1)) == ("amount", 4, 3.0)
    assert regime._size(back, np.tile([100.0, 110.0], 214)) is None


@pytest.mark.parametrize("weeks", [5, 9])
def test_a_break_is_told_with_the_forecast_and_widens_its_range(weeks):
    company = Company(seed=4)
    frame = company.states()
    late = frame["created_on"] >= TODAY - timedelta(weeks=weeks)
    few = frame[~late | (frame["opportunity_id"].str[-1] < "3")]
    usual, broken = (_outlook(each) for each in (frame, few))
    assert not [warned for warned in usual.warnings if warned.message.startswith("Conditions")]
    said = [warned for warned in broken.warnings if warned.message.startswith("Conditions")]
    assert len(said) == 1
    assert said[0].values["ratio"] < 0.6
    assert broken.blended[0].sd > 1.2 * usual.blended[0].sd


def _outlook(frame):
    quarter = periods.containing(TODAY + timedelta(days=1), "quarter")
    return inputs(frame, TODAY).outlook(TODAY, forecast.Fiscal(), "quarter", [quarter])


def test_false_alarms_are_rare():
    """Steady companies of three sizes looked at every fourth week: at most one look in fifty sees a break."""
    alarms = looks = 0
    for seed in range(12):
        company = Company(seed=100 + seed, per_year=(150, 500, 1500)[seed % 3])
        states = inputs(company.states(), TODAY).states
        for back in range(0, 56, 4):
            day = (TODAY - timedelta(weeks=back)).toordinal()
            alarms += bool(regime.changes(states.known(day), day))
            looks += 1
    assert alarms <= looks / 50


def test_too_short_a_past_tells_nothing():
    company = Company(seed=1)
    states = inputs(company.states(), TODAY).states
    day = states.first_decision + 7 * 16
    assert regime.changes(states.known(day), day) == []
