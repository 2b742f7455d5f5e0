"""Quotas on the Reps page: what does not fit together in words, the grid, keeping what was typed, the history."""

from datetime import date
from decimal import Decimal

import pytest

from data import quotas as kept
from metrics.periods import Period
from metrics.quotas import Edit
from pages.components import reps_quotas_editor
from tests.data.files import NOW
from tests.pages.conftest import DEALS, QUOTAS, REPS, fill, open_app, put, table
from tests.pages.test_reps_page import said

Q3 = Period("2026-Q3", date(2026, 7, 1), date(2026, 10, 1))


def grid(app) -> dict[str, dict]:
    """The rows of the grid by name."""
    frame = next(item.value for item in app.dataframe if "2026-Q3" in item.value.columns)
    return {row["rep_name"]: row for row in frame.to_dict("records")}


def test_the_grid_has_people_by_periods_of_the_year(store):
    fill(store)

    app = open_app("reps", reps_part="quotas")

    assert not app.exception
    assert {name: row["2026-Q3"] for name, row in grid(app).items()} == {"Ada": 400, "Bo": 600}
    assert "Sums: 2026-Q1: $0 · 2026-Q2: $0 · 2026-Q3: $1,000" in said(app)
    assert "The quotas of 2026 fit together" in said(app)
    months = open_app("reps", reps_part="quotas", quotas_by="month")
    assert "2026-07: $0" in said(months)


def test_what_does_not_fit_is_told_with_what_to_do(store):
    months = [["Ada", "2026-07", "100"], ["Ada", "2026-08", "100"], ["Ada", "2026-09", "150"]]
    people = table(REPS)
    people[0].append("Termination Date")
    people[1].append("")
    people[2].append("2026-06-30")
    extra = [["x1", "Eve's deal", "Eve", "Closed Won", "70", "100", "2026-06-20", "2026-07-11", "Widget", "SMB"]]
    put(store, users=people, quotas=[*table(QUOTAS), *months], opportunities=[*table(DEALS), *extra])

    app = open_app("reps", reps_part="quotas")

    assert not app.exception
    text = said(app)
    assert "3 things about the quotas of 2026 do not fit together" in text
    assert "Ada: the 3 smaller periods inside 2026-Q3 add up to $350, the quota of 2026-Q3 is $400" in text
    assert "Bo had left before 2026-Q3 and carries a quota of $600 in it. Take it back or hand it on" in text
    assert "Eve has 1 deal in 2026-Q3, $70 won, and no quota" in text


@pytest.mark.parametrize(
    ("own", "said_of_it", "is_wrong"),
    [
        ("1000", "the manager's quota of $1,000 in 2026-Q3 is the sum of 2 reports", False),
        ("1250", "20% less than the manager's own quota of $1,250", True),
        ("800", "25% more than the manager's quota of $800", False),
    ],
)
def test_a_managers_quota_is_told_beside_the_reports(store, own, said_of_it, is_wrong):
    people = [*table(REPS), ["m", "Mia", "West", "EMEA"]]
    people = [[*row, managed] for row, managed in zip(people, ["Manager ID", "m", "m", ""], strict=True)]
    put(store, users=people, quotas=[*table(QUOTAS), ["Mia", "2026-Q3", own]], opportunities=table(DEALS))

    app = open_app("reps", reps_part="quotas")

    assert said_of_it in said(app)
    assert "2026-Q3: $1,000 ·" in said(app)  # 400 + 600, whatever the manager's is
    assert ("1 thing about the quotas of 2026 does not fit together" in said(app)) == is_wrong


def test_what_was_typed_is_kept_and_stands_in_the_history(store, monkeypatch):
    fill(store)
    state = {"quotas_set_by": "Rita"}
    monkeypatch.setattr(reps_quotas_editor.st, "session_state", state)
    reps_quotas_editor.keep([Edit("r1", Q3, Decimal(500))])
    monkeypatch.undo()
    monkeypatch.setenv("QUARTERDECK_STORE", str(store.folder))

    app = open_app("reps", reps_part="quotas")

    assert "1 quota is set" in state["_quotas_done"]
    assert grid(app)["Ada"]["2026-Q3"] == 500
    assert "1 change of a quota that stood before, of 1 rep" in said(app)
    history = next(item.value for item in app.dataframe if "file_name" in item.value.columns)
    assert history.iloc[0][["rep", "period", "before", "after", "by"]].tolist() == ["Ada", "2026-Q3", 400, 500, "Rita"]


def test_without_a_name_nothing_is_kept_and_why_is_told(store, monkeypatch):
    fill(store)
    state = {}
    monkeypatch.setattr(reps_quotas_editor.st, "session_state", state)
    reps_quotas_editor.keep([Edit("r1", Q3, Decimal(500))])
    monkeypatch.undo()
    monkeypatch.setenv("QUARTERDECK_STORE", str(store.folder))

    assert state == {"_quotas_failed": "Say who sets the quotas."}
    assert {name: row["2026-Q3"] for name, row in grid(open_app("reps", reps_part="quotas")).items()} == {
        "Ada": 400,
        "Bo": 600,
    }


def test_without_quotas_or_people_it_says_what_to_do(store):
    put(store, opportunities=table(DEALS))

    app = open_app("reps", reps_part="quotas", lang="en")

    assert not app.exception
    assert "2 things about the quotas" in said(app) or "No quota is known yet" in said(app)
    kept.enter(store, [kept.Quota("Ada", Q3.start, Q3.end, Decimal(10))], by="Ops", now=NOW)
    again = open_app("reps", reps_part="quotas", lang="ja")
    assert not again.exception
    assert grid(again)["Ada"]["2026-Q3"] == 10
