"""Ramp by hand: months of tenure, cohorts, the curve, and quotas cut to who is there and how far."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics import ramp
from metrics.values import Value

_TEXTS = ("rep_id", "rep_name", "team")


def frame(drawn: str) -> pd.DataFrame:
    """Rows of reps/ramp drawn as a table; a blank is missing, and what is not drawn is nothing."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    rows = pd.DataFrame(lines, columns=header).replace("", None)
    for name in set(header) - set(_TEXTS):
        rows[name] = pd.to_datetime(rows[name]) if name.endswith("_on") else rows[name].astype(float)
    usual = {"team": "West", "hired_on": pd.Timestamp("2026-01-01"), "left_on": pd.NaT, "days": 30.0}
    usual |= {"month_days": 30.0, "quota": np.nan, "attained_amount": 0.0, "won_amount": 0.0, "won_deals": 0.0}
    rows = rows.assign(**{name: value for name, value in usual.items() if name not in rows})
    return rows.assign(tenure_month=rows["tenure_month"].astype(int), left_on=pd.to_datetime(rows["left_on"]))


ROWS = """
    rep_id | tenure_month | days | month_days | left_on    | quota | attained_amount | won_amount | won_deals
    a      | 1            | 30   | 30         |            | 100   | 10              | 10         | 1
    b      | 1            | 31   | 31         | 2026-03-15 | 100   | 40              | 40         | 2
    c      | 1            | 15   | 30         |            |       | 0               | 60         | 1
    a      | 2            | 31   | 31         |            | 100   | 90              | 90         | 3
    b      | 2            | 7    | 28         | 2026-03-15 | 25    | 0               | 0          | 0
"""


def test_a_month_of_tenure_is_sums_over_sums_and_keeps_who_left():
    first, second = ramp.by_month(frame(ROWS)).to_dict("records")

    assert (first["reps"], first["left"], first["quota_reps"]) == (3, 1, 2)
    assert first["person_months"] == 1 + 1 + 15 / 30
    assert first["won_month"] == (10 + 40 + 60) / 2.5
    assert first["attainment"] == (10 + 40) / 200
    assert (second["reps"], second["left"], second["won_deals"]) == (2, 1, 3)
    assert second["person_months"] == 1 + 7 / 28
    assert second["won_month"] == (90 + 0) / 1.25
    assert second["attainment"] == 90 / 125
    assert np.isnan(second["low"])  # two reps tell of no spread


def test_the_interval_of_a_month_is_over_reps():
    rows = frame("""
        rep_id | tenure_month | won_amount
        a      | 1            | 10
        b      | 1            | 20
        c      | 1            | 30
    """)

    (found,) = ramp.by_month(rows).to_dict("records")

    # mean 20, standard error √(200 ÷ (3 · 2)), t of two degrees of freedom 4.3027; less than nothing is not won
    reach = 4.302653 * (200 / 6) ** 0.5
    assert found["won_month"] == 20
    assert found["high"] == pytest.approx(20 + reach)
    assert found["low"] == max(20 - reach, 0)


def test_nothing_is_blank_and_no_error():
    empty = frame(ROWS).iloc[:0]

    assert ramp.by_month(empty).empty
    assert ramp.cohorts(empty, str).empty
    assert ramp.first_win(empty).value is None
    assert ramp.measured(empty) is None


