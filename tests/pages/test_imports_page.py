"""The Imports page: preview, publish, log, undo."""

import pytest

import queries
from data.entities import ENTITIES
from data.warehouse import engine
from pages.components import fields
from tests.pages.conftest import open_app, texts

DEALS = (
    b"Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Opportunity Owner\n"
    b"006A,Acme renewal,Closed Won,1200.50,2026-07-15,2026-06-01,Ada\n"
    b"006B,Beta start,Prospecting,800.00,2026-09-30,2026-06-20,Bo\n"
    b"006C,Gamma,Prospecting,twelve,2026-09-30,2026-06-20,Bo\n"
)


def upload(app, content=DEALS, name="deals.csv"):
    app.file_uploader[0].upload(name, content).run()
    return app


@pytest.fixture
def uploaded(store):
    return upload(open_app("imports"))


def account(app):
    return {metric.label.replace("\\", ""): metric.value.replace("\\", "") for metric in app.metric}


def test_an_empty_store_says_what_to_import(store):
    app = open_app("imports")

    assert not app.exception
    assert "Start with the opportunities" in texts(app)


def test_the_preview_accounts_for_every_row_and_publishes_nothing(store, uploaded):
    assert not uploaded.exception
    shown = account(uploaded)
    assert shown["Rows read"] == "3"
    assert [shown[name] for name in ("= new", "+ changed", "+ unchanged", "+ refused")] == ["2", "0", "0", "1"]
    assert shown["Control total"] == "2,000.5"  # 1200.50 + 800.00
    assert store.current() is None


def test_publishing_makes_a_release_and_a_log_entry(store, uploaded):
    uploaded.button(key="publish").click().run()

    assert not uploaded.exception
    assert store.current().number == 1
    assert "Published as release 1" in uploaded.success[0].value.replace("\\", "")
    log = uploaded.dataframe[0].value
    assert log["rows_new"].tolist() == [2]
    assert not uploaded.metric  # the uploader is empty again


def test_discarding_publishes_nothing(store, uploaded):
    uploaded.button(key="discard").click().run()

    assert store.current() is None
    assert not uploaded.metric


def test_a_file_that_is_not_understood_is_refused_with_a_sentence(store):
    app = upload(open_app("imports"), b"a;b\n1;2\n", "unknown.csv")

    assert not app.exception
    assert app.error
    assert " --" not in app.error[0].value.replace("\\", "")
    assert app.button(key="publish").disabled


def test_an_ambiguous_date_is_asked_in_place(store):
    two_ways = DEALS.replace(b"2026-07-15", b"05/07/2026").replace(b"2026-09-30", b"09/08/2026")
    two_ways = two_ways.replace(b"2026-06-01", b"01/06/2026").replace(b"2026-06-20", b"02/06/2026")
    app = upload(open_app("imports"), two_ways)
    assert app.error

    app.selectbox(key="answer_date_order").set_value("dmy").run()

    assert not app.error
    assert account(app)["= new"] == "2"


def test_a_column_can_be_taken_for_something_else(store):
    """The Custom column is no field; the analyst says it is the segment, and the segment is loaded."""
    rows = DEALS.replace(b"Opportunity Owner\n", b"Opportunity Owner,Custom\n").replace(b",Ada\n", b",Ada,Retail\n")
    rows = rows.replace(b",Bo\n", b",Bo,Banks\n")
    app = upload(open_app("imports"), rows)

    app.session_state["columns_upload_0_0"] = {
        "edited_rows": {7: {"field": "segment"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    app.button(key="publish").click().run()

    assert not app.exception
    release = store.current()
    found = queries.run(engine(release.path), "overview/filter_values")
    assert found[found["filter_name"] == "segment"]["code"].tolist() == ["Banks", "Retail"]


def test_every_field_has_a_name_people_read():
    assert {name for entity in ENTITIES.values() for name in entity.fields} | {fields.NOT_USED} == set(fields.LABELS)


def test_undo_takes_the_import_back(store, uploaded):
    uploaded.button(key="publish").click().run()

    uploaded.button(key="undo_yes").click().run()

    assert not uploaded.exception
    assert store.current().number == 2
    assert uploaded.dataframe[0].value["undone_at"].notna().all()


def test_the_log_shows_refused_rows_as_they_stood(store, uploaded):
    uploaded.button(key="publish").click().run()

    assert not uploaded.exception
    refused = uploaded.dataframe[1].value
    assert refused["row_number"].tolist() == [4]
    assert refused["value"].tolist() == ["twelve"]


def test_a_failure_inside_intake_is_a_sentence(store, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pages.components.intake.import_files", fail)

    app = upload(open_app("imports"))

    assert not app.exception
    assert "nothing was changed" in app.error[0].value
    assert "secret" not in texts(app)
