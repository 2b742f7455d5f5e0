"""Behaviour of queries/pipeline/*.sql on hand-drawn rows."""

from datetime import date

import pytest

from queries import Scope

JULY = {"first_day": date(2026, 6, 30), "last_day": date(2026, 7, 31)}
QUARTER = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1)}
DUE = JULY | QUARTER
ANY = JULY | {"period_start": None, "period_end": None}

# In the pipeline: open and due from July to September. One line per kind of move, all of July.
EVERY_MOVE = """
opportunity_id | moved_at   | kind_before | kind    | amount_before | amount | close_on_before | close_on   | closed_on
created        | 2026-07-01 |             | open    |               | 10.01  |                 | 2026-07-01 |
created blank  | 2026-07-02 |             | open    |               |        |                 | 2026-09-30 |
elsewhen       | 2026-07-02 |             | open    |               | 900    |                 | 2026-10-01 |
no date        | 2026-07-02 |             | open    |               | 901    |                 |            |
seen won       | 2026-07-03 |             | won     |               | 20.02  |                 | 2026-07-03 | 2026-07-03
seen won late  | 2026-07-03 |             | won     |               | 902    |                 | 2026-06-03 | 2026-06-03
seen lost      | 2026-07-03 |             | lost    |               | 903    |                 | 2026-07-03 | 2026-07-03
pulled         | 2026-07-04 | open        | open    | 29            | 30.03  | 2026-10-01      | 2026-09-30 |
pulled undated | 2026-07-04 | open        | open    | 1             | 1      |                 | 2026-09-30 |
pulled won     | 2026-07-05 | open        | won     | 39            | 40.04  | 2026-11-01      | 2026-07-05 | 2026-07-05
won elsewhen   | 2026-07-05 | open        | won     | 39            | 904    | 2026-11-01      | 2026-06-30 | 2026-06-30
pushed         | 2026-07-06 | open        | open    | 50.05         | 55     | 2026-09-30      | 2026-10-01 |
up             | 2026-07-07 | open        | open    | 60            | 66.06  | 2026-09-01      | 2026-08-01 |
up from blank  | 2026-07-07 | open        | open    |               | 5      | 2026-09-01      | 2026-09-01 |
down           | 2026-07-08 | open        | open    | 70.07         | 60     | 2026-09-01      | 2026-09-01 |
same           | 2026-07-08 | open        | open    | 70            | 70     | 2026-09-01      | 2026-09-02 |
won more       | 2026-07-09 | open        | won     | 80            | 88.08  | 2026-09-01      | 2026-07-09 | 2026-07-09
won less       | 2026-07-09 | open        | won     | 80            | 79     | 2026-09-01      | 2026-07-09 | 2026-07-09
won outside    | 2026-07-09 | open        | won     | 11            | 11     | 2026-09-01      | 2026-06-30 | 2026-06-30
lost           | 2026-07-10 | open        | lost    | 90.09         | 91     | 2026-09-01      | 2026-07-10 | 2026-07-10
removed        | 2026-07-11 | open        | removed | 12.12         | 12.12  | 2026-09-01      | 2026-09-01 |
back from lost | 2026-07-12 | lost        | open    | 13            | 13.13  | 2026-06-01      | 2026-09-01 |
back from won  | 2026-07-12 | won         | open    | 14            | 14     | 2026-06-01      | 2026-09-01 |
back at all    | 2026-07-12 | removed     | open    | 15            | 15     | 2026-09-01      | 2026-09-01 |
lost then won  | 2026-07-13 | lost        | won     | 16            | 17     | 2026-07-01      | 2026-07-13 | 2026-07-13
won again      | 2026-07-13 | won         | won     | 18            | 19     | 2026-07-01      | 2026-07-13 | 2026-07-13
away           | 2026-07-13 | open        | open    | 905           | 906    | 2026-10-01      | 2026-12-01 |
"""


def by_reason(rows: list[dict]) -> dict[str, tuple]:
    return {row["reason"]: (row["amount"], row["deals"], row["moves"]) for row in rows if not row.get("week_start")}


