"""Behaviour of queries/activities/*.sql and of the relation `meetings` on hand-drawn rows."""

from collections import Counter
from datetime import date

import queries
from queries import Scope

JULY = {"period_start": date(2026, 7, 1), "period_end": date(2026, 8, 1)}
# Wednesday to Tuesday, the weekend left out.
FIVE_DAYS = "2026-07-01 2026-07-02 2026-07-03 2026-07-06 2026-07-07"


def people(db):
    db.insert(
        "reps",
        """
        rep_id | name | team | hired_on   | left_on    | is_active
        r1     | Ada  | West |            |            | true
        r2     | Bo   | West | 2026-07-03 | 2026-07-06 | false
        r3     | Cy   | East |            |            | true
        r4     | Di   | East |            |            | true
        """,
    )


def deals(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | account_id | stage_kind | created_on | closed_on  | segment
        d1             | r1     | A          | open       | 2026-06-01 |            | SMB
        d2             | r3     | B          | won        | 2026-05-01 | 2026-06-30 | Enterprise
        """,
    )


def by_rep(db, scope=None, working_days=FIVE_DAYS):
    return {row["rep_id"]: row for row in db.run("activities/by_rep", scope, **JULY, working_days=working_days)}


def test_working_days_follow_employment_and_logged_days_lie_within_them(db):
    people(db)
    deals(db)
    db.insert(
        "activities",
        """
        activity_id | kind | rep_id | happened_at      | is_completed | is_no_show
        1           | call | r1     | 2026-07-02 09:00 | true         | false
        2           | call | r1     | 2026-07-02 15:00 | true         | false
        3           | task | r1     | 2026-07-04 10:00 | true         | false
        4           | call | r2     | 2026-07-06 10:00 | true         | false
        5           | call | r2     | 2026-07-07 10:00 | true         | false
        """,
    )

    found = by_rep(db)

    # Ada: the deal of June comes before the window, so all five days; Saturday the 4th is none of them.
    assert (found["r1"]["working_days"], found["r1"]["logged_days"], found["r1"]["activities"]) == (5, 1, 3)
    # Bo: hired on the 3rd, left on the 6th; what is logged on the 7th is done, but on no working day of hers.
    assert (found["r2"]["working_days"], found["r2"]["logged_days"], found["r2"]["activities"]) == (2, 1, 2)
    # Cy owns a deal and logs nothing: five days without anything. Di neither sells nor logs, and is left out.
    assert (found["r3"]["working_days"], found["r3"]["logged_days"], found["r3"]["activities"]) == (5, 0, 0)
    assert "r4" not in found


def test_a_hiring_day_that_is_unknown_is_the_first_thing_seen(db):
    people(db)
    db.insert(
        "activities",
        """
        activity_id | kind | rep_id | happened_at      | is_completed | is_no_show
        1           | call | r4     | 2026-07-06 09:00 | true         | false
        """,
    )

    assert by_rep(db)["r4"]["working_days"] == 2  # the 6th and the 7th


def test_customer_facing_is_a_kind_and_a_tie_and_only_usable_durations_are_time(db):
    people(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | happened_at      | is_completed | is_no_show | account_id | lead_id | minutes
        call        | call    | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 30
        lead call   | call    | r1     | 2026-07-01 09:00 | true         | false      |            | L       |
        mail        | email   | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 5
        internal    | meeting | r1     | 2026-07-01 09:00 | true         | false      |            |         | 60
        meeting     | meeting | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 720
        months      | meeting | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 181416
        nothing     | call    | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 0
        task        | task    | r1     | 2026-07-01 09:00 | true         | false      | A          |         | 45
        open task   | task    | r1     |                  | false        | false      | A          |         | 45
        missed      | meeting | r1     |                  | false        | true       | A          |         | 60
        june        | call    | r1     | 2026-06-30 23:59 | true         | false      | A          |         | 60
        august      | call    | r1     | 2026-08-01 00:00 | true         | false      | A          |         | 60
        """,
    )

    found = by_rep(db)["r1"]

    assert found["activities"] == 8  # of the twelve: not open, not missed, not June, not August
    assert found["tied_activities"] == 7  # all but the internal meeting
    assert found["customer_activities"] == 6  # and not the task
    assert found["timeable_activities"] == 5  # and not the mail
    assert found["timed_activities"] == 2  # 30 and 720
    assert found["odd_durations"] == 2  # 181416 and 0
    assert found["customer_minutes"] == 30 + 5 + 720

    weeks = db.run("activities/by_kind", **JULY, group_by="rep")
    for column in ("activities", "tied_activities", "customer_activities", "timed_activities", "customer_minutes"):
        assert sum(row[column] for row in weeks) == found[column], column


