"""The Deals page, run over stores made by hand."""

import pytest

from tests.pages.conftest import HOSTILE, REPS, fill, open_app, put, table, texts

# As of 15 August 2026, a Saturday; the quarter is July to September.
DEALS = """
    Deal ID | Deal Name | Owner | Stage    | Amount | Prob % | Created Date | Close Date | Next Step | Segment
    late    | Late one  | Ada   | Proposal | 100    | 50     | 2026-08-10   | 2026-08-11 | Call      | SMB
    big     | Big one   | Bo    | Proposal | 700    | 50     | 2026-08-12   | 2026-09-20 |           | SMB
    mid     | Mid one   | Ada   | Talk     | 150    | 20     | 2026-08-12   | 2026-09-25 | Meet      | SMB
    small   | Small one | Bo    | Talk     | 50     | 20     | 2026-08-13   | 2026-09-28 | Meet      | SMB
    next    | Next one  | Bo    | Talk     | 900    | 20     | 2026-08-13   | 2026-12-01 | Meet      | SMB
    won     | Won one   | Ada   | Closed Won | 10   | 100    | 2026-07-01   | 2026-07-10 |           | SMB
"""
HISTORY = """
    Opportunity ID | Stage         | Amount | Close Date | Owner | Last Modified
    story          | Qualification | 1000   | 2026-06-20 | Ada   | 2026-05-01 09:00:00
    story          | Proposal      | 1000   | 2026-06-20 | Ada   | 2026-06-01 09:00:00
    story          | Proposal      | 1000   | 2026-07-20 | Ada   | 2026-06-15 09:00:00
    story          | Proposal      | 800    | 2026-10-20 | Bo    | 2026-07-15 09:00:00
"""


def filled(store, *more: list[str]) -> None:
    put(store, users=table(REPS), opportunities=[*table(DEALS), *more])


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def names(app) -> list[str]:
    """The deals in the table."""
    return app.dataframe[0].value["name"].tolist()


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def test_an_empty_store_says_what_to_do(store):
    app = open_app("deals")

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_without_an_open_deal_it_says_so(store):
    put(store, opportunities=[*table(DEALS)[:1], table(DEALS)[-1]])

    app = open_app("deals")

    assert not app.exception
    assert "No deal is open in this choice" in app.info[0].value


def test_the_cards_show_what_is_due_and_what_is_wrong(store):
    filled(store)

    app = open_app("deals")

    assert not app.exception
    shown = metrics(app)
    assert shown["Open and due"] == "$1K"  # 100 + 700 + 150 + 50
    assert shown["Past close date"] == "$100"
    assert shown["Three largest deals"] == "95%"  # (700 + 150 + 100) ÷ 1000
    assert shown["At risk"] == "$0"  # one signal of 5 points each is below 10
    assert shown["Untended"] == "$700"  # big has no next step; no activity is not known
    # of the five open deals late is overdue and big lacks a next step
    assert shown["Pipeline hygiene"] == "60%"
    assert "not known: No activity" in said(app)
    assert "0 without activity" not in said(app)


def test_a_threshold_of_the_link_changes_what_is_at_risk(store):
    filled(store)

    app = open_app("deals", risk=["5"])

    assert metrics(app)["At risk"] == "$800"  # late and big have one signal each
    assert "80% of the amount due" in said(app)
    app = open_app("deals", risk=["5"], signal_overdue=["4"])
    assert metrics(app)["At risk"] == "$700"  # four days late is not more than four


def test_a_threshold_set_on_the_page_stands_in_the_link(store):
    filled(store)
    app = open_app("deals")

    app.number_input(key="risk").set_value(5).run()

    assert metrics(app)["At risk"] == "$800"
    assert app.query_params["risk"] == "5"
    app.number_input(key="risk").set_value(10).run()
    assert "risk" not in app.query_params


