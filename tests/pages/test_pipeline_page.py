"""The Pipeline page, run over stores made by hand."""

from datetime import UTC, date, datetime

import pytest

from data.intake import Options, Upload, import_files
from metrics.periods import Period
from pages.components import pipeline_days
from pages.components.calendar import FiscalCalendar
from pages.components.filters import Choice
from queries import Scope
from tests.pages.conftest import DEALS, HOSTILE, QUOTAS, REPS, fill, once, open_app, put, table, texts

HEADER = "Deal ID,Deal Name,Owner,Stage,Amount,Created Date,Close Date,Segment"
# Two files a week apart; due in 2026-Q3 are those with a close date from July to September.
WEEKS = {
    "2026-07-10": """
        A,Acme,Ada,Proposal,100.10,2026-06-01,2026-08-01,SMB
        B,Bee,Bo,Proposal,200,2026-06-01,2026-09-01,SMB
        C,Cee,Ada,Proposal,300,2026-06-01,2026-12-01,SMB
        E,Eel,Ada,Proposal,50,2026-06-01,2026-09-30,SMB
        F,Fox,Bo,Proposal,60,2026-06-01,2026-09-30,SMB
    """,
    "2026-07-17": """
        A,Acme,Ada,Closed Won,110.15,2026-06-01,2026-07-15,SMB
        B,Bee,Bo,Proposal,200,2026-06-01,2026-10-20,SMB
        C,Cee,Ada,Proposal,310,2026-06-01,2026-09-20,SMB
        D,Dee,Bo,Proposal,70,2026-07-14,2026-09-15,SMB
        E,Eel,Ada,Closed Lost,50,2026-06-01,2026-07-16,SMB
        F,Fox,Bo,Proposal,45.5,2026-06-01,2026-09-30,SMB
    """,
}
LAST_WEEK = {"from": "2026-07-10", "to": "2026-07-17"}


def put_week(store, day: str) -> None:
    """One of the weekly files, as of the evening of its day."""
    rows = [line.strip() for line in WEEKS[day].strip().splitlines()]
    moment = datetime.fromisoformat(day).replace(hour=18, tzinfo=UTC)
    upload = Upload("deals.csv", "\n".join([HEADER, *rows]).encode())
    assert import_files(store, [upload], Options(as_of=moment), now=moment).release


def put_weeks(store) -> None:
    once(store, "weekly files", _put_weeks)


def _put_weeks(store) -> None:
    put(store, users=table(REPS), quotas=table(QUOTAS))
    for day in WEEKS:
        put_week(store, day)


def metrics(app):
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def steps(app) -> dict[str, tuple]:
    """Amount, deals and net amount of each step of the table, opened."""
    app.session_state["movement_figures"] = True
    app.run()
    frame = next(item.value for item in app.dataframe if "net_amount" in item.value.columns)
    return {row["step"]: (row["amount"], row["deals"], row["net_amount"]) for row in frame.to_dict("records")}


def test_an_empty_store_says_what_to_do(store):
    app = open_app("pipeline")

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_a_store_without_deals_has_nothing_to_move(store):
    put(store, users=table(REPS), quotas=table(QUOTAS))

    app = open_app("pipeline")

    assert not app.exception
    assert "nothing was open and nothing moved" in said(app)


def test_one_file_says_that_it_is_the_only_one(store):
    fill(store)  # seen on 15 August: open and due are 80 and 1000; won in the quarter 100 and 300

    app = open_app("pipeline")

    assert not app.exception
    assert "It is the only file so far" in said(app)
    # what was won before the file was made is dated by its closing day, and so came and went in these days
    assert "$0 start + $1,480 newly created − $400 won = $1,080 end" in said(app)
    assert "Of the created, 3 deals ($400) had been created by Jun 30, 2026 already" in said(app)
    assert metrics(app)["Pipeline due"] == "$1.08K"
    assert metrics(app)["Coverage"] == "1.8×"  # 1080 due ÷ (1000 − 400)