MEETINGS = """
activity_id | kind    | rep_id | subject | opportunity_id | lead_id | happened_at   | due_at        | is_completed
held        | meeting | r1     | Demo    | d1             |         | 2026-07-01 09 | 2026-07-01 09 | true
copy        | meeting | r2     | demo    | d1             |         |               | 2026-07-01 09 | false
other hour  | meeting | r1     | Demo    | d1             |         | 2026-07-01 11 | 2026-07-01 11 | true
missed      | meeting | r1     | Demo    |                | L       |               | 2026-07-02 09 | false
cancelled   | meeting | r2     | Demo    |                | L       |               | 2026-07-03 09 | false
to come     | meeting | r2     | Demo    |                | L       |               | 2026-07-20 09 | false
customer    | meeting | r1     | Review  | d2             |         | 2026-07-02 09 | 2026-07-02 09 | true
internal    | meeting | r1     | Standup |                |         | 2026-07-02 09 | 2026-07-02 09 | true
"""


def meet(db):
    """The meetings above; to the one called missed nobody came."""
    lines = MEETINGS.strip().splitlines()
    marks = ["is_no_show", *("true" if line.startswith("missed") else "false" for line in lines[1:])]
    drawn = [f"{line} | {mark}" for line, mark in zip(lines, marks, strict=True)]
    db.insert("activities", "\n".join(drawn).replace(" 09 ", " 09:00 ").replace(" 11 ", " 11:00 "))


NOW = JULY | {"today": date(2026, 7, 10)}


def states(rows):
    return {
        (row["group_name"], row["with_whom"]): tuple(row[name] for name in ("held", "no_shows", "not_held", "to_come"))
        for row in rows
    }


def summed(rows):
    found = {}
    for key, counts in ((key, counts) for row in rows for key, counts in states([row]).items()):
        found[key] = tuple(a + b for a, b in zip(found.get(key, (0, 0, 0, 0)), counts, strict=True))
    return found


def test_meetings_count_once_from_booked_to_held_and_only_with_prospects(db):
    people(db)
    deals(db)
    meet(db)

    assert summed(db.run("activities/meetings", **NOW, group_by="all")) == {
        ("all", "prospect"): (2, 1, 1, 1),  # the copy in Bo's calendar is the same meeting, and was held
        ("all", "customer"): (1, 0, 0, 0),  # B had bought on 30 June
        ("all", "internal"): (1, 0, 0, 0),
    }
    # Each attendee has it once, and it was held for both where one of them says so.
    per_rep = summed(db.run("activities/meetings", **NOW, group_by="rep"))
    assert per_rep["Ada", "prospect"] == (2, 1, 0, 0)
    assert per_rep["Bo", "prospect"] == (1, 0, 1, 1)
    assert {rep: (row["meetings_held"], row["no_shows"]) for rep, row in by_rep(db).items() if rep in ("r1", "r2")} == {
        "r1": (2, 1),
        "r2": (1, 0),
    }


def test_the_list_of_meetings_adds_up_to_the_count(db):
    people(db)
    deals(db)
    meet(db)

    rows = db.run("activities/meetings_listed", **NOW, only_rep=None, only_with="prospect")

    assert [(row["activity_id"], row["state"], row["attendees"]) for row in rows] == [
        ("to come", "to_come", 1),
        ("cancelled", "not_held", 1),
        ("missed", "no_show", 1),
        ("other hour", "held", 1),
        ("copy", "held", 2),
    ]
    assert len(db.run("activities/meetings_listed", **NOW, only_rep=None, only_with=None)) == 5 + 1 + 1


