"""Answers hold for the next file with the same columns, are told, and give way to new ones."""

from datetime import date
from pathlib import Path

import pytest

from data import maintenance
from data.warehouse import Store
from tests.data.files import NOW, attempt, csv, day, load, rows, state

HEADER = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Wert"
TWO_WAYS = csv("D1,Alpha,Handshake,,03/04/2026,02/01/2026,7", header=HEADER)
NEXT = csv("D1,Alpha,Handshake,,05/04/2026,02/01/2026,8", header=HEADER)
TOLD = csv("D1,Alpha,Handshake,,04/25/2026,02/01/2026,8", header=HEADER)  # month first, plainly


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "store")
    load(
        found,
        TWO_WAYS,
        as_of=day("2026-09-01"),
        date_order="dmy",
        stages={"Handshake": "won"},
        columns={"Wert": "amount", "Amount": "-"},
    )
    return found


def test_the_next_file_is_read_as_the_last_was_answered(store: Store) -> None:
    report = load(store, NEXT, as_of=day("2026-09-08"))
    assert rows(store, "select stage_kind, amount, closed_on from opportunities") == [("won", 8, date(2026, 4, 5))]
    told = next(finding.message for finding in report.findings if finding.code == "REMEMBERED_ANSWERS")
    assert "import 1" in told
    assert "“Wert = amount”" in told
    assert "dates = dmy" in told
    assert not [finding for finding in report.findings if finding.code == "UNKNOWN_STAGE"]


def test_what_a_file_tells_itself_is_not_overruled(store: Store) -> None:
    report = load(store, TOLD, as_of=day("2026-09-08"))
    assert rows(store, "select closed_on from opportunities") == [(date(2026, 4, 25),)]
    assert not any("dates" in finding.message for finding in report.findings if finding.code == "REMEMBERED_ANSWERS")


def test_a_new_answer_comes_first(store: Store) -> None:
    load(store, NEXT, as_of=day("2026-09-08"), date_order="mdy", columns={"Wert": "-", "Amount": "amount"})
    assert rows(store, "select amount, closed_on from opportunities") == [(None, date(2026, 5, 4))]


def test_other_columns_and_undone_imports_are_not_remembered(store: Store) -> None:
    other = csv("D1,Alpha,Handshake,5,03/04/2026,02/01/2026", header=HEADER.removesuffix(",Wert"))
    assert attempt(store, other).imports[0].code == "AMBIGUOUS_DATES"
    assert attempt(store, NEXT, remember=False).imports[0].code == "AMBIGUOUS_DATES"


def test_rebuild_reads_as_it_was_read_then(store: Store) -> None:
    load(store, NEXT, as_of=day("2026-09-08"))
    load(store, TOLD, as_of=day("2026-09-15"))
    before = state(store)
    maintenance.rebuild(store, now=NOW)
    assert state(store) == before


def test_each_column_is_read_in_the_order_that_was_said_of_it(tmp_path: Path) -> None:
    """Created is written month first and Close Date day first: next week Created tells, and must not speak for both."""
    store = Store(tmp_path / "other")
    header = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date"
    first = csv("D1,Alpha,Closed Won,5,03/04/2026,02/01/2026", header=header)
    dates = "select closed_on, created_on from opportunities"

    refused = attempt(store, first).imports[0]
    assert refused.code == "AMBIGUOUS_DATES"
    load(store, first, as_of=day("2026-09-01"), date_orders={"close date": "dmy", "Created Date": "mdy"})
    assert rows(store, dates) == [(date(2026, 4, 3), date(2026, 2, 1))]

    plain = csv("D1,Alpha,Closed Won,5,05/04/2026,02/25/2026", header=header)
    report = load(store, plain, as_of=day("2026-09-08"))
    assert rows(store, dates) == [(date(2026, 4, 5), date(2026, 2, 25))]
    told = next(finding.message for finding in report.findings if finding.code == "REMEMBERED_ANSWERS")
    assert "“Close Date = dmy”" in told
    assert "Created" not in told

    report = load(store, csv("D1,Alpha,Closed Won,5,06/04/2026,02/01/2026", header=header), as_of=day("2026-09-15"))
    assert rows(store, dates) == [(date(2026, 4, 6), date(2026, 2, 1))]

    before = state(store)
    maintenance.rebuild(store, now=NOW)
    assert state(store) == before

    load(store, first, as_of=day("2026-09-22"), date_order="mdy")
    assert rows(store, dates) == [(date(2026, 3, 4), date(2026, 2, 1))]


def test_of_two_columns_of_one_name_each_has_its_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "twins")
    header = "Opportunity ID,Opportunity Name,Stage,Amount,Date,Date"
    content = csv("D1,Alpha,Closed Won,5,03/04/2026,02/01/2026", header=header)
    columns = {"Date (1)": "closed_on", "Date (2)": "created_on"}
    asked = attempt(store, content, columns=columns).imports[0].refused
    assert "“Date (1)”, “Date (2)”" in str(asked)
    load(store, content, columns=columns, date_orders={"Date (1)": "dmy", "Date (2)": "mdy"})
    assert rows(store, "select closed_on, created_on from opportunities") == [(date(2026, 4, 3), date(2026, 2, 1))]
