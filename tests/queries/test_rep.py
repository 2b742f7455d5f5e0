"""The queries of one person's profile."""

from datetime import date

import pytest

from queries import Scope
from tests.conftest import ALWAYS, JULY_TO_SEPTEMBER


def test_people_are_listed_with_the_deals_they_own_leavers_and_those_without_included(db):
    db.insert("reps", "rep_id | name | team | is_active\n1 | Ada | West | true\n2 | Bo | East | false")
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | created_on
        a              | 1      | 2017-03-01
        b              | 1      | 2017-01-05
        c              |        | 2016-01-01
        """,
    )

    found = {row["rep_name"]: (row["owned_deals"], row["first_deal_on"]) for row in db.run("rep/people")}

    assert found == {"Ada": (1 + 1, date(2017, 1, 5)), "Bo": (0, None)}


def test_outcomes_are_counted_per_person_and_segment_inside_the_half_open_window(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | segment | stage_kind | amount | created_on | closed_on
        a              | 1      | SMB     | won        | 100    | 2017-06-21 | 2017-07-01
        b              | 1      | SMB     | won        | 0      | 2017-07-01 | 2017-07-01
        c              | 1      | SMB     | lost       | 70     | 2017-07-01 | 2017-08-01
        d              | 1      |         | won        |        |            | 2017-08-02
        e              | 1      | SMB     | won        | 900    | 2017-07-01 | 2017-10-01
        f              |        | SMB     | won        | 900    | 2017-07-01 | 2017-08-01
        """,
    )  # e closes on the excluded end, f belongs to nobody; b has neither a size nor a cycle

    blank, smb = db.run("rep/outcomes", **JULY_TO_SEPTEMBER)

    assert (smb["won_deals"], smb["lost_deals"], smb["won_amount"], smb["won_sized_deals"]) == (2, 1, 100, 1)
    assert (smb["size_deals"], smb["cycle_deals"]) == (1, 1)
    assert smb["size_log_sum"] == pytest.approx(4.605170)  # ln 100
    assert smb["cycle_log_squares"] == pytest.approx(2.302585**2)  # ln 10, squared
    assert (blank["segment"], blank["won_deals"], blank["won_sized_deals"]) == ("", 1, 0)


def test_what_was_closed_belongs_to_its_owner_then_or_today(db):
    db.insert("reps", "rep_id | name\n1 | Ada\n2 | Bo")
    deal = "opportunity_id | rep_id | closing_rep_id | stage_kind | closed_on\na | 2 | 1 | won | 2017-07-01"
    db.insert("opportunities", deal)

    owners = [db.run("rep/outcomes", Scope(ownership=owned), **ALWAYS)[0]["rep_id"] for owned in ("then", "today")]

    assert owners == ["1", "2"]


def test_passages_keep_the_lost_and_tell_what_became_of_those_that_advanced(db):
    db.insert("stages", "stage | kind | position\nMeeting | open | 1\nOffer | open | 2")
    db.insert(
        "stage_passages",
        """
        opportunity_id | stage   | rep_id | present_rep_id | segment | reached_at | advanced_at | stage_kind
        a              | Meeting | 1      | 1              | SMB     | 2017-07-01 | 2017-07-05  | won
        b              | Meeting | 1      | 1              | SMB     | 2017-07-01 | 2017-07-05  | lost
        c              | Meeting | 1      | 1              | SMB     | 2017-07-01 |             | lost
        d              | Meeting | 1      | 1              | SMB     | 2017-07-01 |             | open
        e              | Meeting | 1      | 1              | SMB     | 2017-10-01 |             | open
        """,
    )

    (row,) = db.run("rep/passages", **JULY_TO_SEPTEMBER)

    assert (row["entered_deals"], row["advanced_deals"], row["lost_deals"]) == (4, 2, 1)
    assert (row["advanced_won_deals"], row["advanced_lost_deals"]) == (1, 1)


def test_weekdays_count_what_took_place(db):
    db.insert(
        "activities",
        """
        activity_id | rep_id | kind | happened_at         | is_completed | is_no_show
        a           | 1      | call | 2017-07-03 09:00:00 | true         | false
        b           | 1      | call | 2017-07-10 23:59:00 | true         | false
        c           | 1      | task | 2017-07-09 10:00:00 | true         | false
        d           | 1      | call | 2017-07-03 10:00:00 | false        | false
        e           |        | call | 2017-07-03 10:00:00 | true         | false
        """,
    )  # two Mondays and a Sunday; d is still open, e is nobody's

    found = [(row["weekday"], row["kind"], row["activities"]) for row in db.run("rep/weekdays", **JULY_TO_SEPTEMBER)]

    assert found == [(1, "call", 1 + 1), (7, "task", 1)]
