"""The ramp on the Reps page: what is told of newcomers, and quotas that allow for them, over stores made by hand."""

import pytest

from data import settings
from tests.data.files import NOW
from tests.pages.conftest import DEALS, QUOTAS, open_app, put, table
from tests.pages.test_reps_page import metrics, said

# As of 15 August 2026. Bo began in the middle of the quarter: 46 of its 92 days.
PEOPLE = """
    User ID | Full Name | Team | Region | Hire Date
    r1      | Ada       | West | EMEA   | 2020-01-31
    r2      | Bo        | East | APAC   | 2026-08-16
"""


def cut(app) -> dict[str, dict]:
    """Rows of the ramped quotas by name."""
    frame = next(item.value for item in app.dataframe if "quota_set" in item.value.columns)
    return {row["name"]: row for row in frame.to_dict("records")}


def fill(store):
    put(store, users=table(PEOPLE), quotas=table(QUOTAS), opportunities=table(DEALS))


def test_without_a_first_day_of_work_it_says_what_to_import(store):
    put(store, opportunities=table(DEALS))

    app = open_app("reps", reps_part="ramp")

    assert not app.exception
    assert "Import a list of people with a hire date" in said(app)


def test_who_joined_in_the_period_has_a_quota_by_days_and_says_since_when(store):
    fill(store)

    app = open_app("reps", reps_part="ramp")

    assert not app.exception
    assert list(cut(app)) == ["Bo"]
    bo = cut(app)["Bo"]
    assert bo["stay"] == "since Aug 16"
    assert (bo["quota_set"], bo["there"], bo["share"]) == (600, 0.5, 1)
    assert (bo["quota"], bo["raw"], bo["ramped"]) == (300, 300 / 600, 300 / 300)
    # (100 + 300) ÷ (400 + 300), beside 400 ÷ 1000
    assert "1 quota is cut in 2026-Q3: all together stand at 57.1% of ramped quotas, 40.0% of those set" in said(app)
    assert metrics(app)["Quota attainment"] == "40.0%"  # as it was set


def test_a_ramp_that_is_set_is_logged_and_cuts_each_month_of_tenure(store):
    fill(store)
    app = open_app("reps", reps_part="ramp")
    app.text_input(key="ramp_text").set_value("50 100")
    app.text_input(key="ramp_who").set_value("Rita")
    app.button(key="ramp_keep").click().run()

    assert not app.exception
    assert "The ramp is set" in " ".join(item.value for item in app.success)
    # 31 of the 46 days, up to 15 September, are Bo's first month: half; the other 15 are full
    assert cut(app)["Bo"]["quota"] == round(600 * (31 / 2 + 15) / 92)  # without cents on the screen
    assert cut(app)["Bo"]["ramped"] == pytest.approx(300 / (600 * (31 / 2 + 15) / 92))
    board = open_app("reps", board_columns="quota,ramped_quota,ramped_attainment", board_by="team")
    rows = next(item.value for item in board.dataframe if "ramped_quota" in item.value.columns)
    found = dict(zip(rows["group"], rows["ramped_quota"], strict=True))
    assert found == {"West": 400, "East": 199, "All": 400 + 199}
    log = next(item.value for item in open_app("settings").dataframe if "changed_by" in item.value.columns)
    assert log[["changed_by", "value"]].to_numpy().tolist() == [["Rita", "50, 100"]]


def test_a_ramp_that_makes_no_sense_is_refused_with_what_to_write(store):
    fill(store)
    app = open_app("reps", reps_part="ramp")
    app.text_input(key="ramp_text").set_value("80, 50")
    app.button(key="ramp_keep").click().run()

    assert "none below the one before" in " ".join(item.value for item in app.error)
    assert "ramp_curve" not in str(open_app("settings").dataframe)


def test_months_and_cohorts_are_shown_either_way_and_in_japanese(store):
    fill(store)
    settings.change(store, {"ramp_curve": "25, 50"}, who=None, now=NOW)

    for lang in ("en", "ja"):
        for shown in ("won", "attainment"):
            app = open_app("reps", reps_part="ramp", ramp_shown=shown, cohorts_shown=shown, lang=lang)
            assert not app.exception
            cohorts = next(item.value for item in app.dataframe if "cohort" in item.value.columns)
            assert cohorts["cohort"].tolist() == ["2020-Q1"]  # Bo's first month lies ahead of the data
            assert f"{shown}_0" in cohorts.columns
