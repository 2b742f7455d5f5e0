"""The forecast: hand-counted parts, and the laws that hold whatever the company."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from metrics import forecast, periods
from metrics.forecast import Fiscal, Inputs, blend, business, distribution, pace
from metrics.forecast.backtest import _with_ranges
from metrics.forecast.blend import Guess
from metrics.forecast.distribution import New
from metrics.forecast.engine import Winnings
from metrics.forecast.pace import Past

FIRST = date(2024, 1, 1)
TODAY = date(2025, 11, 10)
STAGES = {"A": 0.2, "B": 0.5, "C": 0.8}


def company(seed: int = 1, deals: int = 900, days: int = 760) -> pd.DataFrame:
    """Rows of forecast/states: deals go through three stages and are won or lost; some things are not known."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(deals):
        created = FIRST + timedelta(days=int(random.integers(0, days)))
        amount = float(np.round(np.exp(random.normal(9, 1)), 2))
        fixed = {"opportunity_id": f"d{number:05}", "rep_id": f"r{number % 7}", "product": f"p{number % 3}"}
        day, end = created, FIRST + timedelta(days=days)
        for stage, stated in STAGES.items():
            if day >= end:
                break
            rows.append(
                fixed
                | {"since": day, "kind": "open", "stage": stage, "stated": stated, "amount": amount}
                | {"close_on": created + timedelta(days=60), "closed_on": None, "stage_since": day}
                | {"pushes": 0, "created_on": created, "forecast_category": "pipeline", "is_dated": True}
            )
            day += timedelta(days=int(random.integers(1, 45)))
            lost = random.random() < 0.3
            if (lost or stage == "C") and day < end:
                kind = "lost" if lost else "won"
                rows.append(
                    rows[-1] | {"since": day, "kind": kind, "stage": kind, "closed_on": day, "stage_since": day}
                )
                break
    return pd.DataFrame(rows)


def inputs(frame: pd.DataFrame, today: date = TODAY) -> Inputs:
    """As `gather` puts them together, from what was known at the end of a day."""
    known = frame[frame["since"] <= today]
    known = known.sort_values(["opportunity_id", "since"], kind="stable", ignore_index=True)
    last = known.drop_duplicates("opportunity_id", keep="last")
    book = last[last["kind"] == "open"]
    book = book.assign(name=book["opportunity_id"])
    won = last[last["kind"] == "won"].groupby("closed_on", as_index=False)["amount"].sum()
    answers = {
        "forecast/states": known,
        "forecast/book": book,
        "forecast/won_by_day": won.rename(columns={"closed_on": "day"}),
    }
    return forecast.gather(lambda name, **_params: answers[name].copy(), len(last))


def look(frame: pd.DataFrame, today: date = TODAY) -> forecast.Outlook:
    quarter = periods.containing(today + timedelta(days=1), "quarter")
    return inputs(frame, today).outlook(today, Fiscal(), "quarter", [quarter, periods.shift(quarter, "quarter", 1)])


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return company()


@pytest.fixture(scope="module")
def outlook(frame) -> forecast.Outlook:
    return look(frame)


def told(found: forecast.Outlook) -> list[object]:
    return [
        *(each.draws.tolist() for each in found.periods),
        *(each.parts for each in found.periods),
        found.deals[["opportunity_id", "chance_0", "chance_1"]].to_numpy().tolist(),
    ]


def test_what_came_later_changes_nothing(frame, outlook):
    later = frame["since"] > TODAY
    scrambled = frame.copy()
    scrambled.loc[later, "amount"] = 1e9
    scrambled.loc[later, "stage"] = "Z"
    scrambled = scrambled[~later | (np.arange(len(frame)) % 2 == 0)]
    assert later.any()
    assert told(look(scrambled)) == told(outlook)


def test_the_backtest_says_what_was_said_then(frame):
    """Each origin of the record is what the live forecast of that day says of the same draws."""
    known = inputs(frame, FIRST + timedelta(days=760))
    record = forecast.backtest(known.states, Fiscal(), "quarter")
    day = record.origins["day"].iloc[-1]
    then = inputs(frame, date.fromordinal(int(day)))
    quarter = periods.containing(date.fromordinal(int(day) + 1), "quarter")
    live = then.outlook(date.fromordinal(int(day)), Fiscal(), "quarter", [quarter])
    said = record.origins[(record.origins["day"] == day) & (record.origins["method"] == "model")]
    assert said["forecast"].iloc[0] == pytest.approx(
        live.periods[0].won + live.periods[0].parts["open"] + live.periods[0].parts["new"]
    )


