"""What the board adds to the measures: gap, yield, bias of calls, pacing, bands, ranking, and who needs help."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics import reps
from metrics.values import Value


def frame(drawn: str) -> pd.DataFrame:
    """Rows drawn as a table; numbers and days are read as such, a blank is missing."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    rows = pd.DataFrame(lines, columns=header).replace("", None)
    for name in rows.columns:
        if name.endswith("_on") or name.endswith("_at") or name == "day":
            rows[name] = pd.to_datetime(rows[name])
        elif name not in ("group_name", "rep_id", "kind", "category", "submission_id", "team"):
            rows[name] = rows[name].astype(float)
    return rows


def test_the_gap_is_of_those_who_carry_a_quota():
    rows = frame("""
        rep_id | quota | won_amount
        a      | 100   | 120
        b      | 100   | 30
        c      | 0     | 500
    """)

    found = reps.quota(rows)

    assert found["attained_amount"].value == 120 + 30
    assert found["quota_gap"] == Value(120 + 30 - 200, 2, unit="money")
    assert reps.quota(rows.iloc[:0])["quota_gap"].value is None


def test_yield_is_won_of_what_was_available():
    row = {"yield_amount": 30, "available_amount": 120, "available_with_amount": 4}

    assert reps.pipeline_yield(row) == Value(30 / 120, 4)
    assert reps.pipeline_yield({}).value is None


CALLS = """
    submission_id | rep_id | kind    | category    | starts_on  | ends_on    | amount | submitted_at
    1             | a      | rep     | commit      | 2026-01-01 | 2026-04-01 | 100    | 2026-02-01
    2             | a      | rep     | commit      | 2026-01-01 | 2026-04-01 | 130    | 2026-03-04
    3             | a      | rep     | commit      | 2026-01-01 | 2026-04-01 | 90     | 2026-03-05
    4             | a      | manager | commit      | 2026-01-01 | 2026-04-01 | 10     | 2026-02-01
    5             | a      | rep     | most_likely | 2026-01-01 | 2026-04-01 | 999    | 2026-02-01
    6             | b      | rep     | commit      | 2026-01-01 | 2026-04-01 | 50     | 2026-02-01
    7             | a      | rep     | commit      | 2026-04-01 | 2026-07-01 | 70     | 2026-05-01
    8             | a      | rep     | commit      | 2026-07-01 | 2026-10-01 | 5      | 2026-07-01
    9             | a      | rep     | commit      | 2023-01-01 | 2023-04-01 | 5      | 2023-02-01
"""
WON = """
    day        | rep_id | amount
    2026-01-10 | a      | 60
    2026-03-31 | a      | 40
    2026-04-01 | a      | 100
    2026-02-01 | c      | 7
"""


def test_own_calls_are_those_in_force_four_weeks_before_the_end():
    found = reps.own_calls(frame(CALLS), frame(WON), until=date(2026, 8, 15))

    # Four weeks before 1 April is 4 March, that evening included: 130, not 90. Overrides, other categories, the
    # running period and what is older than two years are none of it. b said 50 and won nothing.
    assert found[["rep_id", "starts_on", "call", "actual"]].to_numpy().tolist() == [
        ["a", date(2026, 1, 1), 130, 60 + 40],
        ["b", date(2026, 1, 1), 50, 0],
        ["a", date(2026, 4, 1), 70, 100],
    ]
    assert reps.call_bias(found) == Value(((130 - 100) + (50 - 0) + (70 - 100)) / (100 + 0 + 100), 3)
    assert reps.call_bias(found[found["rep_id"] == "b"]) == Value(None, 1)


def test_a_call_that_was_taken_back_does_not_count():
    said = frame("""
        submission_id | rep_id | kind | category | starts_on  | ends_on    | amount | submitted_at
        1             | a      | rep  | commit   | 2026-01-01 | 2026-04-01 | 100    | 2026-02-01
        2             | a      | rep  | commit   | 2026-01-01 | 2026-04-01 |        | 2026-02-02
    """)

    assert reps.own_calls(said, frame(WON), until=date(2026, 8, 15)).empty


NOW = """
    group_name | rep_id | quota | won_by_then_amount | won_amount
    West       | a      | 100   | 40                 | 40
    West       | b      | 300   | 60                 | 60
    East       | c      | 200   | 150                | 150
"""
BEFORE = """
    group_name | rep_id | quota | won_by_then_amount | won_amount
    West       | a      | 100   | 10                 | 110
    West       | z      | 100   | 30                 | 90
"""
EARLIER = """
    group_name | rep_id | quota | won_by_then_amount | won_amount
    West       | a      | 100   | 60                 | 80
"""


def test_pace_is_sum_over_sum_at_the_same_day():
    then, end = reps.pace(frame(BEFORE))

    assert then == Value((10 + 30) / 200, 2)
    assert end == Value((110 + 90) / 200, 2)

    found = reps.paces(frame(NOW), [frame(BEFORE), frame(EARLIER)]).set_index("group_name")
    west, east = found.loc["West"], found.loc["East"]
    assert west["now"] == (40 + 60) / 400
    assert (west["usual"], west["low"], west["high"], west["periods"]) == ((0.2 + 0.6) / 2, 0.2, 0.6, 2)
    assert west["ahead"] == pytest.approx(0.25 - 0.4)
    assert east["periods"] == 0
    assert np.isnan(east["usual"])


