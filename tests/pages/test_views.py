"""Saved views and the ownership switch in the filter bar."""

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

    assert "A view needs a name" in texts(app).replace("\\", "")
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