def test_the_order_of_deals_does_not_matter(frame, outlook):
    assert told(look(frame.sample(frac=1, random_state=3))) == told(outlook)


def test_another_currency_scales_everything(frame, outlook):
    scaled = look(frame.assign(amount=frame["amount"] * 1024))
    for one, other in zip(outlook.periods, scaled.periods, strict=True):
        assert other.draws / 1024 == pytest.approx(one.draws)
    assert scaled.deals["chance_0"].tolist() == pytest.approx(outlook.deals["chance_0"].tolist())


def test_parts_and_groups_add_up(outlook):
    for i, each in enumerate(outlook.periods):
        assert sum(each.parts.values()) == pytest.approx(each.mean)
        assert sum(each.weights.values()) == pytest.approx(1)
        by = outlook.deals["rep_id"]
        won = pd.Series({"r1": each.won * 0.25, "gone": each.won * 0.75})
        groups = outlook.groups(i, by, won, pd.Series({"r1": 0.5, "r2": 0.5}))
        assert groups["mean"].sum() == pytest.approx(each.mean)
        assert (groups["p10"] <= groups["p90"]).all()


def test_a_filter_takes_its_part_of_the_whole(outlook):
    inside = (outlook.deals["rep_id"] == "r1").to_numpy()
    ones = forecast.narrow(outlook, inside, [100.0, 0.0], 0.25)
    rest = forecast.narrow(outlook, ~inside, [outlook.periods[0].won - 100.0, 0.0], 0.75)
    for one, other, whole in zip(ones.periods, rest.periods, outlook.periods, strict=True):
        assert one.mean + other.mean == pytest.approx(whole.mean)
    assert len(ones.deals) == inside.sum()


def test_chances_are_chances_and_grow_with_the_horizon(outlook):
    both = outlook.deals["chance_0"] + outlook.deals["chance_1"]
    assert (outlook.deals["chance_0"] >= 0).all()
    assert (both <= 1).all()
    path = outlook.periods[0].path
    for column in ("p10", "p50", "p90"):
        assert path[column].is_monotonic_increasing
    assert path["p50"].iloc[-1] == pytest.approx(outlook.periods[0].p50)


def test_reasons_lead_from_the_base_rate_to_the_chance(outlook):
    for deal in outlook.deals["opportunity_id"].iloc[:20]:
        reasons = outlook.reasons(deal, 0)
        for before, after in pairwise(reasons):
            assert before.chance_after == after.chance_before
        chance = outlook.deals.set_index("opportunity_id").loc[deal, "chance_0"]
        assert reasons[-1].chance_after == pytest.approx(chance, abs=1e-9)


def test_nothing_supposed_changes_nothing(outlook):
    same = outlook.rerun(0, outlook.deals["chance_0"].to_numpy(), outlook.deals["amount"].to_numpy())
    assert same is outlook.periods[0]
    lost = outlook.deals["chance_0"].to_numpy().copy()
    lost[0] = 0.0
    less = outlook.rerun(0, lost, outlook.deals["amount"].to_numpy())
    gone = outlook.deals["chance_0"].iloc[0] * outlook.deals["amount"].iloc[0]
    assert less.mean == pytest.approx(outlook.periods[0].mean - gone)


def test_without_history_it_is_the_crm_s_chances_at_the_close_dates():
    row = {"rep_id": "r", "product": None, "kind": "open", "stage": "A", "closed_on": None, "pushes": 0}
    row |= {"since": date(2025, 10, 1), "created_on": date(2025, 10, 1), "stage_since": date(2025, 10, 1)}
    row |= {"forecast_category": None, "is_dated": True}
    deals = [
        ("late", 100.0, 0.2, date(2025, 9, 1)),  # overdue: due now
        ("now", 1000.0, 0.5, date(2025, 12, 31)),
        ("next", 5000.0, 0.4, date(2026, 1, 1)),
        ("never", 9000.0, 0.9, date(2026, 7, 1)),
    ]
    frame = pd.DataFrame(
        [row | dict(zip(["opportunity_id", "amount", "stated", "close_on"], deal, strict=True)) for deal in deals]
    )
    found = look(frame)
    assert found.periods[0].mean == pytest.approx(100 * 0.2 + 1000 * 0.5)
    assert found.periods[1].mean == pytest.approx(5000 * 0.4)
    assert found.method == "stage_weighted"
    assert any("configured" in warned.message for warned in found.warnings)


