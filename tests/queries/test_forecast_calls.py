"""Calls and category amounts, on rows drawn by hand."""

from datetime import date

import pytest

from queries import Scope

Q3 = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1)}
ALWAYS = {"period_start": None, "period_end": None}
REPS = """
    rep_id | name | manager_id | manager | team | is_active
    m      | Mia  |            |         | West | true
    r1     | Ada  | m          | Mia     | West | true
    r2     | Bo   | m          | Mia     | East | false
"""
SAID = """
    submission_id | rep_id | submitted_by | kind    | category  | starts_on  | ends_on    | amount | submitted_at
    a             | r1     | r1           | rep     | commit    | 2026-07-01 | 2026-10-01 | 100    | 2026-07-06 16:00:00
    b             | r1     | r1           | rep     |           | 2026-07-01 | 2026-10-01 | 120    | 2026-07-13 16:00:00
    c             | r1     | m            | manager | commit    | 2026-07-01 | 2026-10-01 | 110    | 2026-07-13 16:00:00
    d             | r2     | r2           | rep     | best_case | 2026-08-01 | 2026-09-01 |        | 2026-07-20 16:00:00
    e             | r2     | x            | manager | commit    | 2026-01-01 | 2027-01-01 | 900    | 2026-07-21 16:00:00
"""


@pytest.fixture
def people(db):
    db.insert("reps", REPS)
    return db


@pytest.fixture
def said(people):
    people.insert("forecast_submissions", SAID)
    return people


def ids(db, scope: Scope | None = None, **window: object) -> list[str]:
    return [row["submission_id"] for row in db.run("forecast/calls", scope, **(window or ALWAYS))]


def test_every_version_of_a_call_with_the_names(said):
    found = {row["submission_id"]: row for row in said.run("forecast/calls", **ALWAYS)}

    assert [(found[name]["category"], found[name]["version"]) for name in "abc"] == [
        ("commit", 1),
        ("commit", 2),  # a blank category is commit
        ("commit", 1),  # the manager's first
    ]
    assert [(found[name]["rep_name"], found[name]["submitted_by_name"]) for name in "cde"] == [
        ("Ada", "Mia"),
        ("Bo", "Bo"),
        ("Bo", "x"),  # nobody knows x
    ]
    assert found["d"]["amount"] is None


def test_only_periods_inside_the_one_asked_for(said):
    assert ids(said, **Q3) == ["a", "b", "c", "d"]  # e is for the whole year


def test_as_of_a_past_day_only_what_had_been_said(said):
    assert ids(said, Scope.of(as_of=date(2026, 7, 5)), **Q3) == []
    assert ids(said, Scope.of(as_of=date(2026, 7, 6)), **Q3) == ["a"]
    assert ids(said, Scope.of(as_of=date(2026, 7, 13)), **Q3) == ["a", "b", "c"]


def test_of_chosen_people_their_own_calls_and_the_name_of_the_manager_all_the_same(said):
    assert ids(said, Scope.of(team=["East"])) == ["e", "d"]
    (override,) = said.run("forecast/calls", Scope.of(owner=["r1"]), **Q3)[2:]
    assert override["submitted_by_name"] == "Mia"


def test_of_chosen_segments_no_call_is_known(said):
    assert ids(said, Scope.of(segment=["SMB"])) == []


MOVES = """
    opportunity_id|rep_id|rep_before|kind_before|kind|moved_at        |close_on  |close_on_before|closed_on |created_on
    1             |r1    |          |           |open|2026-08-09 18:00|2026-09-01|               |          |2026-08-05
    2             |r1    |r1        |open       |open|2026-08-10 12:00|2026-12-01|2026-09-01     |          |2026-01-01
    3             |r1    |r1        |open       |open|2026-08-12 12:00|2026-12-01|2026-11-01     |          |2026-01-01
    4             |m     |r2        |open       |won |2026-08-11 12:00|          |2026-11-01     |2026-08-11|2026-01-01
"""


def moved(db, scope: Scope | None = None, **window: object) -> dict:
    return {
        row["rep_name"]: row["last_moved_at"] and str(row["last_moved_at"])[:16]
        for row in db.run("forecast/calls_people", scope, **(window or Q3))
    }