def test_cohorts_are_by_hiring_quarter_and_keep_who_left():
    rows = frame("""
        rep_id | hired_on   | left_on    | tenure_month | won_amount | quota | attained_amount
        a      | 2026-01-10 |            | 1            | 10         | 50    | 10
        a      | 2026-01-10 |            | 3            | 30         | 50    | 30
        a      | 2026-01-10 |            | 4            | 60         |       | 0
        a      | 2026-01-10 |            | 40           | 90         |       | 0
        a      | 2026-01-10 |            | 12           | 80         |       | 0
        b      | 2026-03-31 | 2026-05-30 | 1            | 20         |       | 0
        c      | 2026-04-01 |            | 1            | 7          |       | 0
    """)
    rows.loc[rows["tenure_month"] == 12, "days"] = 29
    quarter = lambda day: f"Q{(day.month + 2) // 3}"  # noqa: E731 - one line says what a quarter is

    late, early = ramp.cohorts(rows, quarter).to_dict("records")

    assert (late["cohort"], late["reps"], late["left"], late["won_0"]) == ("Q2", 1, 0, 7)
    assert np.isnan(late["won_1"])
    assert (early["cohort"], early["reps"], early["left"]) == ("Q1", 2, 1)
    assert early["won_0"] == (10 + 30 + 20) / 3
    assert early["attainment_0"] == (10 + 30) / 100
    assert (early["won_1"], early["won_4"], early["months_4"]) == (60, 90, 1)
    assert np.isnan(early["won_3"])  # 29 of 30 days are no whole month
    assert early["months_3"] == pytest.approx(29 / 30)


def test_a_first_win_counts_those_who_have_none_yet():
    rows = frame("""
        rep_id | tenure_month | won_deals
        a      | 1            | 0
        a      | 2            | 1
        b      | 1            | 1
        c      | 1            | 0
        c      | 2            | 0
        c      | 3            | 0
        d      | 5            | 1
        e      | 1            | 0
        e      | 2            | 0
        e      | 3            | 0
        e      | 4            | 2
    """)

    # d is not known from the first month on. Of four, one has won after one month and two after two.
    assert ramp.first_win(rows) == Value(2.0, 4, unit="count")


@pytest.mark.parametrize(
    ("text", "curve"),
    [
        ("25, 50, 75", (0.25, 0.5, 0.75)),
        ("0 % 50 % 100 %", (0.0, 0.5, 1.0)),
        ("33.3、66.6", (0.333, 0.666)),
        ("", None),
        (None, None),
        ("50, 25", None),
        ("50, 120", None),
        ("half, 1", None),
        ("-5, 10", None),
        (", ".join(["50"] * 37), None),
    ],
)
def test_a_curve_is_read_from_per_cents_that_climb(text, curve):
    assert ramp.parse(text) == (pytest.approx(curve) if curve else None)


@settings(deadline=None)
@given(some.lists(some.integers(0, 100), min_size=1, max_size=36))
def test_a_curve_that_is_written_is_read_back(numbers):
    curve = tuple(number / 100 for number in sorted(numbers))

    found = ramp.parse(ramp.written(curve))

    assert found is not None
    padded = found + (1.0,) * (len(curve) - len(found))
    assert padded == pytest.approx(curve)


def newcomers(shares, *, team, usual):
    """Three reps who win so much of the usual in each month of their first year, and the usual afterwards."""
    return [
        {"rep_id": f"{team}{rep}", "team": team, "tenure_month": month, "won_amount": usual * share}
        for rep in range(3)
        for month, share in enumerate([*shares, 1.0, 1.0], start=1)
    ]


def test_a_ramp_is_measured_against_the_ramped_of_the_own_team():
    shares = [0.1, 0.3, 0.2, 1.2] + [1.0] * 8
    lines = newcomers(shares, team="West", usual=100) + newcomers(shares, team="East", usual=1000)
    rows = pd.DataFrame(lines).assign(days=30, month_days=30)
    # A team that hires more than it has ramped reps does not bend the curve.
    rows = pd.concat([rows, rows[(rows["rep_id"] == "East0") & (rows["tenure_month"] < 3)].assign(rep_id="new")])

    found = ramp.measured(rows)

    assert found is not None
    assert found["reps"].tolist()[:2] == [7, 7]
    assert found["raw"].tolist()[:4] == pytest.approx([0.1, 0.3, 0.2, 1.2])
    share = found["share"].tolist()
    assert share == sorted(share)
    # 0.3 and 0.2 are pooled by what was expected of them: 4300 and 3300; beyond the usual is no more than full
    assert share[1] == share[2] == pytest.approx((0.3 * 4300 + 0.2 * 3300) / 7600)
    assert share[3:] == pytest.approx([1.0] * 9)
    assert ramp.curve_of(found) == pytest.approx(share)
    assert ramp.measured(rows[rows["tenure_month"] <= ramp.RAMPED_AFTER]) is None


