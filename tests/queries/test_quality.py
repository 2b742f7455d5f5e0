"""What the queries of the Data quality page have in sight."""

from datetime import date

from queries import Scope

QUARTER = {"period_start": date(2026, 7, 1), "period_end": date(2026, 10, 1)}
ALL = {"period_start": None, "period_end": None}
TODAY = date(2026, 8, 15)


def people(db):
    db.insert(
        "reps",
        """
        rep_id | name | team | left_on
        r1     | Ada  | West |
        r2     | Bo   | East | 2026-01-01
        """,
    )
    db.insert("stages", "stage | kind | is_recognised\nTalk | open | false")


def deals(db):
    people(db)
    db.insert(
        "opportunities",
        """
        opportunity_id | account_id | account_name | rep_id | stage | stage_kind | amount | created_on | closed_on
        open           | A          | Acme         | r1     | Talk  | open       | 5      | 2020-01-01 |
        won            | A          | Acme         | r2     | Won   | won        | 7      | 2026-06-01 | 2026-07-01
        created        |            | Globex       | r2     | Lost  | lost       |        | 2026-07-01 | 2026-07-01
        before         |            | Globex       | r1     | Lost  | lost       | 3      | 2026-06-01 | 2026-06-30
        undated        |            |              | r1     | Won   | won        | 2      |            |
        """,
    )


def ids(rows, key="opportunity_id"):
    return {row[key] for row in rows}


def test_in_sight_of_a_period_is_what_is_open_created_or_decided_in_it(db):
    deals(db)

    assert ids(db.run("quality/deals", **QUARTER)) == {"open", "won", "created", "undated"}
    assert ids(db.run("quality/deals", **ALL)) == {"open", "won", "created", "undated", "before"}
    assert ids(db.run("quality/deals", Scope.of(team=["East"]), **ALL)) == {"won", "created"}


def test_facts_of_stage_and_owner_are_joined(db):
    deals(db)

    found = {row["opportunity_id"]: row for row in db.run("quality/deals", **ALL)}

    assert found["open"]["is_stage_known"] is False
    assert found["won"]["is_stage_known"] is None  # no such stage is on record
    assert (found["won"]["is_active"], found["won"]["left_on"]) == (True, date(2026, 1, 1))


def test_twins_stand_at_one_account_within_days(db):
    deals(db)

    # Globex: 1 June and 1 July are 30 days apart
    assert ids(db.run("quality/deal_twins", days=30)) == {"created", "before"}
    assert ids(db.run("quality/deal_twins", days=29)) == set()


def test_accounts_are_those_known_and_names_on_deals(db):
    deals(db)
    db.insert(
        "accounts",
        """
        account_id | name | rep_id | created_on
        A          | Acme | r1     |
        B          | Bare | r2     | 2026-01-01
        Z          | Late | r2     | 2026-12-01
        """,
    )

    assert ids(db.run("quality/accounts", today=TODAY), "account_id") == {"A", "B", "name: Globex"}
    everywhere = {row["account_id"]: row for row in db.run("quality/accounts_in_sight")}
    assert (everywhere["A"]["deals"], everywhere["A"]["amount"], everywhere["A"]["rep_name"]) == (2, 5, "Ada")
    assert (everywhere["B"]["deals"], everywhere["B"]["amount"]) == (0, None)
    assert everywhere["name: Globex"]["deals"] == 2
    # Bo's own accounts, and those with a deal of his.
    east = {row["account_id"]: row["deals"] for row in db.run("quality/accounts_in_sight", Scope.of(team=["East"]))}
    assert east == {"A": 1, "B": 0, "Z": 0, "name: Globex": 1}


