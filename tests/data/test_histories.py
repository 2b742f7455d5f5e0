"""What is worked out of a deal's history when a release is made: amounts, owners, pushes, stays, passages, moves."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from data import maintenance
from data.derive import rollups
from data.warehouse import Store
from tests.data.files import csv, day, load, rows, state

HISTORY = "History ID,Opportunity ID,Stage,Amount,Close Date,Owner,Created Date"


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")


def put(store: Store, deals: list[str], history: list[str] = (), as_of: str = "2026-06-30") -> None:
    load(store, csv(*deals), as_of=day(as_of))
    if history:
        numbered = [f"{number},{row}" for number, row in enumerate(history, start=1)]
        load(store, csv(*numbered, header=HISTORY), name="history.csv", as_of=day(as_of))
    assert maintenance.verify(store) == []


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def amount(number: int) -> Decimal:
    return Decimal(number)


# One deal's life: Prospecting, skips Qualification, Proposal, back, forth, lost, reopened, won by another owner.
LIFE = [
    "A,Prospecting,100,2026-03-31,Ada,2026-01-05 09:00",
    "A,Proposal,150,2026-03-31,Ada,2026-01-20 09:00",
    "A,Prospecting,150,2026-05-15,Ada,2026-02-01 09:00",
    "A,Proposal,120,2026-05-20,Ada,2026-02-11 09:00",
    "A,Closed Lost,120,2026-03-01,Ada,2026-03-01 09:00",
    "A,Negotiation,120,2026-07-10,Bo,2026-03-10 09:00",
    "A,Closed Won,130,2026-04-02,Bo,2026-04-02 09:00",
]
# Qualification exists in the funnel because another deal is in it.
OTHER = ["Q,Qualification,10,2026-09-30,Ada,2026-01-05 09:00"]
DEALS = [
    "A,Acme,Acme,Cy,Closed Won,130,2026-04-02,2026-01-05",
    "Q,Quill,Quill,Ada,Qualification,10,2026-09-30,2026-01-05",
]


def test_running_facts_of_a_deal(store):
    put(store, DEALS, LIFE + OTHER)
    found = rows(
        store,
        "select created_amount, pushes, peak_amount_original, closing_rep_id, rep_id, cast(stage_since as date)"
        " from opportunities where opportunity_id = 'A'",
    )
    # pushed past a quarter's end: March → May, and nothing else while it stayed open (May 15 → 20 is no push;
    # reopening it for July is none either). Won by Bo, today Cy's.
    assert found == [(amount(100), 1, amount(150), "Bo", "Cy", date(2026, 4, 2))]


def test_a_push_goes_past_the_end_of_a_fiscal_quarter(store):
    with store.publish() as connection:
        connection.execute("insert into settings values ('fiscal_year_start', '2', '2026-01-01')")
    history = [
        "B,Proposal,1,2026-03-31,Ada,2026-01-05 09:00",
        "B,Proposal,1,2026-04-30,Ada,2026-01-06 09:00",  # February to April is one quarter
        "B,Proposal,1,2026-05-01,Ada,2026-01-07 09:00",  # a push
        "B,Proposal,1,2026-02-01,Ada,2026-01-08 09:00",  # pulled in
        "B,Proposal,1,2026-12-01,Ada,2026-01-09 09:00",  # a push, however far
    ]
    put(store, ["B,Bee,Bee,Ada,Proposal,1,2026-12-01,2026-01-05"], history)
    assert rows(store, "select pushes from opportunities") == [(2,)]


def test_stays_are_runs_in_a_stage(store):
    put(store, DEALS, LIFE + OTHER)
    found = rows(
        store,
        "select stage, cast(entered_at as date), cast(left_at as date), next_stage, rep_id, present_rep_id"
        " from stage_spells where opportunity_id = 'A' order by ordinal",
    )
    assert found == [
        ("Prospecting", date(2026, 1, 5), date(2026, 1, 20), "Proposal", "Ada", "Cy"),
        ("Proposal", date(2026, 1, 20), date(2026, 2, 1), "Prospecting", "Ada", "Cy"),
        ("Prospecting", date(2026, 2, 1), date(2026, 2, 11), "Proposal", "Ada", "Cy"),
        ("Proposal", date(2026, 2, 11), date(2026, 3, 1), "Closed Lost", "Ada", "Cy"),
        ("Closed Lost", date(2026, 3, 1), date(2026, 3, 10), "Negotiation", "Ada", "Cy"),
        ("Negotiation", date(2026, 3, 10), date(2026, 4, 2), "Closed Won", "Bo", "Cy"),
        ("Closed Won", date(2026, 4, 2), None, None, "Bo", "Cy"),
    ]


def test_passages_count_bounces_once_and_skipped_stages_as_passed(store):
    put(store, DEALS, LIFE + OTHER)
    found = rows(
        store,
        "select stage, cast(reached_at as date), cast(stayed_at as date), cast(advanced_at as date)"
        " from stage_passages where opportunity_id = 'A' order by reached_at, advanced_at",
    )
    assert found == [
        ("Prospecting", date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 20)),
        ("Qualification", date(2026, 1, 20), None, date(2026, 1, 20)),
        ("Proposal", date(2026, 1, 20), date(2026, 1, 20), date(2026, 3, 10)),
        ("Negotiation", date(2026, 3, 10), date(2026, 3, 10), date(2026, 4, 2)),
    ]


def test_a_lost_deal_stays_in_the_stages_it_passed(store):
    history = ["L,Prospecting,1,2026-03-31,Ada,2026-01-05 09:00", "L,Closed Lost,1,2026-03-01,Ada,2026-03-01 09:00"]
    put(store, ["L,El,El,Ada,Closed Lost,1,2026-03-01,2026-01-05"], history)
    assert rows(store, "select stage, advanced_at, stage_kind from stage_passages") == [("Prospecting", None, "lost")]


def test_the_path_of_a_deal_first_seen_closed_in_a_file_is_not_known(store):
    deals = [
        "W,Won,Won,Ada,Closed Won,1,2026-03-01,2026-01-05",
        "L,Lost,Lost,Ada,Closed Lost,1,2026-03-01,2026-01-05",
        "P,Proposed,Proposed,Ada,Proposal,1,2026-09-01,2026-01-05",
        "Q,Qualified,Qualified,Ada,Qualification,1,2026-09-01,2026-01-05",
    ]
    put(store, deals)
    found = rows(store, "select opportunity_id, stage, advanced_at is not null from stage_passages order by all")
    assert found == [("P", "Proposal", False), ("P", "Qualification", True), ("Q", "Qualification", False)]
    # seen again, and still of two deals the way there is not known
    put(store, [*deals[:2], deals[2].replace("Proposal", "Closed Lost"), deals[3]], as_of="2026-07-07")
    again = rows(store, "select opportunity_id, stage, stage_kind from stage_passages order by all")
    assert again == [("P", "Proposal", "lost"), ("P", "Qualification", "lost"), ("Q", "Qualification", "open")]


def test_moves_are_what_a_deal_was_and_is(store):
    put(store, DEALS, LIFE + OTHER)
    found = rows(
        store,
        "select cast(moved_at as date), kind_before, kind, amount_before, amount, rep_before, rep_id"
        " from deal_moves where opportunity_id = 'A' order by moved_at limit 7",
    )
    assert found == [
        (date(2026, 1, 5), None, "open", None, amount(100), None, "Ada"),
        (date(2026, 1, 20), "open", "open", amount(100), amount(150), "Ada", "Ada"),
        (date(2026, 2, 1), "open", "open", amount(150), amount(150), "Ada", "Ada"),
        (date(2026, 2, 11), "open", "open", amount(150), amount(120), "Ada", "Ada"),
        (date(2026, 3, 1), "open", "lost", amount(120), amount(120), "Ada", "Ada"),
        (date(2026, 3, 10), "lost", "open", amount(120), amount(120), "Ada", "Bo"),
        (date(2026, 4, 2), "open", "won", amount(120), amount(130), "Bo", "Bo"),
    ]


def test_every_state_carries_the_traits_of_the_deal_as_it_stands(store):
    header = "Opportunity ID,Opportunity Name,Opportunity Owner,Stage,Amount,Created Date,Close Date,Lead Source,Type"
    load(store, csv("A,Acme,Ada,Proposal,5,2026-06-01,2026-09-30,Web,New", header=header), as_of=day("2026-06-30"))
    load(store, csv("A,Acme,Bo,Proposal,7,2026-06-01,2026-09-30,Fair,New", header=header), as_of=day("2026-07-07"))
    found = rows(
        store,
        "select rep_id, present_rep_id, amount, lead_source, type, created_on, basis"
        " from opportunity_versions order by valid_from",
    )
    said = ("Fair", "New", date(2026, 6, 1))
    assert found == [
        ("Ada", "Bo", None, *said, "inferred"),
        ("Ada", "Bo", amount(5), *said, "snapshot"),
        ("Bo", "Bo", amount(7), *said, "snapshot"),
    ]
    assert maintenance.verify(store) == []


def test_a_deal_that_a_complete_file_lacks_is_removed(store):
    put(store, ["A,Acme,Acme,Ada,Proposal,5,2026-09-30,2026-06-01", "B,Bee,Bee,Ada,Proposal,7,2026-09-30,2026-06-01"])
    load(store, csv("B,Bee,Bee,Ada,Proposal,7,2026-09-30,2026-06-01"), as_of=day("2026-07-07"), complete=True)
    found = rows(store, "select kind_before, kind, amount_before from deal_moves where opportunity_id = 'A' order by 2")
    assert found == [(None, "open", None), ("open", "removed", amount(5))]
    assert maintenance.verify(store) == []


def test_the_amount_at_creation_is_known_within_a_week_or_not_at_all(store):
    deals = [
        "grown,G,G,Ada,Proposal,900,2026-09-30,2026-01-05",
        "same day,S,S,Ada,Proposal,20,2026-09-30,2026-01-05",
        "late,L,L,Ada,Proposal,900,2026-09-30,2026-01-05",
        "fresh,F,F,Ada,Proposal,70,2026-09-30,2026-06-25",
    ]
    history = [
        "grown,Proposal,100,2026-09-30,Ada,2026-01-05 08:00",
        "grown,Proposal,900,2026-09-30,Ada,2026-01-07 08:00",
        "same day,Proposal,1,2026-09-30,Ada,2026-01-05 08:00",
        "same day,Proposal,20,2026-09-30,Ada,2026-01-05 09:00",
        "late,Proposal,900,2026-09-30,Ada,2026-01-13 00:00",
    ]
    put(store, deals, history)
    found = rows(store, "select opportunity_id, created_amount from opportunities order by all")
    # on the creation day's evening "same day" was worth 20; "fresh" was seen five days after it began
    assert found == [("fresh", amount(70)), ("grown", amount(100)), ("late", None), ("same day", amount(20))]


def test_a_new_stage_in_the_funnel_is_passed_by_those_who_went_beyond(store):
    history = [
        "A,Prospecting,1,2026-09-30,Ada,2026-01-05 09:00",
        "A,Proposal,1,2026-09-30,Ada,2026-02-05 09:00",
    ]
    put(store, ["A,Acme,Acme,Ada,Proposal,1,2026-09-30,2026-01-05"], history)
    passed = "select stage from stage_passages where opportunity_id = 'A' order by reached_at, stage"
    assert rows(store, passed) == [("Prospecting",), ("Proposal",)]
    put(store, ["B,Bee,Bee,Ada,Qualification,1,2026-09-30,2026-01-05"], as_of="2026-07-07")
    assert sorted(rows(store, passed)) == [("Proposal",), ("Prospecting",), ("Qualification",)]


def test_stages_passed_on_one_day_are_stays_of_no_days(store):
    history = [
        "A,Prospecting,1,2026-09-30,Ada,2026-01-05",
        "A,Qualification,1,2026-09-30,Ada,2026-01-05",
        "A,Proposal,1,2026-09-30,Ada,2026-01-05",
        "A,Closed Won,1,2026-02-01,Ada,2026-02-01",
        "A,Closed Lost,1,2026-02-01,Ada,2026-02-01",
    ]
    put(store, ["A,Acme,Acme,Ada,Closed Lost,1,2026-02-01,2026-01-05"], history)
    found = rows(store, "select stage, date_diff('day', entered_at, left_at) from stage_spells order by ordinal")
    # Closed twice at one moment is a contradiction: the last word holds.
    assert found == [("Prospecting", 0), ("Qualification", 0), ("Proposal", 27), ("Closed Lost", None)]
    assert rows(store, "select count(*) from stage_passages where stayed_at is null") == [(0,)]


def test_deals_taken_in_shares_are_traced_as_if_at_once(tmp_path, monkeypatch):
    whole, shared = Store(tmp_path / "whole"), Store(tmp_path / "shared")
    put(whole, DEALS, LIFE + OTHER)
    monkeypatch.setattr(rollups, "_STATES_AT_ONCE", 2)
    put(shared, DEALS, LIFE + OTHER)
    assert rows(whole, "select count(*) from traced_moves") != [(0,)]
    assert state(shared) == state(whole)
