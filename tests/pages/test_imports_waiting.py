"""Files of a tab that was closed are there again on the Imports page, until they are published or discarded."""

from datetime import UTC, date, datetime

from data.intake import Upload, waiting
from data.intake.waiting import FOLDER
from pages.components import jobs
from tests.pages.conftest import HOSTILE, open_app, texts
from tests.pages.test_imports_page import DEALS, account, answer_dates, by_key, dates_of, upload


def kept(store):
    return [path for path in (store.folder / FOLDER).rglob("*") if path.is_file()]


def offers(app):
    return [button for button in app.button if str(button.key).startswith("waiting_take")]


def test_a_closed_tab_loses_nothing(store):
    upload(open_app("imports"))

    app = open_app("imports")
    assert "1 file waits since" in texts(app)
    assert "deals.csv" in texts(app).replace("\\", "")
    assert not app.metric
    offers(app)[0].click().run()

    assert not app.exception
    assert account(app)["= new"] == "2"
    assert not offers(app)
    app.button(key="publish").click().run()
    assert not app.exception
    assert store.current().number == 1
    assert not app.metric
    assert kept(store) == []
    assert not offers(open_app("imports"))


def test_answers_are_there_again_too(store):
    two_ways = DEALS.replace(b"2026-07-15", b"05/07/2026").replace(b"2026-09-30", b"09/08/2026")
    app = upload(open_app("imports"), two_ways)
    app.date_input(key="answer_as_of").set_value(date(2026, 9, 1)).run()
    answer_dates(app, "dmy")
    app.checkbox(key="answer_complete").check().run()
    assert not app.button(key="publish").disabled

    app = open_app("imports")
    offers(app)[0].click().run()

    assert not app.exception
    assert (app.date_input(key="answer_as_of").value, app.checkbox(key="answer_complete").value) == (
        date(2026, 9, 1),
        True,
    )
    app.button(key="publish").click().run()
    assert [closes for _id, closes, _created in dates_of(store)] == [date(2026, 7, 5), date(2026, 8, 9)]


def test_waiting_files_can_be_discarded_unseen_or_from_the_preview(store):
    upload(open_app("imports"))
    app = open_app("imports")
    by_key(app.button, "waiting_discard").click().run()
    assert not app.exception
    assert not offers(app)
    assert kept(store) == []

    upload(open_app("imports"))
    app = open_app("imports")
    offers(app)[0].click().run()
    app.button(key="discard").click().run()
    assert not app.metric
    assert kept(store) == []
    assert store.current() is None


def test_a_tab_that_publishes_or_discards_leaves_nothing_to_wait(store):
    app = upload(open_app("imports"))
    assert len(kept(store)) == 2  # the file and the list
    app.button(key="discard").click().run()
    assert kept(store) == []

    app = upload(app)
    app.button(key="publish").click().run()
    assert store.current().number == 1
    assert kept(store) == []


def test_a_publish_whose_tab_is_closed_deletes_what_waited(store):
    upload(open_app("imports"))
    (batch,) = waiting.waiting(store.folder, datetime.now(UTC))

    job = jobs.start(store, [Upload("deals.csv", b"a;b\n")], dry_run=False, batch=batch.token)
    assert job.finished.wait(60)
    assert len(kept(store)) == 2, "what was refused still waits"

    job = jobs.start(store, [Upload("deals.csv", DEALS)], dry_run=False, batch=batch.token)
    assert job.finished.wait(60)
    assert kept(store) == []


def test_more_files_can_be_added_to_those_that_waited(store):
    upload(open_app("imports"))
    app = open_app("imports")
    offers(app)[0].click().run()
    upload(app, DEALS.replace(b"006", b"007"), "more.csv")

    app.button(key="publish").click().run()

    assert not app.exception
    assert [deal for deal, *_dates in dates_of(store)] == ["006A", "006B", "007A", "007B"]
    assert kept(store) == []


def test_names_of_waiting_files_are_shown_as_typed(store):
    app = open_app("imports")
    app.file_uploader[0].set_value([(name, DEALS, "text/csv") for name in HOSTILE[:4]]).run()

    app = open_app("imports")

    offered = texts(app)
    assert ":red[" not in offered
    assert "<script>" not in offered
    assert ":red[alarm]" in offered.replace("\\", "").replace("\u2060", "")
    assert [path.parent.parent for path in kept(store)] == [store.folder / FOLDER] * 5


def test_a_store_that_cannot_be_written_still_shows_the_preview(store):
    store.folder.mkdir(parents=True)
    (store.folder / FOLDER).write_text("no folder")
    app = upload(open_app("imports"))
    assert not app.exception
    assert account(app)["= new"] == "2"
