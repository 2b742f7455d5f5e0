"""Saved views: kept by name beside the releases."""

import pytest

from data import views
from data.errors import Refused
from data.views import View

WEST = View("West", "pipeline.py", {"team": ["West", "East & Co"], "period": ["2026-Q3"]})


def test_nothing_is_saved_at_first(tmp_path):
    assert views.saved(tmp_path / "none yet") == []


def test_a_view_is_kept_by_name_and_replaced_by_the_next_of_its_name(tmp_path):
    views.save(tmp_path, View("zebra", "deals.py", {}))
    views.save(tmp_path, WEST)
    assert views.saved(tmp_path) == [WEST, View("zebra", "deals.py", {})]
    views.save(tmp_path, View(" West ", "funnel.py", {"team": ["East"]}))
    assert [view.page for view in views.saved(tmp_path)] == ["funnel.py", "deals.py"]


def test_a_deleted_view_is_gone(tmp_path):
    views.save(tmp_path, WEST)
    views.delete(tmp_path, "another")
    assert views.saved(tmp_path) == [WEST]
    views.delete(tmp_path, "West")
    assert views.saved(tmp_path) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_view_needs_a_name(tmp_path, name):
    with pytest.raises(Refused, match="name"):
        views.save(tmp_path, View(name, "deals.py", {}))


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', '[{"title": "x"}]', "[1]"])
def test_a_damaged_file_holds_no_views_and_takes_new_ones(tmp_path, text):
    (tmp_path / "views.json").write_text(text)
    assert views.saved(tmp_path) == []
    views.save(tmp_path, WEST)
    assert views.saved(tmp_path) == [WEST]


def test_a_renamed_view_is_found_by_the_names_it_had(tmp_path):
    views.save(tmp_path, WEST)
    views.rename(tmp_path, "West", " Far West ")
    views.rename(tmp_path, "Far West", "Coast")
    assert views.saved(tmp_path) == [View("Coast", WEST.page, WEST.query, ("West", "Far West"))]
    views.rename(tmp_path, "Coast", "West")
    assert views.saved(tmp_path)[0].formerly == ("Far West", "Coast")


def test_a_view_takes_no_name_of_another_and_no_bad_one(tmp_path):
    views.save(tmp_path, WEST)
    views.save(tmp_path, View("East", "deals.py", {}))
    for taken in ("East", "", "x" * 81):
        with pytest.raises(Refused):
            views.rename(tmp_path, "West", taken)
    views.rename(tmp_path, "nobody", "somebody")
    views.rename(tmp_path, "West", "West")
    assert [view.name for view in views.saved(tmp_path)] == ["East", "West"]
