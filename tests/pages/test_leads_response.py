"""Lead response on the Activities page, over leads made by hand."""

import pytest

from pages.components import words
from tests.pages.conftest import open_app, put, texts

LEADS = """Lead ID,Last Name,Company,Lead Source,Status,Lead Owner,Created,Assigned Date,Notified At,First Response
L1,Ada,Acme,Web,Open,Ann,2026-07-01 10:00,2026-07-01 10:02,2026-07-01 10:01,2026-07-01 10:04
L2,Bo,Bolt,Web,Open,Ann,2026-07-01 10:00,2026-07-01 10:02,2026-07-01 10:01,2026-07-01 10:30
L3,Cy,Corp,Fair,Open,Bob,2026-07-02 10:00,2026-07-02 10:02,2026-07-02 10:01,2026-07-04 10:00
L4,Di,Dash,Fair,Open,Bob,2026-07-03 10:00,,,
L5,Ed,Etna,Fair,Open,Bob,2026-07-03 10:00,2026-07-03 10:02,2026-07-03 10:01,2026-07-03 10:30
L6,Fi,Fox,Fair,Open,Bob,2026-07-03 10:00,2026-07-03 10:02,2026-07-03 10:01,2026-07-03 10:30
"""


def plain(text: str) -> str:
    """Markdown without the signs that keep text from being markup."""
    return text.replace("\\", "").replace("\u2060", "")


def said(app) -> str:
    return plain(texts(app))


def test_leads_are_counted_with_those_nobody_answered(store):
    put(store, leads=[line.split(",") for line in LEADS.splitlines()])
    app = open_app("activities", part="leads", period="2026-Q3")
    assert not app.exception
    shown = {metric.label: metric.value.replace("\\", "") for metric in app.metric}
    # Of six leads: within 5 minutes one, within the hour four, one never.
    assert shown["Within 5 minutes"] == "16.7%"
    assert shown["Within 1 hour"] == "66.7%"
    assert shown["Never answered"] == "16.7%"
    assert shown["Speed to lead"] == "30 min"
    assert "67% of leads are answered within an hour, 17% not yet" in said(app)
    steps = next(table.value for table in app.dataframe if "step" in table.value.columns)
    assert steps["median"].tolist() == ["1 min", "1 min", "28 min"]


def test_by_working_time_a_night_does_not_count(store):
    put(store, leads=[line.split(",") for line in LEADS.splitlines()])
    app = open_app("activities", part="leads", period="2026-Q3", clock="working")
    assert not app.exception
    assert any("5 days a week from 09:00 to 18:00, UTC" in plain(caption.value) for caption in app.caption)
    # L3 waited from Thursday 10:00 to Saturday 10:00: 8 hours, and 9 on Friday.
    shown = {metric.label: metric.value.replace("\\", "") for metric in app.metric}
    assert shown["Within 24 hours"] == "83.3%"


def test_without_leads_it_says_what_to_import(store):
    put(store, leads=[line.split(",") for line in LEADS.splitlines()])
    app = open_app("activities", part="leads", period="2026-Q1")
    assert "No lead was created in 2026-Q1" in said(app)


def test_it_speaks_japanese(store):
    put(store, leads=[line.split(",") for line in LEADS.splitlines()])
    app = open_app("activities", part="leads", period="2026-Q3", lang="ja")
    assert not app.exception
    assert "1時間以内に対応" in said(app)


@pytest.mark.parametrize(
    ("days", "shown"),
    [(None, "–"), (1 / 24 / 60, "1 min"), (0.5 / 24, "30 min"), (0.0625, "1.5 h"), (1.5, "36 h"), (3.25, "3.2 d")],
)
def test_waits_are_told_in_the_unit_that_fits(days, shown):
    assert words.wait(days) == shown
    assert words.wait(float("nan")) == "–"
