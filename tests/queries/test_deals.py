"""Behaviour of queries/deals/*.sql on hand-drawn rows."""

from datetime import date

import pytest

import queries
from data.warehouse import engine as open_engine
from queries import Scope
from tests.conftest import records

TODAY = date(2026, 8, 15)
WINDOW = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1), "today": TODAY}


def by_id(rows: list[dict]) -> dict[str, dict]:
    return {row["opportunity_id"]: row for row in rows}


def facts(db, scope: Scope | None = None, today: date = TODAY) -> dict[str, dict]:
    return by_id(db.run("deals/signal_facts", scope, today=today))


def test_the_book_tells_due_from_overdue(db):
    db.insert("stages", "stage | kind | probability\nOffer | open | 0.4")
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | stage | amount | probability | close_on
        due            | open       | Offer | 100    |             | 2026-09-01
        late           | open       | Offer | 300    | 0.9         | 2026-08-14
        today          | open       | Offer | 200    |             | 2026-08-15
        before         | open       | Offer |        |             | 2026-06-30
        undated        | open       | Offer | 50     |             |
        won            | won        | Won   | 900    |             | 2026-08-01
        """,
    )
    found = by_id(db.run("deals/open_book", **WINDOW, search=None))
    assert list(found) == ["late", "today", "due", "undated", "before"]  # the largest first, without amount last
    assert {name: (row["is_due"], row["is_overdue"]) for name, row in found.items()} == {
        "late": (True, True),
        "today": (True, False),
        "due": (True, False),
        "undated": (False, False),
        "before": (False, True),
    }
    assert (found["late"]["probability"], found["due"]["probability"]) == (0.9, 0.4)


@pytest.mark.parametrize(
    ("text", "ids"), [("ACME", ["a", "b"]), ("ada", ["c"]), ("x%", []), ("C", ["a", "b", "c"]), ("b", ["b"])]
)
def test_a_search_looks_at_name_account_owner_and_id(db, text, ids):
    db.insert("reps", "rep_id | name\nr1 | Ada Cole")
    db.insert(
        "opportunities",
        """
        opportunity_id | name       | account_name | rep_id
        a              | Acme seats |              |
        b              | Seats      | acme inc     |
        c              | Seats      |              | r1
        """,
    )
    found = db.run("deals/open_book", **WINDOW, search=text)
    assert sorted(row["opportunity_id"] for row in found) == ids


def test_deals_are_fetched_by_their_ids(db):
    db.insert("opportunities", "opportunity_id | amount\na | 1\nab | 2\nb | 3")
    found = db.run("deals/open_deals", today=TODAY, ids="|a|b|")
    assert [row["opportunity_id"] for row in found] == ["b", "a"]
    assert len(db.run("deals/open_deals", today=TODAY, ids=None)) == 3


def test_a_fact_is_counted_to_the_day_of_looking(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | close_on   | stage_since      | pushes | push_count | amount_original | peak_amount_original
        d              | 2026-08-05 | 2026-08-01 09:00 | 1      |            | 90              | 100
        counted        | 2026-09-05 | 2026-08-15 09:00 | 1      | 3          | 100             | 100
        bare           |            |                  |        |            |                 |
        """,
    )
    found = facts(db)
    told = ("overdue_days", "stage_days", "pushes")
    assert [found["d"][name] for name in told] == [10, 14, 1]
    assert [found["counted"][name] for name in told] == [-21, 0, 3]  # the CRM counted more than is on record
    assert found["d"]["cut_share"] == pytest.approx(1 - 90 / 100)
    assert (found["bare"]["overdue_days"], found["bare"]["stage_days"], found["bare"]["cut_share"]) == (None,) * 3


