"""Forecasts of companies whose truth is known: chances as they are, and ranges that hold what they should."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from metrics import forecast, periods
from tests.soundness.simulated import FIRST, STAGES, Company, inputs

BANDS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]


def origin(company: Company, weeks: int) -> tuple[pd.DataFrame, forecast.Outlook]:
    """The company's states, and the outlook so many weeks into its last finished quarter but one."""
    frame = company.states()
    quarter = periods.containing(FIRST + timedelta(days=company.days), "quarter")
    quarter = periods.shift(quarter, "quarter", -1)
    today = quarter.start + timedelta(days=7 * weeks - 1)
    following = periods.shift(quarter, "quarter", 1)
    return frame, inputs(frame, today).outlook(today, forecast.Fiscal(), "quarter", [quarter, following])


def truth(company: Company, outlook: forecast.Outlook) -> np.ndarray:
    """The true chance of each open deal to be won in the outlook's first period."""
    deals = outlook.deals["opportunity_id"].str[1:].astype(int).to_numpy()
    reps = company.courses()["rep"].to_numpy()[deals]
    stages = outlook.deals["stage"].map(dict(zip(STAGES, range(len(STAGES)), strict=True)))
    days = (outlook.periods[0].period.end - outlook.as_of).days - 1
    return company.truth(pd.DataFrame({"rep": reps, "stage": stages.to_numpy()}), days)


def off(said: np.ndarray, true: np.ndarray) -> float:
    """Calibration error: mean distance of what is said from what is true, by band of what is said."""
    band = np.digitize(said, BANDS)
    return sum(abs(float((said - true)[band == each].sum())) for each in np.unique(band)) / len(said)


def test_chances_are_recovered_from_500_deals_a_year():
    """Measured at writing: .027 a company, .010 in all."""
    errors, said, true = [], [], []
    for seed in range(30):
        company = Company(seed=3000 + seed, per_year=500)
        outlook = origin(company, weeks=seed % 13)[1]
        said.append(outlook.deals["chance_0"].to_numpy())
        true.append(truth(company, outlook))
        errors.append(off(said[-1], true[-1]))
    assert np.mean(errors) <= 0.03
    assert off(np.concatenate(said), np.concatenate(true)) <= 0.02


def test_eight_of_ten_results_lie_in_the_range_over_200_companies():
    """Companies from 200 to 1 500 deals a year, one origin each: what the quarter and the next one brought."""
    inside = []
    for seed in range(200):
        company = Company(seed=5000 + seed, per_year=(200, 500, 1500)[seed % 3])
        frame, outlook = origin(company, weeks=seed % 13)
        won = frame[frame["kind"] == "won"]
        for each in outlook.periods:
            within = (won["closed_on"] >= each.period.start) & (won["closed_on"] < each.period.end)
            inside.append(each.p10 <= won["amount"][within].sum() <= each.p90)
    assert 0.74 <= np.mean(inside[::2]) <= 0.9
    assert 0.74 <= np.mean(inside[1::2]) <= 0.9


def test_what_nobody_closes_does_not_pile_up_in_the_forecast():
    """Where given-up deals stay open for ever, old ones are worth next to nothing."""
    company = Company(seed=3)
    frame = company.states(with_lost=False)
    today = FIRST + timedelta(days=1200)
    quarter = periods.containing(today + timedelta(days=1), "quarter")
    outlook = inputs(frame, today).outlook(today, forecast.Fiscal(), "quarter", [quarter])
    age = pd.to_datetime(pd.Timestamp(today)) - pd.to_datetime(outlook.deals["stage_since"])
    old = (age.dt.days >= 90).to_numpy()
    chances = outlook.deals["chance_0"].to_numpy()
    assert old.sum() > 500
    assert chances[old].sum() < 0.25 * chances.sum()
    assert any("No lost deal is recorded" in warned.message for warned in outlook.warnings)


def test_losses_that_nobody_dated_are_not_taken_for_open_deals():
    """Told of only by a file of today: as good as if their dates were known."""
    company = Company(seed=6)
    frame = company.states()
    today = FIRST + timedelta(days=1200)
    frame = frame[frame["since"] <= today]
    lost = (frame["kind"] == "lost").to_numpy()
    blank = frame.assign(
        since=frame["since"].where(~lost, today),
        closed_on=frame["closed_on"].where(~lost, None),
        is_dated=~lost,
    )
    quarter = periods.containing(today + timedelta(days=1), "quarter")
    known, undated = (
        inputs(each, today).outlook(today, forecast.Fiscal(), "quarter", [quarter]) for each in (frame, blank)
    )
    assert undated.periods[0].p50 == pytest.approx(known.periods[0].p50, rel=0.15)
    (said,) = [warned for warned in undated.warnings if "no closing date" in warned.message]
    assert said == forecast.Warned(said.message, {"n": int(lost.sum())})
    assert all("no closing date" not in warned.message for warned in known.warnings)
