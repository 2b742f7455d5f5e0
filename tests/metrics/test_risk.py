"""The risk score: sums of points, fitted on the past, checked on other deals, and nothing from the future in it."""

import math
import random
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from metrics import risk, signals
from metrics.risk import Points
from tests.metrics.test_signals import FACTS

FIRST = pd.Timestamp("2024-01-31")
MONTHS = [FIRST + pd.offsets.MonthEnd(number) for number in range(10)]


def state(number: int, month: int, outcome: str, **more: object) -> dict:
    """A deal as it stood on a month end; it was created shortly before."""
    return FACTS | {
        "opportunity_id": f"d{number:05}",
        "looked_on": MONTHS[month],
        "created_on": MONTHS[month] - timedelta(days=number % 20),
        "outcome": outcome,
        **more,
    }


def history(deals: int, effect: float, *, seed: int = 1, code: str = "pushes") -> pd.DataFrame:
    """Deals of two stages, a third of them pushed twice: that multiplies their odds of losing by e^effect."""
    rng = random.Random(seed)
    rows = []
    for number in range(deals):
        pushed, stage = rng.random() < 1 / 3, rng.choice(["Talk", "Offer"])
        log_odds = (0.8 if stage == "Talk" else -0.4) + effect * pushed
        outcome = "lost" if rng.random() < 1 / (1 + math.exp(-log_odds)) else "won"
        rows.append(state(number, rng.randrange(10), outcome, stage=stage, **{code: 2 if pushed else 0}))
    return pd.DataFrame(rows)


def test_a_score_is_the_sum_of_its_points():
    flags = pd.DataFrame({"overdue": [True, True, None], "cut": [True, False, True]}, dtype="boolean")
    points = {"overdue": Points("overdue", 7), "cut": Points("cut", 3)}
    assert risk.score(flags, points).tolist() == [7 + 3, 7, 3]  # what is not known adds nothing


def test_scores_add_up_signal_by_signal():
    past = history(600, 1.0)
    found = risk.calibrate(past, {})
    flags = signals.judge(past, {}, found.cells)
    parts = sum(risk.score(flags[[code]], found.points) for code in signals.SIGNALS)
    assert risk.score(flags, found.points).tolist() == parts.tolist()


def test_points_without_shrinkage_are_ten_times_the_log_odds_ratio(monkeypatch):
    # one stage: of 100 with the signal 80 were lost, of 100 without it 50: odds 4 against 1
    rows = [
        state(2 * number + given, 0, "lost" if number < lost else "won", pushes=2 * given)
        for given, lost in ((1, 80), (0, 50))
        for number in range(100)
    ]
    monkeypatch.setattr(risk, "_RIDGE", 1e-9)
    found = risk.calibrate(pd.DataFrame(rows), {}).points["pushed"]
    assert found.points == round(10 * math.log(4))
    assert (found.deals, found.won_with.value, found.won_without.value) == (100, 0.2, 0.5)
    assert found.is_calibrated


def test_the_fit_solves_its_equations():
    rng = np.random.default_rng(3)
    design = pd.DataFrame({"all": 1.0, "a": rng.integers(0, 2, 300), "b": rng.integers(0, 2, 300)}).astype(float)
    lost = pd.Series(rng.random(300) < 1 / (1 + np.exp(-(0.3 + 0.9 * design["a"] - 0.5 * design["b"]))))
    offset = rng.integers(0, 3, 300) / 10
    beta = risk._fit(design, lost, offset)
    p = 1 / (1 + np.exp(-(offset + design.to_numpy() @ np.array([beta[name] for name in design]))))
    slope = design.to_numpy().T @ (lost.to_numpy(float) - p) - np.array([0, beta["a"], beta["b"]])
    assert np.abs(slope).max() < 1e-6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_effect_is_found(seed):
    found = risk.calibrate(history(4000, 1.2, seed=seed), {})
    assert found.points["pushed"].points == pytest.approx(12, abs=3)
    with_signal = found.bands[found.bands["low"] >= 10]
    assert with_signal["rate"].iloc[0] < found.bands["rate"].iloc[0]


def test_what_does_not_hurt_has_no_points():
    assert risk.calibrate(history(2000, -1.0), {}).points["pushed"].points == 0


@pytest.mark.parametrize("seed", [4, 5])
def test_the_chance_given_is_the_share_won_of_other_deals(seed):
    past = history(8000, 1.0, seed=seed)
    bands = risk.calibrate(past, {}).bands
    for band in bands[bands["deals"] > 200].to_dict("records"):
        assert band["rate_low"] - 0.03 <= band["expected"] <= band["rate_high"] + 0.03


