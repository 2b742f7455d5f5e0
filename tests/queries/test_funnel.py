"""Behaviour of queries/funnel/*.sql on hand-drawn rows."""

from datetime import date

import pytest

from queries import Scope

QUARTER = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1)}
ERAS = {"before_from": date(2026, 1, 1), "recent_from": date(2026, 4, 1)}
MATURED = ERAS | {"recent_to": date(2026, 7, 1)}
WHOLE = {"without_dimension": None, "without_value": None}

PEOPLE = """
rep_id | name | team | territory
1      | Ada  | West | North
2      | Bo   | East | North
3      | Cy   |      |
"""
STAGES = """
stage  | kind | position
Talk   | open | 1
Offer  | open | 2
Signed | won  | 3
Gone   | lost | 4
"""
# Of the stage Talk; the last two were reached too early and too late.
PASSAGES = """
opportunity_id | stage | reached_at       | advanced_at | stage_kind | amount | rep_id | segment | lead_source | product
a              | Talk  | 2026-01-01       | 2026-02-01  | won        | 100    | 1      | SMB     | Web         | Pen
b              | Talk  | 2026-03-31 23:00 |             | lost       | 200    | 1      | SMB     | Web         |
c              | Talk  | 2026-04-01       | 2026-05-01  | open       |        | 1      |         | Event       | Pen
d              | Talk  | 2026-06-30 23:00 |             | open       | 400    | 2      | SMB     |             | Pen
e              | Talk  | 2026-05-01       |             | won        | 500    | 3      | SMB     | Event       | Pen
f              | Talk  | 2025-12-31       |             | lost       | 1      | 1      | SMB     | Web         | Pen
g              | Talk  | 2026-07-01       |             | lost       | 1      | 1      | SMB     | Web         | Pen
"""
COUNTS = ("entered", "advanced", "lost", "won", "entered_amount", "with_amount", "won_amount")


@pytest.fixture
def told(db):
    db.insert("reps", PEOPLE)
    db.insert("stages", STAGES)
    db.insert("stage_passages", PASSAGES)
    return db


def cells(rows: list[dict], dimension: str, columns: tuple[str, ...]) -> dict[tuple, tuple]:
    """Group, segment and era → counts, of one dimension."""
    return {
        (row["group_value"], row["segment"], row["era"]): tuple(row[name] for name in columns)
        for row in rows
        if row["dimension"] == dimension
    }


def test_outcomes_of_every_group_by_era(told):
    rows = told.run("funnel/outcomes_by_cell", **MATURED, **WHOLE)
    assert {row["stage"] for row in rows} == {"Talk"}
    assert cells(rows, "team", COUNTS) == {
        ("West", "SMB", "before"): (2, 1, 1, 1, 100 + 200, 2, 100),
        ("West", "", "recent"): (1, 1, 0, 0, None, 0, None),
        ("East", "SMB", "recent"): (1, 0, 0, 0, 400, 1, None),
    }
    assert cells(rows, "source", COUNTS[:4]) == {
        ("Web", "SMB", "before"): (2, 1, 1, 1),
        ("Event", "", "recent"): (1, 1, 0, 0),
        ("Event", "SMB", "recent"): (1, 1, 0, 1),  # e was won without having been seen further on
    }
    assert cells(rows, "all", ("entered",)) == {
        ("all", "SMB", "before"): (2,), ("all", "", "recent"): (1,), ("all", "SMB", "recent"): (2,),
    }  # fmt: skip
    assert {row["dimension"] for row in rows} == {"all", "team", "territory", "owner", "segment", "source", "product"}


@pytest.mark.parametrize(
    ("dimension", "value", "left"),
    [
        ("team", "West", {"East", None}),
        ("owner", "3", {"West", "East"}),
        ("segment", "SMB", {"West"}),
        ("source", "Web", {"West", "East", None}),
        ("product", "Pen", {"West"}),
        ("territory", "North", {None}),
    ],
)
def test_a_group_can_be_left_out(told, dimension, value, left):
    """Deals without a value in the dimension stay."""
    rows = told.run("funnel/outcomes_by_cell", **MATURED, without_dimension=dimension, without_value=value)
    whole = told.run("funnel/outcomes_by_cell", **MATURED, **WHOLE)
    assert (dimension, value) in {(row["dimension"], row["group_value"]) for row in whole}
    assert (dimension, value) not in {(row["dimension"], row["group_value"]) for row in rows}
    assert {row["group_value"] for row in rows if row["dimension"] == "team"} == left - {None}
    assert sum(row["entered"] for row in rows if row["dimension"] == "all") < 5


