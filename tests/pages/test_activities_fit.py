"""The ideal-customer part of the Activities page, run over stores made by hand."""

import json

import pytest

from data import fit_profiles
from tests.pages.conftest import HOSTILE, QUOTAS, REPS, fill, open_app, put, table, texts

# Of eleven customers with SAP ten are won, of eleven without one; in the period (2026-Q3).
ACCOUNTS = [["Account ID", "Account Name", "Industry", "Employees", "Tools Used"]] + [
    [f"A{n}", f"Acme {n}", "Retail", str(10 * n), "SAP; Slack" if n < 11 else "Slack"] for n in range(22)
]
DEALS = [["Deal ID", "Deal Name", "Owner", "Account ID", "Stage", "Amount", "Created Date", "Close Date"]] + [
    [f"D{n}", f"Deal {n}", "Ada", f"A{n}", "Closed Won" if n < 10 or n == 21 else "Closed Lost", "100",
     "2026-07-01", "2026-07-31"] for n in range(22)
]  # fmt: skip
LEADS = """
    Lead ID | Last Name | Company | Status      | Lead Source | Tools Used | Lead Owner
    l1      | Cho       | Dee     | New         | Web         | SAP        | Ada
    l2      | Dow       | Eee     | New         | Web         | Slack      | Ada
    l3      | Eko       | Eff     | Unqualified | Web         | SAP        | Ada
"""
SAP = json.dumps([["accounts:tools used", ["SAP"]]])


def filled(store, accounts=ACCOUNTS):
    put(store, users=table(REPS), quotas=table(QUOTAS), accounts=accounts, opportunities=DEALS, leads=table(LEADS))


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def linked(app) -> list:
    """The conditions in the link."""
    found = app.query_params["fit"]
    return json.loads(found if isinstance(found, str) else found[0])


def frame(app, column):
    return next(item.value for item in app.dataframe if column in item.value.columns)


def test_an_empty_store_says_what_to_do(store):
    app = open_app("activities", part="fit")
    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


def test_without_customers_the_part_says_what_to_import(store):
    fill(store)
    app = open_app("activities", part="fit")
    assert not app.exception
    assert "Nothing is known of customers yet" in said(app)


def test_without_conditions_it_says_how_to_begin(store):
    filled(store)
    app = open_app("activities", part="fit")
    assert not app.exception
    assert "Add conditions to see" in said(app)
    assert "Tools used" in app.multiselect(key="fit_which").options


def test_figures_by_hand(store):
    filled(store)
    app = open_app("activities", part="fit", fit=SAP)
    assert not app.exception
    assert "Customers that fit are won more often: 90.9% against 9.1% (n = 11 and 11)" in said(app)
    sides = frame(app, "inside")
    assert list(sides["inside_n"]) == [11, 10, 10]
    assert list(sides["outside_n"]) == [11, 1, 1]
    assert sides["difference"][0] == "+81.8 pp"
    assert sides["sure"][0].startswith("no, p = ")
    assert "11 accounts fit, 1 without an open or won deal" in said(app)
    accounts = frame(app, "won_deals")
    assert accounts["account_id"].tolist()[0] == "A10"
    assert sorted(accounts["account_id"]) == sorted(f"A{n}" for n in range(11))
    assert list(frame(app, "lead_id")["lead_id"]) == ["l1"]  # l3 was turned down
    behind = frame(app, "is_inside")
    assert int(behind["is_inside"].sum()) == 11
    assert len(behind) == 22


def test_conditions_are_held_in_the_link(store):
    filled(store)
    app = open_app("activities", part="fit")
    app.multiselect(key="fit_which").set_value(["accounts:tools used", "accounts:employees"]).run()
    app.multiselect(key="fit_choices_accounts:tools used").set_value(["SAP"]).run()
    app.number_input(key="fit_low_accounts:employees").set_value(50.0).run()
    assert not app.exception
    assert linked(app) == [["accounts:tools used", ["SAP"]], ["accounts:employees", [50.0, None]]]
    assert sorted(frame(app, "won_deals")["account_id"]) == sorted(f"A{n}" for n in range(5, 11))
    app.multiselect(key="fit_which").set_value([]).run()
    assert "fit" not in app.query_params
    assert "Add conditions to see" in said(app)


def test_a_profile_is_saved_chosen_and_deleted(store):
    filled(store)
    app = open_app("activities", part="fit", fit=SAP)
    app.text_input(key="fit_name").set_value("SAP users")
    app.button(key="fit_save").click().run()
    assert [one.name for one in fit_profiles.saved(store.folder)] == ["SAP users"]
    assert app.selectbox(key="fit_profile").value == "SAP users"
    other = open_app("activities", part="fit")
    other.selectbox(key="fit_profile").set_value("SAP users").run()
    assert linked(other) == json.loads(SAP)
    other.button(key="fit_delete").click().run()
    assert fit_profiles.saved(store.folder) == []
    assert not other.exception


def test_a_profile_needs_a_name(store):
    filled(store)
    app = open_app("activities", part="fit", fit=SAP)
    app.button(key="fit_save").click().run()
    assert "needs a name" in said(app)


@pytest.mark.parametrize("link", ["nonsense", "[[]]", '[["accounts:gone",["x"]]]', '[["accounts:employees",["ten"]]]'])
def test_links_that_ask_for_what_is_not_there(store, link):
    filled(store)
    assert not open_app("activities", part="fit", fit=link).exception


def test_where_nothing_differs_beyond_chance_nothing_is_claimed(store):
    filled(store)
    link = json.dumps([["accounts:employees", [0, 150]]])
    app = open_app("activities", part="fit", fit=json.dumps([["accounts:industry", ["Retail"]]]))
    assert "There are no deals on one side to compare with" in said(app)
    fits = json.dumps([["accounts:tools used", ["Slack"]], ["accounts:employees", [80, 120]]])
    assert "differ from all others by no more than chance" in said(open_app("activities", part="fit", fit=fits))
    assert not open_app("activities", part="fit", fit=link, q="2020-Q1").exception


def test_a_period_without_decided_deals_and_all_deals_so_far(store):
    filled(store)
    app = open_app("activities", part="fit", fit=SAP, period="2026-Q2")
    assert "No deal was won or lost in" in said(app)
    everything = open_app("activities", part="fit", fit=SAP, period="2026-Q2", fit_span="all")
    assert "n = 11 and 11" in said(everything)


def test_texts_from_files_stay_text(store):
    rows = [[*ACCOUNTS[0], "Note :red[x]"]] + [
        [*row, HOSTILE[place % len(HOSTILE)]] for place, row in enumerate(ACCOUNTS[1:])
    ]
    filled(store, rows)
    fits = json.dumps([["accounts:note red x", [HOSTILE[1], HOSTILE[3]]]])
    app = open_app("activities", part="fit", fit=fits)
    assert not app.exception
    assert "<script>" not in texts(app)
    assert len(frame(app, "won_deals")) == sum(place % len(HOSTILE) in (1, 3) for place in range(22))


def test_japanese(store):
    filled(store)
    app = open_app("activities", part="fit", fit=SAP, lang="ja")
    assert not app.exception
    assert "業種" in app.multiselect(key="fit_which").options