def test_silence_lasts_since_the_last_activity_that_took_place(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | created_on | last_activity_on
        called         | 2026-01-01 |
        told           | 2026-01-01 | 2026-08-10
        untouched      | 2026-08-01 |
        old            | 2026-01-01 |
        """,
    )
    db.insert(
        "activities",
        """
        activity_id | opportunity_id | kind    | happened_at         | is_completed | is_no_show
        1           | called         | call    | 2026-06-01 10:00:00 | true         | false
        2           | called         | call    | 2026-08-05 10:00:00 | true         | false
        3           | called         | meeting | 2026-08-14 10:00:00 | false        | false
        4           | told           | call    | 2026-08-02 10:00:00 | true         | false
        5           | somebody else's | call   | 2026-08-13 10:00:00 | true         | false
        7           |                | call    | 2026-08-15 10:00:00 | true         | false
        6           | called         | call    | 2026-08-16 10:00:00 | true         | false
        """,
    )
    found = facts(db)
    # untouched: since its creation; old: since the log begins on 1 June; what comes after today is not known
    silent = {"called": 10, "told": 5, "untouched": 14, "old": 75}
    assert {name: row["silent_days"] for name, row in found.items()} == silent
    assert {row["log_age_days"] for row in found.values()} == {2}


def test_where_nothing_is_logged_silence_is_not_known(db):
    db.insert("opportunities", "opportunity_id | created_on\nd | 2026-01-01")
    assert (facts(db)["d"]["silent_days"], facts(db)["d"]["log_age_days"]) == (None, None)


def test_a_next_step_is_known_where_any_deal_has_one(db):
    db.insert("opportunities", "opportunity_id | stage_kind | next_step\na | open |\nw | won | Call")
    assert facts(db)["a"]["has_next_step"] is None
    db.insert("opportunities", "opportunity_id | next_step\nb | Call")
    assert {name: row["has_next_step"] for name, row in facts(db).items()} == {"a": False, "b": True}


def test_contacts_are_those_of_the_activities_or_else_of_the_account(db):
    db.insert("opportunities", "opportunity_id | account_id | contact_name\na | A | Eve\nb | B |\nn | |")
    assert {row["contacts"] for row in facts(db).values()} == {None}
    db.insert("contacts", "contact_id | account_id\n1 | A\n2 | A\n3 | C")
    assert {name: row["contacts"] for name, row in facts(db).items()} == {"a": 2, "b": 0, "n": None}
    db.insert(
        "activities",
        """
        activity_id | opportunity_id | contact_id | kind | happened_at | is_completed | is_no_show
        1           | b              | 1          | call | 2026-08-01  | true         | false
        2           | b              | 1          | call | 2026-08-02  | true         | false
        3           | b              | 3          | call | 2026-08-02  | true         | false
        """,
    )
    assert {name: row["contacts"] for name, row in facts(db).items()} == {"a": 1, "b": 2, "n": 0}


def test_a_record_that_begins_late_says_so(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | created_on | stage | stage_since
        logged         | 2026-01-01 | Offer | 2026-08-01
        seen late      | 2026-01-01 | Offer | 2026-08-01
        moved since    | 2026-01-01 | Offer | 2026-08-10
        seen early     | 2026-07-28 | Offer | 2026-08-01
        """,
    )
    db.insert(
        "stage_spells",
        """
        opportunity_id | ordinal | stage | entered_at | basis    | created_on
        logged         | 1       | Offer | 2026-08-01 | history  | 2026-01-01
        seen late      | 1       | Offer | 2026-08-01 | snapshot | 2026-01-01
        moved since    | 1       | Talk  | 2026-08-01 | snapshot | 2026-01-01
        seen early     | 1       | Offer | 2026-08-01 | snapshot | 2026-07-28
        """,
    )
    found = facts(db)
    assert {name: (row["is_whole_record"], row["is_entry_seen"]) for name, row in found.items()} == {
        "logged": (True, True),
        "seen late": (False, False),
        "moved since": (False, True),
        "seen early": (True, True),
    }


