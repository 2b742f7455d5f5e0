"""The Rep profile, run over stores made by hand."""

import re
from datetime import UTC, date, datetime

import pytest

from data import goals
from data.goals import Goal
from tests.pages.conftest import DEALS, HOSTILE, QUOTAS, REPS, fill, open_app, put, table, texts


def said(app):
    """What the page says, without the marks that keep it from being Markdown."""
    return texts(app).replace("\\", "").replace("\u2060", "")


def frame(app, column):
    """The table with this column."""
    return next(item.value for item in app.dataframe if column in item.value.columns)


def promise(store, subject="r1", target=300.0, *, kind="rep", measure="won_amount", set_at="2026-06-30", **more):
    """Set a goal from July 2026 on."""
    moment = datetime.fromisoformat(set_at).replace(tzinfo=UTC)
    goal = Goal(kind, subject, measure, target, more.pop("from_on", date(2026, 7, 1)), moment, "Max", **more)
    goals.keep(store.folder, goal)


def test_an_empty_store_says_what_to_do(store):
    app = open_app("rep")

    assert "Nothing is imported yet" in app.title[0].value


def test_a_store_of_quotas_alone_has_people_and_nothing_more(store):
    put(store, users=table(REPS), quotas=table(QUOTAS))

    app = open_app("rep", rep="r1")

    assert "Ada won $0 in" in said(app)
    assert "There is nothing to hold Ada against" in said(app)


def test_without_a_person_it_asks_for_one(store):
    fill(store)

    app = open_app("rep")
    assert "Choose a person" in app.info[0].value

    app.selectbox(key="profile_person").select("r2").run()
    assert app.query_params["rep"] in ("r2", ["r2"])
    assert app.header[0].value == "Bo"


def test_an_unknown_person_is_said_to_be_unknown(store):
    fill(store)

    app = open_app("rep", rep="**nobody**")

    assert "There is no person with the id **nobody**" in said(app)


def test_the_profile_is_of_this_person_alone(store):
    fill(store)  # in 2026-Q3 Ada won 100 of a quota of 400, and lost one; Bo won 300

    app = open_app("rep", rep="r1")

    assert not app.exception
    assert "Ada won $100 in 2026-Q3 so far: 25% of the quota, 50% of the days gone" in said(app)
    metrics = {metric.label: metric.value.replace("\\", "") for metric in app.metric}
    assert (metrics["Bookings"], metrics["Win rate"]) == ("$100", "50.0%")
    assert list(frame(app, "reasons")["name"]) == ["Acme renewal"]
    peers = frame(app, "worth").set_index("measure")
    # twelve months: Ada 2 of 3 (100 and 200 won), Bo 2 of 2, all SMB
    assert (peers.loc["Win rate", "own"], peers.loc["Win rate", "own_n"]) == ("66.7%", 3)
    assert (peers.loc["Win rate", "peers"], peers.loc["Win rate", "peers_n"]) == ("100.0%", 2)
    assert peers.loc["Win rate", "worth"] == pytest.approx(3 * (1 - 2 / 3) * 300)  # Bo's mean won deal is 300
    assert "Ada differs from peers by no more than chance" in said(app)


def test_filters_on_people_give_way_and_those_on_deals_stay(store):
    fill(store, ["x1", "Other", "Ada", "Closed Won", "70", "100", "2026-07-01", "2026-07-20", "Gadget", "SMB"])

    app = open_app("rep", rep="r1", team="East", product="Gadget")

    assert "Ada won $70" in said(app)
    assert "Filters on team, territory and owner give way here" in said(app)
    assert "Only deals of: Gadget" in said(app)


def test_goals_of_person_and_team_show_their_progress(store):
    fill(store)
    promise(store)  # 100 won of 300 with half of the quarter gone
    promise(store, "West", 0.2, kind="team", measure="quota_attainment")  # Ada is the team: 25 %
    promise(store, "r2", 1)  # another's
    app = open_app("rep", rep="r1")

    found = frame(app, "goal").set_index("goal")
    assert list(found.index) == ["Bookings at least $300", "Quota attainment at least 20.0%"]
    assert list(found["status"]) == ["✗ Behind", "✓ Reached"]
    assert list(found["now"]) == ["$100", "25.0%"]
    assert "$150 due by now, 50% of the period gone" in found["due"].iloc[0]
    assert "1 of 2 goals are reached or on course, 1 behind or missed" in said(app)
    assert "Goal behind in 2026-Q3: Bookings at least $300, now $100" in said(app)


