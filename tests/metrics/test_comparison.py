"""Side by side: what differs, and what differs by more than chance."""

import pandas as pd
import pytest

from metrics.comparison import Side, compare
from metrics.funnel import Stage
from metrics.ratio import share
from metrics.significance import differ, holm
from metrics.values import Value


def side(won: int, decided: int, advanced: int, entered: int, days: list[int]) -> Side:
    dwell = pd.DataFrame({"stage": "Talk", "days": days, "ended": 1, "running": 0})
    measures = {
        "stage_conversion": share(advanced, entered, interval=True),
        "stage_advanced": Value(advanced, entered, unit="deals"),
        "time_in_stage": Value(sorted(days)[len(days) // 2] if days else None, len(days), unit="days"),
    }
    return Side(
        [Stage("Talk", 1, measures)],
        {
            "win_rate": share(won, decided, interval=True),
            "won_deals": Value(won, won, unit="deals"),
            "deal_size_median": Value(100, won, unit="money"),
            "sales_cycle_median_days": Value(30, won, unit="days"),
        },
        dwell,
    )


def test_fishers_exact_test_of_the_lady_tasting_tea():
    # 3 of 4 against 1 of 4: 1 − (18 of 35 tables are as extreme or more) = 34/70
    assert differ(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert differ(0, 0, 1, 4) == 1


def test_holm_multiplies_the_smallest_by_all_and_never_falls():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.01 * 3, 0.03 * 2, 0.03 * 2])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_what_is_alike_does_not_differ():
    alike = side(10, 20, 30, 60, [3, 5, 7] * 10)
    assert not any(row.differs for row in compare(alike, alike))


def test_differences_beyond_chance_are_told_and_others_are_not():
    fast, slow = side(10, 20, 50, 60, [3, 5, 7] * 20), side(11, 20, 20, 60, [13, 15, 17] * 20)
    rows = {(row.measure, row.stage): row for row in compare(fast, slow)}
    assert rows["stage_conversion", "Talk"].differs
    assert rows["time_in_stage", "Talk"].differs
    assert not rows["win_rate", ""].differs
    assert rows["deal_size_median", ""].p is None


def test_a_stage_that_one_side_lacks_is_blank_there():
    one, other = side(1, 2, 3, 6, [1]), Side([], side(1, 2, 0, 1, []).measures, side(1, 2, 0, 1, []).dwell)
    rows = {(row.measure, row.stage): row for row in compare(one, other)}
    assert rows["stage_conversion", "Talk"].right.value is None
    assert rows["stage_conversion", "Talk"].p is None
    assert rows["time_in_stage", "Talk"].p is None