SPELLS = """
    opportunity_id | ordinal | stage | stage_kind | entered_at | left_at    | segment
    w1             | 1       | Offer | open       | 2026-01-01 | 2026-01-11 | SMB
    w1             | 2       | Won   | won        | 2026-01-11 |            | SMB
    w2             | 1       | Offer | open       | 2026-01-01 | 2026-01-21 | SMB
    w2             | 2       | Won   | won        | 2026-01-21 |            | SMB
    w3             | 1       | Offer | open       | 2026-01-01 | 2026-01-31 | Enterprise
    w3             | 2       | Won   | won        | 2026-02-20 |            | Enterprise
    w4             | 1       | Offer | open       | 2026-01-01 | 2026-02-10 | Enterprise
    w4             | 2       | Won   | won        | 2026-03-01 |            | Enterprise
    lost           | 1       | Offer | open       | 2026-01-01 | 2026-01-02 | SMB
    lost           | 2       | Gone  | lost       | 2026-01-02 |            | SMB
"""


def test_norms_are_of_stays_of_won_deals(db):
    db.insert("stage_spells", SPELLS)
    found = db.run("deals/stage_norms", today=TODAY)
    # stays of 10, 20, 30 and 40 days: half lasted up to 20, three of four up to 30
    assert [(row["segment"], row["stays"], row["p50_days"], row["p75_days"]) for row in found] == [
        ("Enterprise", 2, 30, 40),
        ("SMB", 2, 10, 20),
        (None, 4, 20, 30),
    ]


def test_norms_of_a_day_rest_on_deals_won_by_then(db):
    db.insert("stage_spells", SPELLS)
    found = db.run("deals/stage_norms", today=date(2026, 1, 31))
    assert [(row["segment"], row["stays"], row["p75_days"]) for row in found] == [("SMB", 2, 20), (None, 2, 20)]


def test_the_story_of_a_deal_keeps_the_owner_of_each_time(db):
    db.insert("reps", "rep_id | name\nr1 | Ada\nr2 | Bo")
    db.insert(
        "opportunities", "opportunity_id | name | rep_id | created_on\nd | Deal | r2 | 2026-07-01\nx | Other | r2 |"
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | rep_id | valid_from | valid_to   | amount
        d              | r1     | 2026-07-01 | 2026-08-01 | 100
        d              | r2     | 2026-08-01 |            | 80
        x              | r2     | 2026-08-01 |            | 1
        """,
    )
    found = db.run("deals/deal_versions", deal_id="d")
    assert [(row["rep_name"], row["amount"]) for row in found] == [("Ada", 100), ("Bo", 80)]
    assert [row["name"] for row in db.run("deals/deal_head", deal_id="d", today=TODAY)] == ["Deal"]
    assert db.run("deals/deal_head", deal_id="nobody's", today=TODAY) == []


def test_activities_of_a_deal_name_who_was_there(db):
    db.insert("reps", "rep_id | name\nr1 | Ada")
    db.insert("contacts", "contact_id | name\nc1 | Eve")
    db.insert("opportunities", "opportunity_id\nd")
    db.insert(
        "activities",
        """
        activity_id | opportunity_id | rep_id | contact_id | kind | happened_at | is_completed | is_no_show
        2           | d              | r1     | c1         | call | 2026-08-02  | true         | false
        1           | d              | r9     |            | call | 2026-08-01  | true         | false
        3           | other          | r1     |            | call | 2026-08-01  | true         | false
        """,
    )
    found = db.run("deals/deal_activities", deal_id="d")
    assert [(row["activity_id"], row["rep_name"], row["contact_name"]) for row in found] == [
        ("1", None, None),
        ("2", "Ada", "Eve"),
    ]


# ---- the past --------------------------------------------------------------------------------------------------------

PAST = {"first_day": date(2026, 4, 1), "last_day": date(2026, 6, 30), "every": 1}
_NORMS = {"segment_stays", "segment_p75_days", "all_stays", "all_p75_days"}
_OF_THE_PAST = {"looked_on", "created_on", "outcome"}


def test_a_deal_is_looked_at_as_it_stood(db):
    db.insert(
        "opportunities", "opportunity_id | stage_kind | stage | created_on | rep_id\nd | won | Won | 2026-03-02 | r2"
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | stage_kind | stage | rep_id | valid_from | valid_to   | close_on   | pushes | stage_since
        d              | open       | Offer | r1     | 2026-03-02 | 2026-07-10 | 2026-04-20 | 1      | 2026-03-02
        d              | won        | Won   | r2     | 2026-07-10 |            | 2026-07-10 | 1      | 2026-07-10
        """,
    )
    (row,) = db.run("deals/signal_history", **PAST)  # on one of three month ends
    assert row["looked_on"] in (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30))
    assert (row["outcome"], row["stage"], row["rep_id"], row["pushes"]) == ("won", "Offer", "r1", 1)
    assert row["overdue_days"] == (row["looked_on"] - date(2026, 4, 20)).days
    assert row["stage_days"] == (row["looked_on"] - date(2026, 3, 2)).days