@pytest.mark.parametrize("query", [{"risk": "x"}, {"risk": "999"}, {"signal_cut": "-1"}, {"sort": "x"}, {"group": "x"}])
def test_what_a_link_gets_wrong_gives_way_to_the_default(store, query):
    filled(store)

    app = open_app("deals", **{name: [code] for name, code in query.items()})

    assert not app.exception
    assert names(app) == ["Big one", "Mid one", "Late one", "Small one"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"group": "overdue"}, ["Late one"]),
        ({"group": "all"}, ["Next one", "Big one", "Mid one", "Late one", "Small one"]),
        ({"group": "risk", "risk": "5"}, ["Big one", "Late one"]),
        ({"group": "idle"}, ["Big one"]),
        ({"group": "unkept"}, ["Big one", "Late one"]),
        ({"sort": "close"}, ["Late one", "Big one", "Mid one", "Small one"]),
        ({"sort": "score"}, ["Big one", "Late one", "Mid one", "Small one"]),
        ({"q": "MID"}, ["Mid one"]),
        ({"q": "bo"}, ["Big one", "Small one"]),
        ({"group": "all", "q": "bo", "sort": "close"}, ["Big one", "Small one", "Next one"]),
    ],
)
def test_a_link_restores_group_order_and_search(store, query, shown):
    filled(store)

    assert names(open_app("deals", **{name: [code] for name, code in query.items()})) == shown


def test_the_columns_of_a_link_are_shown(store):
    filled(store)

    app = open_app("deals", cols=["name", "segment", "nonsense"])

    assert list(app.dataframe[0].value) == ["name", "segment"]


def test_choosing_writes_the_link(store):
    filled(store)
    app = open_app("deals")

    app.selectbox(key="sort").set_value("close").run()
    app.text_input(key="q").set_value("one").run()
    app.multiselect(key="cols").set_value(["name", "team"]).run()

    assert {name: app.query_params[name] for name in ("sort", "q")} == {"sort": "close", "q": "one"}
    assert app.query_params["cols"] == ["name", "team"]
    assert names(app) == ["Late one", "Big one", "Mid one", "Small one"]


def test_a_card_leads_to_its_deals(store):
    filled(store)
    app = open_app("deals")

    next(button for button in app.button if button.key.startswith("show_overdue")).click().run()

    assert names(app) == ["Late one"]
    assert app.query_params["group"] == "overdue"


def test_a_search_without_a_hit_says_so(store):
    filled(store)

    assert "has “nobody”" in said(open_app("deals", q=["nobody"]))


def test_many_deals_come_in_pages(store):
    more = [
        [f"m{number}", f"More {number:02}", "Bo", "Talk", "1", "10", "2026-08-01", "2026-09-01", "Call", "SMB"]
        for number in range(30)
    ]
    filled(store, *more)

    app = open_app("deals")
    assert len(names(app)) == 25
    app.button(key="deals_next").click().run()

    assert len(names(app)) == 4 + 30 - 25
    assert app.query_params["page"] == "2"
    assert "26–34 of 34" in said(app)


def test_points_add_up_in_every_row(store):
    filled(store, ["two", "Two faults", "Bo", "Talk", "20", "10", "2026-08-01", "2026-08-10", "", "SMB"])

    shown = open_app("deals", cols=["name", "score", "reasons"]).dataframe[0].value

    assert shown.set_index("name").loc["Two faults", "reasons"] == "Past close date +5, No next step +5"
    for row in shown.to_dict("records"):
        assert row["score"] == sum(int(part.rpartition("+")[2]) for part in row["reasons"].split(", ") if part)


def test_a_filter_does_not_change_what_a_signal_means(store):
    filled(store)

    whole = open_app("deals", group=["all"], cols=["name", "score"]).dataframe[0].value
    west = open_app("deals", group=["all"], cols=["name", "score"], team=["West"]).dataframe[0].value

    assert west["name"].tolist() == ["Mid one", "Late one"]
    scores = whole.set_index("name")["score"]
    assert scores[west["name"]].tolist() == west["score"].tolist()


def test_without_a_past_nothing_is_called_calibrated(store):
    filled(store)

    app = open_app("deals")

    assert "at least 100 are needed" in said(app)
    assert "past does not tell" in said(open_app("deals", deal=["late"]))
    points = app.dataframe[1].value
    assert points["origin"].unique().tolist() == ["default, not calibrated"]


