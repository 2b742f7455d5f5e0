"""Behaviour of queries/leads/*.sql on hand-drawn rows."""

from datetime import date

JULY = {"period_start": date(2026, 7, 1), "period_end": date(2026, 8, 1)}


def leads(db):
    db.insert(
        "reps",
        """
        rep_id | name | team | territory
        r1     | Ada  | West | EMEA
        """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | lead_id | stage_kind | amount | created_on | closed_on
        d1             | r1     |         | won        | 100    | 2026-07-05 | 2026-07-20
        d2             | r1     | l4      | open       | 70     | 2026-07-05 |
        d3             | r1     |         | lost       | 30     | 2026-07-05 | 2026-07-21
        """,
    )
    db.insert(
        "leads",
        """
        lead_id | rep_id | source | created_at       | is_converted | opportunity_id | qualified_at
        l1      | r1     | Web    | 2026-07-01 00:00 | true         | d1             |
        l2      | r1     | Web    | 2026-07-02 10:00 | true         | d1             |
        l3      | r1     | Web    | 2026-07-03 10:00 | false        |                | 2026-07-04 10:00
        l4      | r1     | Fair   | 2026-07-04 10:00 | false        |                |
        l5      |        |        | 2026-07-31 23:59 | true         | d3             |
        l6      | r1     | Web    | 2026-08-01 00:00 | false        |                |
        """,
    )


def test_a_deal_counts_for_the_first_of_its_leads(db):
    leads(db)
    found = {row["group_name"]: row for row in db.run("leads/courses", **JULY, group_by="source")}
    # Of the three of July's Web leads l1 has the deal d1, which l2 names as well.
    assert {name: found["Web"][name] for name in ("leads", "qualified", "deals", "won_deals")} == {
        "leads": 3,
        "qualified": 2 + 1,
        "deals": 1,
        "won_deals": 1,
    }
    assert (found["Fair"]["deals"], found["Fair"]["open_deals"], float(found["Fair"]["open_amount"])) == (1, 1, 70.0)
    assert (found["(none)"]["lost_deals"], found["(none)"]["won_amount"]) == (1, None)


def test_the_whole_is_the_sum_of_its_groups(db):
    leads(db)
    (whole,) = db.run("leads/courses", **JULY, group_by="all")
    parts = db.run("leads/courses", **JULY, group_by="owner")
    for name in ("leads", "qualified", "deals", "open_deals", "won_deals", "lost_deals"):
        assert whole[name] == sum(row[name] for row in parts)


def test_the_first_contact_is_the_file_s_or_our_first_own_activity(db):
    leads(db)
    db.insert(
        "activities",
        """
        activity_id | kind  | lead_id | happened_at      | is_completed | is_no_show | direction | subject
        1           | call  | l1      | 2026-07-01 00:30 | true         | false      |           |
        2           | email | l2      | 2026-07-02 10:01 | true         | false      | inbound   |
        3           | email | l2      | 2026-07-02 10:02 | true         | false      | outbound  | Automatic reply
        4           | task  | l2      | 2026-07-02 10:03 | true         | false      |           |
        5           | call  | l2      | 2026-07-02 12:00 | true         | false      | outbound  |
        6           | call  | l3      | 2026-07-01 09:00 | true         | false      | outbound  |
        7           | call  | l4      | 2026-07-05 09:00 | false        | false      | outbound  |
        """,
    )
    db.insert(
        "leads",
        """
        lead_id | created_at       | is_converted | first_response_at
        l0      | 2026-07-01 00:00 | false        | 2026-07-01 01:00
        """,
    )
    found = {row["lead_id"]: row["responded_at"] for row in db.run("leads/response", **JULY)}
    assert f"{found['l0']:%d %H:%M}" == "01 01:00"  # the file says so
    assert f"{found['l1']:%d %H:%M}" == "01 00:30"
    assert f"{found['l2']:%d %H:%M}" == "02 12:00"
    # l3's call was before its creation, l4's has not taken place.
    assert [str(found[lead]) for lead in ("l3", "l4", "l5")] == ["None"] * 3
    assert "l6" not in found


def test_a_lead_is_of_its_owner_s_team_and_territory(db):
    leads(db)

    found = {row["lead_id"]: (row["team"], row["territory"]) for row in db.run("leads/response", **JULY)}

    assert (found["l1"], found["l5"]) == (("West", "EMEA"), (None, None))
