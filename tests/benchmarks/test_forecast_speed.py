"""The forecast of a company with 1.5 million deals, 100 000 of them open: what was learned, and what is said."""

from datetime import timedelta
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from metrics import forecast, periods
from metrics.forecast import Fiscal, Origin
from metrics.forecast.distribution import DRAWS
from metrics.forecast.inputs import MOST_DEALS
from tests.soundness.simulated import FIRST, Company

OPEN, DEALS = 100_000, 1_500_000
MOST_FIT_SECONDS, MOST_FORECAST_SECONDS = 3.0, 0.5
TODAY = FIRST + timedelta(days=365 * 3)


@pytest.fixture(scope="module")
def inputs() -> forecast.Inputs:
    """What the queries answer for such a company: the history of a sample, every open deal, wins by day."""
    frame = Company(seed=1, per_year=MOST_DEALS // 3, days=365 * 3).states()
    known = frame[frame["since"] <= TODAY]
    last = known.drop_duplicates("opportunity_id", keep="last")
    few = last[last["kind"] == "open"]
    book = few.iloc[np.arange(OPEN) % len(few)].assign(opportunity_id=[f"o{place:06}" for place in range(OPEN)])
    won = last[last["kind"] == "won"].groupby("closed_on", as_index=False)["amount"].sum()
    won["amount"] *= DEALS / MOST_DEALS
    answers = {
        "forecast/states": known,
        "forecast/book": book.assign(name=book["opportunity_id"]),
        "forecast/won_by_day": won.rename(columns={"closed_on": "day"}),
    }
    return forecast.gather(lambda name, **_params: answers[name], DEALS)


def origin(inputs: forecast.Inputs) -> Origin:
    known = inputs.states.known(TODAY.toordinal())
    everything = {"share": inputs.share, "book": inputs.book, "winnings": inputs.winnings}
    return Origin(known, TODAY.toordinal(), Fiscal(), "quarter", **everything)


def test_a_cold_fit_and_two_quarters(inputs):
    quarter = periods.containing(TODAY + timedelta(days=1), "quarter")
    asked = [quarter, periods.shift(quarter, "quarter", 1)]
    cold = origin(inputs)
    start = perf_counter()
    for period in asked:
        cold.learned  # noqa: B018 - learned on first use
        cold.record(period)
    fit = perf_counter() - start
    start = perf_counter()
    outlook = forecast.look(cold, inputs.shown, asked)
    said = perf_counter() - start
    assert (len(outlook.deals), len(outlook.periods[1].draws)) == (OPEN, DRAWS)
    # The bare engine here: as many normal numbers as the simulation draws for its largest deals.
    start = perf_counter()
    np.random.default_rng(1).standard_normal((256, DRAWS))
    bare = perf_counter() - start
    pieces = f"{len(inputs.states)} states, {len(pd.unique(inputs.states.deal))} deals learned from"
    print(f"\ncold fit {fit:.2f} s ({pieces}); two quarters {said:.2f} s, {said / bare:.1f} × bare drawing")
    assert fit <= MOST_FIT_SECONDS
    assert said <= MOST_FORECAST_SECONDS
