"""The Imports page: preview, publish, log, undo."""

import threading
from datetime import date

import pytest

import queries
from data import mappings
from data.entities import ENTITIES
from data.intake import Upload
from data.warehouse import engine
from pages.components import fields, jobs
from tests.pages.conftest import open_app, put, table, texts

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


def by_key(widgets, start):
    """The one widget whose key begins so: keys of what is asked of a file end with the file's id."""
    (found,) = [widget for widget in widgets if str(widget.key).startswith(start)]
    return found


def answer_dates(app, *orders):
    """Answer what is asked about columns of dates, from the first on; each answer closes its question."""
    for order in orders:
        next(widget for widget in app.radio if str(widget.key).startswith("ask_date_order")).set_value(order).run()


def dates_of(store):
    with engine(store.require_current().path).connect() as connection:
        sql = "select opportunity_id, close_on, created_on from opportunities order by 1"
        return [tuple(row) for row in connection.exec_driver_sql(sql).fetchall()]


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
    assert log["effect"].tolist() == ["1 new (+$800), 1 booked (+$1.2K)"]
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

    asked = [widget for widget in app.radio if str(widget.key).startswith("ask_date_order")]
    assert [each.label.replace("\\", "") for each in asked] == [
        "Which order do the dates of “Close Date” have?",
        "Which order do the dates of “Created Date” have?",
    ]
    assert asked[0].options == [
        r"day\, month\, year – 05\/07\/2026 \= July 5\, 2026",
        r"month\, day\, year – 05\/07\/2026 \= May 7\, 2026",
    ]
    answer_dates(app, "dmy", "mdy")

    assert not app.error
    assert account(app)["= new"] == "2"
    app.button(key="publish").click().run()
    assert dates_of(store) == [
        ("006A", date(2026, 7, 5), date(2026, 1, 6)),
        ("006B", date(2026, 8, 9), date(2026, 2, 6)),
    ]


def test_the_order_of_one_column_can_be_changed_after_it_was_answered(store):
    mixed = DEALS.replace(b"2026-07-15", b"05/07/2026").replace(b"2026-09-30", b"09/08/2026")
    mixed = mixed.replace(b"2026-06-01", b"06/01/2026").replace(b"2026-06-20", b"07/06/2026")
    app = upload(open_app("imports"), mixed)
    answer_dates(app, "mdy", "mdy")
    picks = [widget for widget in app.selectbox if "Order of dates in" in widget.label]
    assert [pick.value for pick in picks] == ["mdy", "mdy"]

    picks[0].set_value("dmy").run()
    app.button(key="publish").click().run()

    assert not app.exception
    assert dates_of(store) == [
        ("006A", date(2026, 7, 5), date(2026, 6, 1)),
        ("006B", date(2026, 8, 9), date(2026, 7, 6)),
    ]