def test_when_the_deals_of_each_last_moved(people):
    people.insert("deal_moves", MOVES)

    # Ada: deal 2 left the quarter; deal 3 never touched it. Bo handed deal 4 to Mia, who won it in the quarter.
    assert moved(people) == {
        "Ada": "2026-08-10 12:00",
        "Bo": "2026-08-11 12:00",
        "Mia": "2026-08-11 12:00",
    }
    assert moved(people, **ALWAYS)["Ada"] == "2026-08-12 12:00"
    assert moved(people, Scope.of(as_of=date(2026, 8, 9)))["Ada"] == "2026-08-05"  # when it was created, not first seen


def test_people_with_their_managers(people):
    assert [
        (row["rep_id"], row["manager_id"], row["is_active"]) for row in people.run("forecast/calls_people", **Q3)
    ] == [
        ("r1", "m", True),
        ("r2", "m", False),
        ("m", None, True),
    ]


DEALS = """
    opportunity_id | rep_id | stage | stage_kind | forecast_category | amount  | close_on   | closed_on
    won            | r1     | Won   | won        | commit            | 100.10  | 2026-07-10 | 2026-07-10
    wonbefore      | r1     | Won   | won        | closed            | 7       | 2026-06-30 | 2026-06-30
    lost           | r1     | Lost  | lost       | omitted           | 50      | 2026-07-20 | 2026-07-20
    sure           | r1     | Offer | open       | commit            | 20.05   | 2026-09-30 |
    sure2          | r1     | Offer | open       | commit            |         | 2026-07-01 |
    bystage        | r1     | Offer | open       |                   | 5       | 2026-08-01 |
    nocategory     | r2     | Talk  | open       |                   | 6       | 2026-08-01 |
    notwon         | r2     | Talk  | open       | closed            | 8       | 2026-08-01 |
    later          | r2     | Talk  | open       | commit            | 9       | 2026-10-01 |
    undated        | r2     | Talk  | open       | commit            | 11      |            |
    nobody         |        | Talk  | open       | pipeline          | 12      | 2026-08-01 |
"""


@pytest.fixture
def deals(people):
    people.insert("stages", "stage | kind | forecast_category\nOffer | open | best_case\nTalk | open |")
    people.insert("opportunities", DEALS)
    return people


def amounts(db, scope: Scope | None = None, **window: object) -> dict[tuple[str, str], tuple]:
    return {
        (row["rep_id"], row["forecast_category"]): (row["deals"], float(row["amount"]), row["without_amount"])
        for row in db.run("forecast/category_amounts", scope, **(window or Q3))
    }


def test_what_is_won_and_due_by_owner_and_category(deals):
    assert amounts(deals) == {
        ("", "pipeline"): (1, 12, 0),
        ("r1", "closed"): (1, 100.10, 0),
        ("r1", "commit"): (2, 20.05, 1),
        ("r1", "best_case"): (1, 5, 0),  # its stage's
        ("r2", ""): (2, 6 + 8, 0),  # no open deal is closed
    }


def test_without_a_period_everything_counts(deals):
    assert amounts(deals, **ALWAYS)[("r2", "commit")] == (2, 9 + 11, 0)


def test_the_deals_behind_add_up_to_the_amounts(deals):
    behind = deals.run("forecast/category_amounts_deals", **Q3)
    found: dict[tuple[str, str], tuple] = {}
    for row in behind:
        key = (row["rep_id"], row["forecast_category"])
        count, amount, without = found.get(key, (0, 0.0, 0))
        found[key] = (count + 1, round(amount + float(row["amount"] or 0), 4), without + (row["amount"] is None))

    assert found == amounts(deals)
    assert [row["opportunity_id"] for row in behind][:3] == ["won", "sure", "nobody"]  # largest first
    assert behind[-1]["opportunity_id"] == "sure2"  # the one without an amount


def test_filters_narrow_both(deals):
    scope = Scope.of(owner=["r2"])
    assert set(amounts(deals, scope)) == {("r2", "")}
    assert {row["rep_id"] for row in deals.run("forecast/category_amounts_deals", scope, **Q3)} == {"r2"}
