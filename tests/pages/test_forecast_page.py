"""The Forecast page, run over stores made by hand, and over the demo company where there must be a past."""

from dataclasses import replace
from datetime import date

from data import demo
from metrics.forecast import Warned
from pages.components import forecast
from tests.pages.conftest import fill, open_app, texts


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def periods(app) -> list[str]:
    return next(table.value for table in app.dataframe if "period" in table.value.columns)["period"].tolist()


def test_an_empty_store_says_what_to_do(store):
    app = open_app("forecast")
    assert not app.exception
    assert not app.metric


def test_few_deals_give_a_range_and_say_so(store):
    fill(store)
    app = open_app("forecast")
    assert not app.exception
    words = said(app)
    assert "What will we close, and how sure are we?" in words
    assert "too uncertain for one number" in words
    assert "take the range, not the number" in words
    labels = [metric.label for metric in app.metric]
    assert labels[:4] == ["Won so far", "Forecast", "Quota", "Chance of the quota"]


def test_the_parts_add_up_to_what_is_expected(store):
    fill(store)
    app = open_app("forecast")
    parts = next(
        table.value for table in app.dataframe if "how" in table.value.columns and "part" in table.value.columns
    )
    amounts = parts["amount"].tolist()
    assert abs(sum(amounts[:-1]) - amounts[-1]) < 0.01 * max(1.0, abs(amounts[-1]))
    groups = next(table.value for table in app.dataframe if "group" in table.value.columns)
    assert abs(groups["mean"].sum() - amounts[-1]) < 0.01 * max(1.0, abs(amounts[-1]))


def test_a_filter_takes_its_part(store):
    fill(store)
    whole, part = open_app("forecast"), open_app("forecast", team="West")
    assert not part.exception
    rows = [
        next(table.value for table in app.dataframe if "part" in table.value.columns)["amount"].tolist()
        for app in (whole, part)
    ]
    assert 0 <= rows[1][0] <= rows[0][0]
    assert rows[1][-1] <= rows[0][-1]


def test_the_record_is_worked_out_when_asked_for(store):
    fill(store)
    app = open_app("forecast")
    app.toggle("forecast_record_wanted").set_value(True).run()
    assert not app.exception


def test_the_record_is_there_again_when_it_is_looked_at_again(store):
    demo.build(store, deals=300, seed=1, today=date(2026, 8, 15))
    looks = [open_app("forecast", forecast_record_wanted="true") for _ in range(2)]

    scores = [next(table.value for table in app.dataframe if "wape" in table.value.columns) for app in looks]

    assert len(scores[0]) > 1
    assert scores[0].equals(scores[1])


def test_it_speaks_japanese(store):
    fill(store)
    app = open_app("forecast", lang="ja")
    assert not app.exception
    assert "いくらで着地し、どれほど確かか" in said(app)


def test_a_later_period_is_picked_and_stands_in_the_link(store):
    fill(store)
    first, later = (periods(open_app("forecast", ahead=steps)) for steps in ("0", "1"))
    assert len(first) == 3
    assert later[:2] == first[1:]


def test_concentration_is_said(store):
    fill(store)
    assert "The three largest open deals are" in said(open_app("forecast"))


def test_caveats_stand_on_top(store, monkeypatch):
    fill(store)
    banner = Warned("Conditions have changed: the range is not reliable.", {})
    real = forecast.outlook
    monkeypatch.setattr(forecast, "outlook", lambda *asked: replace(real(*asked), warnings=[banner]))
    app = open_app("forecast")
    assert [said_so.value.replace("\\", "") for said_so in app.warning] == [banner.message]
    japanese = open_app("forecast", lang="ja")
    assert "状況が変わりました" in japanese.warning[0].value


def test_people_s_calls_have_a_record(store):
    fill(store)
    app = open_app("forecast")
    app.toggle("forecast_record_wanted").set_value(True).run()
    assert not app.exception
    app = open_app("forecast", recorded="1")
    app.toggle("forecast_record_wanted").set_value(True).run()
    assert not app.exception
