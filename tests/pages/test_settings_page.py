"""The Settings page: what is set shows, is saved with a log, and weighty changes are looked at first."""

from data import settings as kept
from tests.data.files import NOW
from tests.pages.conftest import fill, open_app, texts


def setting(app, key):
    return next(item for kind in ("selectbox", "time_input", "text_input") for item in app.get(kind) if item.key == key)


def test_an_empty_store_says_what_to_import(store):
    app = open_app("settings")
    assert not app.exception
    assert "setting_currency" not in [item.key for item in app.selectbox]


def test_what_is_light_is_saved_at_once_and_logged(store):
    fill(store)
    app = open_app("settings")
    assert not app.exception
    assert app.button(key="settings_save").disabled, "nothing is changed yet"
    app.selectbox(key="setting_fiscal_year_label").select("starting").run()
    app.text_input(key="setting_who").input("Ada <b>").run()
    app.button(key="settings_save").click().run()

    assert not app.exception
    assert "Saved" in app.success[0].value
    changes = next(table.value for table in app.dataframe if "changed_by" in table.value)
    assert changes[["changed_by", "value"]].values.tolist() == [["Ada <b>", "starting"]]
    assert app.selectbox(key="setting_fiscal_year_label").value == "starting"


def test_what_changes_amounts_is_looked_at_first(store):
    fill(store)
    number = store.current().number
    app = open_app("settings")
    app.selectbox(key="setting_currency").select("JPY").run()
    app.button(key="settings_save").click().run()
    assert not app.exception
    assert "deals change" in app.warning[0].value.replace("\\", "")
    assert store.current().number == number

    app.button(key="settings_sure").click().run()
    assert not app.exception
    assert store.current().number == number + 1
    app.selectbox(key="setting_back").select("currency").run()
    app.button(key="setting_back_yes").click().run()
    assert store.current().number == number + 2


def test_numbers_are_written_as_set(store):
    fill(store)
    kept.change(store, {"locale": "de_DE"}, who=None, now=NOW)
    amounts = [metric.value for metric in open_app("overview").metric if "$" in str(metric.value)]
    assert amounts
    assert all(str(amount).rstrip("\\ ").endswith("$") for amount in amounts), amounts  # 1,2 Mio. $


def test_the_page_speaks_japanese(store):
    fill(store)
    app = open_app("settings", lang="ja")
    assert not app.exception
    assert "通貨" in texts(app)