QUOTAS = pd.DataFrame(
    {
        "rep_id": ["a", "b", "c", "d", "e"],
        "quota": [90.0, 90.0, 90.0, 90.0, 0.0],
        "won_amount": [90.0, 10.0, 20.0, 5.0, 1.0],
    }
)
HIRED = {"a": date(2020, 1, 1), "b": date(2026, 7, 31), "c": None, "d": date(2027, 1, 1), "e": date(2020, 1, 1)}


def test_a_ramped_quota_is_of_the_days_there_each_by_its_month_of_tenure():
    rows = frame("""
        rep_id | tenure_month | quota
        a      | 80           | 30
        a      | 81           | 60
        b      | 1            | 30
        b      | 2            | 30
        e      | 80           | 0
    """)

    found = ramp.ramped(QUOTAS, rows, HIRED, (0.25, 0.5)).set_index("rep_id")

    assert found["quota_set"].tolist() == [90, 90, 90, 90, 0]
    assert found.loc["a", ["there", "share", "quota"]].tolist() == [1, 1, 90]
    # of 90, 60 by days; of these 30 at a quarter and 30 at a half
    assert found.loc["b", "there"] == pytest.approx(60 / 90)
    assert found.loc["b", "share"] == pytest.approx((30 / 4 + 30 / 2) / 60)
    assert found.loc["b", "quota"] == pytest.approx(30 / 4 + 30 / 2)
    assert found.loc["c", "quota"] == 90  # nobody knows since when
    assert found.loc["d", "quota"] == 0  # begins after the period
    values = ramp.of_quota(found)
    assert values["ramped_quota"] == Value(pytest.approx(90 + 22.5 + 90 + 0), 4, unit="money")
    assert values["ramped_attainment"].value == pytest.approx((90 + 10 + 20 + 5) / (90 + 22.5 + 90))
    assert ramp.of_quota(found.loc[["d"]])["ramped_attainment"].value is None
    assert ramp.of_quota(found.iloc[:0])["ramped_quota"].value is None


@settings(deadline=None)
@given(some.lists(some.integers(1, 10**6), min_size=1, max_size=6), some.lists(some.integers(0, 100), max_size=12))
def test_a_ramp_never_raises_a_quota_and_leaves_those_who_are_long_there(amounts, numbers):
    curve = tuple(number / 100 for number in sorted(numbers))
    quotas = pd.DataFrame(
        {"rep_id": [str(place) for place in range(len(amounts))], "quota": amounts, "won_amount": 0.0}
    )
    hired = {str(place): date(2020, 1, 1) for place in range(len(amounts))}
    rows = pd.DataFrame(
        [
            {"rep_id": str(place), "tenure_month": 13 * place + 1, "quota": amount}
            for place, amount in enumerate(amounts)
        ]
    )

    found = ramp.ramped(quotas, rows, hired, curve)

    assert (found["quota"] <= quotas["quota"]).all()
    assert found["quota"].tolist()[1:] == pytest.approx(amounts[1:])
    assert found["quota"][0] == pytest.approx(amounts[0] * (curve[0] if curve else 1))


def test_quotas_that_are_lower_for_newcomers_are_noticed():
    lines = [
        {"rep_id": f"{team}{rep}", "team": team, "tenure_month": month, "quota": quota}
        for team, full in (("West", 100), ("East", 1000))
        for rep in range(3)
        for month, quota in ((1, full * 0.5), (6, full * 0.7), (7, full), (13, full), (14, None))
    ]
    rows = pd.DataFrame(lines).assign(days=30, month_days=30, won_amount=0)

    # of 100 and 1000 in each of the first and the sixth month; a month without a quota is none of 0
    assert ramp.already_lower(rows) == pytest.approx((0.5 + 0.7) / 2)
    assert ramp.already_lower(rows.assign(quota=rows["quota"].where(rows["tenure_month"] > 6, 1000))) is None
    assert ramp.already_lower(rows[rows["team"] == "West"]) is None  # three newcomers tell nothing
