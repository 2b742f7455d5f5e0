"""Speed to lead by hand: who was never answered counts, and working time is another clock."""

from datetime import datetime

import pandas as pd
import pytest

from metrics import lead_response
from metrics.working_time import Calendar

UNTIL = pd.Timestamp("2026-06-10 00:00")


def leads(drawn: str) -> pd.DataFrame:
    """Rows of leads/response; blank cells are None."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in drawn.strip().splitlines()]
    found = pd.DataFrame(lines[1:], columns=lines[0])
    for name in ("created_at", "notified_at", "assigned_at", "responded_at", "replied_at"):
        found[name] = pd.to_datetime(found[name]) if name in found else pd.Series(pd.NaT, index=found.index)
    return found


FOUR = leads("""
    lead_id | source | created_at       | responded_at
    a       | Web    | 2026-06-01 10:00 | 2026-06-01 10:04
    b       | Web    | 2026-06-01 10:00 | 2026-06-01 10:30
    c       | Fair   | 2026-06-01 10:00 | 2026-06-03 10:00
    d       | Fair   | 2026-06-01 10:00 |
""")


def test_shares_are_of_all_leads_and_the_median_counts_who_waits():
    told = lead_response.summary(lead_response.waits(FOUR, "speed", until=UNTIL))
    assert {name: value.value for name, value in told.items()} == {
        # After 30 minutes half of the four are answered: (4 − 2) ÷ 4.
        "median": pytest.approx(30 / 60 / 24),
        "within_5m": 0.25,
        "within_1h": 0.5,
        "within_24h": 0.5,
        "never": 0.25,
    }
    assert all(value.n == 4 for value in told.values())


def test_where_fewer_than_half_were_answered_there_is_no_median():
    told = lead_response.summary(lead_response.waits(FOUR.iloc[1:].assign(responded_at=pd.NaT), "speed", until=UNTIL))
    assert told["median"].value is None
    assert (told["within_24h"].value, told["never"].value) == (0.0, 1.0)


def test_a_lead_of_a_minute_ago_says_nothing_of_an_hour():
    """Who waits since a minute counts up to that minute."""
    fresh = leads("""
        lead_id | source | created_at       | responded_at
        a       | Web    | 2026-06-09 10:00 | 2026-06-09 10:04
        b       | Web    | 2026-06-09 10:00 | 2026-06-09 12:00
        c       | Web    | 2026-06-09 23:59 |
    """)
    found = lead_response.waits(fresh, "speed", until=UNTIL)
    # c leaves after a minute; then one of two is answered in 4 minutes, and the other in two hours.
    assert lead_response.within(found, [60, 300, 7200]) == [0.0, 0.5, 1.0]


def test_what_is_later_than_now_is_not_known():
    found = lead_response.waits(FOUR, "speed", until=datetime(2026, 6, 2))  # noqa: DTZ001 - moments are UTC without a zone
    assert found["is_over"].tolist() == [True, True, False, False]


def test_an_answer_before_the_lead_is_left_out_and_told():
    wrong = leads("""
        lead_id | source | created_at       | responded_at
        a       | Web    | 2026-06-01 10:00 | 2026-06-01 09:00
        b       | Web    | 2026-06-01 10:00 | 2026-06-01 11:00
    """)
    assert lead_response.waits(wrong, "speed", until=UNTIL)["lead_id"].tolist() == ["b"]
    assert lead_response.backwards(wrong, "speed") == 1


def test_the_reply_time_begins_with_our_contact():
    replied = FOUR.assign(replied_at=pd.to_datetime(["2026-06-01 11:04", None, None, None]))
    found = lead_response.waits(replied, "reply", until=UNTIL)
    assert found["lead_id"].tolist() == ["a", "b", "c"]
    assert found["seconds"].iloc[0] == 3600
    assert lead_response.summary(found)["never"].value == 2 / 3


def test_working_time_leaves_nights_and_weekends_out():
    friday = leads("""
        lead_id | source | created_at       | responded_at
        a       | Web    | 2026-06-05 17:30 | 2026-06-08 09:15
    """)
    by_clock = lead_response.waits(friday, "speed", until=UNTIL, clock=Calendar().seconds)
    assert by_clock["seconds"].item() == (0.5 + 0.25) * 3600
    assert lead_response.waits(friday, "speed", until=UNTIL)["seconds"].item() == (63 + 45 / 60) * 3600


def test_groups_keep_their_own_leads():
    found = lead_response.waits(FOUR, "speed", until=UNTIL)
    table = lead_response.by_group(found, found["source"]).set_index("group_name")
    assert table.loc["Web", ["leads", "within_1h", "never"]].tolist() == [2, 1.0, 0.0]
    assert table.loc["Fair", ["leads", "within_1h", "never"]].tolist() == [2, 0.0, 0.5]


def test_steps_up_to_the_answer():
    passed = pd.concat([FOUR.iloc[:1]] * 5, ignore_index=True).assign(
        notified_at=pd.Timestamp("2026-06-01 10:01"), assigned_at=pd.Timestamp("2026-06-01 10:03")
    )
    found = lead_response.steps(passed).set_index("step")
    assert (found["median_days"] * 24 * 60).round(6).to_dict() == {"notification": 1, "assignment": 2, "reaction": 1}
    assert lead_response.steps(FOUR).empty


def test_the_curve_rises_to_the_share_answered():
    curve = lead_response.curve(lead_response.waits(FOUR, "speed", until=UNTIL))
    assert curve["share"].is_monotonic_increasing
    assert curve["share"].iloc[-1] == 0.75
    assert lead_response.curve(lead_response.waits(FOUR.iloc[:0], "speed", until=UNTIL))["share"].eq(0).all()
