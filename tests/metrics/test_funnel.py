"""The stages of the funnel from rows of counts."""

import pandas as pd
import pytest

from metrics import funnel, report
from metrics.intervals import wilson

CONVERSION = pd.DataFrame(
    {
        "stage": ["Offer", "Talk"],
        "position": [2, 1],
        "entered": [6, 10],
        "advanced": [3, 6],
        "lost": [2, 1],
        "open": [1, 3],
        "skipped": [0, 2],
    }
)
REACHED = pd.DataFrame({"stage": ["", "Offer", "Talk", "Won"], "reached": [12, 6, 12, 3]})
DWELL = pd.DataFrame(
    {
        "stage": ["Talk"] * 3 + ["Offer"],
        "position": [1, 1, 1, 2],
        "days": [2, 4, 9, 5],
        "ended": [3, 2, 0, 0],
        "running": [0, 0, 1, 4],
    }
)


def test_stages_stand_in_funnel_order_with_n_beside_every_rate():
    talk, offer = funnel.stages(CONVERSION, REACHED, DWELL)
    assert [talk.stage, offer.stage] == ["Talk", "Offer"]
    conversion = talk.measures["stage_conversion"]
    assert (conversion.value, conversion.n) == (6 / 10, 10)
    assert (conversion.low, conversion.high) == wilson(6, 10)
    assert talk.measures["stage_decided"].value == (6 + 1) / 10
    assert offer.measures["stage_reached"].value == 6 / 12
    assert (talk.measures["stage_skipped"].value, talk.measures["stage_open"].value) == (2, 3)


def test_time_in_stage_is_of_all_stays():
    talk, offer = funnel.stages(CONVERSION, REACHED, DWELL)
    assert (talk.measures["time_in_stage"].value, talk.measures["time_in_stage"].n) == (2, 3 + 2 + 1)
    assert talk.measures["time_in_stage_p75"].value == 4
    assert (offer.measures["time_in_stage"].value, offer.measures["stays_running"].value) == (None, 4)


def test_stages_of_one_name_in_two_pipelines_are_taken_together():
    twice = pd.concat([CONVERSION, CONVERSION.assign(position=CONVERSION["position"] + 1)])
    talk, offer = funnel.stages(twice, REACHED, DWELL)
    assert (talk.measures["stage_conversion"].value, talk.measures["stage_conversion"].n) == ((6 + 6) / 20, 20)
    assert [talk.position, offer.position] == [1, 2]


def test_nothing_entered_is_blank():
    (talk,) = funnel.stages(CONVERSION.iloc[:0], REACHED.iloc[:0], DWELL[DWELL["stage"] == "Talk"])
    assert (talk.measures["stage_conversion"].value, talk.measures["stage_conversion"].n) == (None, 0)
    assert talk.measures["stage_reached"].value is None


def test_closed_stages_tell_how_many_ever_got_there():
    assert funnel.closings(REACHED)["Won"].value == pytest.approx(3 / 12)


def test_a_report_by_stage_has_every_stage_once_in_funnel_order():
    none = pd.DataFrame({"group_name": pd.Series(dtype=str)})
    decided = pd.DataFrame({"group_name": ["Won", "Lost"], "won_deals": [3, 0], "lost_deals": [0, 3]})
    attainment = none.assign(quota=[], won_amount=[], due_amount=[], commit_amount=[])
    counts = report.Counts(decided, none, none, attainment)
    found = report.stages(counts, CONVERSION, REACHED, DWELL)
    assert list(found) == ["Talk", "Offer", "Won", "Lost"]
    assert found["Won"]["won_deals"].value == 3
    assert found["Talk"]["won_deals"].value == 0
    assert found["Talk"]["stage_conversion"].value == 0.6
