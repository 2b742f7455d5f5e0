"""Categories and calls on a page of their own, run over stores made by hand."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from data.intake import Options, Upload, import_files
from tests.pages.conftest import HOSTILE, put, table, texts

# Known up to 15 August 2026. Ada and Bo report to Mia, Mia to Zoe.
PEOPLE = """
    User ID | Full Name | Manager ID | Team
    r1      | Ada       | m          | West
    r2      | Bo        | m          | West
    m       | Mia       | z          | West
    z       | Zoe       |            | All
"""
QUOTAS = """
    Rep Name | Quarter | Quota
    Ada      | 2026-Q3 | 400
    Bo       | 2026-Q3 | 600
"""
DEALS = """
    Deal ID | Deal Name | Owner | Stage      | Amount | Created Date | Close Date | Forecast Category | Segment
    w1      | Won one   | Ada   | Closed Won | 100    | 2026-06-20   | 2026-07-10 | Closed            | SMB
    w2      | Won two   | Bo    | Closed Won | 300    | 2026-06-30   | 2026-08-10 | Closed            | SMB
    c1      | Sure      | Ada   | Proposal   | 80     | 2026-07-01   | 2026-09-01 | Commit            | SMB
    b1      | Likely    | Bo    | Proposal   | 50     | 2026-07-01   | 2026-09-10 | Best Case         | SMB
    p1      | Early     | Bo    | Proposal   |        | 2026-07-01   | 2026-09-30 | Pipeline          | SMB
    n1      | Next      | Ada   | Proposal   | 9000   | 2026-07-01   | 2026-10-15 | Commit            | SMB
"""
SAID = """
    Submission ID|Rep ID| Start Date | End Date   | Kind             | Category | Amount | Submitted At     | Note
    s1           |r1    | 2026-07-01 | 2026-09-30 | rep              | Commit   | 150    | 2026-07-06 16:00 |
    s2           |r1    | 2026-07-01 | 2026-09-30 | rep              | Commit   | 200    | 2026-08-12 16:00 | On course
    s3           |r2    | 2026-07-01 | 2026-09-30 | rep              | Commit   | 500    | 2026-08-12 16:00 |
    s4           |r2    | 2026-07-01 | 2026-09-30 | manager override | Commit   | 450    | 2026-08-13 16:00 | Less