def test_a_company_without_open_deals_has_an_outlook(frame):
    known = frame[frame["since"] <= TODAY]
    closed = known[known.groupby("opportunity_id")["kind"].transform("last") != "open"]
    found = look(closed)
    first = found.periods[0]
    assert (len(found.deals), first.parts["open"]) == (0, 0.0)
    assert first.p10 <= first.p50 <= first.p90
    assert np.isnan(first.top_share)


def test_pace_by_hand():
    # Weights 1 and .7; shares 10/17 and 7/17. After: 60, 30; by then: 40, 50.
    past = [Past(40, 60), Past(50, 30)]
    after = (10 * 60 + 7 * 30) / 17
    total = (10 * 100 + 7 * 80) / 17
    by_then = (10 * 40 + 7 * 50) / 17
    level = (45 + 0.7 * total) / (by_then + 0.7 * total)
    assert pace.remainder(past, 45) == pytest.approx(after * level)
    assert pace.following(past, 45) == pytest.approx(total * level**0.7)
    assert pace.remainder([], 45) is None


def test_experts_are_weighed_by_their_record():
    now = Guess({"pipeline": 100.0, "pace": 100.0}, variance=100.0, process=50.0)
    good, bad = {"pipeline": 100.0, "pace": 150.0}, {"pipeline": 150.0, "pace": 100.0}
    of_pipeline = blend.blend(now, [(replace(now, experts=good), 100.0)] * 6).shares
    of_pace = blend.blend(now, [(replace(now, experts=bad), 100.0)] * 6).shares
    assert of_pipeline["pipeline"] > 0.85 > of_pace["pipeline"]
    assert sum(of_pace.values()) == pytest.approx(1)
    alone = blend.blend(replace(now, experts={"pipeline": 100.0}), [])
    assert (alone.mean, alone.shares) == (100.0, {"pipeline": 1.0})


def test_a_baseline_that_has_been_closer_speaks_instead():
    now = Guess({"pipeline": 100.0}, variance=400.0, process=50.0, baselines={"last_period": 80.0, "run_rate": 10.0})
    came = [70.0, 75.0, 80.0, 85.0, 90.0, 84.0]
    past = [
        (replace(now, experts={"pipeline": each + miss}, baselines={"last_period": each + 3, "run_rate": 10.0}), each)
        for each, miss in zip(came, [40, 44, -42, 38, -41, 43], strict=True)
    ]
    found = blend.blend(now, past)
    assert (found.method, found.periods, found.mean, found.shares) == ("last_period", 6, 80.0, {"last_period": 1.0})
    # The usual miss of 30 % counts as four; six misses of 3: (.3 × 80)² × (4 + 6 × (3 ÷ (.3 × said))²) ÷ 10.
    squares = sum((3 / (0.3 * (each + 3))) ** 2 for each in came)
    assert found.sd == pytest.approx((0.3 * 80) * ((4 + squares) / 10) ** 0.5)
    assert blend.blend(now, past[1:]).method == "blend"  # five periods tell too little
    lucky = [(replace(guess, experts={"pipeline": came + 4.0}), came) for guess, came in past]
    assert blend.blend(now, lucky).method == "blend"  # closer, but by less than a fifth


def test_the_more_is_decided_the_less_what_the_crm_states_counts(frame):
    states = inputs(frame).states
    day = int(np.sort(states.closing_day[states.kind != 0])[11])
    learned = forecast.Origin(states.known(day), day, Fiscal(), "quarter").learned
    assert learned.states.decided == 12
    assert learned.trust == 0.5
    assert forecast.Origin(states, TODAY.toordinal(), Fiscal(), "quarter").learned.trust > 0.999


def test_the_distribution_has_its_mean_and_width():
    random = np.random.default_rng(5)
    chances, amounts = random.uniform(0.05, 0.6, 3000), np.exp(random.normal(8, 1, 3000))
    new = New(40.0, 40 * 5000.0, 2 * 5000.0**2, np.array([2000.0, 8000.0]), np.array([0.5, 0.5]))
    drawn = distribution.simulate(chances, amounts, 0.02, new)
    variance, luck = distribution.moments(chances, amounts, 0.02, new)
    assert drawn.mean() == pytest.approx((chances * amounts).sum() + new.amount, rel=0.02)
    assert drawn.std() == pytest.approx(variance**0.5, rel=0.06)
    assert luck < variance


