"""Whose leads are said to wait longer than all others."""

from datetime import date, datetime, time

import pandas as pd
import pytest

from metrics.lead_response import HOUR
from metrics.review import response

UNTIL = datetime.combine(date(2026, 7, 2), time.min)
DIMENSIONS = ("territory", "source")


def waits(*groups: tuple[str, str, int, float]) -> pd.DataFrame:
    """Waits that are over: (territory, source, how many, hours of the shortest) each, a twentieth of it more each."""
    rows = [
        (territory, source, hours * (1 + number / 20) * HOUR, True)
        for territory, source, many, hours in groups
        for number in range(many)
    ]
    return pd.DataFrame(rows, columns=["territory", "source", "seconds", "is_over"])


def told(found):
    return [(item.dimension, item.group) for item in response.slower(found, DIMENSIONS)]


def test_a_territory_that_answers_late_is_told_with_both_medians():
    found = waits(("East", "Web", 60, 1), ("North", "Fair", 60, 1), ("West", "Web", 21, 8), ("West", "Fair", 20, 8))

    (slow,) = response.slower(found, DIMENSIONS)

    assert (slow.dimension, slow.group) == ("territory", "West")
    # 41 waits, two of each length but for the longest: the 21st is 8 × (1 + 10/20) hours; of 120, the 60th 1 + 29/20.
    assert slow.own.value == pytest.approx(8 * (1 + 10 / 20) / 24)
    assert slow.others.value == pytest.approx((1 + 29 / 20) / 24)
    assert (slow.own.n, slow.answered.value) == (41, 1.0)


def test_alike_groups_are_not_told():
    assert told(waits(("East", "Web", 60, 1), ("West", "Fair", 60, 1))) == []


def test_quick_groups_are_not_told_and_do_not_make_the_others_slow():
    assert told(waits(("East", "Web", 60, 1), ("North", "Web", 60, 1), ("West", "Web", 60, 0.1))) == []


def test_leads_that_nobody_answers_are_the_slowest():
    found = waits(("East", "Web", 60, 1), ("North", "Web", 15, 1), ("North", "Web", 45, 100))
    found["is_over"] = found["seconds"] < 100 * HOUR

    (slow,) = response.slower(found, DIMENSIONS)

    assert (slow.group, slow.own.value) == ("North", None)
    assert slow.answered.value == 15 / 60


def test_a_second_slow_group_is_told_where_it_is_slow_without_the_first():
    found = waits(("East", "Web", 80, 1), ("North", "Web", 80, 1), ("South", "List", 40, 4), ("West", "Web", 60, 30))

    # Leads of the list are those of South: one finding, told by the dimension that comes first.
    assert told(found) == [("territory", "West"), ("territory", "South")]


def test_few_leads_and_none_tell_nothing():
    assert told(waits(("East", "Web", 60, 1), ("West", "Web", 19, 50))) == []
    assert told(waits(("East", "Web", 60, 1)).head(0)) == []
    assert told(waits(("East", "Web", 60, 1), ("West", "Web", 60, 1)).assign(territory=None, source=None)) == []


def asked(*leads: tuple[str | None, int | None]) -> pd.DataFrame:
    """Leads of 1 July at 10:00: (territory, minutes until our answer; blank without one) each."""
    created = pd.Timestamp("2026-07-01 10:00")
    answers = [pd.NaT if minutes is None else created + pd.Timedelta(minutes=minutes) for _where, minutes in leads]
    return pd.DataFrame(
        {
            "territory": [where for where, _minutes in leads],
            "created_at": created,
            "responded_at": pd.to_datetime(pd.Series(answers)),
        }
    )


def test_groups_are_told_by_size_and_leads_of_none_are_left_out():
    found = response.answered(asked(("West", 30), ("East", 90), ("East", 10), ("East", None), (None, 5)), until=UNTIL)

    east, west = found.groups("territory")

    assert found.count == 5
    assert (east.name, east.leads) == ("East", 3)
    assert (east.within_1h, east.within_24h) == pytest.approx((1 / 3, 2 / 3))
    assert east.median == pytest.approx(90 / 60 / 24)  # of 10 minutes, 90 minutes and one that still waits
    assert (west.name, west.leads, west.within_1h, west.never) == ("West", 1, 1.0, 0.0)


def test_where_no_answer_is_known_no_lead_is_said_to_wait():
    assert response.answered(asked(("West", None), ("East", None)), until=UNTIL).count == 0