def test_movement_has_every_reason(db):
    db.insert("deal_moves", EVERY_MOVE)
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at         | kind | amount | close_on
        too early      | 2026-06-30 23:59 | open | 907    | 2026-09-01
        too late       | 2026-08-01 00:00 | open | 908    | 2026-09-01
        """,
    )
    assert by_reason(db.run("pipeline/movement", **DUE)) == {
        "created": (pytest.approx(10.01 + 0 + 20.02), 3, 3),
        "pulled_in": (pytest.approx(30.03 + 1 + 40.04), 3, 3),
        "increased": (pytest.approx(6.06 + 5 + 8.08), 3, 3),
        "decreased": (pytest.approx(-10.07 - 1), 2, 2),
        "pushed_out": (-50.05, 1, 1),
        "won": (pytest.approx(-(20.02 + 40.04 + 88.08 + 79 + 11 + 17)), 6, 6),
        "lost": (-90.09, 1, 1),
        "removed": (-12.12, 1, 1),
        "reopened": (pytest.approx(13.13 + 14 + 15 + 17), 4, 4),
    }


def test_movement_of_all_open_deals_asks_for_no_close_date(db):
    db.insert("deal_moves", EVERY_MOVE)
    found = by_reason(db.run("pipeline/movement", **ANY))
    assert found["created"] == (pytest.approx(10.01 + 900 + 901 + 20.02 + 902), 6, 6)
    assert found["increased"][0] == pytest.approx(6.06 + 5 + 8.08 + 1.03 + 1.04 + 865 + 4.95 + 1)
    assert "pushed_out" not in found
    assert "pulled_in" not in found


def test_movement_counts_blank_amounts_beside(db):
    db.insert("deal_moves", EVERY_MOVE)
    blank = {
        row["reason"]: row["without_amount"] for row in db.run("pipeline/movement", **DUE) if not row["week_start"]
    }
    assert {reason: n for reason, n in blank.items() if n} == {"created": 1, "increased": 1}


def test_movement_counts_a_deal_once_and_its_moves_each(db):
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at   | kind_before | kind | amount_before | amount | close_on_before | close_on
        to and fro     | 2026-07-06 | open        | open | 50            | 50     | 2026-09-30      | 2026-10-05
        to and fro     | 2026-07-14 | open        | open | 50            | 60     | 2026-10-05      | 2026-09-30
        to and fro     | 2026-07-16 | open        | open | 60            | 60     | 2026-09-30      | 2026-12-01
        """,
    )
    rows = db.run("pipeline/movement", **DUE)
    assert by_reason(rows) == {"pushed_out": (-50 - 60, 1, 2), "pulled_in": (60, 1, 1)}
    weeks = {(row["reason"], row["week_start"]): row["amount"] for row in rows if row["week_start"]}
    assert weeks == {
        ("pushed_out", date(2026, 7, 6)): -50,
        ("pulled_in", date(2026, 7, 13)): 60,
        ("pushed_out", date(2026, 7, 13)): -60,
    }
    # Net it was pushed out, once, with what it had at the start.
    (net,) = db.run("pipeline/net_movement", **DUE)
    assert (net["reason"], net["deals"], net["amount"]) == ("pushed_out", 1, -50)
    assert (net["entered_deals"], net["slipped_deals"], net["slipped_amount"]) == (0, 1, 60)


def test_movement_tells_deals_first_seen_from_new_ones(db):
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at   | kind | amount | close_on   | created_on
        new            | 2026-07-06 | open | 1      | 2026-09-30 | 2026-07-01
        old            | 2026-07-06 | open | 20     | 2026-09-30 | 2026-06-30
        undated        | 2026-07-06 | open | 300    | 2026-09-30 |
        """,
    )
    (whole,) = [row for row in db.run("pipeline/movement", **DUE) if not row["week_start"]]
    assert (whole["amount"], whole["seen_deals"], whole["seen_amount"]) == (321, 1, 20)


def test_deals_of_filtered_owners_are_handed_over(db):
    db.insert("reps", "rep_id | name | team\na | Ada | West\nb | Bo | East")
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at   | kind_before | kind | amount_before | amount | rep_before | rep_id
        taken          | 2026-07-06 | open        | open | 10            | 11     | b          | a
        given          | 2026-07-06 | open        | open | 20            | 22     | a          | b
        theirs         | 2026-07-06 | open        | open | 30            | 33     | b          | b
        """,
    )
    west = db.run("pipeline/movement", Scope.of(team=["West"]), **ANY)
    assert by_reason(west) == {"transferred_in": (11, 1, 1), "transferred_out": (-20, 1, 1)}
    everybody = by_reason(db.run("pipeline/movement", **ANY))
    assert everybody == {"increased": (1 + 2 + 3, 3, 3)}


def test_the_deals_behind_a_bar_add_up_to_it(db):
    db.insert("deal_moves", EVERY_MOVE)
    whole = by_reason(db.run("pipeline/movement", **DUE))
    lines = db.run("pipeline/movement_deals", **DUE, reason=None)
    for reason, (amount, deals, moves) in whole.items():
        behind = [line for line in lines if line["reason"] == reason]
        assert sum(line["amount"] for line in behind) == pytest.approx(amount, abs=1e-9)
        assert (len(behind), sum(line["moves"] for line in behind)) == (deals, moves)
        assert db.run("pipeline/movement_deals", **DUE, reason=reason) == behind