def test_whoever_sold_a_customer_is_a_customer_and_only_from_the_day_after(db):
    people(db)
    deals(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | account_id | happened_at      | is_completed | is_no_show
        day of win  | meeting | r1     | B          | 2026-06-30 09:00 | true         | false
        day after   | meeting | r1     | B          | 2026-07-01 09:00 | true         | false
        """,
    )
    window = {"period_start": date(2026, 6, 1), "period_end": date(2026, 8, 1), "today": date(2026, 7, 10)}

    rows = db.run("activities/meetings_listed", Scope.of(owner=["r1"]), **window, only_rep=None, only_with=None)

    assert {row["activity_id"]: row["with_whom"] for row in rows} == {"day of win": "prospect", "day after": "customer"}


def test_first_and_follow_up_are_what_the_crm_marks_else_the_sequence(db):
    people(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | lead_id | happened_at      | is_completed | is_no_show | is_first_meeting
        1           | meeting | r1     | L       | 2026-07-01 09:00 | true         | false      | true
        2           | meeting | r1     | L       | 2026-07-02 09:00 | true         | false      | false
        3           | meeting | r2     | L       | 2026-07-02 09:00 | true         | false      |
        4           | meeting | r2     | L       | 2026-07-03 09:00 | true         | false      |
        """,
    )

    rows = db.run("activities/meetings", **NOW, group_by="all")

    # 3 is 2 in another calendar; 4 is not marked, and comes after them
    names = ("held", "first_held", "follow_up_held", "placed_held")
    assert tuple(sum(row[name] for row in rows) for name in names) == (3, 1, 2, 1)


def test_the_first_meeting_is_the_first_one_held_with_the_account_whoever_held_it(db):
    people(db)
    deals(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | opportunity_id | happened_at      | is_completed | is_no_show
        1           | meeting | r3     | d1             | 2026-06-30 09:00 | false        | true
        2           | meeting | r1     | d1             | 2026-07-01 09:00 | true         | false
        3           | meeting | r3     | d1             | 2026-07-02 09:00 | true         | false
        4           | meeting | r3     | d2             | 2026-06-20 09:00 | true         | false
        5           | meeting | r3     | d2             | 2026-07-03 09:00 | true         | false
        6           | meeting | r3     |                | 2026-07-03 10:00 | true         | false
        """,
    )
    names = ("held", "first_held", "follow_up_held", "placed_held")

    def counted(scope=None, params=NOW):
        rows = db.run("activities/meetings", scope, **params, group_by="all")
        return tuple(sum(row[name] for row in rows) for name in names)

    # 2 is the first with account A (nobody came to 1), 3 and 5 follow, 6 names nobody
    assert counted() == (4, 1, 2, 3)
    # Cy took A over: a filter on people does not make 3 a first one
    assert counted(Scope.of(team=["East"])) == (3, 0, 2, 2)
    assert counted(Scope.of(as_of=date(2026, 7, 1))) == (1, 1, 0, 1)


def test_a_filter_on_deals_keeps_what_is_tied_to_them(db):
    people(db)
    deals(db)
    meet(db)
    smb = Scope.of(segment=["SMB"])

    assert by_rep(db, smb)["r1"]["activities"] == 2  # the two demos of d1
    assert summed(db.run("activities/meetings", smb, **NOW, group_by="all")) == {("all", "prospect"): (2, 0, 0, 0)}


def test_as_of_a_day_a_later_meeting_is_only_booked(db):
    people(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | lead_id | created_at | happened_at      | is_completed | is_no_show
        known       | meeting | r1     | L       | 2026-07-01 | 2026-07-20 09:00 | true         | false
        unknown yet | meeting | r1     | M       | 2026-07-12 | 2026-07-20 09:00 | true         | false
        """,
    )

    found = db.run("activities/meetings", Scope(as_of=date(2026, 7, 10)), **NOW, group_by="all")

    assert summed(found) == {("all", "prospect"): (0, 0, 0, 1)}


