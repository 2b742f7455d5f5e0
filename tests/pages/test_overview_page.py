"""The Overview, run over stores made by hand."""

import pytest

from tests.pages.conftest import DEALS, HOSTILE, REPS, fill, open_app, put, table, texts

JOINER = "\u2060"


def metrics(app):
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def test_an_empty_store_says_what_to_do(store):
    app = open_app()

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value
    assert "Import the opportunities first" in texts(app)


def test_a_damaged_store_says_so(store):
    store.folder.mkdir()
    (store.folder / "CURRENT").write_text("warehouse-000009.duckdb\n")

    app = open_app()

    assert not app.exception
    assert "Restore it from a backup" in app.error[0].value.replace("\\", "")


def test_an_error_of_ours_is_a_sentence(store, monkeypatch, caplog, as_readers_see_it):
    def fail(*_args):
        raise RuntimeError("secret detail")

    fill(store)
    monkeypatch.setattr("pages.components.figures.overview", fail)

    app = open_app()

    assert not app.exception
    assert "an error of ours" in app.error[0].value
    assert "secret" not in texts(app)
    assert "secret detail" in caplog.text


def test_the_cards_show_the_period_of_the_data(store):
    fill(store)

    app = open_app()

    assert not app.exception
    shown = metrics(app)
    assert shown["Bookings"] == "$400"  # 100 + 300, the third won deal has no amount
    assert shown["Win rate"] == "75.0%"  # 3 of 4
    assert shown["Deal size"] == "$200"  # 400 / 2
    assert shown["Sales cycle"] == "41 d"  # median of 20, 41, 42
    assert shown["Weighted pipeline"] == "$240"  # 80 × 0.5 + 1000 × 0.2
    assert shown["Coverage"] == "1.8×"  # 1080 due ÷ (1000 − 400)
    said = texts(app).replace("\\", "")
    assert "40.0% of $1K quota" in said
    assert "median $200" in said
    assert "n = 4 decided" in said


def test_the_comparison_stands_where_the_period_stands_now(store):
    fill(store)  # as of 15 August, 46 days into the quarter: the former one is looked at on 16 May, with 200 won

    app = open_app()

    assert "+100.0%" in texts(app).replace("\\", "")


def test_a_link_filters(store):
    fill(store)

    app = open_app(team=["West"])

    assert metrics(app)["Bookings"] == "$100"
    assert metrics(app)["Win rate"] == "50.0%"


def test_a_link_names_period_and_comparison(store):
    fill(store)

    app = open_app(period=["2026-Q2"], compare=["none"])

    assert metrics(app)["Bookings"] == "$200"
    assert "no comparison" in texts(app)


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2026-Q9"},
        {"period": "9999-12-31..9999-12-31"},
        {"period": "0000"},
        {"team": "Nobody"},
        {"compare": "x"},
        {"lang": "zz"},
    ],
)
def test_a_link_with_codes_that_mean_nothing_shows_the_default(store, query):
    fill(store)

    app = open_app(**{name: [code] for name, code in query.items()})

    assert not app.exception
    assert metrics(app)["Bookings"] == "$400"
    assert "team" not in app.query_params


@pytest.mark.parametrize(
    "period", ["2026-08", "2026", "2020-Q1", "2031-Q1", "2026-07-05..2026-07-12", "0001", "9998-Q1"]
)
def test_every_period_opens(store, period):
    fill(store)

    assert not open_app(period=[period]).exception


def test_choosing_a_filter_changes_figures_and_link(store):
    fill(store)
    app = open_app()

    app.multiselect(key="choose_team").set_value(["East"]).run()

    assert metrics(app)["Bookings"] == "$300"
    assert app.query_params["team"] == "East"
    app.button(key="filter_reset").click().run()
    assert metrics(app)["Bookings"] == "$400"
    assert "team" not in app.query_params


def test_the_choice_survives_another_page(store):
    fill(store)
    app = open_app(team=["West"])

    app.switch_page("imports.py").run()
    app.switch_page("overview.py").run()

    assert metrics(app)["Bookings"] == "$100"


def test_a_new_release_shows_on_the_next_run(store):
    fill(store)
    app = open_app()
    put(
        store,
        opportunities=[
            *table(DEALS),
            ["w9", "New win", "Ada", "Closed Won", "400", "100", "2026-07-01", "2026-08-14", "", ""],
        ],
    )

    app.run()

    assert metrics(app)["Bookings"] == "$800"


def test_hostile_names_are_shown_as_typed(store):
    reps = [*table(REPS), ["r3", "Eve", HOSTILE[3], HOSTILE[0]]]
    deals = [
        [
            f"h{number}",
            name,
            "Eve",
            HOSTILE[1],
            str(9000 - number),
            "10",
            "2026-08-01",
            "2026-09-01",
            HOSTILE[2],
            HOSTILE[4],
        ]
        for number, name in enumerate(HOSTILE)
    ]
    put(store, users=reps, opportunities=[*table(DEALS), *deals])

    app = open_app(team=[HOSTILE[3]])

    assert not app.exception
    assert app.dataframe[0].value["name"].tolist() == list(HOSTILE)
    assert app.dataframe[0].value["stage"].unique().tolist() == [HOSTILE[1]]
    assert "<script>" not in texts(app)
    chip = next(block.proto.popover.label for block in app.get("popover") if "Team" in block.proto.popover.label)
    assert chip.replace(JOINER, "") == r"Team: **\:red\[alarm\]**"
    for chart in app.get("plotly_chart"):
        assert "<script>" not in chart.proto.spec


def test_each_chart_has_a_text_for_those_who_do_not_see_it(store):
    fill(store)

    for chart in open_app().get("plotly_chart"):
        assert chart.proto.alt
