"""Movement: steps in order, the proof to the cent, the net reading, slips and weeks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from metrics import movement
from metrics.values import Value

ENDS = {
    "start_amount": 100.10,
    "start_deals": 2,
    "start_without_amount": 0,
    "end_amount": 90.30,
    "end_deals": 2,
    "end_without_amount": 1,
}
WEEKS = (pd.Timestamp(date(2026, 7, 6)), pd.Timestamp(date(2026, 7, 13)))


def rows(*lines: tuple[str, object, float, int, int]) -> pd.DataFrame:
    """reason, week, amount, deals, moves."""
    frame = pd.DataFrame(lines, columns=["reason", "week_start", "amount", "deals", "moves"])
    frame["week_start"] = pd.to_datetime(frame["week_start"])
    return frame.assign(without_amount=0, seen_deals=0, seen_amount=0.0)


def moved() -> pd.DataFrame:
    # 100.10 + 50.30 created + 0.20 pulled in − 0.30 decreased − 60.00 won = 90.30
    return rows(
        ("won", None, -60.00, 1, 1),
        ("won", WEEKS[1], -60.00, 1, 1),
        ("created", None, 50.30, 2, 2),
        ("created", WEEKS[0], 20.10, 1, 1),
        ("created", WEEKS[1], 30.20, 1, 1),
        ("decreased", None, -0.30, 1, 1),
        ("decreased", WEEKS[0], -0.30, 1, 1),
        ("pulled_in", None, 0.20, 1, 1),
        ("pulled_in", WEEKS[1], 0.20, 1, 1),
        ("lost", None, 0.0, 1, 2),
        ("lost", WEEKS[1], 0.0, 1, 2),
    )


def test_steps_stand_in_order_and_add_up_to_the_cent():
    found = movement.movement(moved(), ENDS)
    assert [step.reason for step in found.steps if step.moves] == ["created", "pulled_in", "decreased", "won", "lost"]
    assert found.difference == 0
    assert found.deals_difference == 0  # 2 + 2 created + 1 pulled in − 1 won − 2 lost = 2
    assert found.adds_up
    assert found.change == Decimal("-9.80")


def test_reasons_that_did_not_occur_are_steps_of_nothing():
    found = movement.movement(moved(), ENDS)
    assert found.step("removed") == movement.Step("removed", Decimal(0), 0, 0)
    assert "removed" in [step.reason for step in found.steps]
    assert not {"transferred_in", "transferred_out"} & {step.reason for step in found.steps}


@pytest.mark.parametrize(("end", "deals"), [(90.31, 2), (90.29, 2), (90.30, 3)])
def test_a_cent_or_a_deal_too_many_does_not_add_up(end, deals):
    found = movement.movement(moved(), ENDS | {"end_amount": end, "end_deals": deals})
    assert not found.adds_up


def test_a_rounding_error_of_floats_is_no_difference():
    ends = ENDS | {"start_amount": 0.1 + 0.2, "end_amount": 0.3, "start_deals": 2}
    assert movement.movement(rows(), ends).adds_up


def test_handing_over_is_shown_where_it_occurs():
    frame = rows(("transferred_out", None, -9.80, 1, 1), ("transferred_in", None, 0.0, 1, 1))
    found = movement.movement(frame, ENDS)
    assert found.step("transferred_out").amount == Decimal("-9.80")
    assert found.adds_up
    assert [step.reason for step in found.steps][-1] == "transferred_out"


def test_the_order_of_rows_does_not_matter():
    mixed = moved().sample(frac=1, random_state=3)
    assert movement.movement(mixed, ENDS) == movement.movement(moved(), ENDS)
    assert movement.by_week(mixed).equals(movement.by_week(moved()))


def test_bars_begin_where_the_one_before_ends():
    bars = movement.bars(movement.movement(moved(), ENDS))
    assert list(bars["reason"]) == ["start", "created", "pulled_in", "decreased", "won", "lost", "end"]
    assert list(bars["base"]) == [0, 100.10, 150.40, 150.60, 150.30, 90.30, 0]
    assert bars["amount"].iloc[-1] == 90.30


def test_the_net_reading_counts_each_deal_as_one_move():
    frame = pd.DataFrame({"reason": ["created", "won", "none"], "amount": [50.20, -60.00, 0.0], "deals": [1, 1, 7]})
    found = movement.net(frame, ENDS)
    assert found.step("created") == movement.Step("created", Decimal("50.20"), 1, 1)
    assert found.adds_up


def test_weeks_have_a_column_for_each_reason():
    weeks = movement.by_week(moved())
    assert list(weeks.columns[:3]) == ["week_start", "created", "pulled_in"]
    assert weeks.loc[0, "created"] == 20.10
    assert list(weeks["removed"]) == [0, 0]
    assert movement.by_week(rows()).empty


def test_levels_go_from_start_to_end():
    found = movement.movement(moved(), ENDS)
    # 100.10 + 20.10 − 0.30, then + 30.20 + 0.20 − 60.00
    assert movement.levels(movement.by_week(moved()), found.start) == [100.10, 119.90, 90.30]
    assert movement.levels(movement.by_week(rows()), found.start) == [100.10]


NET = pd.DataFrame({"reason": ["pushed_out", "none"], "entered_deals": [1, 2], "slipped_deals": [2, 1]})


def test_slips_are_of_all_deals_that_were_due_at_some_time():
    found = movement.slip(NET, ENDS, is_over=False)
    assert (found.slipped, found.due) == (2 + 1, 2 + 1 + 2)
    assert found.rate.value == 3 / 5
    assert found.rate.low is not None


def test_what_is_open_when_the_period_is_over_has_slipped_too():
    assert movement.slip(NET, ENDS, is_over=True).slipped == 3 + 2


def test_without_a_deal_due_there_is_no_slip_rate():
    nothing = movement.slip(NET.iloc[:0], dict.fromkeys(ENDS, 0), is_over=True)
    assert nothing.rate == Value(None, 0)


def test_stillness_is_told_from_balance():
    ends = dict.fromkeys(ENDS, 0)
    assert movement.movement(rows(), ends).is_still
    assert not movement.movement(rows(("created", None, 0.0, 1, 1), ("lost", None, 0.0, 1, 1)), ends).is_still
    assert not replace(movement.movement(rows(), ends), end_deals=1).is_still