def test_early_touches_come_before_the_outcome(db):
    db.insert(
        "opportunities",
        """
        opportunity_id | stage_kind | created_on | closed_on  | segment
        won            | won        | 2026-07-01 | 2026-07-31 | SMB
        lost           | lost       | 2026-07-01 | 2026-07-15 |
        early          | lost       | 2026-07-01 | 2026-07-14 |
        before log     | won        | 2026-06-30 | 2026-07-31 | SMB
        after log      | won        | 2026-07-20 | 2026-08-20 | SMB
        open           | open       | 2026-07-01 |            | SMB
        undated        | won        |            | 2026-07-31 | SMB
        """,
    )
    db.insert(
        "activities",
        """
        activity_id | kind    | opportunity_id | happened_at      | created_at       | is_completed | is_no_show
        1           | call    | won            | 2026-07-01 08:00 |                  | true         | false
        2           | call    | won            | 2026-07-14 23:00 | 2026-07-31 10:00 | true         | false
        day 15      | call    | won            | 2026-07-15 00:00 |                  | true         | false
        afterwards  | email   | won            | 2026-07-05 09:00 | 2026-08-01 09:00 | true         | false
        task        | task    | won            | 2026-07-05 09:00 |                  | true         | false
        open        | meeting | won            |                  |                  | false        | false
        3           | meeting | lost           | 2026-07-05 09:00 |                  | true         | false
        log ends    | call    | open           | 2026-07-31 09:00 |                  | true         | false
        """,
    )
    log = db.run("activities/log_days")[0]
    assert (log["deals_first_on"], log["deals_last_on"], log["no_shows"]) == (date(2026, 7, 1), date(2026, 7, 31), 0)
    window = {"period_start": date(2026, 7, 1), "period_end": date(2026, 9, 1), "early_days": 14}
    window |= {"log_first_on": log["deals_first_on"], "log_last_on": log["deals_last_on"]}

    rows = db.run("activities/early_touches", **window)

    found = {
        (row["segment"], row["calls"], row["emails"], row["meetings"], row["is_early"], row["is_outside"]): (
            row["won_deals"],
            row["lost_deals"],
        )
        for row in rows
    }
    assert found == {
        ("SMB", 2, 0, 0, False, False): (1, 0),
        ("", 0, 0, 1, False, False): (0, 1),
        ("", 0, 0, 0, True, False): (0, 1),  # decided on the 14th day: nothing of its first 14 days could follow
        ("SMB", 0, 0, 0, False, True): (2, 0),
    }
    listed = db.run("activities/early_touches_listed", **window)
    again = Counter(
        (row["segment"], row["calls"], row["emails"], row["meetings"], row["is_early"], row["is_outside"])
        for row in listed
    )
    assert again == {key: sum(deals) for key, deals in found.items()}
    assert {row["opportunity_id"] for row in listed if row["stage_kind"] == "lost"} == {"lost", "early"}


def test_the_deals_behind_the_odds_add_up_to_them(company):
    window = {"period_start": date(2016, 1, 1), "period_end": date(2018, 1, 1), "early_days": 30}
    window |= {"log_first_on": date(2016, 1, 1), "log_last_on": date(2018, 1, 1)}
    for scope in (Scope(), Scope.of(team=["West"]), Scope.of(as_of=date(2017, 6, 1))):
        counts = queries.run(company.engine, "activities/early_touches", scope, **window)
        deals = queries.run(company.engine, "activities/early_touches_listed", scope, **window)

        for kind in ("won", "lost"):
            assert counts[f"{kind}_deals"].sum() == (deals["stage_kind"] == kind).sum()
        touched = deals[["calls", "emails", "meetings"]].clip(upper=10).sum()
        weights = counts["won_deals"] + counts["lost_deals"]
        assert touched.tolist() == [(counts[name] * weights).sum() for name in ("calls", "emails", "meetings")]
