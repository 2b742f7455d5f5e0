"""The Reps page, run over stores made by hand."""

import pytest

from tests.pages.conftest import DEALS, HOSTILE, QUOTAS, REPS, fill, open_app, put, table, texts


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def board(app) -> dict[str, dict]:
    """Rows of the board by name."""
    frame = next(item.value for item in app.dataframe if "quota_attainment" in item.value.columns)
    return {row["group"]: row for row in frame.to_dict("records")}


def test_an_empty_store_says_what_to_do(store):
    app = open_app("reps")

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_people_without_deals_or_quotas_have_nothing_to_show(store):
    put(store, users=table(REPS))

    app = open_app("reps")

    assert not app.exception
    assert "There is no quota in 2026-Q3" in said(app)
    assert "Nobody has a quota or a deal in this choice" in said(app)
    assert "Nobody decided a deal in these days" in said(open_app("reps", reps_part="ranking"))


def test_the_cards_are_sums_over_sums(store):
    fill(store)  # won 100 by Ada (quota 400), 300 and a deal without amount by Bo (quota 600); due: 1000 and 80

    app = open_app("reps")

    assert not app.exception
    found = metrics(app)
    assert found["Quota attainment"] == "40.0%"  # (100 + 300) ÷ (400 + 600), not (25 % + 50 %) ÷ 2
    assert found["Participation"] == "0.0%"
    assert found["Gap to quota"] == "−$600"
    assert found["Coverage"] == "1.8×"  # (1000 + 80) ÷ 600
    assert found["Win rate"] == "75.0%"  # 3 of 4
    assert "0 of 2 at or above quota" in said(app)


def test_the_board_has_a_row_for_each_and_all_together(store):
    fill(store)

    rows = board(open_app("reps"))

    assert list(rows) == ["Bo", "Ada", "All"]
    assert rows["Ada"]["quota_attainment"] == 100 / 400
    assert rows["Ada"]["quota_gap"] == 100 - 400
    assert (rows["Ada"]["win_rate"], rows["Ada"]["win_rate_n"]) == (1 / 2, 2)
    assert (rows["Bo"]["win_rate"], rows["Bo"]["win_rate_n"]) == (1.0, 2)  # wins and no losses
    assert rows["Bo"]["win_rate_interval"] == "34–100%"
    assert rows["All"]["quota_attainment"] == 400 / 1000
    assert rows["All"]["deal_size_mean"] == (100 + 300) / 2


def test_the_board_answers_to_grouping_and_columns_of_the_link(store):
    fill(store)

    rows = board(open_app("reps", board_by="team", board_columns="quota_attainment,pipeline_yield,call_bias"))

    assert list(rows) == ["East", "West", "All"]
    assert "win_rate" not in rows["East"]
    # West: won 100 of what was in play: 100 + 50 lost + 1000 open; the 200 were won the quarter before
    assert rows["West"]["pipeline_yield"] == pytest.approx(100 / (100 + 50 + 1000))
    assert rows["West"]["pipeline_yield_n"] == 3


def test_the_filter_bar_reaches_everything(store):
    fill(store)

    app = open_app("reps", team="West")

    assert list(board(app)) == ["Ada", "All"]
    assert metrics(app)["Quota attainment"] == "25.0%"
    segment = open_app("reps", segment="SMB")
    assert metrics(segment)["Quota attainment"] == "–"
    assert "Quotas are set for people" in said(segment)


def test_a_picked_row_shows_the_deals_that_make_it(store):
    fill(store)
    app = open_app("reps")
    app.session_state["board_picked"] = "r1"

    app.run()

    assert not app.exception
    assert "Won in the period: 1 deal, $100" in said(app)
    assert "Lost in the period: 1 deal, $50" in said(app)
    assert "Open and due in the period: 1 deal, $1,000" in said(app)
    behind = [set(item.value["opportunity_id"]) for item in app.dataframe if "opportunity_id" in item.value.columns]
    assert behind == [{"w1"}, {"l1"}, {"n0"}]
    assert len(app.get("page_link")) == 1


def test_every_column_can_be_asked_for_and_every_subject_ranked(store):
    fill(store)
    from pages.components.reps_words import MEASURES

    app = open_app("reps", board_columns=",".join(MEASURES))
    assert not app.exception
    assert set(MEASURES) <= set(next(item.value for item in app.dataframe if "stay" in item.value.columns).columns)
    assert "Nobody differs from the norm beyond chance" in said(app) or "needs help" in said(app)
    for subject in ("win_rate", "deal_size", "cycle"):
        app = open_app("reps", reps_part="ranking", rank_by=subject)
        assert not app.exception
        is_drawn = any(chart.key == "reps_ranking" for chart in app.get("plotly_chart"))
        assert is_drawn != ("Too few deals were won" in said(app))
    app = open_app("reps", reps_part="pairs", across="call_bias", up="win_rate")
    assert not app.exception
    assert "No rep in this choice has both" in said(app)


def test_it_speaks_japanese(store):
    fill(store)

    app = open_app("reps", lang="ja")

    assert not app.exception
    assert metrics(app)["目標達成率"] == "40.0%"


def test_texts_of_files_stay_texts(store):
    names = [f"{text} {number}" for number, text in enumerate(HOSTILE)]
    people = [
        ["User ID", "Full Name", "Team", "Region"],
        *([f"h{n}", name, name, name] for n, name in enumerate(names)),
    ]
    quotas = [*table(QUOTAS), *([name, "2026-Q3", "400"] for name in names)]
    won = [
        [f"d{n}", name, name, "Closed Won", "100", "100", "2026-06-20", "2026-07-10", "Widget", "SMB"]
        for n, name in enumerate(names)
    ]
    put(store, users=[*table(REPS), *people[1:]], quotas=quotas, opportunities=[*table(DEALS), *won])

    for part in ("board", "ranking", "pairs", "ramp", "goals"):
        app = open_app("reps", reps_part=part)
        assert not app.exception
        for item in app.markdown:
            assert "![p](http" not in item.value
            assert "[x](javascript" not in item.value
        for chart in app.get("plotly_chart"):
            assert "<script>" not in chart.proto.spec
