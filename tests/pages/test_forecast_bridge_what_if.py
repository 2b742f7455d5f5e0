"""Bridge, what-if and pipeline needed on a page of their own, over a store made by hand and forecasts drawn by hand."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import scenarios
from data.scenarios import Saved
from pages.components.safety import markdown
from tests.metrics.fake_outlook import FakeOutlook, outlook
from tests.pages.conftest import HOSTILE, fill, texts

# In the store, w2 is won for 300 on 10 August, and w1 for 100 before.
THEN = outlook(
    """
    id | name         | stage    | close_on   | quoted | amount | chance_0 | chance_1
    w2 | Won two      | Proposal | 2026-08-10 | 300    | 300    | 0.5      | 0.2
    n0 | Acme renewal | Talk     | 2026-09-15 | 1000   | 900    | 0.3      | 0.1
    """,
    (100.0, 50.0, 10.0),
    (0.0, 100.0, 0.0),
    as_of=date(2026, 8, 8),
)
NOW = replace(
    outlook(
        """
        id | name         | account_name | stage    | close_on   | quoted | amount | chance_0 | chance_1
        n0 | Acme renewal | Acme         | Talk     | 2026-09-15 | 1000   | 900    | 0.2      | 0.1
        o1 | Open late    |              | Proposal | 2026-08-01 | 80     | 80     | 0.5      | 0.0
        """,
        (400.0, 40.0, 0.0),
        (0.0, 100.0, 0.0),
    ),
    shares=pd.DataFrame({"day": pd.date_range("2026-08-16", periods=4), "share": [0.2, 0.1, 0.05, 0.0]}),
)
MEAN_THEN = 580  # 100 + 300 × 0.5 + 900 × 0.3 + 50 + 10
MEAN_NOW = 660  # 400 + 900 × 0.2 + 80 × 0.5 + 40


class Forecasts:
    """What the forecasts under test are; the script of the page reads it."""

    now: FakeOutlook = NOW


@pytest.fixture(autouse=True)
def forecasts(store, monkeypatch):
    """A filled store and the forecasts above; a quota of 1000 for 2026-Q3."""
    fill(store)
    monkeypatch.setattr(Forecasts, "now", NOW)
    monkeypatch.setattr("pages.components.forecast.before", lambda _choice, _period, days=7: THEN)
    quotas = {"2026-Q3": 1000.0}
    monkeypatch.setattr("pages.components.forecast.quota", lambda _choice, period: quotas.get(period.label))
    return Forecasts


def page():
    import streamlit

    from pages.components import filters, forecast_bridge, forecast_needed, forecast_what_if, session
    from tests.pages.test_forecast_bridge_what_if import Forecasts

    session.begin()
    choice = filters.bar("overview.py")
    parts = {"bridge": forecast_bridge, "what_if": forecast_what_if, "needed": forecast_needed}
    parts[streamlit.query_params["part"]].show(Forecasts.now, choice)


def opened(part: str, **query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"part": part, **query})
    app.run()
    assert not app.exception
    return app


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def frame(app, column: str) -> pd.DataFrame:
    return next(item.value for item in app.dataframe if column in item.value.columns)


# ---- bridge ----------------------------------------------------------------------------------------------------------


def test_the_bridge_names_what_moved_the_forecast_and_adds_up():
    app = opened("bridge")

    steps = frame(app, "meaning").set_index("step")["amount"]
    assert steps.to_dict() == {
        "Forecast then": MEAN_THEN,
        "Won": 300 - 150,
        "New deals": 40,  # o1
        "Time passing": -90,  # 900 × (0.2 − 0.3)
        "Not yet created": 40 - 50,
        "Adjustment": 0 - 10,
        "Forecast now": MEAN_NOW,
    }
    assert "The forecast of 2026-Q3 rose by $80 to $660 since Aug 8, 2026" in said(app)
    equation = "$580 + $150 won + $40 new deals − $90 time passing − $10 not yet created − $10 adjustment = $660"
    assert f"Adds up: {equation}" in said(app)


def test_the_deals_behind_one_cause_are_shown_when_it_is_picked():
    app = opened("bridge")
    assert set(frame(app, "chance_then")["name"]) == {"Won two", "Acme renewal", "Open late"}

    app.pills(key="forecast_cause").set_value("time").run()

    deals = frame(app, "chance_then").to_dict("records")
    assert [(deal["name"], deal["change"]) for deal in deals] == [("Acme renewal", -90)]
    assert app.query_params["cause"] == "time"
    assert "1 deal · −$90" in said(app)


def test_a_link_opens_the_bridge_on_its_cause():
    assert list(frame(opened("bridge", cause="won"), "chance_then")["name"]) == ["Won two"]
    assert len(frame(opened("bridge", cause="nonsense"), "chance_then")) == 3


def test_wins_that_no_deal_explains_are_told(forecasts):
    forecasts.now = NOW.with_fixed((450.0, 40.0, 0.0), (0.0, 0.0, 0.0))

    assert "This does not add up: $50 won cannot be told by deal" in said(opened("bridge"))


def test_a_forecast_that_did_not_move_says_so(forecasts, monkeypatch):
    still = replace(NOW, as_of=date(2026, 8, 15))
    monkeypatch.setattr("pages.components.forecast.before", lambda *_args, **_more: still)

    assert "Nothing has moved the forecast of 2026-Q3" in said(opened("bridge"))


# ---- what if ---------------------------------------------------------------------------------------------------------


def test_nothing_supposed_leaves_the_forecast_as_it_is():
    app = opened("what_if")

    assert "What if? Suppose something, and see what it does to 2026-Q3" in said(app)
    assert set(frame(app, "supposed")["change"]) <= {"$0", "±0 pp"}


def test_a_deal_supposed_won_stands_beside_the_base():
    app = opened("what_if")
    app.multiselect(key="what_won").set_value(["n0"]).run()

    assert not app.exception
    figures = frame(app, "supposed").set_index("figure")
    assert figures.loc["Mean", "base"] == "$660"
    assert figures.loc["Mean", "change"] == "+$720"  # 900 × (1 − 0.2)
    assert figures.loc["Chance of quota", "supposed"] == "100%"
    assert re.search(r"most likely closes \$900 higher.* · chance of quota \d\d% → 100%", said(app))


def test_an_amount_is_asked_for_each_deal_chosen():
    app = opened("what_if")
    app.multiselect(key="what_amounts").set_value(["o1"]).run()
    assert app.number_input(key="what_amount_o1").value == 80.0

    app.number_input(key="what_amount_o1").set_value(180.0).run()

    assert frame(app, "supposed").set_index("figure").loc["Mean", "change"] == "+$50"  # (180 − 80) × 0.5


def test_a_slip_moves_money_to_the_next_period():
    app = opened("what_if")
    app.slider(key="what_slip").set_value(50).run()

    changes = [
        item.value.set_index("figure").loc["Mean", "change"] for item in app.dataframe if "supposed" in item.value
    ]
    assert changes == ["−$110", "+$65"]  # half of 220; half of it comes, and half of 90 goes on


def test_a_scenario_is_kept_under_its_name_and_nothing_else_is(store):
    app = opened("what_if")
    app.multiselect(key="what_lost").set_value(["n0"]).run()
    app.slider(key="what_win_rate").set_value(0.8).run()
    assert scenarios.saved(store.folder) == []

    app.button(key="what_save").click().run()
    assert "needs a name" in said(app)
    app.text_input(key="what_name").set_value("No Acme").run()
    app.button(key="what_save").click().run()

    assert "Saved as No Acme" in said(app)
    assert scenarios.saved(store.folder) == [Saved("No Acme", lost=["n0"], win_rate=0.8)]


def test_a_saved_scenario_is_opened_as_far_as_its_deals_are_open(store):
    scenarios.save(store.folder, Saved("Old", lost=["n0", "w1"], amounts={"o1": 10.0}, slip=0.25))
    app = opened("what_if")
    app.button(key="what_open_0").click().run()

    assert not app.exception
    assert app.multiselect(key="what_lost").value == ["n0"]
    assert app.number_input(key="what_amount_o1").value == 10.0
    assert app.slider(key="what_slip").value == 25
    assert "1 deal that was named is not open here any more" in said(app)

    app.button(key="what_reset").click().run()
    assert "What if? Suppose something" in said(app)
    app.button(key="what_delete_0").click().run()
    assert scenarios.saved(store.folder) == []


def test_without_open_deals_there_is_nothing_to_suppose(forecasts):
    forecasts.now = replace(NOW, deals=NOW.deals.iloc[:0])

    assert "No deal is open, so there is nothing to suppose" in said(opened("what_if"))


def test_names_are_text(forecasts):
    deals = pd.concat(
        [NOW.deals.iloc[:1].assign(opportunity_id=f"x{number}", name=text) for number, text in enumerate(HOSTILE)],
        ignore_index=True,
    )
    forecasts.now = replace(NOW, deals=deals)
    app = opened("what_if")
    app.multiselect(key="what_amounts").set_value(list(deals["opportunity_id"])).run()

    assert not app.exception
    assert len(app.number_input) == len(HOSTILE)
    for text, item in zip(HOSTILE, app.number_input, strict=True):
        assert markdown(text) in item.label


# ---- needed ----------------------------------------------------------------------------------------------------------


def test_the_pipeline_needed_is_told_with_its_arithmetic(forecasts):
    forecasts.now = replace(NOW, deals=NOW.deals.iloc[:0])  # so the total is 400 + 40 for sure
    app = opened("needed")

    steps = frame(app, "how").set_index("step")["value"]
    assert steps.to_dict() == {
        "Quota": "$1,000",
        "Forecast reaches": "$440",
        "Gap": "$560",
        "Won in time": "20.0%",
        "If created today": "$2,800",  # 560 ÷ 0.2
        "Last day": "Aug 18, 2026",
        "Worth half by": "Aug 17, 2026",
        "If created evenly": "$4,800",  # 560 ÷ (0.35 ÷ 3)
        "A week": "$11,200",  # 4800 ÷ (3 ÷ 7)
    }
    assert "$4.8K of pipeline must be created by Aug 18, 2026" in said(app)
    assert "$1K quota − $440 reached = $560 gap ÷ 20.0% won in time = $2.8K, if created today" in said(app)


def test_more_certainty_needs_more_pipeline():
    reached = [
        frame(opened("needed", sure=sure), "how").set_index("step").loc["Forecast reaches", "value"]
        for sure in ("50", "90")
    ]
    assert reached == ["$440", "$440"] or float(reached[1].strip("$")) <= float(reached[0].strip("$"))


def test_what_is_reached_needs_nothing(forecasts):
    forecasts.now = NOW.with_fixed((1000.0, 0.0, 0.0), (0.0, 0.0, 0.0))

    assert "Nothing more is needed: 2026-Q3 reaches $1K with a chance of at least 50%" in said(opened("needed"))


def test_late_in_the_period_only_the_deals_there_are_can_help(forecasts):
    forecasts.now = replace(NOW, shares=NOW.shares.assign(share=0.0))

    assert "New pipeline can no longer close in 2026-Q3" in said(opened("needed"))


def test_of_a_period_that_is_over_only_the_result_is_told(forecasts):
    forecasts.now = replace(NOW, as_of=date(2026, 9, 30), deals=NOW.deals.iloc[:0], shares=NOW.shares.iloc[:0])

    assert "2026-Q3 ended $560 short of its quota of $1K" in said(opened("needed"))


def test_without_a_quota_it_says_what_to_import(monkeypatch):
    monkeypatch.setattr("pages.components.forecast.quota", lambda *_args: None)

    assert "There is no quota in 2026-Q3" in said(opened("needed"))
    assert "Import quotas" in said(opened("needed"))
    assert "chance of quota" not in said(opened("what_if"))


@pytest.mark.parametrize(("part", "word"), [("bridge", "受注"), ("what_if", "着地見込み"), ("needed", "不足")])
def test_every_part_speaks_japanese(part, word):
    app = opened(part, lang="ja")

    assert word in said(app) + "".join(item.value.to_string() for item in app.dataframe)
