"""Saved views and the ownership switch in the filter bar."""

import pytest

from data import views
from data.views import View
from tests.pages.conftest import fill, open_app, put, table, texts


def button(app, key):
    return next(item for item in app.button if item.key == key)


def test_the_present_look_is_saved_under_a_name(store):
    fill(store)
    app = open_app(team="West", period="2026-Q2", lang="en")

    app.text_input(key="view_name").set_value("West in spring").run()
    button(app, "view_save").click().run()

    assert not app.exception
    assert views.saved(store.folder) == [
        View("West in spring", "overview.py", {"team": ["West"], "period": ["2026-Q2"]})
    ]
    assert app.text_input(key="view_name").value == ""
    assert "West in spring" in button(app, "view_open_0").label


def test_a_view_without_a_name_is_refused_in_a_sentence(store):
    fill(store)
    app = open_app()

    button(app, "view_save").click().run()

    assert "What is saved needs a name of at most 80 characters" in texts(app).replace("\\", "")
    assert views.saved(store.folder) == []


def test_a_saved_view_opens_with_its_filters_and_can_be_deleted(store):
    fill(store)
    views.save(store.folder, View("*East*", "overview.py", {"team": ["East"]}))
    app = open_app(team="West")
    assert "\\*East\\*" in button(app, "view_open_0").label

    button(app, "view_open_0").click().run()

    assert app.query_params["team"] in ("East", ["East"])
    assert next(item for item in app.metric if item.label == "Bookings").value.replace("\\", "") == "$300"
    button(app, "view_delete_0").click().run()
    assert views.saved(store.folder) == []


def test_a_view_gets_another_name(store):
    fill(store)
    views.save(store.folder, View("West", "overview.py", {"team": ["West"]}))
    app = open_app()

    button(app, "view_rename_0").click().run()
    app.text_input(key="view_new_name_0").set_value("Far West").run()
    button(app, "view_rename_yes_0").click().run()

    assert not app.exception
    assert views.saved(store.folder) == [View("Far West", "overview.py", {"team": ["West"]}, ("West",))]
    assert "Far West" in button(app, "view_open_0").label


def test_a_name_that_is_taken_is_refused_in_a_sentence(store):
    fill(store)
    for name in ("East", "West"):
        views.save(store.folder, View(name, "overview.py", {}))
    app = open_app()

    button(app, "view_rename_1").click().run()
    app.text_input(key="view_new_name_1").set_value("East").run()
    button(app, "view_rename_yes_1").click().run()

    assert "There is a view named" in texts(app)
    assert [view.name for view in views.saved(store.folder)] == ["East", "West"]


# ---- the start page --------------------------------------------------------------------------------------------------

COAST = View("Coast", "pipeline.py", {"team": ["West"]}, ("Old coast",))


@pytest.fixture
def started(store, monkeypatch):
    """A browser that starts with the view of a name, on a store that has the view Coast."""
    fill(store)
    views.save(store.folder, COAST)

    def starting_with(name, **query):
        monkeypatch.setattr("pages.components.start.from_browser", lambda: name)
        return open_app(**query)

    return starting_with


@pytest.mark.parametrize("name", ["Coast", "Old coast"])
def test_the_bare_address_opens_the_start_page(started, name):
    app = started(name)

    assert not app.exception
    assert app.title[0].value == "What changed, and is there enough?"
    assert app.query_params["team"] in ("West", ["West"])


def test_the_language_alone_makes_no_other_address(started):
    app = started("Coast", lang="ja")

    assert app.query_params["lang"] in ("ja", ["ja"])
    assert app.query_params["team"] in ("West", ["West"])


@pytest.mark.parametrize("query", [{"at": "overview"}, {"team": "East"}, {"period": "2026-Q2"}])
def test_an_explicit_link_wins(started, query):
    app = started("Coast", **query)

    assert app.title[0].value == "Are we on course this period, and what needs attention?"
    for name, value in query.items():
        assert app.query_params[name] in (value, [value])


def test_what_names_the_overview_leaves_the_link_of_another_page(started):
    app = started("Coast", at="overview")

    app.switch_page("pipeline.py").run()

    assert "at" not in app.query_params


@pytest.mark.parametrize("name", ["", "gone"])
def test_without_a_start_page_the_overview_opens(started, name):
    app = started(name)

    assert app.title[0].value == "Are we on course this period, and what needs attention?"
    assert "at" not in app.query_params


def test_the_overview_can_be_reached_past_the_start_page_and_keeps_a_link_of_its_own(started):
    app = started("Coast")

    app.switch_page("overview.py").run()

    assert app.title[0].value == "Are we on course this period, and what needs attention?"


def test_a_view_becomes_the_start_page_and_ceases_to_be(started):
    app = started("", at="overview")

    button(app, "view_start_0").click().run()
    assert button(app, "view_start_0").label == "Start page"
    button(app, "view_start_0").click().run()

    assert button(app, "view_start_0").label == "Start here"


def test_a_deal_belongs_to_its_owner_of_then_or_of_today(store):
    """Ada won 100 and 300 was Bo's; later all of Bo's deals become Ada's."""
    fill(store)
    moved = table(
        """
        Deal ID | Deal Name | Owner | Stage      | Amount | Created Date | Close Date
        w2      | Won two   | Ada   | Closed Won | 300    | 2026-06-30   | 2026-08-10
        """
    )
    put(store, later=moved)
    app = open_app(owner="r1")
    shown = {item.label: item.value.replace("\\", "") for item in app.metric}
    assert shown["Bookings"] == "$100"

    app.radio(key="owned_by").set_value("today").run()

    shown = {item.label: item.value.replace("\\", "") for item in app.metric}
    assert shown["Bookings"] == "$400"
    assert app.query_params["owned"] in ("today", ["today"])
