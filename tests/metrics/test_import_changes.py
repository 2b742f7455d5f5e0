"""The difference of an import, judged: sums by category and owner, and what looks like a slip of the file."""

import pandas as pd
import pytest

from metrics.import_changes import Unusual, by, unusual

EFFECTS = pd.DataFrame(
    [
        ("pipeline", "new", "commit", "Ann", 2, 30.1),
        ("pipeline", "new", "pipeline", "Bo", 1, 5.0),
        ("pipeline", "lost", "commit", "Bo", 1, -80.3),
        ("dates", "pushed", "commit", "Ann", 3, 500.0),
        ("bookings", "booked", "", "Ann", 1, 70.0),
    ],
    columns=["account", "effect", "category", "owner", "deals", "amount"],
)
QUIET = dict.fromkeys(
    [
        "known_before",
        "open_before",
        "dates_moved",
        "moved_alike",
        "alike_days",
        "new_deals",
        "begun_on_one_day",
        "usual_on_a_busy_day",
        "amounts_changed",
        "amounts_blanked",
        "owners_changed",
        "stages_changed",
        "wins_taken_back",
        "open_gone",
        "times_10",
        "part_10",
        "times_100",
        "part_100",
        "times_1000",
        "part_1000",
        "times_10000",
        "part_10000",
    ],
    0.0,
)


def test_money_by_category_and_what_moved_it():
    found = by(EFFECTS, "category").to_dict("records")
    assert [(row["category"], row["net"]) for row in found] == [("commit", -50.2), ("pipeline", 5.0)]
    commit = found[0]
    assert (commit["new_deals"], commit["lost_deals"], commit["pushed_deals"]) == (2, 1, 3)
    assert found[1]["lost_deals"] == 0
    assert "booked_deals" not in commit, "bookings are no pipeline"


def test_nets_by_owner_sum_to_the_change_of_the_pipeline():
    assert by(EFFECTS, "owner")["net"].sum() == pytest.approx(30.1 + 5.0 - 80.3)


def test_no_change_makes_no_rows():
    assert by(EFFECTS.head(0), "owner").empty


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, []),
        ({"amounts_changed": 40, "times_100": 38}, [Unusual("amounts_times", 38, 40, 100)]),
        ({"amounts_changed": 40, "part_1000": 20}, [Unusual("amounts_part", 20, 40, 1000)]),
        ({"amounts_changed": 40, "times_10": 19}, []),  # fewer than half
        ({"amounts_changed": 4, "times_10": 4}, []),  # too few
        ({"open_before": 100, "dates_moved": 80, "moved_alike": 9}, [Unusual("dates_all_moved", 80, 100)]),
        (
            {"open_before": 100, "dates_moved": 40, "moved_alike": 30, "alike_days": 7},
            [Unusual("dates_moved_alike", 30, 100, 7)],
        ),
        ({"open_before": 100, "dates_moved": 40, "moved_alike": 9}, []),
        (
            {"known_before": 900, "new_deals": 430, "begun_on_one_day": 412, "usual_on_a_busy_day": 12},
            [Unusual("created_on_one_day", 412, 430, 12)],
        ),
        ({"known_before": 0, "new_deals": 430, "begun_on_one_day": 412}, []),  # the first file
        ({"known_before": 900, "wins_taken_back": 1}, [Unusual("wins_taken_back", 1, 900)]),
        ({"open_before": 50, "open_gone": 10}, [Unusual("open_gone", 10, 50)]),
        ({"open_before": 51, "open_gone": 10}, []),
        ({"known_before": 60, "amounts_blanked": 6}, [Unusual("amounts_blanked", 6, 60)]),
        ({"open_before": 60, "owners_changed": 30}, [Unusual("owners_changed", 30, 60)]),
        ({"open_before": 60, "stages_changed": 60}, [Unusual("stages_changed", 60, 60)]),
    ],
)
def test_what_looks_like_a_slip(facts, told):
    assert unusual(QUIET | facts) == told
