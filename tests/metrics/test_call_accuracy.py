"""How far people's calls were off, by hand."""

from datetime import date

import pandas as pd
import pytest

from metrics import call_accuracy, calls

PEOPLE = calls.tree({"head": None, "ada": "head", "bo": "head"})
FIRST, END = date(2026, 1, 1), date(2026, 4, 1)


def said(*rows: tuple[str | None, int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(FIRST, END, week, FIRST, rep, call, 1, 1) for rep, week, call in rows],
        columns=["starts_on", "ends_on", "week", "day", "rep_id", "call", "people", "called"],
    )


WON = pd.DataFrame(
    [(date(2026, 1, 5), "ada", 60.0), (date(2026, 3, 31), "bo", 40.0), (date(2026, 4, 1), "bo", 7.0)],
    columns=["day", "rep_id", "amount"],
)


def test_a_manager_s_result_holds_those_below_and_the_days_of_the_period():
    found = call_accuracy.outcomes(said(("head", 0, 90.0), ("ada", 0, 66.0), (None, 0, 1.0)), WON, PEOPLE, until=END)
    assert found.set_index("rep_id")["actual"].to_dict() == {"head": 60.0 + 40.0, "ada": 60.0}


def test_errors_are_summed_before_they_are_divided():
    found = call_accuracy.outcomes(said(("ada", 0, 90.0), ("ada", 1, 57.0), ("bo", 0, 40.0)), WON, PEOPLE, until=END)
    table = call_accuracy.by_person(found).set_index("rep_id")
    assert table.index.tolist() == ["ada", "bo"]  # the furthest off first
    assert table.loc["ada", "wape"] == pytest.approx((30 + 3) / (60 + 60))
    assert table.loc["ada", "bias"] == pytest.approx((30 - 3) / (60 + 60))
    assert table.loc["ada", ["calls", "periods", "hit_5", "hit_10"]].tolist() == [2, 1, 0.5, 0.5]
    assert table.loc["bo", ["wape", "bias", "hit_5"]].tolist() == [0.0, 0.0, 1.0]
    assert call_accuracy.by_person(found, week=1)["rep_id"].tolist() == ["ada"]


def test_a_period_that_is_not_over_and_a_result_of_nothing_tell_nothing():
    assert call_accuracy.outcomes(said(("ada", 0, 90.0)), WON, PEOPLE, until=date(2026, 3, 31)).empty
    nothing = call_accuracy.outcomes(said(("ada", 0, 90.0)), WON.iloc[:0], PEOPLE, until=END)
    table = call_accuracy.by_person(nothing)
    assert table[["wape", "bias"]].isna().all(axis=None)
    assert table["hit_10"].tolist() == [0.0]
