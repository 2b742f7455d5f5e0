"""Pipeline needed: the arithmetic by hand, the last day, and the law that the gap closes the chance."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.forecast import needed

# Totals 0, 10, … 1000: half of them reach 500, nine of ten 100.
PERIOD = SimpleNamespace(draws=np.arange(0.0, 1001.0, 10.0))


def shares(*values: float) -> pd.DataFrame:
    days = pd.date_range("2026-08-16", periods=len(values))
    return pd.DataFrame({"day": days, "share": values})


def test_the_gap_is_divided_by_what_creation_is_worth():
    found = needed.needed(PERIOD, 600.0, shares(0.2, 0.15, 0.1, 0.03, 0.005, 0.0))

    assert (found.reached, found.gap) == (500.0, 600 - 500)
    assert (found.share, found.pipeline) == (0.2, pytest.approx(100 / 0.2))
    assert found.last_day == date(2026, 8, 19)  # 3 %; below 1 % it is no plan
    assert found.half_day == date(2026, 8, 18)  # 10 % is half of 20 %
    assert found.evenly == pytest.approx(100 / ((0.2 + 0.15 + 0.1 + 0.03) / 4))
    assert found.per_week == pytest.approx(found.evenly / (4 / 7))
    assert list(found.days["pipeline"][:4]) == pytest.approx([100 / 0.2, 100 / 0.15, 100 / 0.1, 100 / 0.03])
    assert found.days["pipeline"][4:].isna().all()


def test_more_confidence_needs_more():
    found = needed.needed(PERIOD, 600.0, shares(0.2), confidence=0.9)

    assert found.reached == pytest.approx(100.0)
    assert found.pipeline == pytest.approx((600 - 100) / 0.2)


def test_a_forecast_that_reaches_the_quota_needs_nothing():
    found = needed.needed(PERIOD, 400.0, shares(0.2, 0.1))

    assert found.is_enough
    assert (found.gap, found.pipeline, found.evenly, found.per_week) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("late", [shares(), shares(0.0, 0.0), shares(0.009), shares(float("nan"))])
def test_late_in_the_period_no_pipeline_helps(late):
    found = needed.needed(PERIOD, 600.0, late)

    assert found.is_too_late
    assert not found.is_enough
    assert (found.share, found.pipeline, found.evenly, found.per_week) == (None, None, None, None)


def test_days_in_any_order_give_the_same():
    days = shares(0.2, 0.1, 0.05)

    assert needed.needed(PERIOD, 600.0, days[::-1]).half_day == needed.needed(PERIOD, 600.0, days).half_day


def test_the_days_given_are_not_changed():
    days = shares(0.2, float("nan"))
    needed.needed(PERIOD, 600.0, days)

    assert list(days.columns) == ["day", "share"]
    assert days["share"].isna().sum() == 1


@given(
    st.lists(st.floats(0, 1e9), min_size=1, max_size=60).map(sorted),
    st.floats(0, 2e9),
    st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9]),
)
def test_with_the_gap_closed_the_quota_is_reached_with_the_confidence(draws, quota, confidence):
    period = SimpleNamespace(draws=np.array(draws))
    found = needed.needed(period, quota, shares(0.2), confidence=confidence)

    reached = np.mean(period.draws + found.gap >= quota * (1 - 1e-12) - 1e-6)
    assert reached >= confidence - 1 / len(draws)
    assert found.pipeline == pytest.approx(found.gap / 0.2)