def test_a_chance_follows_from_stage_and_score():
    past = history(2000, 1.0)
    found = risk.calibrate(past, {})
    flags = signals.judge(past, {}, found.cells)
    chances = risk.chance(flags, past, found)
    offer = found.bases[found.bases["stage"] == "Offer"].iloc[0]
    of_offer = past["stage"] == "Offer"
    pushed = of_offer & (past["pushes"] == 2)
    points = found.points["pushed"].points
    assert chances.loc[pushed, "chance"].iloc[0] == pytest.approx(1 / (1 + math.exp(offer["log_odds"] + points / 10)))
    assert chances.loc[of_offer & ~pushed, "chance"].iloc[0] == pytest.approx(1 / (1 + math.exp(offer["log_odds"])))
    assert chances.loc[pushed, "chance_deals"].iloc[0] == offer["deals"]


def test_a_stage_without_a_past_has_no_chance():
    found = risk.calibrate(history(600, 1.0), {})
    fresh = pd.DataFrame([FACTS | {"stage": "New"}])
    chances = risk.chance(signals.judge(fresh, {}, found.cells), fresh, found)
    assert chances["chance"].isna().all()


def test_too_little_past_leaves_the_default_points_and_no_chance():
    past = history(99, 1.0)
    found = risk.calibrate(past, {})
    assert {item.points for item in found.points.values()} == {risk.DEFAULT_POINTS}
    assert not any(item.is_calibrated for item in found.points.values())
    assert not found.is_fitted
    assert risk.chance(signals.judge(past, {}, found.cells), past, found)["chance"].isna().all()


def test_a_signal_that_few_gave_keeps_its_default():
    past = history(600, 1.0)
    past.loc[past.index[:19], "cut_share"] = 0.5
    found = risk.calibrate(past, {})
    assert found.points["pushed"].is_calibrated
    assert (found.points["cut"].points, found.points["cut"].is_calibrated) == (risk.DEFAULT_POINTS, False)


def test_no_past_at_all_is_no_error():
    found = risk.calibrate(history(1, 1.0).head(0), {})
    assert (found.fitted, found.checked, found.undecided, found.first) == (0, 0, 0, None)


def test_deals_still_open_are_left_out_and_counted():
    past = history(500, 1.0)
    still = pd.DataFrame([state(90_000 + number, 3, "open", pushes=2) for number in range(50)])
    with_open, without = risk.calibrate(pd.concat([past, still], ignore_index=True), {}), risk.calibrate(past, {})
    assert (with_open.undecided, without.undecided) == (50, 0)
    assert with_open.points == without.points


def test_no_deal_is_on_both_sides():
    past = history(500, 1.0)
    again = past.assign(looked_on=past["looked_on"] + pd.offsets.MonthEnd(3))
    decided = pd.concat([past, again], ignore_index=True)
    days = sorted(decided["looked_on"].unique())
    earlier, later = risk._sides(decided, days[round(0.6 * len(days))])
    assert set(decided.loc[earlier, "opportunity_id"]) & set(decided.loc[later, "opportunity_id"]) == set()
    found = risk.calibrate(decided, {})
    assert found.fitted + found.checked <= decided["opportunity_id"].nunique()


def test_what_came_later_does_not_change_the_points():
    past = history(1500, 1.0)
    before = risk.calibrate(past, {})
    parting = MONTHS[6]
    late = past["looked_on"] >= parting
    scrambled = past.assign(
        outcome=past["outcome"].where(~late, "won"), pushes=past["pushes"].where(~late, 9), stage_days=7
    )
    after = risk.calibrate(scrambled, {})
    assert after.points["pushed"] == before.points["pushed"]
    pd.testing.assert_frame_equal(after.bases, before.bases)


def test_the_order_of_rows_changes_nothing():
    past = history(800, 1.0)
    past = pd.concat([past, past.assign(looked_on=past["looked_on"] + pd.offsets.MonthEnd(3), pushes=2)])
    shuffled = past.sample(frac=1, random_state=5)
    one, other = risk.calibrate(past, {}), risk.calibrate(shuffled, {})
    assert one.points == other.points
    pd.testing.assert_frame_equal(one.bases, other.bases)
    pd.testing.assert_frame_equal(one.bands, other.bands)


def test_a_promise_is_judged_by_other_deals_than_its_own():
    one, other = pd.Timestamp("2024-01-10"), pd.Timestamp("2024-01-12")  # two days apart: the two halves
    rows = [
        state(number, 0, outcome, forecast_category="commit", stage=stage, created_on=created, rep_id=f"r{number}")
        for number, (outcome, stage, created) in enumerate(
            [("lost", "Talk", one)] * 30
            + [("won", "Talk", other)] * 30
            + [("won", "Offer", one)] * 30
            + [("won", "Offer", other)] * 30
        )
    ]
    flags = risk._cross_judged(pd.DataFrame(rows), {})["overcalled"]
    # in the other half all of Talk were won; there, in turn, none of 30, with 30 of 60 on average
    assert not flags[:30].any()
    assert flags[30:60].all()
