"""Risk signals judged from facts: hand-drawn deals, their thresholds, and what is not known."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import signals
from metrics.intervals import wilson

FACTS = {
    "opportunity_id": "d",
    "pipeline": "",
    "stage": "Offer",
    "segment": "SMB",
    "rep_id": "r1",
    "forecast_category": "pipeline",
    "overdue_days": -10,
    "pushes": 0,
    "stage_days": 5,
    "silent_days": 3,
    "log_age_days": 0,
    "has_next_step": True,
    "cut_share": 0.0,
    "contacts": 3,
    "is_whole_record": True,
    "is_entry_seen": True,
    "segment_stays": 20,
    "segment_p75_days": 10,
    "all_stays": 40,
    "all_p75_days": 30,
}
NOTHING_PAST = signals.promises(
    pd.DataFrame(columns=["opportunity_id", "outcome", "forecast_category", "pipeline", "stage", "rep_id"])
)


def facts(*rows: dict) -> pd.DataFrame:
    """Deals without a signal, but for what a row says."""
    return pd.DataFrame([FACTS | row for row in rows])


def told(row: dict, cells: pd.DataFrame = NOTHING_PAST, **thresholds: int) -> dict[str, bool | None]:
    """Per signal whether one deal gives it; None: not known."""
    found = signals.judge(facts(row), thresholds, cells).iloc[0]
    return {code: None if pd.isna(flag) else bool(flag) for code, flag in found.items()}


def test_a_deal_without_a_fault_gives_no_signal():
    assert told({}) == dict.fromkeys(signals.SIGNALS, False)


@pytest.mark.parametrize(
    ("code", "row", "flag"),
    [
        ("overdue", {"overdue_days": 1}, True),
        ("overdue", {"overdue_days": 0}, False),  # it is due today
        ("overdue", {"overdue_days": None}, None),
        ("pushed", {"pushes": 2}, True),
        ("pushed", {"pushes": 1}, False),
        ("pushed", {"pushes": 1, "is_whole_record": False}, None),  # there may have been more
        ("pushed", {"pushes": 2, "is_whole_record": False}, True),  # there were so many at least
        ("stuck", {"stage_days": 11}, True),
        ("stuck", {"stage_days": 10}, False),
        ("stuck", {"stage_days": 5, "is_entry_seen": False}, None),
        ("stuck", {"stage_days": 11, "is_entry_seen": False}, True),
        ("stuck", {"stage_days": 31, "segment_stays": 19}, True),  # too few of the segment: all of them, 30 days
        ("stuck", {"stage_days": 30, "segment_stays": 19}, False),
        ("stuck", {"stage_days": 99, "segment_stays": None, "all_stays": 9}, None),
        ("silent", {"silent_days": 15}, True),
        ("silent", {"silent_days": 14}, False),
        ("silent", {"silent_days": None}, None),
        ("silent", {"silent_days": 40, "log_age_days": 15}, None),  # nobody has logged anything
        ("silent", {"silent_days": 40, "log_age_days": 14}, True),
        ("no_step", {"has_next_step": False}, True),
        ("no_step", {"has_next_step": None}, None),
        ("cut", {"cut_share": 1 - 90 / 100}, True),
        ("cut", {"cut_share": 0.0999}, False),
        ("cut", {"cut_share": None}, None),
        ("cut", {"cut_share": 0.0, "is_whole_record": False}, None),
        ("lone", {"contacts": 1}, True),
        ("lone", {"contacts": 2}, False),
        ("lone", {"contacts": None}, None),
        ("overcalled", {"forecast_category": "omitted"}, False),  # it promises nothing
        ("overcalled", {"forecast_category": None}, None),
        ("overcalled", {"forecast_category": "commit"}, None),  # no past to judge by
    ],
)
def test_a_signal_is_told_by_its_facts(code, row, flag):
    assert told(row)[code] is flag


@pytest.mark.parametrize(
    ("code", "limit", "row", "flag"),
    [
        ("overdue", 7, {"overdue_days": 7}, False),
        ("pushed", 1, {"pushes": 1}, True),
        ("stuck", 200, {"stage_days": 20}, False),
        ("stuck", 50, {"stage_days": 6}, True),
        ("silent", 30, {"silent_days": 30, "log_age_days": 20}, False),
        ("cut", 50, {"cut_share": 0.4}, False),
        ("lone", 3, {"contacts": 3}, True),
    ],
)
def test_a_threshold_can_be_moved(code, limit, row, flag):
    assert told(row, **{code: limit})[code] is flag


def test_every_threshold_has_a_default_within_its_bounds():
    for signal in signals.SIGNALS.values():
        if bounds := signal.threshold:
            assert bounds.low <= bounds.default <= bounds.high


def past(stage: str, won: int, lost: int, *, rep: str = "r1", category: str = "commit") -> pd.DataFrame:
    """Decided deals of one cell."""
    outcomes = ["won"] * won + ["lost"] * lost
    return pd.DataFrame(
        [
            {
                "opportunity_id": f"{stage} {rep} {category} {number}",
                "outcome": outcome,
                "forecast_category": category,
                "pipeline": "",
                "stage": stage,
                "rep_id": rep,
            }
            for number, outcome in enumerate(outcomes)
        ]
    )


def test_a_promise_is_too_high_where_clearly_fewer_of_its_stage_were_won():
    history = pd.concat([past("Talk", 5, 20, rep="r2"), past("Offer", 45, 5, rep="r3")])
    cells = signals.promises(history)
    # 5 of 25 were won in Talk, 50 of 75 of all that were committed
    talk = cells[(cells["stage"] == "Talk")].iloc[0]
    assert (talk["deals"], talk["rate"], talk["average"]) == (25, 5 / 25, 50 / 75)
    assert wilson(5, 25)[1] < 50 / 75
    committed = {"forecast_category": "commit", "rep_id": "r1"}
    assert told(committed | {"stage": "Talk"}, cells)["overcalled"] is True
    assert told(committed | {"stage": "Offer"}, cells)["overcalled"] is False
    assert told({"forecast_category": "pipeline", "stage": "Talk"}, cells)["overcalled"] is False


def test_a_promise_is_too_high_where_its_owner_kept_clearly_fewer():
    history = pd.concat([past("Offer", 4, 16, rep="loud"), past("Offer", 40, 10, rep="sober")])
    cells = signals.promises(history)
    assert told({"forecast_category": "commit", "rep_id": "loud"}, cells)["overcalled"] is True
    assert told({"forecast_category": "commit", "rep_id": "sober"}, cells)["overcalled"] is False


def test_few_promises_tell_nothing():
    history = pd.concat([past("Talk", 0, 19, rep="r2"), past("Offer", 45, 5, rep="r3")])
    flags = told({"forecast_category": "commit", "stage": "Talk"}, signals.promises(history))
    assert flags["overcalled"] is None


def test_a_deal_looked_at_twice_is_one_promise():
    once = past("Talk", 5, 20)
    pd.testing.assert_frame_equal(signals.promises(pd.concat([once, once])), signals.promises(once))


def test_norms_are_joined_by_stage_and_segment():
    norms = pd.DataFrame(
        [
            {"pipeline": "", "stage": "Offer", "segment": "SMB", "stays": 25, "p50_days": 4, "p75_days": 8},
            {"pipeline": "", "stage": "Offer", "segment": None, "stays": 60, "p50_days": 9, "p75_days": 20},
        ]
    )
    bare = facts({}, {"segment": "Enterprise"}, {"segment": None}, {"stage": "Talk"}).drop(
        columns=["segment_stays", "segment_p75_days", "all_stays", "all_p75_days"]
    )
    used = signals.norm(signals.with_norms(bare, norms))
    assert used["norm_days"].tolist()[:3] == [8, 20, 20]
    assert pd.isna(used["norm_days"].iloc[3])
    assert used["is_of_segment"].tolist() == [True, False, False, False]
    assert used["norm_stays"].tolist()[:2] == [25, 60]


def test_a_well_kept_deal_gives_none_of_the_four():
    rows = facts({}, {"overdue_days": 3}, {"has_next_step": False}, {"pushes": 5}, {"silent_days": None})
    kept = signals.well_kept(signals.judge(rows, {}, NOTHING_PAST))
    assert [None if pd.isna(flag) else bool(flag) for flag in kept] == [True, False, False, True, None]


def test_what_no_deal_is_known_of_is_not_asked_for():
    rows = facts({"has_next_step": None}, {"has_next_step": None, "overdue_days": 1})
    assert signals.well_kept(signals.judge(rows, {}, NOTHING_PAST)).tolist() == [True, False]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order):
    rows = facts({}, {"overdue_days": 3}, {"pushes": 4}, {"stage_days": 99}, {"contacts": None})
    whole = signals.judge(rows, {}, NOTHING_PAST)
    pd.testing.assert_frame_equal(signals.judge(rows.iloc[list(order)], {}, NOTHING_PAST), whole.iloc[list(order)])
