"""Which team people belong to: as the list of people tells it, else as their own deals do."""

from pathlib import Path

import pytest

from data import maintenance
from data.intake import undo
from data.warehouse import Store
from tests.data.files import NOW, csv, load, rows

HEADER = "Opportunity ID,Opportunity Name,Sales Rep,Sales Team,Stage,Amount,Close Date,Created Date"
DEALS = csv(
    "D1,Alpha,Ann,Inbound,Closed Won,100,2026-03-02,2026-01-01",
    "D2,Beta,Ann,Outbound,Closed Won,200,2026-05-03,2026-04-01",  # her newest
    "D3,Gamma,Ann,Inbound,Proposal,300,2026-06-03,2026-02-01",
    "D4,Delta,Bo,Inbound,Proposal,400,2026-12-03,2026-01-01",
    "D5,Epsilon,Cy,,Proposal,500,2026-12-03,2026-01-01",
    header=HEADER,
)
PEOPLE = csv("Ann,West,Dee", "Bo,,Dee", "Cy,,Dee", header="Full Name,Team,Manager")
TEAMS = "select name, team from reps where name <> 'Dee' order by name"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "store")
    load(found, DEALS)
    return found


def test_without_a_list_people_are_in_the_team_of_their_newest_deal(store):
    assert rows(store, TEAMS) == [("Ann", "Outbound"), ("Bo", "Inbound"), ("Cy", None)]


def test_the_list_of_people_knows_better_and_a_manager_stands_for_a_team_nobody_names(store):
    load(store, PEOPLE, name="users.csv")
    assert rows(store, TEAMS) == [("Ann", "West"), ("Bo", "Inbound"), ("Cy", "Dee")]

    undo(store, maintenance.import_log(store)[-1]["import_id"], now=NOW)
    assert rows(store, TEAMS) == [("Ann", "Outbound"), ("Bo", "Inbound"), ("Cy", None)]


def test_the_order_of_files_does_not_matter(store, tmp_path):
    other = Store(tmp_path / "other")
    load(other, PEOPLE, name="users.csv")
    load(other, DEALS)
    load(store, PEOPLE, name="users.csv")

    assert rows(other, TEAMS) == rows(store, TEAMS)