def test_cells_answer_to_filters(told):
    rows = told.run("funnel/outcomes_by_cell", Scope.of(team=["West"]), **MATURED, **WHOLE)
    assert {row["group_value"] for row in rows if row["dimension"] == "owner"} == {"1"}
    assert sum(row["entered"] for row in rows if row["dimension"] == "all") == 3


SPELLS = """
opportunity_id | ordinal | stage | stage_kind | entered_at | left_at    | basis    | created_on | rep_id | segment
a              | 1       | Talk  | open       | 2026-01-10 | 2026-01-20 | history  | 2026-01-10 | 1      | SMB
a              | 2       | Offer | open       | 2026-01-20 | 2026-02-01 | history  | 2026-01-10 | 1      | SMB
a              | 3       | Talk  | open       | 2026-05-01 | 2026-05-11 | history  | 2026-01-10 | 1      | SMB
a              | 4       | Gone  | lost       | 2026-05-11 |            | history  | 2026-01-10 | 1      | SMB
b              | 1       | Talk  | open       | 2026-06-20 |            | history  | 2026-06-20 | 2      |
c              | 1       | Talk  | open       | 2026-06-01 | 2026-06-02 | snapshot | 2026-01-01 | 1      | SMB
d              | 1       | Talk  | open       | 2025-12-31 | 2026-06-02 | history  | 2025-12-31 | 1      | SMB
e              | 1       | Talk  | open       | 2026-01-01 | 2027-02-01 | history  | 2026-01-01 | 3      | SMB
"""
STAYS = ("days", "ended", "running")


def test_stays_of_every_group_by_era(db):
    """Bounces are stays of their own, nobody saw c's begin, d's began too early, e is followed for a year only."""
    db.insert("reps", PEOPLE)
    db.insert("stages", STAGES)
    db.insert("stage_spells", SPELLS)
    rows = db.run("funnel/stays_by_cell", **ERAS, **WHOLE, today=date(2027, 6, 30))
    talk = [row for row in rows if row["stage"] == "Talk"]
    assert cells(talk, "owner", STAYS) == {
        ("1", "SMB", "before"): (10, 1, 0),
        ("1", "SMB", "recent"): (10, 1, 0),
        ("2", "", "recent"): (365, 0, 1),
        ("3", "SMB", "before"): (365, 0, 1),
    }
    assert cells([row for row in rows if row["stage"] == "Offer"], "team", STAYS) == {
        ("West", "SMB", "before"): (12, 1, 0)
    }
    assert sum(row["ended"] + row["running"] for row in talk if row["dimension"] == "all") == 4
    without = db.run(
        "funnel/stays_by_cell", **ERAS, today=date(2027, 6, 30), without_dimension="owner", without_value="1"
    )
    assert {row["group_value"] for row in without if row["dimension"] == "owner"} == {"2", "3"}


LOST = """
opportunity_id | name | stage  | stage_kind | amount | rep_id | closing_rep_id | loss_reason | created_on | closed_on
a              | A    | Gone   | lost       | 100    | 1      |                | Price       | 2026-01-01 | 2026-03-31
b              | B    | Gone   | lost       |        | 2      | 1              | Price       | 2026-01-01 | 2026-04-01
c              | C    | Gone   | lost       | 300    | 1      |                | Rival       | 2026-02-01 | 2026-06-30
d              | D    | Gone   | lost       | 400    | 1      |                |             | 2026-02-01 | 2026-06-30
e              | E    | Gone   | lost       | 500    | 1      |                | Price       | 2026-02-01 | 2026-07-01
f              | F    | Signed | won        | 600    | 1      |                | Price       | 2026-02-28 | 2026-05-01
g              | G    | Talk   | open       | 700    | 1      |                |             | 2026-03-01 | 2026-12-01
"""


def test_losses_of_every_group_by_era(db):
    """What was lost belongs to who owned it then; without a reason nothing is told."""
    db.insert("reps", PEOPLE)
    db.insert("opportunities", LOST)
    rows = db.run("funnel/losses_by_cell", **MATURED, **WHOLE)
    found = {
        (row["group_value"], row["loss_reason"], row["era"]): (row["lost_deals"], row["lost_amount"])
        for row in rows
        if row["dimension"] == "owner"
    }
    assert found == {
        ("1", "Price", "before"): (1, 100),
        ("1", "Price", "recent"): (1, None),
        ("1", "Rival", "recent"): (1, 300),
    }