"""


def fill(store, *, said: str = SAID) -> None:
    put(store, users=table(PEOPLE), quotas=table(QUOTAS), opportunities=table(DEALS))
    if said:
        put(store, forecast_submissions=table(said))


def page(model: bool = False) -> None:
    """The two components under the filter bar, as the Forecast page shows them."""
    import pandas as pd
    import streamlit as st

    from pages.components import filters, forecast_calls, forecast_categories, pipeline_days, session

    session.begin()
    choice = pipeline_days.looked_from(filters.bar("overview.py"))
    expected = pd.Series({"r1": 180.0, "r2": 420.0}) if model or "model" in st.query_params else None
    forecast_categories.show(choice.period, choice)
    forecast_calls.show(choice.period, choice, expected)


def run(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def lines(app: AppTest, column: str) -> dict[str, dict]:
    """The rows of the table that has a column, by person."""
    frame = next(item.value for item in app.dataframe if {"name", column} <= set(item.value.columns))
    return {row["name"].strip(): row for row in frame.to_dict("records")}


def test_categories_add_up_through_the_hierarchy(store):
    fill(store)

    app = run()

    # won 100 + 300, commit 80: 480 of a quota of 400 + 600
    assert "2026-Q3: Closed, won $400 + Commit $80 come to 48% of the quota of $1,000" in said(app).replace(
        "1K", "1,000"
    )
    found = lines(app, "category_commit")
    assert found["Zoe"]["category_closed"] == found["Mia"]["category_closed"] == 100 + 300
    assert found["Zoe"]["category_commit"] == 400 + 80  # cumulative
    assert found["Zoe"]["category_best_case"] == 480 + 50
    assert found["Ada"]["category_commit"] == 100 + 80
    assert "1 deal has no amount and adds nothing." in said(app)
    assert "5 deals · total $530" in said(app)  # the deals behind


def test_categories_single_and_counted_in_deals(store):
    fill(store)

    found = lines(run(rungs="single", count="deals"), "category_commit")

    assert {name: found[name]["category_commit"] for name in ("Zoe", "Ada", "Bo")} == {"Zoe": 1, "Ada": 1, "Bo": 0}
    assert found["Bo"]["category_pipeline"] == 1


def test_the_deals_behind_one_category_of_one_persons_people(store):
    fill(store)

    assert "1 deal · total $80" in said(run(category="commit", people="m"))


def test_calls_are_rolled_up_and_an_override_replaces(store):
    fill(store)

    app = run(model="1")

    assert "Commit: $650 is called for 2026-Q3, $350 short of the quota of $1K" in said(app)  # 200 + 450
    found = lines(app, "source")
    assert (found["Ada"]["call"], found["Ada"]["source"], found["Ada"]["note"]) == (200, "own call", "On course")
    assert (found["Bo"]["call"], found["Bo"]["own"], found["Bo"]["source"]) == (450, 500, "override")
    assert (found["Mia"]["call"], found["Mia"]["called"]) == (650, "2 of 2")
    assert (found["Mia"]["model"], found["Mia"]["beyond"], found["Mia"]["gap"]) == (600, 50, -350)
    assert "4 calls were made for 2026-Q3" in said(app)


def test_who_has_not_called_is_counted_as_missing_not_as_nothing(store):
    fill(store, said="\n".join(SAID.strip().splitlines()[:3]))  # Ada alone

    app = run()

    assert "no call from 1 of 2 people" in said(app)
    assert lines(app, "source")["Bo"]["source"] == "no call"


def test_a_call_made_before_a_deal_moved_is_stale(store):
    fill(store)
    assert lines(run(), "source")["Ada"]["stale"] == ""
    later = datetime(2026, 8, 16, 18, tzinfo=UTC)
    rows = "Deal ID,Deal Name,Owner,Stage,Amount,Created Date,Close Date\nc1,Sure,Ada,Proposal,60,2026-07-01,2026-09-01"
    assert import_files(store, [Upload("deals.csv", rows.encode())], Options(as_of=later), now=later).release

    app = run()
    assert lines(app, "source")["Ada"]["stale"] == "deals moved since"
    assert lines(app, "source")["Mia"]["stale"] == "1 call below"
    assert "Stale: 1 of 2 calls." in said(app)


def test_as_of_a_past_day_only_what_had_been_said_and_no_form(store):
    fill(store)

    app = run(asof="2026-08-12", period="2026-Q3")

    assert lines(app, "source")["Bo"]["call"] == 500  # the override came a day later
    assert "Calls are made from today" in said(app)
    assert not [box for box in app.selectbox if box.key == "call_person"]


def test_a_call_is_made_on_the_page_and_taken_back(store):
    fill(store)
    app = run(caller="r1")

    app.number_input(key="call_amount").set_value(220.5)
    app.text_area(key="call_note").set_value("Acme *signed*")
    app.button(key="call_keep").click().run()

    assert not app.exception
    assert "The call for Ada is kept." in "".join(item.value for item in app.success).replace("\\", "")
    assert lines(app, "source")["Ada"]["call"] == 220  # money is shown without cents
    assert lines(app, "source")["Ada"]["note"] == "Acme *signed*"
    assert "3 calls were made for Ada in 2026-Q3" in said(app)

    app.button(key="call_withdraw").click().run()
    assert not app.exception
    assert lines(app, "source")["Ada"]["source"] == "no call"


def test_an_override_is_made_by_somebody_above_and_counts(store):
    fill(store)
    app = run(caller="m")

    app.segmented_control(key="call_kind").set_value("manager").run()
    assert app.selectbox(key="call_by_m").options == ["Zoe", "Mia"]  # those above, then the leader of own people
    app.number_input(key="call_amount").set_value(700.0)
    app.button(key="call_keep").click().run()

    assert (lines(app, "source")["Mia"]["call"], lines(app, "source")["Mia"]["source"]) == (700, "override")
    assert "$700 is called" in said(app)


def test_a_call_without_an_amount_is_refused_in_words(store):
    fill(store)
    before = store.require_current().number
    app = run(caller="r1")

    app.button(key="call_keep").click().run()

    assert "Give an amount" in "".join(item.value for item in app.error)
    assert store.require_current().number == before


def test_categories_have_the_organisations_names(store):
    fill(store)

    app = run(name_commit="Sure thing", name_closed="  ", name_pipeline="x" * 99)

    assert "Sure thing $80" in said(app)
    assert "Closed, won $400" in said(app)  # a blank name is none
    assert "x" * 31 not in said(app)

    app.text_input(key="category_best_case").set_value("Upside").run()
    assert app.query_params["name_best_case"] == "Upside"
    app.text_input(key="category_best_case").set_value("").run()
    assert "name_best_case" not in app.query_params


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_notes_are_text(store, text):
    header, *deals = table(DEALS)
    people = [[*cells[:1], text if cells[1] == "Ada" else cells[1], *cells[2:]] for cells in table(PEOPLE)]
    put(
        store,
        users=people,
        opportunities=[header, *([text if cell == "Ada" else cell for cell in row] for row in deals)],
    )
    put(
        store,
        forecast_submissions=[
            *table(SAID)[:2],
            ["s9", "r1", "2026-07-01", "2026-09-30", "rep", "Commit", "5", "2026-08-12 16:00", text],
        ],
    )

    app = run(caller="r1", name_commit=text[:30])

    # What stands in Markdown places is escaped; names in tables and selects are shown as they are.
    raw = "\n".join(item.value for kind in ("markdown", "caption") for item in app.get(kind))
    assert text not in raw
    assert text[:30].strip() not in raw or text[:30].isalnum()


def test_nothing_due_nothing_said(store):
    put(store, users=table(PEOPLE))

    app = run()

    assert "No deal is won or due in 2026-Q3" in said(app)
    assert "Nobody has a quota, deals or a call in this choice" in said(app)


def test_a_filter_on_people_leaves_theirs_and_one_on_deals_leaves_no_call(store):
    fill(store)

    assert "Commit: $450 is called for 2026-Q3, $150 short of the quota of $600" in said(run(owner="r2"))
    assert "Nobody has made a call for 2026-Q3 yet" in said(run(segment="SMB"))


def test_calls_of_shorter_periods_are_named_not_added(store):
    fill(store)

    app = run(period="2026")

    assert "Nobody has made a call for 2026 yet" in said(app)
    assert "4 calls are for shorter periods within 2026" in said(app)


def test_of_a_period_that_is_over_the_last_calls_are_final(store):
    fill(store, said=SAID.replace("2026-07-01", "2026-04-01").replace("2026-09-30", "2026-06-30"))

    app = run(period="2026-Q2", caller="r1")

    assert {row["stale"] for row in lines(app, "source").values()} == {""}
    assert "2026-Q2 is over; no call can be made for it any more." in said(app)


def test_in_japanese(store):
    fill(store)

    app = run(lang="ja", caller="r1")

    assert not app.exception
    assert "2026-Q3" in said(app)