def test_business_to_come_by_hand():
    # One deal a day; won on the day after its creation with certainty, never on the day itself.
    works = business.Business(1.0, np.array([0.0, 1.0]), np.zeros(2), np.full(2, 10.0), np.full(2, 100.0), *[None] * 3)
    works = replace(works, won_rate=np.pad(works.won_rate, (0, 8)), lost_rate=np.zeros(10), mean=np.full(10, 10.0))
    works = replace(works, square=np.full(10, 100.0), amounts=np.array([10.0]), weights=np.array([1.0]), quoted=20.0)
    # Created tomorrow or later, won within 5 days: those of days 1 to 4.
    assert business.coming(works, np.ones(5), 0, 5) == business.Coming(4.0, 40.0, 400.0)
    assert business.coming(works, np.ones(5), 2, 5).deals == 3.0
    assert business.won_share(works, 3).tolist() == [0.0, 0.5, 0.5, 0.5]


def test_chances_come_true_and_ranges_hold():
    """Companies of known ways: what is said happens as often as said, and eight of ten results lie in the range."""
    said, inside = [], []
    for seed in range(4):
        known = inputs(company(seed, deals=1200), FIRST + timedelta(days=760))
        record = forecast.backtest(known.states, Fiscal(), "quarter")
        said.append(record.reliability)
        inside.append(record.scores.set_index("method").loc["quarterdeck", "coverage_80"])
    every = pd.concat(said)
    off = (every["n"] * (every["said"] - every["happened"]).abs()).sum() / every["n"].sum()
    assert off <= 0.06
    assert 0.6 <= np.mean(inside) <= 1.0


def test_the_record_speaks_of_the_next_period_too(frame):
    known = inputs(frame, FIRST + timedelta(days=760))
    this, following = (forecast.backtest(known.states, Fiscal(), "quarter", ahead=ahead) for ahead in (0, 1))
    days = set(following.origins["day"])
    assert days < set(this.origins["day"])
    came = this.origins.drop_duplicates("period_label").set_index("period_label")["actual"]
    for label, part in following.origins.groupby("period_label"):
        assert part["actual"].unique().tolist() == [came[label]]
        # Said in the quarter before the one that is forecast.
        quarter = periods.parse(label)
        assert part["day"].max() < quarter.start.toordinal() - 1 + 7
        assert part["day"].max() >= quarter.start.toordinal() - 14


def test_the_record_of_a_sample_speaks_of_the_whole_company(frame, monkeypatch):
    known = inputs(frame, FIRST + timedelta(days=760))
    whole = forecast.backtest(known.states, Fiscal(), "quarter", weeks=(0,))
    monkeypatch.setattr(
        import_module("metrics.forecast.backtest"), "_MOST_DEALS", len(np.unique(known.states.deal)) // 3
    )

    sampled = forecast.backtest(known.states, Fiscal(), "quarter", weeks=(0,))

    assert sampled.share == 1 / 3
    ours = [found.origins[found.origins["method"] == "quarterdeck"] for found in (whole, sampled)]
    assert ours[1]["actual"].tolist() == pytest.approx(ours[0]["actual"].tolist())
    assert ours[1]["forecast"].tolist() != pytest.approx(ours[0]["forecast"].tolist())
    # A third of the deals told as the whole: not a third of the money.
    assert ours[1]["forecast"].sum() / ours[0]["forecast"].sum() > 2 / 3


def test_nothing_is_forecast_before_four_weeks_of_decisions(frame):
    known = inputs(frame, FIRST + timedelta(days=760))
    record = forecast.backtest(known.states, Fiscal(), "month")
    assert record.origins["day"].min() - known.states.first_decision in range(27, 27 + 7)


def test_a_forecast_of_nothing_does_not_widen_all_later_ranges():
    origins = pd.DataFrame(
        {"period_label": ["a", "b", "c"], "week": 0, "method": "run_rate", "forecast": [0.0, 100.0, 100.0]}
    ).assign(p10=np.nan, p90=np.nan, actual=100.0)
    ranged = _with_ranges(origins)
    # Misses count as five usual ones at most: .3 × 100 × √((4 + 25 + 0) ÷ 6) × 1.2816 above.
    assert ranged["p90"].iloc[2] == pytest.approx(100 + 1.2816 * 30 * (29 / 6) ** 0.5)


def test_winnings_between_days():
    found = Winnings(np.array([5, 3, 5]), np.array([10.0, 1.0, np.nan]))
    assert (found.between(3, 5), found.between(3, 6), found.between(6, 3)) == (1.0, 11.0, 0.0)