def test_an_answer_is_what_the_file_names_or_what_we_logged(db):
    people(db)
    db.insert(
        "leads",
        """
        lead_id | rep_id | created_at | first_response_at | is_converted | replied_at
        named   | r1     | 2026-08-01 | 2026-08-02        | false        |
        logged  | r1     | 2026-08-01 |                   | true         |
        inbound | r1     | 2026-08-01 |                   | false        | 2026-08-02
        later   | r1     | 2026-08-01 | 2026-08-20        | false        | 2026-08-21
        tomorrow | r1    | 2026-08-16 |                   | false        |
        undated | r1     |            |                   | false        |
        """,
    )
    db.insert(
        "activities",
        """
        activity_id | kind  | rep_id | lead_id | happened_at | is_completed | is_no_show | direction
        1           | call  | r2     | logged  | 2026-08-03  | true         | false      |
        2           | email | r2     | inbound | 2026-08-03  | true         | false      | Inbound
        3           | task  | r2     | inbound | 2026-08-03  | true         | false      |
        """,
    )

    assert ids(db.run("quality/answered_leads", today=TODAY), "lead_id") == {"named", "logged"}
    facts = {row["lead_id"]: row for row in db.run("quality/leads", **QUARTER, today=TODAY)}
    assert set(facts) == {"named", "logged", "inbound", "later", "undated"}
    assert {lead for lead, row in facts.items() if row["was_worked"]} == {"logged", "inbound"}
    assert facts["later"]["first_response_at"] is None  # not known yet on the 15th


def test_the_list_without_durations_adds_up_to_the_count(db):
    deals(db)
    db.insert(
        "activities",
        """
        activity_id | kind    | rep_id | opportunity_id | happened_at | is_completed | is_no_show | minutes
        fine        | call    | r1     | open           | 2026-08-01  | true         | false      | 720
        blank       | call    | r1     | open           | 2026-08-01  | true         | false      |
        zero        | meeting | r2     | open           | 2026-08-01  | true         | false      | 0
        long        | meeting |        | open           | 2026-08-01  | true         | false      | 721
        mail        | email   | r1     | open           | 2026-08-01  | true         | false      |
        internal    | meeting | r1     |                | 2026-08-01  | true         | false      |
        planned     | meeting | r1     | open           |             | false        | false      |
        june        | call    | r1     | open           | 2026-06-30  | true         | false      |
        tomorrow    | call    | r1     | open           | 2026-08-16  | true         | false      |
        """,
    )
    asked = {"today": TODAY, "longest": 720}

    counted = {
        row["rep_id"]: (row["activities"], row["found"]) for row in db.run("quality/durations", **QUARTER, **asked)
    }
    listed = {row["activity_id"]: row["reason"] for row in db.run("quality/durations_listed", **QUARTER, **asked)}

    assert counted == {"r1": (2, 1), "r2": (1, 1), None: (1, 1)}
    assert listed == {"blank": "no_minutes", "zero": "odd_minutes", "long": "odd_minutes"}
    assert sum(found for _done, found in counted.values()) == len(listed)
    assert "june" in ids(db.run("quality/durations_listed", **ALL, **asked), "activity_id")


def test_who_touched_a_deal_and_what_the_company_records(db):
    deals(db)
    db.insert(
        "activities",
        """
        activity_id | kind | rep_id | opportunity_id | happened_at | is_completed | is_no_show
        1           | call | r2     | open           | 2026-08-01  | true         | false
        2           | call | r2     | won            | 2026-07-20  | true         | false
        """,
    )

    assert ids(db.run("quality/touched_deals", today=TODAY)) == {"open"}
    assert db.run("quality/touched_deals", today=date(2026, 7, 31)) == []
    company = db.run("quality/company", today=TODAY)[0]
    assert (company["listed_people"], company["deals_with_currency"]) == (2, 0)
    assert company["log_first_on"] == date(2026, 7, 20)


def test_import_days_are_those_in_force(db):
    db.insert(
        "imports",
        """
        import_id | as_of            | undone_at
        1         | 2026-08-01 18:00 |
        2         | 2026-08-01 19:00 |
        3         | 2026-08-08 18:00 | 2026-08-09
        4         | 2026-08-15 18:00 |
        """,
    )

    assert db.run("imports/days") == [
        {"day": date(2026, 8, 1), "files": 2},
        {"day": date(2026, 8, 15), "files": 1},
    ]
