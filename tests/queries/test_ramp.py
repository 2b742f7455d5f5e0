"""Queries of the ramp over rows drawn by hand."""

from datetime import date

import pytest

from queries import Scope

ALWAYS = {"first_day": None, "last_day": None, "period_start": None, "period_end": None}
REPS = """
    rep_id | name | team | hired_on   | left_on    | is_active
    a      | Ada  | West | 2026-01-31 |            | true
    b      | Bo   | West | 2026-02-10 | 2026-03-15 | false
    c      | Cy   | East |            |            | true
    d      | Di   | East | 2026-01-01 |            | true
    e      | Ed   | East | 2026-09-01 |            | true
"""
# d neither owns a deal nor carries a quota; e begins after the last win.
DEALS = """
    opportunity_id | rep_id | stage_kind | amount | closed_on
    1              | a      | won        | 10     | 2026-02-27
    2              | a      | won        | 20     | 2026-02-28
    3              | a      | won        | 5      | 2026-03-30
    4              | a      | lost       | 99     | 2026-03-01
    5              | b      | won        | 7      | 2026-03-15
    6              | b      | won        | 8      | 2026-03-16
    7              | c      | won        | 3      | 2026-04-09
    8              | a      | won        |        | 2026-04-01
    9              | e      | open       | 1      |
"""
QUOTAS = """
    rep_id | starts_on  | ends_on    | amount
    a      | 2026-01-01 | 2026-04-01 | 900
    b      | 2026-03-01 | 2026-04-01 | 310
    b      | 2026-03-15 | 2026-03-16 | 1
"""


@pytest.fixture
def filled(db):
    """Ada since the last of January, Bo from 10 February to 15 March; the last win is of 9 April."""
    db.insert("reps", REPS)
    db.insert("opportunities", DEALS)
    db.insert("quotas", QUOTAS)
    return db


def months(found, *columns):
    return {(row["rep_id"], row["tenure_month"]): tuple(row[name] for name in columns) for row in found}


def test_months_of_tenure_begin_on_the_day_of_hiring_and_end_with_the_last_day(filled):
    found = filled.run("reps/ramp", **ALWAYS)

    assert months(found, "starts_on", "days", "month_days", "is_running") == {
        # 31 January, 28 February (there is no 31st), 31 March; up to the last win, of 9 April
        ("a", 1): (date(2026, 1, 31), 28, 28, False),
        ("a", 2): (date(2026, 2, 28), 31, 31, False),
        ("a", 3): (date(2026, 3, 31), 10, 30, True),
        # the last day of work counts; the month is over for one who left
        ("b", 1): (date(2026, 2, 10), 28, 28, False),
        ("b", 2): (date(2026, 3, 10), 6, 31, False),
    }
    assert {row["rep_id"]: row["left_on"] for row in found} == {"a": None, "b": date(2026, 3, 15)}


def test_wins_and_quotas_count_by_their_days(filled):
    found = months(filled.run("reps/ramp", **ALWAYS), "quota", "attained_amount", "won_amount", "won_deals")

    assert found == {
        ("a", 1): (900 * 28 / 90, 10, 10, 1),  # of the 90 days of the quarter
        ("a", 2): (900 * 31 / 90, 20 + 5, 20 + 5, 2),
        ("a", 3): (900 * 1 / 90, 0, 0, 1),  # the win of 1 April has no amount, and no quota covers it
        ("b", 1): (310 * 9 / 31, 0, 0, 0),
        ("b", 2): (310 * 6 / 31 + 1, 7, 7, 1),  # two quotas over a day do not double its win; after the last day: none
    }


def test_a_period_cuts_months_and_looks_ahead_where_asked(filled):
    march = {"period_start": date(2026, 3, 1), "period_end": date(2026, 4, 1)}
    found = months(
        filled.run("reps/ramp", first_day=None, last_day=date(2026, 3, 31), **march), "days", "quota", "won_amount"
    )

    assert found == {
        ("a", 2): (30, 900 * 30 / 90, 5),
        ("a", 3): (1, 900 * 1 / 90, 0),
        ("b", 1): (9, 310 * 9 / 31, 0),
        ("b", 2): (6, 310 * 6 / 31 + 1, 7),
    }
    ahead = filled.run(
        "reps/ramp", first_day=None, last_day=date(2026, 9, 30), period_start=date(2026, 9, 1), period_end=None
    )
    assert ("e", 1) in months(ahead, "days")


def test_months_from_before_the_record_are_left_out(filled):
    found = filled.run("reps/ramp", first_day=date(2026, 2, 27), last_day=None, period_start=None, period_end=None)

    assert list(months(found, "days")) == [("a", 2), ("a", 3), ("b", 2)]
    assert filled.run("reps/ramp", Scope.of(team=["East"]), **ALWAYS) == []


def test_what_a_ramp_can_be_told_from(filled):
    assert filled.run("reps/ramp_reach") == [{"first_decided_on": date(2026, 2, 27), "reps_count": 4, "hired_count": 3}]
