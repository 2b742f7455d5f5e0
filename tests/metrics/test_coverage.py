"""Coverage: from quota and win rate to missing pipeline, every step by hand."""

import pandas as pd
import pytest

from metrics import coverage
from metrics.values import Value

RATE = Value(0.25, 40)


def reps(*lines: tuple[float | None, float, float]) -> pd.DataFrame:
    """quota, won and due of each rep."""
    frame = pd.DataFrame(lines, columns=["quota", "won_amount", "due_amount"], dtype=float)
    return frame.assign(commit_amount=0.0, partial_quotas=0)


def test_every_step_by_hand():
    found = coverage.need(reps((1000, 400, 900), (600, 0, 300)), RATE, days=91, days_left=42)
    assert (found.quota, found.won) == (1600, 400)
    assert found.remaining == 1600 - 400
    assert found.needed == 1200 / 0.25
    assert found.open == 900 + 300
    assert found.missing == 4800 - 1200
    assert found.weeks_left == 6
    assert found.per_week == 3600 / 6
    assert found.coverage.value == 1200 / 1200
    assert found.multiple == 4
    assert found.created_per_week == 1600 / 0.25 / 13


def test_more_than_needed_is_nothing_missing():
    found = coverage.need(reps((1000, 400, 9000)), RATE, days=91, days_left=42)
    assert (found.needed, found.missing, found.per_week) == (2400, 0, 0)


def test_a_quota_reached_needs_nothing():
    found = coverage.need(reps((1000, 1200, 50)), RATE, days=91, days_left=42)
    assert found.is_reached
    assert (found.remaining, found.needed, found.missing) == (0, 0, 0)
    assert found.coverage.value is None


@pytest.mark.parametrize("rate", [Value(None, 0), Value(0.0, 3)])
def test_without_a_win_nobody_knows_what_is_needed(rate):
    found = coverage.need(reps((1000, 0, 500)), rate, days=91, days_left=42)
    assert found.remaining == 1000
    assert (found.needed, found.missing, found.per_week, found.created_per_week) == (None, None, None, None)


def test_a_reached_quota_needs_nothing_at_any_win_rate():
    assert coverage.need(reps((1000, 1200, 50)), Value(None, 0), days=91, days_left=42).missing == 0


def test_without_a_quota_all_is_blank():
    found = coverage.need(reps((None, 300, 500)), RATE, days=91, days_left=42)
    assert (found.quota, found.won, found.remaining, found.needed, found.missing) == (None,) * 5
    assert not found.is_reached


def test_on_the_last_day_there_is_no_week_left():
    found = coverage.need(reps((1000, 0, 0)), RATE, days=91, days_left=0)
    assert (found.missing, found.per_week) == (4000, None)


def test_reps_without_a_quota_cover_nothing():
    found = coverage.need(reps((1000, 0, 100), (None, 700, 9000)), RATE, days=91, days_left=42)
    assert (found.won, found.open) == (0, 100)
