"""The bottlenecks on the Funnel page, over a company whose one trouble is planted by hand."""

import time
from datetime import date, timedelta

import pandas as pd
import pytest

from metrics.bottlenecks import Finding
from metrics.cells import Eras
from pages.components import funnel_findings, funnel_search, funnel_words
from pages.components.funnel_search import Found
from queries import Scope
from tests.pages.conftest import open_app, put, texts

USERS = [["User ID", "Full Name", "Team", "Region"], ["r1", "Ada", "West", "EMEA"], ["r2", "Bo", "East", "APAC"]]


def company(*, trouble: bool) -> tuple[list[list[str]], list[list[str]]]:
    """Deals and history of 480 deals of 100 each, four in five of which go on and are won.

    trouble: of Ada's 60 deals since March only one in four goes on.
    """
    deals = [["Deal ID", "Deal Name", "Owner", "Stage", "Amount", "Created Date", "Close Date", "Loss Reason"]]
    history = [["History ID", "Opportunity ID", "Stage", "Amount", "Close Date", "Owner", "Created Date"]]
    for number in range(480):
        owner = ("Ada", "Bo")[number % 2]
        is_late = number >= 360
        first = date(2026, 3, 1) if is_late else date(2025, 2, 1)
        created = first + timedelta(days=number % 90)
        place = number // 2
        goes_on = place % 4 == 0 if is_late and trouble and owner == "Ada" else place % 5 < 4
        end = created + timedelta(days=20)
        path = [("Prospecting", created), *([("Proposal", created + timedelta(days=10))] if goes_on else [])]
        path.append(("Closed Won" if goes_on else "Closed Lost", end))
        for stage, day in path:
            history.append([str(len(history)), f"d{number}", stage, "100", str(end), owner, str(day)])
        reason = "" if goes_on else "Price"
        deals.append([f"d{number}", f"Deal {number}", owner, path[-1][0], "100", str(created), str(end), reason])
    return deals, history


@pytest.fixture
def troubled(store):
    deals, history = company(trouble=True)
    put(store, users=USERS, opportunities=deals, history=history)
    return store


def plain(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def test_a_bottleneck_is_told_with_money_advice_and_certainty(troubled):
    app = open_app("funnel")
    assert not app.exception
    said = plain(app)
    assert "1. Owner Ada: only 25% of the deals go on from Prospecting, after 80% before" in said
    assert "Go through the deals lost from Prospecting with the owner" in said
    assert "Fisher's exact test, within segments: n = 60 decided deals, compared with 180" in said
    assert "p < 0.001 after Holm's correction" in said
    # 120 late deals in half a year; 55 points × 60 ÷ 182 × 91 entries × 1 (who goes on is won) × 100
    shown = next(metric for metric in app.metric if metric.label == "Largest bottleneck")
    assert shown.value.replace("\\", "") == "$1.65K"
    rows = next(frame.value for frame in app.dataframe if "against" in frame.value.columns)
    assert rows[["whose", "item", "value", "reference", "n", "reference_n"]].iloc[0].tolist() == [
        "Owner Ada", "Prospecting", "25%", "80%", 60, 180,
    ]  # fmt: skip
    assert rows["money"].iloc[0] == pytest.approx(0.55 * 60 / 2 * 100)


def test_where_nothing_is_beyond_chance_it_says_so(store):
    deals, history = company(trouble=False)
    put(store, users=USERS, opportunities=deals, history=history)
    said = plain(open_app("funnel"))
    assert "No bottleneck: no group does worse than its past or its peers by more than chance" in said
    assert "none beyond chance" in said


def test_it_answers_to_filters(troubled):
    """Without Ada there is no trouble."""
    assert "No bottleneck" in plain(open_app("funnel", team="East"))


def test_while_a_large_company_is_looked_through_the_page_is_there(troubled, monkeypatch):
    monkeypatch.setattr(funnel_search, "_SMALL", 0)
    app = open_app("funnel")
    assert not app.exception
    for _round in range(50):
        if "Owner Ada: only 25%" in plain(app):
            break
        time.sleep(0.1)
        app.run()
    assert "Owner Ada: only 25%" in plain(app)
    assert "Looking for bottlenecks" not in plain(app)


@pytest.mark.usefixtures("as_readers_see_it")
def test_a_search_that_failed_leaves_the_rest_of_the_page(troubled, monkeypatch):
    monkeypatch.setattr(funnel_search.bottlenecks, "find", lambda *_: 1 / 0)
    app = open_app("funnel")
    assert not app.exception
    assert "This page failed because of an error of ours" in app.error[0].value
    assert {metric.label for metric in app.metric} >= {"Weakest step", "Largest bottleneck"}


# ---- words -----------------------------------------------------------------------------------------------------------

SLOW = Finding("dwell", "team", "West", "Offer", "past", 50.0, 19.0, 44, 185, 0.004, 5.2, money=813_000.0)
ERAS = Eras(date(2024, 1, 1), date(2025, 12, 31), date(2026, 7, 1))
SAID = {
    SLOW: "Team West: deals now wait 50 days in Offer, after 19 days before",
    Finding("dwell", "source", "Web", "Offer", "peers", 50.0, 19.0, 44, 185, 0.004, 5.2, is_at_least=True): (
        "Source Web: deals wait more than 50 days in Offer, against 19 days elsewhere"
    ),
    Finding("conversion", "all", "all", "Offer", "past", 0.5, 0.7, 44, 185, 0.004, 5.2): (
        "All deals: only 50% of the deals go on from Offer, after 70% before"
    ),
    Finding("loss_reason", "segment", "SMB", "Price", "peers", 0.5, 0.2, 44, 185, 0.004, 5.2): (
        "Segment SMB: 50% of the lost deals are lost to “Price”, against 20% elsewhere"
    ),
}


@pytest.mark.parametrize("finding", SAID)
def test_each_kind_has_a_sentence(finding):
    assert funnel_words.sentence(finding) == SAID[finding]
    assert funnel_words.advice(finding)
    assert funnel_words.certainty(finding, Found([finding], 900, ERAS, ERAS))


def test_money_that_comes_later_is_not_money_a_quarter():
    assert funnel_words.stake(SLOW, "USD") == "$813K arrives later"


def test_the_deals_behind_are_those_of_the_group_within_the_filters():
    scope = Scope.of(team=["West", "East"], segment=["SMB"])
    assert dict(funnel_findings.narrowed(scope, SLOW).filters) == {"segment": ("SMB",), "team": ("West",)}
    everyone = Finding("dwell", "all", "all", "Offer", "past", 5.0, 1.0, 44, 185, 0.004, 5.2)
    assert funnel_findings.narrowed(scope, everyone) == scope


def test_the_deals_open_with_a_click(troubled):
    app = open_app("funnel")
    app.session_state["bottleneck_deals_1"] = True
    app.run()
    frames: list[pd.DataFrame] = [frame.value for frame in app.dataframe if "reached_on" in frame.value.columns]
    assert [len(frame) for frame in frames] == [45]  # 60 less a quarter
    assert "45 deals were lost from Prospecting" in plain(app)