def test_the_deals_behind_a_bar_are_named_even_when_they_are_gone(db):
    db.insert("reps", "rep_id | name\na | Ada")
    db.insert(
        "opportunities", "opportunity_id | name | account_name | rep_id | is_deleted\ngone | Gone | Acme | a | true"
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | stage    | amount | close_on   | rep_id | valid_from | valid_to   | is_deleted
        gone           | Proposal | 5      | 2026-09-01 | a      | 2026-06-01 | 2026-07-20 | false
        """,
    )
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at   | kind_before | kind    | amount_before | amount | close_on_before | close_on
        gone           | 2026-07-20 | open        | removed | 5             | 5      | 2026-09-01      | 2026-09-01
        """,
    )
    (line,) = db.run("pipeline/movement_deals", **DUE, reason="removed")
    assert (line["name"], line["account_name"], line["rep_name"], line["amount"]) == ("Gone", "Acme", "Ada", -5)
    assert (line["close_on_before"], line["moved_on"]) == (date(2026, 9, 1), date(2026, 7, 20))


VERSIONS = """
opportunity_id | stage_kind | amount | close_on   | valid_from       | valid_to         | is_deleted | basis
stays          | open       | 10.01  | 2026-09-30 | 2026-06-01 00:00 | 2027-01-01 00:00 | false      | history
ends at start  | open       | 20     | 2026-09-30 | 2026-06-01 00:00 | 2026-07-01 00:00 | false      | history
gone at start  | open       | 900    | 2026-09-30 | 2026-06-01 00:00 | 2026-06-30 23:59 | false      | history
begins at end  | open       | 30     | 2026-09-30 | 2026-07-31 23:59 | 2027-01-01 00:00 | false      | history
after the end  | open       | 901    | 2026-09-30 | 2026-08-01 00:00 | 2027-01-01 00:00 | false      | history
in between     | open       | 902    | 2026-09-30 | 2026-07-02 00:00 | 2026-07-03 00:00 | false      | history
due elsewhen   | open       | 903    | 2026-10-01 | 2026-06-01 00:00 | 2027-01-01 00:00 | false      | history
blank          | open       |        | 2026-07-01 | 2026-06-01 00:00 | 2027-01-01 00:00 | false      | history
won            | won        | 904    | 2026-09-30 | 2026-06-01 00:00 | 2027-01-01 00:00 | false      | history
removed        | open       | 905    | 2026-09-30 | 2026-06-01 00:00 | 2027-01-01 00:00 | true       | history
inferred       | open       |        | 2026-09-30 | 2026-06-01 00:00 | 2027-01-01 00:00 | false      | inferred
"""


def test_start_and_end_are_what_was_known_at_the_end_of_each_day(db):
    names = [line.split("|")[0].strip() for line in VERSIONS.strip().splitlines()[1:]]
    db.insert("opportunities", "opportunity_id | stage_kind\n" + "\n".join(f"{name} | won" for name in names))
    db.insert("opportunity_versions", VERSIONS)
    (due,) = db.run("pipeline/start_and_end", **DUE)
    assert (due["start_deals"], due["start_amount"], due["start_without_amount"]) == (3, 30.01, 1)
    assert (due["end_deals"], due["end_amount"], due["end_without_amount"]) == (3, 40.01, 1)
    (everything,) = db.run("pipeline/start_and_end", **ANY)
    assert (everything["start_deals"], everything["start_amount"]) == (4, 933.01)


TO_AND_FRO = """
opportunity_id | moved_at   | kind_before | kind | amount_before | amount | close_on_before | close_on   | closed_on
back again     | 2026-07-06 | open        | open | 50            | 50     | 2026-09-30      | 2026-10-05 |
back again     | 2026-07-14 | open        | open | 50            | 60     | 2026-10-05      | 2026-09-30 |
round          | 2026-07-06 | open        | open | 5             | 9      | 2026-09-30      | 2026-09-30 |
round          | 2026-07-07 | open        | open | 9             | 5      | 2026-09-30      | 2026-09-30 |
quick loss     | 2026-07-06 |             | open |               | 70     |                 | 2026-09-30 |
quick loss     | 2026-07-07 | open        | lost | 70            | 70     | 2026-09-30      | 2026-07-07 | 2026-07-07
grown win      | 2026-07-06 | open        | open | 80            | 85     | 2026-09-30      | 2026-09-30 |
grown win      | 2026-07-08 | open        | won  | 85            | 90     | 2026-09-30      | 2026-07-08 | 2026-07-08
never in       | 2026-07-08 | open        | open | 99            | 98     | 2026-10-30      | 2026-10-30 |
"""