def test_a_column_can_be_taken_for_something_else(store):
    """The Custom column is no field; the analyst says it is the segment, and the segment is loaded."""
    rows = DEALS.replace(b"Opportunity Owner\n", b"Opportunity Owner,Custom\n").replace(b",Ada\n", b",Ada,Retail\n")
    rows = rows.replace(b",Bo\n", b",Bo,Banks\n")
    app = upload(open_app("imports"), rows)

    app.session_state["columns_upload_0_0_0"] = {
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

    uploaded.session_state["undo_1"] = True
    uploaded.run()
    assert "1 no longer known" in texts(uploaded), "what the undo would change is told first"
    uploaded.button(key="undo_yes").click().run()

    assert not uploaded.exception
    assert store.current().number == 2
    assert uploaded.dataframe[0].value["undone_at"].notna().all()


def test_the_log_shows_refused_rows_as_they_stood(store, uploaded):
    uploaded.button(key="publish").click().run()

    assert not uploaded.exception
    refused = next(table.value for table in uploaded.dataframe if "reason" in table.value.columns)
    assert refused["row_number"].tolist() == [4]
    assert refused["value"].tolist() == ["twelve"]


def test_a_failure_inside_intake_is_a_sentence(store, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pages.components.jobs.import_files", fail)

    app = upload(open_app("imports"))

    assert not app.exception
    assert "nothing was changed" in app.error[0].value
    assert "secret" not in texts(app)


NEXT_WEEK = (
    b"Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Opportunity Owner\n"
    b"006A,Acme renewal,Closed Won,1200.50,2026-07-15,2026-06-01,Ada\n"
    b"006B,Beta start,Negotiation,700.00,2026-12-30,2026-06-20,Bo\n"
    b"006D,=cmd|' /C calc'!A0,Prospecting,50.00,2026-12-30,2026-07-20,<b>Bo</b>\n"
)


def test_the_difference_is_told_in_deals_and_money_before_it_counts(store, uploaded):
    uploaded.button(key="publish").click().run()
    app = upload(uploaded, NEXT_WEEK, "next.csv")

    assert not app.exception
    shown = account(app)
    assert shown["Open pipeline"].endswith("$50")  # +50 new −100 cut = −50
    assert shown["Open pipeline"].startswith("−")
    told = texts(app).replace("\\", "")
    assert "1 new, 1 cut" in told
    assert "1 pushed" in told
    deals = next(table.value for table in app.dataframe if "stage_before" in table.value)
    assert deals["name"].tolist() == ["=cmd|' /C calc'!A0"]
    assert store.current().number == 1, "nothing is published by looking"


def test_what_was_published_stands_in_the_log(store, uploaded):
    uploaded.button(key="publish").click().run()
    app = upload(uploaded, NEXT_WEEK, "next.csv")
    app.button(key="publish").click().run()

    effects = next(table.value for table in app.dataframe if list(table.value.columns[:2]) == ["account", "effect"])
    assert dict(zip(effects["effect"], effects["deals"], strict=True)) == {"New": 1, "Cut": 1, "Pushed": 1}


def test_a_publish_goes_on_when_its_tab_is_closed(store, monkeypatch):
    going = threading.Event()
    real = jobs.import_files

    def slow(*args, **more):
        going.wait(20)
        return real(*args, **more)

    monkeypatch.setattr(jobs, "import_files", slow)
    jobs.start(store, [Upload("deals.csv", DEALS)], dry_run=False)
    threading.Timer(1, going.set).start()

    app = open_app("imports")  # another tab

    assert not app.exception
    assert "Published as release 1" in app.success[0].value.replace("\\", "")
    assert jobs.published(store) is None, "it is told once"


def test_a_stopped_publish_changes_nothing(store):
    jobs.start(store, [Upload("deals.csv", DEALS)], dry_run=False).stop()

    app = open_app("imports")

    assert "nothing was changed" in app.error[0].value
    assert store.current() is None


def test_how_files_are_read_is_kept_under_a_name_and_used_again(store):
    two_ways = DEALS.replace(b"2026-07-15", b"05/07/2026").replace(b"2026-09-30", b"09/08/2026")
    two_ways = two_ways.replace(b"2026-06-01", b"01/06/2026").replace(b"2026-06-20", b"02/06/2026")
    app = upload(open_app("imports"), two_ways)
    answer_dates(app, "dmy", "mdy")
    by_key(app.text_input, "mapping_name").input("Ours [x](javascript:alert(1))").run()
    by_key(app.button, "mapping_keep").click().run()
    kept = mappings.saved(store.folder)[0]
    assert kept.name == "Ours [x](javascript:alert(1))"
    assert kept.date_orders == {"Close Date": "dmy", "Created Date": "mdy"}
    assert kept.columns["Close Date"] == "close_on"

    other = upload(open_app("imports"), two_ways)
    assert other.button(key="publish").disabled
    by_key(other.selectbox, "mapping_chosen_").select(kept.name).run()
    by_key(other.button, "mapping_use").click().run()
    assert not other.exception
    assert not other.button(key="publish").disabled


def test_a_renamed_column_is_suggested_and_taken_with_a_click(store):
    app = upload(open_app("imports"), DEALS.replace(b",Stage,", b",Sales stage,"))
    assert "Stage" in app.error[0].value

    button = by_key(app.button, "ask_missing")
    assert button.label.replace("\\", "") == "Yes, “Sales stage” (Closed Won, Prospecting) is the Stage"
    button.click().run()

    assert not app.exception
    assert not app.error
    assert account(app)["= new"] == "2"


def test_which_of_two_columns_of_one_name_is_meant_is_asked_with_what_stands_in_them(store):
    twice = DEALS.replace(b",Amount,", b",Amount,Amount,").replace(b",1200.50,", b",1200.50,1,")
    twice = twice.replace(b",800.00,", b",800.00,2,").replace(b",twelve,", b",7,3,")
    app = upload(open_app("imports"), twice)

    asked = by_key(app.radio, "ask_twins")
    assert [option.replace("\\", "") for option in asked.options] == [
        "Amount (1): 1200.50, 800.00, 7",
        "Amount (2): 1, 2, 3",
    ]
    asked.set_value("Amount (2)").run()

    assert not app.error
    assert account(app)["Control total"] == "6"  # 1 + 2 + 3


def test_a_column_that_may_be_the_amount_is_asked_about(store):
    app = upload(open_app("imports"), DEALS.replace(b",Amount,", b",Amount net,").replace(b"twelve", b"12"))
    assert "Control total" not in account(app)

    by_key(app.button, "ask_Amount net_amount").click().run()

    assert account(app)["Control total"] == "2,012.5"  # 1200.50 + 800.00 + 12


def test_answers_about_one_file_are_not_taken_for_another(store):
    """The one file writes months first, the other days first; one answer for both would read one of them wrongly."""
    head = b"Opportunity ID,Opportunity Name,Stage,Amount,Close Date\n"
    app = open_app("imports")
    files = [("us.csv", head + b"1,A,Closed Won,5,05/07/2026\n"), ("eu.csv", head + b"2,B,Closed Won,5,05/07/2026\n")]
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files]).run()
    for number, order in ((0, "mdy"), (0, "dmy")):
        asked = [widget for widget in app.radio if str(widget.key).startswith("ask_date_order")]
        asked[number].set_value(order).run()
    app.button(key="publish").click().run()

    assert not app.exception
    assert dates_of(store) == [("1", date(2026, 5, 7), None), ("2", date(2026, 7, 5), None)]