def test_losses_by_reason_and_the_stage_they_were_lost_from(db):
    db.insert("stages", STAGES)
    db.insert("opportunities", LOST)
    db.insert("stage_spells", SPELLS)
    window = {"period_start": date(2026, 3, 1), "period_end": date(2026, 7, 1)}
    rows = {(row["loss_reason"], row["stage"]): row for row in db.run("funnel/losses", **window)}
    assert {key: (row["lost_deals"], row["lost_amount"], row["without_amount"]) for key, row in rows.items()} == {
        ("Price", None): (2, 100, 1),
        ("Rival", None): (1, 300, 0),
        (None, None): (1, 400, 0),
    }
    deals = db.run("funnel/lost_deals", **window)
    assert [row["opportunity_id"] for row in deals] == ["d", "c", "a", "b"]


def test_a_deal_is_lost_from_its_last_open_stage(db):
    """a was in Talk, Offer, Talk again, and lost from there."""
    db.insert("stages", STAGES)
    db.insert("opportunities", LOST)
    head, *lines = SPELLS.strip().splitlines()[:5]
    db.insert("stage_spells", "\n".join([f"{head} | deal_kind", *(f"{line} | lost" for line in lines)]))
    (row,) = db.run("funnel/losses", period_start=date(2026, 3, 31), period_end=date(2026, 4, 1))
    assert (row["loss_reason"], row["stage"], row["position"]) == ("Price", "Talk", 1)


def test_cohorts_by_month_and_months_to_close(db):
    db.insert("opportunities", LOST)
    rows = db.run("funnel/cohorts", first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
    counted = {
        (row["created_month"].month, row["months"]): (row["won_deals"], row["lost_deals"], row["open_deals"])
        for row in rows
    }
    assert counted == {
        (1, 2): (0, 1, 0),  # a
        (1, 3): (0, 1, 0),  # b
        (2, 4): (0, 2, 0),  # c, d
        (2, 5): (0, 1, 0),  # e
        (2, 3): (1, 0, 0),  # f
        (3, None): (0, 0, 1),  # g
    }


def test_the_deals_of_a_cohort_are_those_counted(db):
    db.insert("opportunities", LOST)
    rows = db.run("funnel/cohort_deals", first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
    assert [(row["opportunity_id"], row["stage_kind"], row["closed_on"]) for row in rows] == [
        ("f", "won", date(2026, 5, 1)),
        ("e", "lost", date(2026, 7, 1)),
        ("d", "lost", date(2026, 6, 30)),
        ("c", "lost", date(2026, 6, 30)),
    ]


def test_the_stays_behind_a_finding(db):
    """The longest first; the second stay of a deal is a row of its own, and what nobody saw begin is none."""
    db.insert("reps", PEOPLE)
    db.insert("stages", STAGES)
    db.insert("stage_spells", SPELLS)
    db.insert("opportunities", LOST)
    window = {"period_start": date(2026, 1, 1), "period_end": date(2026, 7, 1)}
    rows = db.run("funnel/stage_stays", **window, stage="Talk", today=date(2026, 6, 30))
    assert [(row["opportunity_id"], row["ordinal"], row["stage_days"], row["left_on"]) for row in rows] == [
        ("e", 1, 396, date(2027, 2, 1)),
        ("a", 1, 10, date(2026, 1, 20)),
        ("a", 3, 10, date(2026, 5, 11)),
        ("b", 1, 10, None),
    ]
    west = db.run("funnel/stage_stays", Scope.of(team=["West"]), **window, stage="Talk", today=date(2026, 6, 30))
    assert {row["opportunity_id"] for row in west} == {"a"}


def test_the_deals_of_a_stage_with_what_became_of_them(told):
    told.insert("opportunities", LOST)
    rows = told.run(
        "funnel/stage_deals", period_start=date(2026, 1, 1), period_end=date(2026, 7, 1), stage="Talk"
    )  # fmt: skip
    assert [(row["opportunity_id"], row["outcome"]) for row in rows] == [
        ("e", "advanced"), ("d", "open"), ("b", "lost"), ("a", "advanced"), ("c", "advanced"),
    ]  # fmt: skip
