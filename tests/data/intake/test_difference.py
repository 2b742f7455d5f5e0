"""What an import changes, before it counts: each deal under what became of it, and accounts that add up."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.intake import Options, Upload, import_files, undo, undo_preview
from data.warehouse import Store
from tests.data import files
from tests.data.files import NOW, csv, day, rows, state

HEADER = f"{files.HEADER},Forecast Category"
BEFORE = (
    "D1,Alpha,Acme,Ann,Proposal,100,2026-12-10,2026-08-01,Commit",  # raised to 150, pushed
    "D2,Beta,Bolt,Bob,Negotiation,200,2026-12-05,2026-07-01,Commit",  # won at 180
    "D3,Gamma,Acme,Ann,Prospecting,50,2026-12-01,2026-09-09,Pipeline",  # to Best Case, and to Bob
    "D4,Delta,Cern,Ann,Proposal,70,2026-12-20,2026-09-01,Pipeline",  # lost
    "D5,Echo,Cern,Bob,Closed Won,300,2026-09-30,2026-06-01,Closed",  # restated to 310
    "D6,Fox,Dyn,Bob,Closed Lost,40,2026-09-20,2026-06-01,Omitted",  # reopened
    "D7,Golf,Dyn,Bob,Proposal,60,2026-12-20,2026-06-01,Pipeline",  # not in the next file
    "D9,India,Dyn,Bob,Closed Won,500,2026-09-20,2026-06-01,Closed",  # open again at 500
)
AFTER = (
    "D1,Alpha,Acme,Ann,Proposal,150,2027-01-10,2026-08-01,Commit",
    "D2,Beta,Bolt,Bob,Closed Won,180,2026-11-05,2026-07-01,Closed",
    "D3,Gamma,Acme,Bob,Prospecting,50,2026-12-01,2026-09-09,Best Case",
    "D4,Delta,Cern,Ann,Closed Lost,70,2026-11-04,2026-09-01,Omitted",
    "D5,Echo,Cern,Bob,Closed Won,310,2026-09-30,2026-06-01,Closed",
    "D6,Fox,Dyn,Bob,Proposal,45,2026-12-20,2026-06-01,Pipeline",
    "D8,Hotel,Ely,Ann,Prospecting,25,2027-02-01,2026-11-01,Pipeline",
    "D9,India,Dyn,Bob,Negotiation,500,2026-12-20,2026-06-01,Commit",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "store")
    _load(found, BEFORE, "2026-10-31")
    return found


def _load(store: Store, lines, on: str, *, complete: bool = False, dry_run: bool = False):
    options = Options(as_of=day(on), complete=complete)
    upload = Upload("deals.csv", csv(*lines, header=HEADER))
    moment = day(on) + timedelta(hours=1)
    outcome = import_files(store, [upload], options, now=moment, dry_run=dry_run)
    assert not any(report.refused for report in outcome.imports), outcome
    return outcome


def _totals(difference) -> dict[tuple[str, str], tuple[int, Decimal]]:
    return {
        (row["account"], row["effect"]): (row["deals"], Decimal(str(row["amount"])))
        for row in difference.totals.to_dict("records")
    }


def test_each_deal_stands_under_what_became_of_it(store: Store) -> None:
    told = _totals(_load(store, AFTER, "2026-11-07", complete=True, dry_run=True).difference)
    assert told == {
        ("pipeline", "new"): (1, Decimal(25)),
        ("pipeline", "reopened"): (2, Decimal(545)),
        ("pipeline", "raised"): (1, Decimal(50)),
        ("pipeline", "cut"): (1, Decimal(-20)),
        ("pipeline", "won"): (1, Decimal(-180)),
        ("pipeline", "lost"): (1, Decimal(-70)),
        ("pipeline", "missing"): (1, Decimal(-60)),
        ("pipeline", "category"): (1, Decimal(0)),
        ("pipeline", "owner"): (1, Decimal(0)),
        ("bookings", "booked"): (1, Decimal(180)),
        ("bookings", "unbooked"): (1, Decimal(-500)),
        ("bookings", "restated"): (1, Decimal(10)),
        ("dates", "pushed"): (1, Decimal(150)),
    }
    assert len(rows(store, "select * from imports")) == 1, "a dry run publishes nothing"


def test_a_file_that_is_not_complete_takes_nothing_out(store: Store) -> None:
    told = _totals(_load(store, AFTER, "2026-11-07", dry_run=True).difference)
    assert ("pipeline", "missing") not in told


def test_money_by_category_and_owner(store: Store) -> None:
    effects = _load(store, AFTER, "2026-11-07", complete=True, dry_run=True).difference.effects
    pipeline = effects[effects["account"] == "pipeline"]
    by_category = pipeline.groupby("category")["amount"].sum().astype(int).to_dict()
    # commit 300 → 650, best case 0 → 50, pipeline 180 → 70
    assert by_category == {"commit": 350, "best_case": 50, "pipeline": -110}
    by_owner = pipeline.groupby("owner")["amount"].sum().astype(int).to_dict()
    # Ann had 220 open and has 175; Bob had 260 and has 595
    assert by_owner == {"Ann": -45, "Bob": 335}


def test_what_was_published_is_logged_and_an_undo_tells_the_way_back(store: Store) -> None:
    first = state(store)
    _load(store, AFTER, "2026-11-07", complete=True)
    logged = rows(store, "select account, effect, deals, amount from import_effects order by all")
    assert ("bookings", "booked", 1, Decimal(180)) in logged
    back = _totals(undo_preview(store, 2, now=NOW))
    assert back[("bookings", "unbooked")] == (1, Decimal(-180))
    assert back[("bookings", "booked")] == (1, Decimal(500))
    assert back[("pipeline", "returned")] == (1, Decimal(60))
    assert back[("pipeline", "withdrawn")] == (1, Decimal(-25)), "the deal is not known any more"
    undo(store, 2, now=NOW)
    assert state(store) == first


def test_the_largest_deals_are_told_one_by_one(store: Store) -> None:
    deals = _load(store, AFTER, "2026-11-07", complete=True, dry_run=True).difference.deals
    cut = deals[deals["effect"] == "cut"].iloc[0]
    assert (cut["opportunity_id"], cut["stage_before"], cut["stage_after"]) == ("D2", "Negotiation", "Closed Won")
    assert (cut["amount_before"], cut["amount_after"]) == (200, 180)


def test_facts_that_tell_a_strange_file(store: Store) -> None:
    lines = [line.replace(",100,", ",10000,").replace(",200,", ",20000,").replace(",50,", ",5000,") for line in BEFORE]
    facts = _load(store, lines, "2026-11-07", dry_run=True).difference.facts
    assert (facts["amounts_changed"], facts["times_100"], facts["times_10"], facts["part_100"]) == (3, 3, 0, 0)
    moved = [line.replace("2026-12-", "2027-01-") for line in BEFORE]
    facts = _load(store, moved, "2026-11-07", dry_run=True).difference.facts
    assert (facts["dates_moved"], facts["moved_alike"], facts["alike_days"], facts["open_before"]) == (5, 5, 31, 5)


_DEAL = st.tuples(
    st.sampled_from(["Prospecting", "Proposal", "Closed Won", "Closed Lost"]),
    st.integers(0, 400).map(lambda cents: f"{cents / 4:.2f}"),
    st.sampled_from(["Pipeline", "Commit"]),
    st.sampled_from(["Ann", "Bob"]),
    st.sampled_from(["2026-12-01", "2027-02-01"]),
)
_BOOK = st.dictionaries(st.integers(1, 8), _DEAL, min_size=1)


@settings(max_examples=10, deadline=None)
@given(_BOOK, _BOOK, st.booleans())
def test_pipeline_and_bookings_add_up_to_the_cent(tmp_path_factory, before, after, complete) -> None:
    store = Store(tmp_path_factory.mktemp("books") / "store")
    _load(store, _lines(before), "2026-10-31")
    was = _money(store)
    change = _load(store, _lines(after), "2026-11-07", complete=complete).difference
    now = _money(store)
    for account, kind in (("pipeline", "open"), ("bookings", "won")):
        of = change.effects[change.effects["account"] == account]
        whole = change.totals[change.totals["account"] == account]
        assert sum(map(Decimal, of["amount"].astype(str)), Decimal(0)) == now[kind] - was[kind]
        assert sum(map(Decimal, whole["amount"].astype(str)), Decimal(0)) == now[kind] - was[kind]


def _lines(book) -> list[str]:
    return [
        f"D{number},Deal {number},Acme,{owner},{stage},{amount},{close_on},2026-08-01,{category}"
        for number, (stage, amount, category, owner, close_on) in book.items()
    ]


def _money(store: Store) -> dict[str, Decimal]:
    found = dict(
        rows(store, "select stage_kind, sum(coalesce(amount, 0)) from opportunities where not is_deleted group by 1")
    )
    return {kind: found.get(kind, Decimal(0)) for kind in ("open", "won")}
