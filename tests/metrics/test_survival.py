"""Kaplan–Meier percentiles and the log-rank test: by hand, against an independent calculation, and by their laws."""

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.survival import logrank, percentile


def durations(*stays: tuple[int, bool]) -> pd.DataFrame:
    """One row per stay: days, whether it has ended."""
    return pd.DataFrame(
        {
            "days": [days for days, _ in stays],
            "ended": [int(ended) for _, ended in stays],
            "running": [int(not ended) for _, ended in stays],
        }
    )


def ended(*days: int) -> pd.DataFrame:
    return durations(*((day, True) for day in days))


def test_without_running_stays_it_is_the_median():
    assert percentile(ended(1, 2, 3, 10, 100), 0.5) == 3
    assert percentile(ended(1, 2, 3, 10, 100), 0.75) == 10


def test_running_stays_count_as_lasting_at_least_as_long():
    # after day 2: 3/4 are left, after day 5: 3/4 × 1/2 = 3/8 ≤ 1/2
    assert percentile(durations((2, True), (3, False), (5, True), (9, False)), 0.5) == 5
    # averaging the finished stays only would have told 3.5
    assert percentile(durations((2, True), (3, False), (5, True), (9, False)), 0.75) is None


def test_the_worked_example_of_leukaemia_patients():
    """Weeks of remission on 6-MP (Freireich et al. 1963), the textbook's example: median 23, lower quartile 13."""
    ended_at, running_at = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    remission = durations(*((week, True) for week in ended_at), *((week, False) for week in running_at))
    assert percentile(remission, 0.5) == 23
    assert percentile(remission, 0.25) == 13
    placebo = ended(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
    assert percentile(placebo, 0.5) == 8
    chi2, p = logrank(remission, placebo)
    assert chi2 == pytest.approx(16.79, abs=0.005)
    assert p == pytest.approx(4.2e-5, abs=0.05e-5)


def test_with_nothing_ended_nothing_can_be_told():
    assert percentile(durations((5, False), (7, False)), 0.5) is None
    assert percentile(durations().astype(int), 0.5) is None
    assert logrank(durations((5, False)), durations((7, False))) == (0.0, 1.0)
    assert logrank(ended(4), durations().astype(int)) == (0.0, 1.0)


stays = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


@given(stays)
def test_the_order_of_rows_and_their_grouping_do_not_matter(found):
    plain, mixed = durations(*found), durations(*random.Random(1).sample(found, len(found)))
    grouped = mixed.groupby("days", as_index=False)[["ended", "running"]].sum()
    assert percentile(plain, 0.5) == percentile(mixed, 0.5) == percentile(grouped, 0.5)


@given(stays)
def test_it_is_what_a_plain_loop_finds(found):
    left, answer = 1.0, None
    for day in sorted({days for days, _ in found}):
        at_risk = sum(days >= day for days, _ in found)
        over = sum(days == day and is_over for days, is_over in found)
        left *= 1 - over / at_risk
        if over and left <= 0.5 + 1e-12:
            answer = float(day)
            break
    assert percentile(durations(*found), 0.5) == answer


@given(stays, stays)
def test_swapping_the_sides_changes_nothing(a, b):
    there, back = logrank(durations(*a), durations(*b)), logrank(durations(*b), durations(*a))
    assert there == pytest.approx(back, abs=1e-9)
    assert 0 <= there[1] <= 1