@pytest.fixture(scope="module")
def past(demo_engine):
    """The demo company's past, six months of it."""
    days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 6, 30), "every": 1}
    return records(queries.run(demo_engine, "deals/signal_history", **days))


def test_a_deal_is_looked_at_every_third_month(past):
    months = {}
    for row in past:
        months.setdefault(row["opportunity_id"], []).append(row["looked_on"].month)
    assert any(len(found) > 1 for found in months.values())
    assert all(len({month % 3 for month in found}) == 1 for found in months.values())
    assert {row["looked_on"].month for row in past} == {1, 2, 3, 4, 5, 6}


def test_the_past_knows_what_was_known_then(demo_engine, past):
    """Facts and norms of a past day are those of a warehouse that ends on it: nothing later leaks."""
    for day in sorted({row["looked_on"] for row in past}):
        then = Scope(as_of=day)
        known = by_id(records(queries.run(demo_engine, "deals/signal_facts", then, today=day)))
        norms = {
            (row["stage"], row["segment"]): row
            for row in records(queries.run(demo_engine, "deals/stage_norms", then, today=day))
        }
        for row in (row for row in past if row["looked_on"] == day):
            expected = known[row["opportunity_id"]]
            of_now = {name for name in row if name not in _NORMS | _OF_THE_PAST}
            # who was known is not told by contacts without a date, which a past day leaves out
            assert {name: row[name] for name in of_now - {"contacts"}} == {
                name: expected[name] for name in of_now - {"contacts"}
            }
            segment, whole = norms.get((row["stage"], row["segment"])), norms.get((row["stage"], None))
            assert (row["segment_stays"], row["segment_p75_days"]) == _norm(segment)
            assert (row["all_stays"], row["all_p75_days"]) == _norm(whole)


def _norm(row: dict | None) -> tuple:
    return (row["stays"], row["p75_days"]) if row else (None, None)


def test_of_many_deals_every_nth_day_of_creation_is_looked_at(demo_engine, past):
    days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 6, 30), "every": 3}
    some = records(queries.run(demo_engine, "deals/signal_history", **days))
    expected = [row for row in past if (row["created_on"] - date(1900, 1, 1)).days % 3 == 0]
    assert some
    assert [(row["opportunity_id"], row["looked_on"]) for row in some] == [
        (row["opportunity_id"], row["looked_on"]) for row in expected
    ]
    # what a deal is measured against rests on all deals all the same
    assert [row["all_stays"] for row in some] == [row["all_stays"] for row in expected]


def test_nothing_after_the_as_of_day_is_read(db):
    db.insert("opportunities", "opportunity_id | stage_kind | stage | created_on\nd | won | Won | 2026-03-02")
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | stage_kind | stage | valid_from | valid_to   | pushes | stage_since
        d              | open       | Offer | 2026-03-02 | 2026-07-10 | 0      | 2026-03-02
        d              | won        | Won   | 2026-07-10 |            | 0      | 2026-07-10
        """,
    )
    then = Scope(as_of=date(2026, 7, 1))
    assert facts(db, then, date(2026, 7, 1))["d"]["stage"] == "Offer"
    assert facts(db) == {}
    assert {row["outcome"] for row in db.run("deals/signal_history", then, **PAST)} <= {"open"}


def test_the_engine_of_a_release_serves_the_downloads(db):
    """What the table's downloads read outside of a run is the same query."""
    db.insert("opportunities", "opportunity_id | amount\na | 1")
    found = queries.run(open_engine(db.store.require_current().path), "deals/open_deals", today=TODAY, ids=None)
    assert found["opportunity_id"].tolist() == ["a"]