def test_bands_hold_everybody_once():
    attained = pd.Series({"a": 0.0, "b": 0.2499, "c": 0.25, "d": 1.0, "e": 0.999, "f": 4.0, "g": np.nan})

    found = reps.bands(attained)

    assert list(zip(found["low"], found["reps"], strict=True)) == [
        (0.0, 2),
        (0.25, 1),
        (0.5, 0),
        (0.75, 1),
        (1.0, 1),
        (1.25, 0),
        (1.5, 1),
    ]
    assert found["names"].sum() == ["a", "b", "c", "e", "d", "f"]
    assert list(reps.bands(pd.Series(dtype=float))["reps"]) == [0] * 5


def decided(*rows: tuple[str, str | None, int, int]) -> pd.DataFrame:
    """Reps by name, team, wins and losses."""
    found = pd.DataFrame(rows, columns=["group_name", "team", "won_deals", "lost"])
    found["decided_deals"] = found["won_deals"] + found["lost"]
    return found.assign(win_rate=found["won_deals"] / found["decided_deals"])


TEAM = [("Bo", "West", 10, 30), ("Cy", "West", 9, 31), ("Di", "West", 12, 28), ("Ed", "West", 11, 29)]


def test_no_rep_with_three_deals_is_on_top():
    found = reps.ranking(decided(("Ada", "West", 3, 0), *TEAM), "win_rate", by_team=True)

    assert list(found["group_name"])[-1] == "Ada"
    assert found["place"].tolist()[:4] == [1, 2, 3, 4]
    assert pd.isna(found["place"].iloc[-1])
    ada = found.set_index("group_name").loc["Ada"]
    assert (ada["win_rate"], ada["n"]) == (1.0, 3)
    assert ada["low"] < 0.4  # the norm is about a quarter
    assert ada["verdict"] == ""


def test_wins_without_losses_are_all_of_them():
    found = reps.ranking(decided(("Ada", "West", 5, 0), *TEAM), "win_rate", by_team=True).set_index("group_name")

    assert (found.loc["Ada", "win_rate"], found.loc["Ada", "n"]) == (1.0, 5)
    assert found.loc["Ada", "value"] < 1.0


def test_a_small_team_leans_on_everybody():
    rows = decided(*TEAM, ("Flo", "East", 30, 10), ("Gus", "East", 28, 12), ("Hal", None, 5, 5), ("Ivy", "West", 0, 0))
    found = reps.ranking(rows, "win_rate", by_team=True).set_index("group_name")

    assert set(found.index[found["whose"] == "West"]) == {"Bo", "Cy", "Di", "Ed"}
    assert set(found.index[found["whose"].isna()]) == {"Flo", "Gus", "Hal"}
    assert "Ivy" not in found.index  # nothing decided: nothing to rank
    assert found.loc["Bo", "norm"] < found.loc["Flo", "norm"]
    alone = reps.ranking(rows, "win_rate", by_team=False).set_index("group_name")
    assert alone["whose"].isna().all()
    assert alone.loc["Flo", "value"] == pytest.approx(found.loc["Flo", "value"])


def test_short_cycles_are_better_and_sizes_are_money_again():
    rng = np.random.default_rng(3)
    lines = []
    for name, level in (("Ada", 3.0), ("Bo", 4.0), ("Cy", 4.0), ("Di", 4.0), ("Ed", 4.0)):
        logs = rng.normal(level, 0.3, 40)
        lines.append((name, "West", 40, logs.sum(), (logs**2).sum(), float(np.exp(np.median(logs)))))
    names = ["group_name", "team", "cycle_deals", "cycle_log_sum", "cycle_log_squares", "sales_cycle_median_days"]
    rows = pd.DataFrame(lines, columns=names)

    found = reps.ranking(rows, "cycle", by_team=False)
    assert found["group_name"][0] == "Ada"
    assert found["verdict"][0] == "better"
    assert found["value"][0] == pytest.approx(np.exp(lines[0][3] / 40), rel=0.05)

    sizes = rows.rename(columns=lambda name: name.replace("cycle_", "size_", 1)).assign(deal_size_median=1.0)
    assert reps.ranking(sizes, "deal_size", by_team=False)["group_name"].iloc[-1] == "Ada"


def test_relations_are_by_rank_and_take_five():
    x = pd.Series([1.0, 2, 3, 4, 5, np.nan])

    assert reps.relation(x, x**3)[::2] == (pytest.approx(1.0), 5)
    assert reps.relation(x[:4], x[:4]) == (None, None, 4)
    assert reps.relation(x, pd.Series([1.0] * 6)) == (None, None, 5)
    assert reps.quartiles(x) == (2, 3, 4)
    assert reps.quartiles(pd.Series(dtype=float)) is None


def test_help_is_named_beyond_chance_and_by_arithmetic():
    measured = {
        "quota": Value(100, 1, unit="money"),
        "remaining_quota": Value(80, 1, unit="money"),
        "due_amount": Value(20, 2, unit="money"),
        "due_deals": Value(2, 2),
        "coverage": Value(20 / 80, 1),
    }
    rich = measured | {"coverage": Value(3.0, 1)}
    rows = reps.ranking(decided(("Ada", "West", 0, 80), *TEAM), "win_rate", by_team=True)

    found = reps.helps({"win_rate": rows}, {"Bo": measured, "Cy": rich}, 0.5)

    assert [(item.group, item.subject, item.n) for item in found] == [("Ada", "win_rate", 80), ("Bo", "coverage", 2)]
    assert (found[1].value, found[1].norm) == (20, 80)
    assert [item.subject for item in reps.helps({"win_rate": rows}, {"Bo": measured}, 0.0)] == ["win_rate"]
