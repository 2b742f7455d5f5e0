"""A call entered on a page goes in like a file: it is logged, can be undone and rebuilt, and touches nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import calls, maintenance
from data.calls import Call
from data.errors import Refused
from data.intake import undo
from data.warehouse import Store
from tests.data.files import csv, day, load, rows, state

REPS = b"User ID,Full Name,Manager ID\nr1,Ada,m\nr2,Bo,m\nm,Mia,\n"
NOW = datetime(2026, 8, 20, 9, 30, 1, 123456, tzinfo=UTC)
CALL = Call("r1", date(2026, 7, 1), date(2026, 10, 1), Decimal("1234.56"), note="Sure of Acme")


@pytest.fixture
def store(tmp_path):
    """People, and a deal, as of 15 August 2026."""
    found = Store(tmp_path / "store")
    load(found, REPS, name="users.csv", as_of=day("2026-08-15"))
    load(found, csv("1,Deal,Acme,Ada,Proposal,100,2026-09-01,2026-06-01"), as_of=day("2026-08-15"))
    return found


def said(store) -> list[tuple]:
    columns = "rep_id, submitted_by, kind, category, starts_on, ends_on, amount, note, submitted_at"
    return rows(store, f"select {columns} from forecast_submissions order by submitted_at")


def test_a_call_is_kept_as_it_was_made(store):
    release = calls.enter(store, CALL, now=NOW)

    assert release == store.require_current().number
    quarter = (date(2026, 7, 1), date(2026, 10, 1))
    when = NOW.replace(tzinfo=None)
    assert said(store) == [("r1", "r1", "rep", "commit", *quarter, Decimal("1234.56"), "Sure of Acme", when)]


def test_every_version_is_kept_and_an_override_stands_beside_the_own_call(store):
    override = replace(CALL, kind="manager", submitted_by="m", amount=Decimal(900))
    calls.enter(store, CALL, now=NOW)
    calls.enter(store, override, now=NOW + timedelta(hours=1))
    calls.enter(store, replace(override, amount=None), now=NOW + timedelta(hours=2))

    assert [(row[1], row[2], row[6]) for row in said(store)] == [
        ("r1", "rep", Decimal("1234.56")),
        ("m", "manager", Decimal(900)),
        ("m", "manager", None),  # taken back
    ]


def test_it_stands_in_the_log_can_be_undone_and_deals_never_change(store):
    before = state(store)
    calls.enter(store, CALL, now=NOW)

    log = "select import_id, rows_new, imported_by, amount_total from imports where entity = 'forecast_submissions'"
    ((import_id, *logged),) = rows(store, log)
    assert logged == [1, "r1", Decimal("1234.56")]
    # Whom the caller's id stands for is noted beside the call.
    beside = ["forecast_submissions", "owner_meanings"]
    after = state(store, ignore=beside)
    assert after == {name: found for name, found in before.items() if name not in beside}
    assert maintenance.verify(store) == []

    undo(store, import_id, now=NOW)
    assert state(store) == before  # the release aside, nothing is left of it


def test_the_day_up_to_which_the_data_are_known_does_not_move(store):
    calls.enter(store, CALL, now=NOW)

    assert rows(store, "select max(as_of), max(imported_at) from imports where entity = 'forecast_submissions'") == [
        (day("2026-08-15").replace(tzinfo=None), NOW.replace(tzinfo=None))
    ]


def test_a_store_built_anew_has_the_same_calls(store):
    calls.enter(store, replace(CALL, note="合計 1.234,5"), now=NOW)
    calls.enter(store, replace(CALL, kind="manager", submitted_by="m", amount=None), now=NOW + timedelta(seconds=1))
    before = said(store)

    maintenance.rebuild(store, now=NOW)

    assert said(store) == before


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": Decimal(-1)}, "BAD_AMOUNT"),
        ({"amount": Decimal("NaN")}, "BAD_AMOUNT"),
        ({"amount": Decimal("Infinity")}, "BAD_AMOUNT"),
        ({"amount": Decimal("1e13")}, "BAD_AMOUNT"),
        ({"amount": Decimal("0.00001")}, "BAD_AMOUNT"),
        ({"category": "closed"}, "BAD_CATEGORY"),
        ({"ends_on": date(2026, 7, 1)}, "BAD_PERIOD"),
        ({"ends_on": date(2026, 10, 2)}, "BAD_PERIOD"),  # its last day would be the first of a month
        ({"kind": "boss"}, "BAD_KIND"),
        ({"submitted_by": "m"}, "BAD_KIND"),
        ({"rep_id": "nobody"}, "NO_SUCH_PERSON"),
        ({"kind": "manager", "submitted_by": "nobody"}, "NO_SUCH_PERSON"),
        ({"note": "x" * 1001}, "LONG_NOTE"),
    ],
)
def test_nonsense_is_refused_and_nothing_changes(store, wrong, code):
    before = store.require_current().number

    with pytest.raises(Refused) as refusal:
        calls.enter(store, replace(CALL, **wrong), now=NOW)

    assert refusal.value.code == code
    assert store.require_current().number == before


def test_an_empty_store_takes_no_call(tmp_path):
    with pytest.raises(Refused, match="no data"):
        calls.enter(Store(tmp_path / "none"), CALL, now=NOW)


# What can be seen: no control characters, which intake takes out of any file.
SEEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Zl", "Zp"]), max_size=60)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    SEEN | st.sampled_from(['"a";b', "=1+1", "N/A", "Total: 5", "a\r\nb\tc", "'", "合計"]),
    st.decimals(0, 10**12, places=2),
)
def test_any_note_and_amount_comes_back_with_the_note_in_one_line(store, note, amount):
    moment = NOW + timedelta(seconds=len(said(store)))

    calls.enter(store, replace(CALL, note=note, amount=amount), now=moment)

    *_rest, kept_amount, kept_note, _at = said(store)[-1]
    assert kept_amount == amount
    assert (kept_note or "") == " ".join(note.split())


def test_categories_of_uploaded_calls_are_read_in_the_words_of_the_crm(store):
    content = csv(
        "Ada,2026-Q3,コミット,100,2026-08-10",
        "Ada,2026-Q3,最善達成予測,150,2026-08-10",
        "Ada,2026-Q3,Best Case,160,2026-08-11",
        "Ada,2026-Q3,Stretch Goal,200,2026-08-12",
        header="Owner,Period,Category,Forecast Amount,Submitted At",
    )
    load(store, content, name="calls.csv", entity="forecast_submissions")
    found = rows(store, "select category, cast(amount as integer) from forecast_submissions order by amount")
    assert found == [("commit", 100), ("best_case", 150), ("best_case", 160), ("stretch_goal", 200)]
