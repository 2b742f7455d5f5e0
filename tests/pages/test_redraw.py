"""What a redraw spares itself, and that nobody misses it."""

import gc

import pytest

from pages.charts import style
from pages.components import upkeep
from tests.pages.conftest import fill, open_app


@pytest.fixture(autouse=True)
def _filled(store):
    fill(store)


def shows(app, column: str) -> bool:
    return any(column in item.value.columns for item in app.dataframe)


def test_a_closed_place_is_filled_when_it_is_opened():
    app = open_app("pipeline")
    assert not shows(app, "net_amount")

    app.session_state["movement_figures"] = True
    app.run()

    assert not app.exception
    assert shows(app, "net_amount")


def test_a_run_speaks_the_language_that_was_chosen_before_it():
    app = open_app("pipeline", lang="ja")
    assert app.title[0].value == "何が変わったか、パイプラインは足りているか"

    app.selectbox(key="lang").set_value("en").run()
    assert app.title[0].value == "What changed, and is there enough?"

    app.selectbox(key="lang").set_value("ja").run()
    assert app.title[0].value == "何が変わったか、パイプラインは足りているか"


def test_after_a_first_run_the_garbage_collector_passes_over_what_is_imported():
    gc.unfreeze()
    upkeep.spare_imports.clear()

    open_app("deals")

    assert gc.get_freeze_count() > len(gc.get_objects())


def test_labels_of_rows_stand_over_their_bars_as_text_of_a_trace():
    figure = style.figure(height=100)
    style.row_labels(figure, ["a", "b"], row=50, lift=20, left=-3)

    [labels] = figure.data
    assert list(labels.text) == ["a", "b"]
    assert list(labels.x) == [-3, -3]
    assert list(labels.y) == [0 - 20 / 50, 1 - 20 / 50]
    assert not figure.layout.annotations