def test_an_owner_whom_the_list_of_people_does_not_know_is_asked_about(store):
    put(store, users=table("Full Name | Team\nAda West | West\nBo East | East"))
    app = upload(open_app("imports"), DEALS.replace(b",Ada\n", b",A. West\n").replace(b",Bo\n", b",Bo East\n"))
    assert "not on the list of people" in app.warning[0].value.replace("\\", "")

    file = by_key(app.button, "mapping_keep").key.removeprefix("mapping_keep_")
    app.session_state[f"ask_owners_{file}_0"] = {
        "edited_rows": {0: {"answer": "Ada West"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    app.button(key="publish").click().run()

    assert not app.exception
    with engine(store.require_current().path).connect() as connection:
        found = connection.exec_driver_sql("select r.name from opportunities as o join reps as r using (rep_id)")
        assert sorted(name for (name,) in found.fetchall()) == ["Ada West", "Bo East"]


def test_a_file_without_ids_says_how_its_rows_are_known_again(store):
    assert "No column is an id" not in texts(upload(open_app("imports")))

    lines = [line.split(b",", 1)[1] for line in DEALS.strip().split(b"\n")]
    app = upload(open_app("imports"), b"\n".join(lines))
    assert "No column is an id: rows are known again by Name, " in texts(app).replace("\\", "")


def test_the_page_tells_in_japanese_what_is_wrong_with_a_file(store):
    app = upload(open_app("imports", lang="ja"), DEALS.replace(b",Stage,", b",Sales stage,"))
    assert app.error[0].value.replace("\\", "") == "商談のようですが、次に当たる列が分かりません：フェーズ / 状況。"

    by_key(app.button, "ask_missing").click().run()

    assert "1行を除外しました。4行目：Amount：「twelve」は確実に読み取れる数値ではありません。" in texts(app).replace(
        "\\", ""
    )
    app.button(key="publish").click().run()
    assert "1行を除外しました" in texts(app), "and so does the log"


def test_whether_files_hold_everything_is_asked_only_where_it_means_something(store, uploaded):
    assert "answer_complete" in {box.key for box in uploaded.checkbox}
    app = upload(open_app("imports"), b"Rep Name,Quarter,Quota\nAda,2026-Q3,400\n", "quotas.csv")
    assert not app.exception
    assert account(app)["= new"] == "1"
    assert "answer_complete" not in {box.key for box in app.checkbox}
