"""Behaviour of queries/fit/*.sql on hand-drawn rows."""

from datetime import date

from queries import Scope

TODAY = date(2026, 7, 1)


def company(db):
    db.insert("reps", """
        rep_id | name | team
        r1     | Ada  | West
        r2     | Bo   | East
    """)  # fmt: skip
    db.insert("accounts", """
        account_id | name | rep_id | industry | employees | country
        A          | Acme | r1     | Retail   | 50        | Japan
        B          | Bee  |        |          |           |
        C          | Cee  | r2     | Retail   | 500       |
    """)  # fmt: skip
    db.insert("contacts", """
        contact_id | account_id | role | started_on
        c1         | A          | CFO  | 2026-01-01
        c2         | B          | User |
    """)  # fmt: skip
    db.insert("leads", """
        lead_id | account_id | rep_id | company | status | industry | created_at       | is_converted | opportunity_id
        l1      | A          | r1     | Acme    | Done   | Food     | 2026-06-01 10:00 | true         |
        l2      | B          | r1     | Bee     | Done   | Food     | 2026-06-02 10:00 | true         |
        l3      |            | r1     | Dee     | New    | Food     | 2026-06-03 23:59 | false        |
        l4      |            | r2     | Eee     | New    |          | 2026-06-04 10:00 | false        |
        l5      |            | r2     | Eff     | New    |          | 2026-06-05 10:00 | false        | d1
    """)  # fmt: skip
    db.insert("traits", """
        entity   | record_id | name           | value       | number
        accounts | A         | tools used     | Slack; SAP  |
        accounts | C         | tools used     | Oracle      |
        contacts | c1        | months in role | 99          | 99
        contacts | c2        | months in role | 7           | 7
        leads    | l2        | tools used     | HubSpot     |
        leads    | l3        | tools used     | SAP         |
    """)  # fmt: skip
    db.insert("opportunities", """
        opportunity_id | account_id | rep_id | stage_kind | amount | created_on | closed_on
        d1             | A          | r1     | won        | 100    | 2026-05-01 | 2026-05-31
        d2             | A          | r1     | open       | 70     | 2026-06-01 |
        d3             | B          | r1     | lost       | 30     | 2026-06-01 | 2026-06-30
        d4             |            | r2     | lost       |        | 2026-06-05 | 2026-06-04
    """)  # fmt: skip


def told(db, entity, attribute):
    rows = db.run("fit/values", entity=entity, attribute=attribute, today=TODAY)
    return [(row["record_id"], row["account_id"], row["value"]) for row in rows]


def test_fields_and_traits_are_alike(db):
    company(db)
    assert told(db, "accounts", "industry") == [("A", "A", "Retail"), ("C", "C", "Retail"), ("l2", "B", "Food")]
    assert told(db, "accounts", "employees") == [("A", "A", "50"), ("C", "C", "500")]
    assert told(db, "contacts", "role") == [("c1", "A", "CFO"), ("c2", "B", "User")]


def test_a_lead_speaks_for_its_account_only_where_that_says_nothing(db):
    company(db)
    assert told(db, "accounts", "tools used") == [
        ("A", "A", "Slack; SAP"),
        ("C", "C", "Oracle"),
        ("l2", "B", "HubSpot"),
    ]
    assert told(db, "leads", "tools used") == [("l2", "B", "HubSpot"), ("l3", None, "SAP")]


def test_the_day_since_when_tells_the_months_in_a_role_before_a_column_does(db):
    company(db)
    rows = db.run("fit/values", entity="contacts", attribute="months in role", today=TODAY)
    assert {row["record_id"]: row["number"] for row in rows} == {"c1": 181 / 30.4375, "c2": 7.0}


def test_what_conditions_can_be_put_on(db):
    company(db)
    found = {(row["entity"], row["name"]): row for row in db.run("fit/attributes", today=TODAY)}
    assert {name for entity, name in found if entity == "accounts"} == {
        "industry",
        "employees",
        "country",
        "tools used",
    }
    size = found["accounts", "employees"]
    assert (size["records"], size["numbers"], size["lowest"], size["highest"]) == (2, 2, 50.0, 500.0)
    assert (found["leads", "industry"]["records"], found["leads", "industry"]["texts"]) == (3, 1)


def test_deals_decided_in_the_window(db):
    company(db)
    june = {"period_start": date(2026, 6, 1), "period_end": date(2026, 7, 1)}
    rows = db.run("fit/decided", **june)
    assert [(row["opportunity_id"], row["account_id"], row["cycle_days"]) for row in rows] == [
        ("d3", "B", 29),
        ("d4", None, -1),
    ]
    assert len(db.run("fit/decided", period_start=None, period_end=None)) == 3


def test_accounts_of_chosen_people_and_those_they_have_deals_with(db):
    company(db)
    everybody = {row["account_id"]: row for row in db.run("fit/accounts")}
    assert [(row["won_deals"], row["open_deals"], row["lost_deals"]) for row in everybody.values()] == [
        (1, 1, 0),
        (0, 0, 1),
        (0, 0, 0),
    ]
    assert float(everybody["A"]["open_amount"]) == 70.0
    assert everybody["B"]["rep_name"] == "Ada"  # of its deal, as nobody owns the account
    assert [row["account_id"] for row in db.run("fit/accounts", Scope.of(team=["West"]))] == ["A", "B"]


def test_open_leads_are_those_that_became_nothing_yet(db):
    company(db)
    assert [(row["lead_id"], str(row["created_on"])[:10]) for row in db.run("fit/leads")] == [
        ("l4", "2026-06-04"),
        ("l3", "2026-06-03"),
    ]
    assert [row["lead_id"] for row in db.run("fit/leads", Scope.of(team=["West"]))] == ["l3"]
