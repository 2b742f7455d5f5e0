"""Queries of the Reps page over rows drawn by hand."""

from datetime import date
from math import log

import pytest

from queries import Scope

QUARTER = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1)}

REPS = """
    rep_id | name | team | territory | manager | hired_on   | left_on    | is_active
    a      | Ada  | West | EMEA      | Max     | 2020-01-01 |            | true
    b      | Bo   | West | EMEA      | Max     | 2026-08-01 |            | true
    c      | Bo   | East |           |         |            | 2026-08-31 | false
"""


def test_people_carry_the_name_of_their_group(db):
    db.insert("reps", REPS)

    by_rep = db.run("reps/board_people", group_by="rep")
    by_territory = db.run("reps/board_people", Scope.of(team=["West"]), group_by="territory")

    # Two people of one name stay two.
    assert [(row["rep_id"], row["group_name"]) for row in by_rep] == [("a", "Ada"), ("b", "Bo (b)"), ("c", "Bo (c)")]
    assert [(row["rep_id"], row["group_name"]) for row in by_territory] == [("a", "EMEA"), ("b", "EMEA")]
    assert by_rep[2]["left_on"] == date(2026, 8, 31)


def test_yield_is_of_deals_in_play(db):
    db.insert("reps", REPS)
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | created_amount | created_on | closed_on
        won            | a      | won        | 110    | 90             | 2026-06-01 | 2026-08-01
        new            | a      | won        | 30     | 25             | 2026-07-01 | 2026-09-30
        later          | a      | won        | 40     |                | 2026-09-30 | 2026-10-01
        lost           | a      | lost       | 7      |                | 2026-06-01 | 2026-07-01
        open           | a      | open       | 200    | 150            | 2026-05-01 |
        blank          | a      | won        |        |                | 2026-06-01 | 2026-08-01
        before         | a      | won        | 1000   |                | 2026-06-01 | 2026-06-30
        after          | a      | open       | 1000   |                | 2026-10-01 |
        bo             | b      | open       | 5      |                | 2026-07-01 |
    """,
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | rep_id | stage_kind | amount | valid_from | valid_to
        won            | a      | open       | 90     | 2026-06-01 | 2026-06-15
        won            | a      | open       | 100    | 2026-06-15 | 2026-07-15
        won            | a      | open       | 105    | 2026-07-15 | 2026-08-01
    """,
    )

    found = db.run("reps/board_play", **QUARTER, group_by="rep")

    ada = next(row for row in found if row["group_name"] == "Ada")
    assert ada["available_deals"] == 6
    # won as it was on 1 July, new as it was created, the others as they are; blank is worth nothing that is known
    assert ada["available_amount"] == 100 + 25 + 40 + 7 + 200
    assert ada["available_with_amount"] == 5
    assert (ada["yield_deals"], ada["yield_amount"]) == (2, 110 + 30)
    bo = next(row for row in found if row["group_name"] != "Ada")
    assert (bo["available_amount"], bo["yield_deals"], bo["yield_amount"]) == (5, 0, None)


def test_logs_are_of_won_deals_with_a_size_or_a_cycle(db):
    db.insert("reps", REPS)
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | created_on | closed_on
        1              | a      | won        | 100    | 2026-07-01 | 2026-07-11
        2              | a      | won        | 400    | 2026-07-01 | 2026-07-01
        3              | a      | won        | 0      | 2026-07-01 | 2026-08-20
        4              | a      | won        | -5     | 2026-07-05 | 2026-07-01
        5              | a      | lost       | 100    | 2026-07-01 | 2026-07-11
        6              | a      | won        | 100    | 2026-07-01 | 2026-10-01
        7              | a      | won        |        |            | 2026-07-11
    """,
    )

    (found,) = db.run("reps/board_logs", **QUARTER, group_by="rep")

    assert found["size_deals"] == 2
    assert found["size_log_sum"] == pytest.approx(log(100) + log(400))
    assert found["size_log_squares"] == pytest.approx(log(100) ** 2 + log(400) ** 2)
    assert found["cycle_deals"] == 2
    assert found["cycle_log_sum"] == pytest.approx(log(10) + log(50))


def test_pace_counts_what_was_won_by_a_day_on_days_with_a_quota(db):
    db.insert("reps", REPS)
    db.insert(
        "quotas",
        """
        rep_id | starts_on  | ends_on    | amount
        a      | 2026-07-01 | 2026-10-01 | 920
        b      | 2026-09-01 | 2026-10-01 | 300
        c      | 2026-07-01 | 2026-07-02 | 10
        c      | 2026-07-01 | 2026-07-03 | 20
    """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | stage_kind | amount | closed_on
        1              | a      | won        | 10     | 2026-07-31
        2              | a      | won        | 20     | 2026-08-01
        3              | a      | lost       | 99     | 2026-07-05
        4              | b      | won        | 50     | 2026-07-05
        5              | b      | won        | 60     | 2026-09-05
        6              | c      | won        | 7      | 2026-07-01
        7              | a      | won        | 500    | 2026-10-01
    """,
    )

    found = db.run("reps/board_pace", **QUARTER, until=date(2026, 8, 1), group_by="all")

    sums = {row["rep_id"]: (row["quota"], row["won_by_then_amount"], row["won_amount"]) for row in found}
    assert sums == {
        "a": (920, 10, 10 + 20),
        "b": (300, 0, 60),  # the quota began after the first win
        "c": (10 + 20, 7, 7),  # two quotas over one day do not double the win
    }
    attained = db.run("measures/attainment", **QUARTER, group_by="all")
    assert {row["rep_id"]: (row["quota"], row["won_amount"]) for row in attained} == {
        rep: (quota, won) for rep, (quota, _then, won) in sums.items()
    }
    (half,) = db.run(
        "reps/board_pace",
        Scope.of(owner=["a"]),
        period_start=date(2026, 7, 1),
        period_end=date(2026, 8, 16),
        until=None,
        group_by="team",
    )
    assert (half["group_name"], half["quota"], half["won_by_then_amount"]) == ("West", 920 * 46 / 92, 30)