def test_goals_remember_the_periods_before_and_what_was_set_afterwards(store):
    fill(store)
    promise(store, target=150.0, from_on=date(2026, 1, 1), set_at="2026-03-31")  # won in Q2: 200, in Q1: nothing
    promise(store, "r1", 1.0, measure="won_deals", from_on=date(2026, 4, 1), set_at="2026-07-01")
    app = open_app("rep", rep="r1")

    found = frame(app, "goal").set_index("goal")["record"]
    assert found["Bookings at least $150"] == "2026-Q2 ✓, 2026-Q1 ✗"
    assert found["Won deals at least 1"] == "2026-Q2 –"  # set when it was over


def test_a_goal_set_on_the_page_is_a_new_version_and_taking_it_back_another(store):
    fill(store)
    app = open_app("rep", rep="r1")

    app.selectbox(key="goal_measure").select("win_rate").run()
    app.selectbox(key="goal_by_r1").select("r2").run()
    app.number_input(key="goal_target").set_value(40.0)
    app.button(key="goal_keep").click().run()

    (kept,) = goals.versions(store.folder)
    assert (kept.subject, kept.measure, kept.target, kept.set_by) == ("r1", "win_rate", 0.4, "Bo")
    assert (kept.from_on, kept.direction, kept.per) == (date(2026, 7, 1), "at_least", "quarter")
    assert "The goal is set from 2026-Q3 on." in app.success[0].value.replace("\\", "")
    assert "Win rate at least 40.0%" in list(frame(app, "goal")["goal"])

    app.button(key="goal_withdraw").click().run()

    assert [goal.target for goal in goals.versions(store.folder)] == [0.4, None]
    assert "No goal is set" in said(app)
    assert list(frame(app, "version")["version"]) == [2, 1]


@pytest.mark.parametrize("key", ["goal_keep"])
def test_a_goal_without_a_bound_or_an_author_is_refused(store, key):
    fill(store)
    app = open_app("rep", rep="r1")

    app.button(key=key).click().run()
    assert "Give a bound" in app.error[0].value
    app.number_input(key="goal_target").set_value(1.0)
    app.button(key=key).click().run()
    assert "Say who sets the goal" in app.error[0].value
    assert goals.versions(store.folder) == []


def test_the_print_view_has_no_controls_and_tables_as_text(store):
    fill(store)
    promise(store)

    app = open_app("rep", rep="r1", paper="on")

    assert not app.exception
    assert len(app.dataframe) == 0
    assert any("Acme renewal" in str(item.value) for item in app.table)
    assert "goal_keep" not in {button.key for button in app.button}


def test_a_period_of_the_past_has_no_running_pace(store):
    fill(store)

    app = open_app("rep", rep="r1", period="2026-Q2")

    assert "Ada won $200 in 2026-Q2; there is no quota to hold it against" in said(app)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_files_say_is_shown_as_text(store, text):
    people = [["User ID", "Full Name", "Team"], ["r1", text, text]]
    deals = [[cell.replace("Ada", text) for cell in row] for row in table(DEALS)]
    put(store, users=people, opportunities=deals)
    promise(store, text, 5.0, kind="team", note=text)
    app = open_app("rep", rep="r1", paper="on")

    assert not app.exception
    told = "\n".join(str(part.value) for kind in ("markdown", "caption", "header") for part in app.get(kind))
    for mark in (r"]\(", "<script", r":red\[alarm", r"\$a\$", r"!\[", ":smile:"):
        assert not re.search(rf"(?<!\\){mark}", told), mark


def test_it_speaks_japanese(store):
    fill(store)
    promise(store)

    app = open_app("rep", rep="r1", lang="ja")

    assert not app.exception
    assert "Ada" in said(app)


def test_hostile_names_reach_tables_as_they_are_and_charts_as_no_markup(store):
    deals = [
        [f"h{at}", name, "Ada", "Proposal", str(9000 - at), "10", "2026-08-01", "2026-09-01", "", HOSTILE[2]]
        for at, name in enumerate(HOSTILE)
    ]
    put(store, users=table(REPS), opportunities=[*table(DEALS), *deals])

    app = open_app("rep", rep="r1")

    assert set(HOSTILE) <= set(frame(app, "reasons")["name"])
    for chart in app.get("plotly_chart"):
        assert "<script>" not in chart.proto.spec
        assert chart.proto.alt


def test_the_goals_of_everybody_stand_on_the_reps_page_the_worst_first(store):
    fill(store)
    promise(store, "r2", 1)  # Bo has won 300
    promise(store)  # Ada 100 of 300
    promise(store, "East", 0.1, kind="team", measure="quota_attainment")

    app = open_app("reps", reps_part="goals", team="West")
    assert list(frame(app, "goal")["whose"]) == ["Ada"]
    app = open_app("reps", reps_part="goals")

    assert list(frame(app, "goal")["whose"]) == ["Ada", "Bo", "East"]
    assert "2 of 3 goals are reached or on course, 1 behind or missed" in said(app)