def test_net_movement_takes_each_deal_once(db):
    db.insert("deal_moves", TO_AND_FRO)
    found = {row["reason"]: (row["amount"], row["deals"]) for row in db.run("pipeline/net_movement", **DUE)}
    assert found == {"increased": (60 - 50, 1), "none": (0, 2), "won": (-80, 1)}
    lines = db.run("pipeline/net_deals", **DUE)
    named = {line["opportunity_id"]: (line["reason"], line["start_amount"], line["end_amount"]) for line in lines}
    assert named == {
        "back again": ("increased", 50, 60),
        "round": ("none", 5, 5),
        "quick loss": ("none", None, None),
        "grown win": ("won", 80, None),
    }
    entered = {row["reason"]: row["entered_deals"] for row in db.run("pipeline/net_movement", **DUE)}
    assert entered == {"increased": 0, "none": 1, "won": 0}


def test_open_by_month_sums_by_stage_month_and_category(db):
    db.insert(
        "stages", "stage | kind | probability | forecast_category\nMeet | open | 0.2 | pipeline\nOffer | open | 0.5 |"
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | stage | stage_kind | amount | close_on   | forecast_category | probability
        a              | Meet  | open       | 10     | 2026-09-01 |                   |
        b              | Meet  | open       | 20     | 2026-09-30 |                   | 0.9
        c              | Meet  | open       |        | 2026-09-30 |                   |
        d              | Offer | open       | 40     | 2026-07-15 | commit            |
        e              | Offer | open       | 50     |            | commit            |
        f              | Offer | won        | 60     | 2026-09-30 | closed            |
        """,
    )
    rows = db.run("pipeline/open_by_month", **QUARTER, today=date(2026, 8, 1))
    found = [
        (
            row["stage"],
            row["close_month"],
            row["forecast_category"],
            row["is_due"],
            row["is_overdue"],
            row["open_deals"],
        )
        for row in rows
    ]
    assert found == [
        ("Meet", date(2026, 9, 1), "pipeline", True, False, 3),
        ("Offer", date(2026, 7, 1), "commit", True, True, 1),
        ("Offer", None, "commit", False, False, 1),
    ]
    meet = rows[0]
    assert (meet["open_amount"], meet["weighted_amount"], meet["without_amount"]) == (30, 10 * 0.2 + 20 * 0.9, 1)


SPELLS = """
opportunity_id | ordinal | stage | stage_kind | entered_at | left_at    | segment | created_on | basis    | deal_kind
w1             | 1       | Meet  | open       | 2026-01-01 | 2026-01-11 | SMB     | 2026-01-01 | history  | won
w2             | 1       | Meet  | open       | 2026-01-01 | 2026-01-31 |         | 2026-01-01 | history  | won
w2             | 2       | Offer | open       | 2026-01-31 | 2026-01-31 |         | 2026-01-01 | history  | won
w2             | 3       | Won   | won        | 2026-01-31 |            |         | 2026-01-01 | history  | won
w3             | 1       | Meet  | open       | 2026-03-01 | 2026-03-02 | SMB     | 2026-01-01 | snapshot | won
w3             | 2       | Offer | open       | 2026-03-02 | 2026-03-05 | SMB     | 2026-01-01 | snapshot | won
lost           | 1       | Meet  | open       | 2026-01-01 | 2026-06-01 | SMB     | 2026-01-01 | history  | lost
open           | 1       | Meet  | open       | 2026-01-01 | 2026-06-01 | SMB     | 2026-01-01 | history  | open
"""


def test_norms_rest_on_finished_stays_of_won_deals(db):
    db.insert("stage_spells", SPELLS)
    rows = db.run("pipeline/won_stays")
    found = {(row["stage"], row["segment"], row["days"]): row["stays"] for row in rows}
    # w3 was in its first stage when a file first showed it, long after its creation
    assert found == {
        ("Meet", "SMB", 10): 1,
        ("Meet", "(none)", 30): 1,
        ("Offer", "(none)", 0): 1,
        ("Offer", "SMB", 3): 1,
    }


def test_ages_say_where_nobody_saw_the_entry(db):
    db.insert(
        "stage_spells",
        """
        opportunity_id | ordinal | stage | stage_kind | entered_at | created_on | basis
        unseen         | 1       | Meet  | open       | 2026-06-01 | 2026-01-01 | snapshot
        seen           | 1       | Meet  | open       | 2026-06-01 | 2026-05-30 | snapshot
        """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | name | stage | stage_since | amount | segment | created_on
        unseen         | U    | Meet  | 2026-06-01  | 10     | SMB     | 2026-01-01
        seen           | S    | Meet  | 2026-06-01  | 20     | SMB     | 2026-05-30
        fresh          | F    | Meet  | 2026-07-01  | 40     |         | 2026-05-30
        no stage       | N    |       | 2026-07-01  | 80     |         | 2026-05-30
        """,
    )
    rows = db.run("pipeline/stage_ages", today=date(2026, 7, 1))
    found = [(row["segment"], row["stage_days"], row["is_at_least"], row["open_amount"]) for row in rows]
    assert found == [("(none)", 0, False, 40), ("SMB", 30, False, 20), ("SMB", 30, True, 10)]
    oldest = db.run("pipeline/longest_in_stage", today=date(2026, 7, 1), most=2)
    assert [(row["name"], row["stage_days"], row["age_days"]) for row in oldest] == [("S", 30, 32), ("U", 30, 181)]