def test_two_weekly_files_tell_every_reason(store):
    put_weeks(store)

    app = open_app("pipeline", **LAST_WEEK)

    assert not app.exception
    assert "due in 2026-Q3 grew by" in said(app)
    assert steps(app) == {
        "Start": (410, 4, 410),  # 100.10 + 200 + 50 + 60
        "Newly created": (70, 1, 70),
        "Pulled in": (310, 1, 310),
        "Reopened": (0, 0, 0),
        "Increased": (10, 1, 0),  # 110.15 − 100.10
        "Decreased": (-14, 1, -14),  # 45.50 − 60
        "Pushed out": (-200, 1, -200),
        "Won": (-110, 1, -100),
        "Lost": (-50, 1, -50),
        "Removed": (0, 0, 0),
        "End": (426, 3, 426),  # 310 + 70 + 45.50
    }
    sum_written_out = (
        "Adds up to the cent: $410.10 start + $70 newly created + $310 pulled in + $10.05 increased"
        " − $14.50 decreased − $200 pushed out − $110.15 won − $50 lost = $425.50 end"
    )
    assert sum_written_out in said(app)
    assert "2 files, 7 days apart" in said(app)
    assert metrics(app)["Newly created"] == "$70"
    assert metrics(app)["Pushed out"] == "$200"
    assert metrics(app)["Slip rate"] == "16.7%"  # 1 of 4 + 2


def test_all_open_deals_are_neither_pushed_nor_pulled(store):
    put_weeks(store)

    found = steps(open_app("pipeline", due="all", **LAST_WEEK))

    assert found["Start"][0] == 710  # with C, due in December
    assert found["Increased"][0] == 10 + 10  # A by 10.05, C by 10
    assert (found["Pulled in"], found["Pushed out"]) == ((0, 0, 0), (0, 0, 0))
    assert found["End"][0] == 626  # with B


@pytest.mark.parametrize(
    ("reason", "names", "total"),
    [("pushed_out", ["Bee"], "−$200"), ("won", ["Acme"], "−$110.15"), ("pulled_in", ["Cee"], "+$310")],
)
def test_a_bar_opens_to_its_deals(store, reason, names, total):
    put_weeks(store)

    app = open_app("pipeline", reason=reason, **LAST_WEEK)

    deals = next(item.value for item in app.dataframe if "close_on_before" in item.value.columns)
    assert list(deals["name"]) == names
    assert f"1 deal · total {total}" in said(app)


def test_a_reason_is_chosen_by_key_and_stands_in_the_url(store):
    put_weeks(store)
    app = open_app("pipeline", **LAST_WEEK)

    app.pills(key="movement_reason").set_value("lost").run()

    assert "lost" in app.query_params["reason"]
    assert "Lost: 1 deal · total −$50" in said(app)


def test_the_page_of_a_past_day_knows_nothing_later(store):
    put_weeks(store)

    app = open_app("pipeline", asof="2026-07-12")

    assert not app.exception
    assert "As of July 12, 2026" in said(app)
    assert metrics(app)["Pipeline due"] == "$410"
    assert "−$110" not in said(app)

    app = open_app("pipeline", asof="2026-07-12", tab="open")

    assert "Acme" in {name for item in app.dataframe if "name" in item.value for name in item.value["name"]}
    assert "Dee" not in {name for item in app.dataframe if "name" in item.value for name in item.value["name"]}
    assert "−$110" not in said(app)
    assert "Data as of Aug 15, 2026" in said(app)


def test_sliding_back_sets_the_link_and_back_to_today_lifts_it(store):
    put_weeks(store)
    app = open_app("pipeline")

    app.slider(key="asof_slider").set_value(date(2026, 7, 12)).run()
    assert "As of July 12, 2026" in said(app)
    assert "2026-07-12" in app.query_params["asof"]
    app.button(key="asof_back").click().run()
    assert "asof" not in app.query_params
    assert metrics(app)["Pipeline due"] == "$426"


def test_the_period_follows_the_day_unless_it_was_chosen(store):
    put_weeks(store)

    app = open_app("pipeline", asof="2026-06-12")
    assert "2026-Q2" in app.query_params["period"]
    app.button(key="asof_back").click().run()
    assert "period" not in app.query_params

    app = open_app("pipeline", asof="2026-06-12", period="2026-08")
    assert "2026-08" in app.query_params["period"]


