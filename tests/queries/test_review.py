"""Behaviour of queries/review/*.sql on hand-drawn rows."""

from datetime import date

import pytest

YEAR = {"period_start": date(2026, 1, 1), "period_end": date(2027, 1, 1)}


def test_the_discount_of_a_deal_is_that_of_its_last_quote_of_the_window(db):
    db.insert(
        "reps",
        """
        rep_id | name | team
        r1     | Ada  | West
        """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | product | segment
        d1             | r1     | Core    | SMB
        d2             | r1     | Plus    | SMB
        d3             | r1     | Plus    | SMB
        d4             | r1     | Plus    | SMB
        """,
    )
    db.insert(
        "quotes",
        """
        quote_id | opportunity_id | created_at       | discount | list_amount | net_amount
        q1       | d1             | 2026-03-01 10:00 | 0.05     | 100         | 95
        q2       | d1             | 2026-12-31 23:59 | 0.10     | 100         | 90
        q3       | d1             | 2027-01-01 00:00 | 0.50     | 100         | 50
        q4       | d2             | 2026-05-01 10:00 |          | 200         | 150
        q5       | d2             | 2026-06-01 10:00 |          |             | 150
        q6       | d3             | 2026-06-01 10:00 |          | 0           | 10
        q7       | gone           | 2026-06-01 10:00 | 0.30     | 100         | 70
        q8       | d4             | 2025-12-31 23:59 | 0.20     | 100         | 80
        """,
    )

    found = {row["opportunity_id"]: row for row in db.run("review/discounts", **YEAR)}

    # d1: the year's last; d2: 1 − 150/200 of the last one that tells; d3 tells nothing; d4 is of another year.
    assert {name: row["discount"] for name, row in found.items()} == {"d1": 0.10, "d2": pytest.approx(0.25)}
    assert (found["d1"]["product"], found["d1"]["segment"], found["d1"]["team"]) == ("Core", "SMB", "West")