def test_cycle_norms_leave_out_cycles_of_no_days(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | segment | created_on | closed_on
        1              | won        | SMB     | 2026-01-01 | 2026-01-11
        2              | won        | SMB     | 2026-01-01 | 2026-01-01
        3              | won        |         | 2026-01-01 | 2026-01-21
        4              | lost       | SMB     | 2026-01-01 | 2026-06-01
        """,
    )
    rows = db.run("pipeline/won_cycles")
    found = {(row["segment"], row["days"]): row["won_deals"] for row in rows}
    assert found == {("SMB", 10): 1, ("(none)", 20): 1}


def test_weeks_without_a_new_deal_are_in_the_series(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | created_on | created_amount | amount
        1              | 2026-07-01 | 10             | 99
        2              | 2026-07-05 |                | 99
        3              | 2026-07-13 | 20             | 99
        4              | 2026-07-15 | 40             | 99
        """,
    )
    rows = db.run("pipeline/created_by_week", first_day=date(2026, 7, 1), last_day=date(2026, 7, 14))
    found = [
        (row["week_start"].day, row["days"], row["created_deals"], row["created_with_amount"], row["created_amount"])
        for row in rows
    ]
    assert found == [(29, 5, 2, 1, 10), (6, 7, 0, 0, 0), (13, 2, 1, 1, 20)]


def test_snapshots_are_the_files_in_force_with_what_they_showed(db):
    db.insert(
        "imports",
        """
        import_id | as_of            | undone_at  | entity
        1         | 2026-06-26 18:00 |            | opportunities
        2         | 2026-07-03 18:00 |            | opportunities
        3         | 2026-07-10 18:00 | 2026-07-11 | opportunities
        4         | 2026-07-10 18:00 |            | quotas
        5         | 2026-08-01 00:00 |            | opportunities
        """,
    )
    db.insert(
        "deal_moves",
        """
        opportunity_id | moved_at   | kind | basis    | import_id
        a              | 2026-06-26 | open | snapshot | 1
        b              | 2026-07-03 | open | snapshot | 2
        c              | 2026-07-03 | open | snapshot | 2
        d              | 2026-07-04 | open | history  |
        """,
    )
    rows = db.run("pipeline/snapshots", **JULY)
    assert [(row["basis"], row["import_id"], row["moves"]) for row in rows] == [
        ("history", None, 1),
        ("snapshot", 1, 0),
        ("snapshot", 2, 2),
    ]


def test_nothing_later_than_the_day_looked_from_is_seen(db):
    db.insert("deal_moves", EVERY_MOVE)
    early = db.run("pipeline/movement", Scope(as_of=date(2026, 7, 2)), **DUE)
    assert by_reason(early) == {"created": (10.01, 2, 2)}


def test_the_halves_of_the_win_rate_leave_out_zero_and_blank(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | amount | closed_on
        1              | won        | 10     | 2026-07-01
        2              | won        | 0      | 2026-07-02
        3              | won        |        | 2026-09-30
        4              | lost       | 30     | 2026-09-30
        5              | lost       | 40     | 2026-10-01
        6              | open       | 50     |
        """,
    )
    (row,) = db.run("pipeline/decided_amounts", **QUARTER)
    assert row == {
        "won_deals": 3,
        "lost_deals": 1,
        "won_with_amount": 1,
        "lost_with_amount": 1,
        "won_amount": 10,
        "lost_amount": 30,
    }