def story(store):
    """A store with one deal whose path the CRM has logged."""
    deals = [
        *table(DEALS),
        ["story", "Story", "Bo", "Proposal", "800", "50", "2026-05-01", "2026-10-20", "Call", "SMB"],
    ]
    put(store, users=table(REPS), stage_history=table(HISTORY), opportunities=deals)


def test_a_story_tells_what_happened_newest_first(store):
    story(store)

    app = open_app("deals", deal=["story"])

    assert not app.exception
    told = app.dataframe[-1].value
    found = [(row["moment"].strftime("%m-%d"), row["kind"], row["text"]) for row in told.to_dict("records")]
    pushed = ("07-15", "Pushed", "Jul 20, 2026 → Oct 20, 2026")
    assert ("07-15", "Owner", "Ada → Bo") in found
    assert ("07-15", "Amount cut", "$1,000 → $800") in found
    assert pushed in found
    assert found.index(pushed) < found.index(("06-01", "Stage", "Qualification → Proposal"))
    assert ("06-15", "Pushed", "Jun 20, 2026 → Jul 20, 2026") in found
    # whose it was at each time
    owners = {row["moment"].strftime("%m-%d"): row["owner"] for row in told.to_dict("records")}
    assert (owners["06-01"], owners["07-15"]) == ("Ada", "Bo")


def test_a_story_explains_the_signals_with_its_numbers(store):
    story(store)

    words = said(open_app("deals", deal=["story"]))

    assert "Its close date was moved past the end of a period 2 times." in words
    assert "Its amount is 20% below the largest so far." in words
    assert "Score 10 = 5 + 5" in words
    assert "Not known: Stuck in stage, No activity, Single contact, Called too high" in words


def test_a_story_opens_whatever_is_filtered(store):
    filled(store)

    app = open_app("deals", deal=["late"], team=["East"])

    assert "4 days ago" in said(app)


def test_a_story_of_a_closed_deal_has_no_score(store):
    filled(store)

    app = open_app("deals", deal=["won"])

    assert not app.exception
    assert "Score" not in [part for part in said(app).split("\n") if part.startswith("**Score")]


def test_a_deal_that_is_not_there_is_said(store):
    filled(store)

    assert "There is no deal with the id ghost" in open_app("deals", deal=["ghost"]).warning[0].value.replace("\\", "")


def test_hostile_names_are_shown_as_typed(store):
    deals = [
        [f"h{number}", name, "Ada", HOSTILE[1], "9000", "10", "2026-08-01", "2026-08-02", "", HOSTILE[4]]
        for number, name in enumerate(HOSTILE)
    ]
    filled(store, *deals)

    app = open_app("deals", q=["h0"], deal=["h1"])

    assert not app.exception
    assert names(app) == [HOSTILE[0]]
    assert "<script>" not in texts(app)
    for chart in app.get("plotly_chart"):
        assert "<script>" not in chart.proto.spec


def test_each_chart_has_a_text_for_those_who_do_not_see_it(store):
    story(store)

    charts = open_app("deals", deal=["story"]).get("plotly_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt for chart in charts)


def test_it_speaks_japanese(store):
    fill(store)

    app = open_app("deals", lang=["ja"], deal=["o1"])

    assert not app.exception
    assert "どの商談" in app.title[0].value
    assert "予定日超過" in said(app)


def test_a_deal_of_which_nothing_is_known_has_no_score(store):
    deals = [["Deal ID", "Owner", "Stage", "Amount"], ["bare", "Ada", "Proposal", ""]]
    put(store, opportunities=[*deals, ["w", "Ada", "Closed Won", "10"]])

    app = open_app("deals", group=["all"], cols=["opportunity_id", "score", "unknown"], deal=["bare"])

    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (row["opportunity_id"], row["unknown"]) == ("bare", 8)
    assert row.isna()["score"]
    assert "No score: the data tells none of the signals" in said(app)
