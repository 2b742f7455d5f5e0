"""The Funnel, run over stores made by hand."""

import pytest

from tests.pages.conftest import HOSTILE, fill, open_app, put, table, texts

HISTORY = """
    History ID | Opportunity ID | Stage        | Amount | Close Date | Owner | Created Date
    1          | a              | Prospecting  | 100    | 2026-09-01 | Ada   | 2026-07-01
    2          | a              | Proposal     | 100    | 2026-09-01 | Ada   | 2026-07-11
    3          | a              | Closed Won   | 100    | 2026-07-31 | Ada   | 2026-07-31
    4          | b              | Prospecting  | 200    | 2026-09-01 | Bo    | 2026-07-01
    5          | b              | Closed Lost  | 200    | 2026-07-21 | Bo    | 2026-07-21
    6          | c              | Prospecting  | 400    | 2026-09-01 | Bo    | 2026-07-05
    7          | d              | Prospecting  | 800    | 2026-09-01 | Ada   | 2026-07-05
    8          | d              | Proposal     | 800    | 2026-09-01 | Ada   | 2026-08-04
"""
DEALS = """
    Deal ID | Deal Name | Owner | Stage       | Amount | Created Date | Close Date | Lead Source | Loss Reason
    a       | Acme      | Ada   | Closed Won  | 100    | 2026-07-01   | 2026-07-31 | Web         |
    b       | Bee       | Bo    | Closed Lost | 200    | 2026-07-01   | 2026-07-21 | Web         | Price
    c       | Cat       | Bo    | Prospecting | 400    | 2026-07-05   | 2026-09-01 | Partner     |
    d       | Dog       | Ada   | Proposal    | 800    | 2026-07-05   | 2026-09-01 | Partner     |
"""
USERS = [["User ID", "Full Name", "Team", "Region"], ["r1", "Ada", "West", "EMEA"], ["r2", "Bo", "East", "APAC"]]


@pytest.fixture
def told(store):
    """Four deals and their log: one won, one lost, two open; as of 15 August 2026."""
    put(store, users=USERS, opportunities=table(DEALS), history=table(HISTORY))
    return store


def cards(app):
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def plain(app):
    return texts(app).replace("\\", "").replace("\u2060", "")


def test_an_empty_store_says_what_to_do(store):
    app = open_app("funnel")
    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_without_a_path_it_says_what_to_import(store):
    closed = [["Deal ID", "Deal Name", "Owner", "Stage", "Amount", "Created Date", "Close Date"]]
    put(store, deals=[*closed, ["a", "Acme", "Ada", "Closed Won", "1", "2026-07-01", "2026-07-31"]])
    app = open_app("funnel")
    assert not app.exception
    assert "Import the CRM's stage history" in app.info[0].value


def test_the_cards_tell_conversion_and_time(told):
    app = open_app("funnel")
    assert not app.exception
    shown = cards(app)
    assert shown["Won of all that started"] == "25.0%"  # a of a, b, c, d
    assert shown["Weakest step"] == "50.0%"  # a and d of four went on from Prospecting; of two in Proposal one was won
    assert shown["Longest stay"] == "20 d"  # Prospecting: 10, 20, 30 days and c running; half ended within 20
    said = plain(app)
    assert "n = 4 started" in said
    assert "50% not decided yet" in said
    assert "Most deals are lost from Prospecting: 1 of 4 that entered it" in said
    assert "Deals wait longest in Prospecting: half of the stays last 20 d or more" in said


def test_a_stage_opens_to_its_deals(told):
    app = open_app("funnel", stage="Proposal")
    assert "2 deals entered Proposal: advanced 1, still open in it 1, lost from it 0" in plain(app)
    assert sorted(app.dataframe[0].value["name"]) == ["Acme", "Dog"]


def test_filters_narrow_the_cohort(told):
    app = open_app("funnel", team="East")
    assert cards(app)["Won of all that started"] == "0.0%"
    assert "n = 2 started" in plain(app)


def test_two_groups_stand_side_by_side(told):
    app = open_app("funnel", tab="sides", by="team", left="West", right="East")
    frame = next(item.value for item in app.dataframe if "sure" in item.value.columns)
    row = frame[frame["what"] == "Stage conversion · Prospecting"].iloc[0]
    assert (row["left"], row["left_n"], row["right"], row["right_n"]) == ("100.0%", 2, "0.0%", 2)
    assert row["sure"].startswith("may be")
    assert "West and East differ by no more than chance" in plain(app)


def test_sources_go_through_to_won(told):
    app = open_app("funnel", tab="origins")
    frame = next(item.value for item in app.dataframe if "win_share" in item.value.columns)
    assert frame[["group_name", "started", "Proposal", "won", "win_share"]].to_numpy().tolist() == [
        ["Web", 2, 0.5, 1, 0.5],
        ["Partner", 2, 0.5, 0, 0.0],
    ]


def test_losses_are_told_with_reason_and_money(told):
    assert "$200 lost in 1 deal; 100% of it to: Price" in plain(open_app("funnel", tab="losses"))


def test_another_language(told):
    app = open_app("funnel", lang="ja")
    assert app.title[0].value == "どこで商談を失い、どこで待たせているか"
    assert "始まった商談のうち受注" in cards(app)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_data_is_text(store, text):
    history = [
        row if number == 0 else [*row[:2], text if row[2] == "Proposal" else row[2], *row[3:]]
        for number, row in enumerate(table(HISTORY))
    ]
    deals = [[text if cell in ("Proposal", "Web", "Price") else cell for cell in row] for row in table(DEALS)]
    fill(store)
    put(store, opportunities=deals, history=history)
    app = open_app("funnel")
    assert not app.exception
    for place in (*app.markdown, *app.caption):
        assert f"** {text}" not in place.value
        assert "](javascript" not in place.value.replace("\\]\\(", "")