@pytest.mark.parametrize(
    "query",
    [
        {"asof": "never"},
        {"asof": "2050-01-01"},
        {"from": "2026-07-17", "to": "2026-07-10"},
        {"from": "x", "to": ""},
        {"due": "nothing"},
        {"reason": "magic"},
        {"period": "2031-Q1"},
        {"period": "2020-Q1"},
        {"asof": "1990-01-01"},
    ],
)
def test_a_link_with_codes_that_mean_nothing_opens(store, query):
    put_weeks(store)

    assert not open_app("pipeline", **query).exception


def test_filters_reach_every_figure(store):
    put_weeks(store)

    app = open_app("pipeline", team="West", **LAST_WEEK)

    assert not app.exception
    assert steps(app)["Start"][:2] == (150, 2)  # A and E
    assert steps(app)["Newly created"][:2] == (0, 0)

    app = open_app("pipeline", team="West", tab="enough")

    assert "Needed" in next(item.value for item in app.dataframe if "how" in item.value.columns)["step"].tolist()


def test_the_arithmetic_of_coverage_is_shown(store):
    fill(store)  # won 400 of 1000; decided in twelve months: 100 + 300 + 200 won, 50 lost

    app = open_app("pipeline", tab="enough")

    # 600 ÷ (600 ÷ 650) = 650 needed, 1080 are open
    assert "$600 remaining ÷ 92.3% win rate = $650 needed − $1.08K open = nothing missing" in said(app)
    assert metrics(app)["Pipeline still missing"] == "$0"


def test_it_speaks_japanese(store):
    put_weeks(store)

    app = open_app("pipeline", lang="ja", reason="won", asof="2026-07-16", **LAST_WEEK)

    assert not app.exception
    assert app.title[0].value == "何が変わったか、パイプラインは足りているか"
    assert "パイプライン" in said(app)


def test_hostile_names_are_shown_as_typed(store):
    deals = [
        [f"h{at}", name, "Ada", HOSTILE[1], str(9000 - at), "10", "2026-08-01", "2026-09-01", "", HOSTILE[2]]
        for at, name in enumerate(HOSTILE)
    ]
    put(store, users=table(REPS), opportunities=[*table(DEALS), *deals])

    app = open_app("pipeline", reason="created")

    assert not app.exception
    names = next(item.value for item in app.dataframe if "close_on_before" in item.value.columns)["name"]
    assert set(HOSTILE) <= set(names)
    assert "<script>" not in texts(app)
    for chart in app.get("plotly_chart"):
        assert "<script>" not in chart.proto.spec


def test_each_chart_has_a_text_for_those_who_do_not_see_it(store):
    put_weeks(store)

    for tab, least in {"changed": 2, "enough": 1, "open": 3}.items():
        charts = open_app("pipeline", tab=tab).get("plotly_chart")
        assert len(charts) >= least
        assert all(chart.proto.alt for chart in charts)


def choice(today: date, period: tuple[date, date] = (date(2026, 7, 1), date(2026, 10, 1))) -> Choice:
    return Choice(Scope(), Period("2026-Q3", *period), None, today, FiscalCalendar(), "USD")


def test_presets_are_of_the_day_looked_from():
    found = pipeline_days.presets(choice(date(2026, 8, 15)))
    assert found == {
        "period": (date(2026, 6, 30), date(2026, 8, 15)),
        "week": (date(2026, 8, 8), date(2026, 8, 15)),
        "month": (date(2026, 7, 16), date(2026, 8, 15)),
        "quarter": (date(2026, 3, 31), date(2026, 6, 30)),
    }
    assert pipeline_days.presets(choice(date(2026, 11, 2)))["period"] == (date(2026, 6, 30), date(2026, 9, 30))
    assert "period" not in pipeline_days.presets(choice(date(2026, 6, 2)))


def test_nothing_after_the_day_looked_from_is_compared():
    today, default = date(2026, 8, 15), (date(2026, 6, 30), date(2026, 8, 15))
    assert pipeline_days.in_force(date(2026, 8, 1), date(2026, 9, 1), default, today) == (date(2026, 8, 1), today)
    assert pipeline_days.in_force(None, date(2026, 7, 5), default, today) == (date(2026, 6, 30), date(2026, 7, 5))
    assert pipeline_days.in_force(date(2026, 8, 15), None, default, today) == default
