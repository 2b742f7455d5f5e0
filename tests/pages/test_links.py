"""Every view has its link: what a query says is what the page shows, and what is chosen stands in the query."""

import pytest

from tests.pages.conftest import fill, open_app

# Page, query, and what the widgets then hold; tabs are known by the label of the open one.
LINKS = [
    ("overview", {"deals": "overdue"}, {"deals": "overdue"}),
    ("pipeline", {"due": "all", "reason": "won"}, {"due": "all"}),
    ("pipeline", {"tab": "enough"}, {"Is there enough?": True}),
    ("funnel", {"tab": "cohorts", "cohort": "2026-08"}, {"Cohorts": True, "funnel_cohort": "2026-08"}),
    ("funnel", {"tab": "origins", "origin": "campaign"}, {"Sources and campaigns": True, "origin": "campaign"}),
    ("forecast", {"tab": "proven", "ahead": "1"}, {"Record": True, "ahead": "1"}),
    ("forecast", {"tab": "said", "by": "team"}, {"Categories and calls": True, "by": "team"}),
    ("deals", {"group": "all", "sort": "close"}, {"group": "all", "sort": "close"}),
    ("reps", {"reps_part": "ranking", "rank_by": "deal_size"}, {"reps_part": "ranking", "rank_by": "deal_size"}),
    ("rep", {"rep": "r2"}, {"profile_person": "r2"}),
    ("activities", {"part": "leads"}, {"part": "leads"}),
    ("imports", {"import": "2"}, {"log_pick_1": "2"}),
    ("quality", {"view": "owners"}, {"view": "owners"}),
    ("definitions", {"tab": "tables"}, {"Tables": True}),
]


def held(app, wanted):
    """What the session holds under these keys; for a tab whether it is the open one."""
    state = dict(app.session_state.items())
    open_tabs = {value for key, value in state.items() if "_tabs_" in key}
    return {key: key in open_tabs if value is True else state.get(key) for key, value in wanted.items()}


@pytest.mark.parametrize(("where", "query", "wanted"), LINKS)
def test_a_link_opens_what_it_says(store, where, query, wanted):
    fill(store)

    app = open_app(where, **query)

    assert not app.exception
    assert held(app, wanted) == wanted


def test_an_unknown_code_opens_the_page_as_it_usually_is(store):
    fill(store)

    app = open_app("definitions", tab="nothing of the kind")

    assert not app.exception
    assert held(app, {"Measures": True}) == {"Measures": True}


def test_the_import_picked_from_the_log_stands_in_the_link(store):
    fill(store)
    app = open_app("imports")

    app.selectbox(key="log_pick_1").set_value("1").run()

    assert app.query_params["import"] in ("1", ["1"])


def test_the_cohort_picked_stands_in_the_link_and_leaves_it(store):
    fill(store)
    app = open_app("funnel", tab="cohorts")

    app.selectbox(key="funnel_cohort").set_value("2026-06").run()
    assert app.query_params["cohort"] in ("2026-06", ["2026-06"])
    app.selectbox(key="funnel_cohort").set_value(None).run()

    assert "cohort" not in app.query_params
