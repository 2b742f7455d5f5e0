"""Selling time, coverage and meetings from counts, by hand and by law."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import activities

DAY = 480
ADA = {
    "working_days": 10,
    "logged_days": 6,
    "activities": 40,
    "tied_activities": 36,
    "customer_activities": 30,
    "timeable_activities": 20,
    "timed_activities": 18,
    "customer_minutes": 1200.0,
    "meetings_held": 9,
    "no_shows": 1,
}


def test_selling_time_is_minutes_over_capacity_with_its_coverage():
    found = activities.measured(ADA, day_minutes=DAY)

    assert found["selling_time"].value == 1200 / (10 * 480)
    assert found["selling_time"].n == 10
    assert found["activity_coverage"].value == 6 / 10
    assert found["customer_facing_share"].value == 30 / 40
    assert found["customer_facing_share"].n == 40
    assert found["no_show_rate"].value == 1 / (9 + 1)


def test_counting_activities_is_not_time():
    found = activities.measured(ADA | {"timed_activities": 0, "customer_minutes": 0.0}, day_minutes=DAY)

    assert found["selling_time"].value is None
    assert found["activities_done"].value == 40


@pytest.mark.parametrize(("timed", "is_known"), [(10, True), (9, False)])
def test_durations_on_fewer_than_half_are_no_time(timed, is_known):
    found = activities.measured(ADA | {"timed_activities": timed}, day_minutes=DAY)

    assert (found["selling_time"].value is not None) == is_known


def test_nothing_is_blank_and_not_zero():
    found = activities.measured({}, day_minutes=DAY)

    for name in ("selling_time", "activity_coverage", "customer_facing_share", "no_show_rate"):
        assert found[name].value is None, name


def test_where_nothing_is_tied_nobody_can_tell_what_was_with_customers():
    found = activities.measured(ADA | {"tied_activities": 0, "customer_activities": 0}, day_minutes=DAY)

    assert found["customer_facing_share"].value is None


def test_of_chosen_deals_no_share_of_working_time_is_known():
    found = activities.measured(ADA, day_minutes=DAY, is_selection=True)

    assert found["selling_time"].value is None
    assert found["activity_coverage"].value is None
    assert found["no_show_rate"].value == 0.1


def test_a_rep_who_logs_nothing_stays_in_the_capacity():
    rows = pd.DataFrame([ADA, dict.fromkeys(ADA, 0) | {"working_days": 10}])

    found = activities.measured(activities.total(rows), day_minutes=DAY)

    assert found["selling_time"].value == 1200 / (20 * 480)
    assert found["activity_coverage"].value == 6 / 20


REPS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 60), st.floats(0, 5000), st.integers(0, 50)), min_size=1, max_size=8
)


@given(REPS)
def test_the_whole_lies_between_its_parts_and_weighs_them_by_their_days(drawn):
    rows = pd.DataFrame(
        ADA
        | {"working_days": days, "logged_days": min(days, logged), "customer_minutes": minutes, "meetings_held": met}
        for days, logged, minutes, met in drawn
    )
    parts = [activities.measured(row, day_minutes=DAY)["selling_time"].value for row in rows.to_dict("records")]
    whole = activities.measured(activities.total(rows), day_minutes=DAY)["selling_time"].value

    weighed = sum(part * days for part, days in zip(parts, rows["working_days"], strict=True))
    assert math.isclose(whole, weighed / rows["working_days"].sum(), abs_tol=1e-12)
    assert min(parts) - 1e-12 <= whole <= max(parts) + 1e-12


MET = pd.DataFrame(
    [
        # with_whom, booked, held, no_shows, not_held, to_come, first_held, follow_up_held, placed_held
        ("prospect", 10, 6, 2, 1, 1, 2, 3, 4),
        ("prospect", 5, 5, 0, 0, 0, 1, 4, 0),
        ("customer", 9, 9, 0, 0, 0, 0, 9, 9),
    ],
    columns=[
        "with_whom",
        "booked",
        "held",
        "no_shows",
        "not_held",
        "to_come",
        "first_held",
        "follow_up_held",
        "placed_held",
    ],
)


def test_meetings_with_customers_are_not_counted_and_booked_is_not_held():
    found = activities.meetings(MET)

    assert {name: found[name].value for name in ("booked", "held", "no_shows")} == {
        "booked": 10 + 5,
        "held": 6 + 5,
        "no_shows": 2,
    }
    assert (found["first_held"].value, found["placed_held"].value) == (2 + 1, 4)
    assert found["first_share"].value == (2 + 1) / (6 + 5)
    assert found["no_show_rate"].value == 2 / (11 + 2)  # who cancelled, or is still to come, is in neither
    assert activities.meetings(MET, with_whom="internal")["no_show_rate"].value is None


def test_meetings_per_win_is_blank_without_a_win():
    assert activities.per_win(11, {"won_deals": 4}).value == 11 / 4
    assert activities.per_win(11, {"won_deals": 0}).value is None
    assert activities.per_win(11, {}).value is None


def test_kinds_have_minutes_only_where_durations_are_logged():
    columns = ["kind", "activities", "tied_activities", "customer_activities", "timeable_activities"]
    rows = pd.DataFrame([("call", 4, 4, 4, 4), ("meeting", 2, 2, 2, 2), ("task", 4, 0, 0, 0)], columns=columns).assign(
        group_name="all", week_start=pd.Timestamp("2026-07-06"), odd_durations=0
    )
    rows = rows.assign(timed_activities=[1, 2, 0], customer_minutes=[30.0, 90.0, 0.0])

    found = activities.kinds(rows).set_index("kind")

    assert found["share"].to_dict() == {"call": 0.4, "meeting": 0.2, "task": 0.4}
    assert found["minutes"].dropna().to_dict() == {"meeting": 90.0}
    assert activities.weeks(rows).to_dict("records") == [{"call": 4, "meeting": 2, "task": 4}]
