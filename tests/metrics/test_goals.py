"""Which version of a goal is in force, and how a period stands against it."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import goals
from metrics.values import Value

APRIL, JULY, OCTOBER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


def versions(*rows):
    """Versions of one goal: target, from_on, set_at."""
    filled = [
        {"kind": "rep", "subject": "r1", "measure": "win_rate", "per": "quarter", "direction": "at_least"}
        | {"target": target, "from_on": from_on, "set_at": pd.Timestamp(set_at), "set_by": "Max", "note": ""}
        for target, from_on, set_at in rows
    ]
    return pd.DataFrame(filled, columns=goals.COLUMNS)


def targets(found, *days):
    return [list(goals.in_force(found, day)["target"]) for day in days]


def test_the_version_with_the_latest_begin_is_in_force_and_of_these_the_last_set():
    found = versions(
        (0.3, APRIL, "2026-03-30"), (0.4, OCTOBER, "2026-06-01"), (0.35, APRIL, "2026-04-02"), (0.2, JULY, "2026-06-20")
    )  # July's was set last, and still October's is what was agreed for October

    assert targets(found, date(2026, 1, 1), APRIL, JULY, OCTOBER) == [[], [0.35], [0.2], [0.4]]


def test_a_goal_taken_back_is_in_force_no_longer_and_can_be_set_again():
    found = versions((0.3, APRIL, "2026-03-30"), (None, JULY, "2026-06-30"), (0.2, OCTOBER, "2026-09-30"))

    assert targets(found, APRIL, JULY, OCTOBER) == [[0.3], [], [0.2]]


def test_versions_are_numbered_per_goal_with_the_target_before():
    found = goals.numbered(versions((0.3, APRIL, "2026-03-30"), (0.4, APRIL, "2026-05-01")))

    assert list(found["version"]) == [2, 1]
    assert found["before"].iloc[0] == 0.3
    assert pd.isna(found["before"].iloc[1])


def test_a_version_set_when_the_period_was_over_is_known_as_such():
    assert goals.is_afterwards(pd.Timestamp("2026-07-01"), JULY)
    assert not goals.is_afterwards(pd.Timestamp("2026-06-30 23:59"), JULY)


@pytest.mark.parametrize(
    ("measure", "direction", "target", "value", "elapsed", "status", "due"),
    [
        ("won_amount", "at_least", 100, Value(50), 0.5, "on_course", 50),  # half of it with half the period gone
        ("won_amount", "at_least", 100, Value(49), 0.5, "behind", 50),
        ("won_amount", "at_least", 100, Value(100), 0.5, "reached", 50),
        ("won_amount", "at_least", 100, Value(99), 1.0, "missed", 100),
        ("won_amount", "at_least", 100, Value(None), 0.5, "unknown", 50),
        ("won_amount", "at_most", 100, Value(99), 0.5, "met", None),
        ("won_amount", "at_most", 100, Value(101), 0.5, "missed", None),  # a sum does not fall again
        ("win_rate", "at_least", 0.3, Value(0.4, 100, 0.31, 0.5), 0.5, "met", None),
        ("win_rate", "at_least", 0.3, Value(0.4, 10, 0.17, 0.69), 0.5, "open", None),  # 4 of 10 may be 30 %
        ("win_rate", "at_least", 0.3, Value(0.1, 100, 0.06, 0.17), 0.5, "not_met", None),
        ("win_rate", "at_least", 0.3, Value(0.4, 10, 0.17, 0.69), 1.0, "reached", None),  # over: what came counts
        ("sales_cycle_median_days", "at_most", 60, Value(61), 0.5, "not_met", None),
        ("sales_cycle_median_days", "at_most", 60, Value(60), 1.0, "reached", None),
    ],
)
def test_how_a_value_stands(measure, direction, target, value, elapsed, status, due):
    found = goals.progress(measure, direction, target, value, elapsed)

    assert (found.status, found.due) == (status, due)
    assert found.share == (None if value.value is None else value.value / target)


@given(st.floats(0.1, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1))
def test_more_is_never_worse(target, value, more, elapsed):
    order = ["missed", "behind", "on_course", "reached"]
    before, after = (
        goals.progress("won_amount", "at_least", target, Value(found), elapsed).status
        for found in (value, value + more)
    )
    assert order.index(after) >= order.index(before)


def test_statuses_are_counted_from_best_to_worst():
    assert list(goals.counted(["missed", "reached", "missed"]).items()) == [("reached", 1), ("missed", 2)]


def test_the_day_looked_at_lies_in_the_period_and_is_known():
    assert goals.day_of(JULY, OCTOBER, date(2026, 8, 15)) == date(2026, 8, 15)
    assert goals.day_of(APRIL, JULY, date(2026, 8, 15)) == date(2026, 6, 30)
    assert goals.day_of(OCTOBER, date(2027, 1, 1), date(2026, 8, 15)) == OCTOBER
