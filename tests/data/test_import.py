"""Files in, deals out: every row accounted for, history kept, any import taken back."""

import subprocess
import sys
import threading
import time
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from data import maintenance
from data.errors import Refused
from data.intake import Options, Upload, import_files, undo
from data.warehouse import Store
from tests.data.files import NOW, attempt, csv, day, load, rows, state

WEEK_1 = csv(
    "D1,Alpha,Acme,Ann,Proposal,100.50,2026-09-30,2026-08-01",
    "D2,Beta,Bolt,Bob,Negotiation,200,2026-09-15,2026-07-01",
)
WEEK_2 = csv(
    "D1,Alpha,Acme,Ann,Negotiation,90.50,2026-10-15,2026-08-01",
    "D2,Beta,Bolt,Bob,Closed Won,200,2026-09-08,2026-07-01",
    "D3,Gamma,Acme,Ann,Prospecting,50,2026-12-01,2026-09-09",
)
WEEK_3 = csv(
    "D1,Alpha,Acme,Bob,Closed Lost,90.50,2026-09-20,2026-08-01",
    "D2,Beta,Bolt,Bob,Closed Won,200,2026-09-08,2026-07-01",
    "D3,Gamma,Acme,Ann,Proposal,55,2026-12-01,2026-09-09",
)
WEEKS = {"2026-09-07": WEEK_1, "2026-09-14": WEEK_2, "2026-09-21": WEEK_3}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def load_weeks(store: Store, *days: str) -> None:
    for moment in days:
        load(store, WEEKS[moment], as_of=day(moment))


def test_row_account_of_successive_weeks(store: Store) -> None:
    accounts = [load(store, content, as_of=day(moment)).rows for moment, content in WEEKS.items()]
    assert [(rows_.read, rows_.new, rows_.changed, rows_.unchanged, rows_.rejected) for rows_ in accounts] == [
        (2, 2, 0, 0, 0),
        (3, 1, 2, 0, 0),
        (3, 0, 2, 1, 0),
    ]


def test_versions_tell_each_change_and_the_closing_day_counts(store: Store) -> None:
    load_weeks(store, *WEEKS)
    found = rows(
        store,
        "select opportunity_id, cast(valid_from as date), stage, stage_kind, amount, basis"
        " from opportunity_versions order by 1, valid_from",
    )
    assert found == [
        ("D1", date(2026, 8, 1), None, "open", None, "inferred"),
        ("D1", date(2026, 9, 7), "Proposal", "open", Decimal("100.5000"), "snapshot"),
        ("D1", date(2026, 9, 14), "Negotiation", "open", Decimal("90.5000"), "snapshot"),
        ("D1", date(2026, 9, 20), "Closed Lost", "lost", Decimal("90.5000"), "snapshot"),
        ("D2", date(2026, 7, 1), None, "open", None, "inferred"),
        ("D2", date(2026, 9, 7), "Negotiation", "open", Decimal("200.0000"), "snapshot"),
        ("D2", date(2026, 9, 8), "Closed Won", "won", Decimal("200.0000"), "snapshot"),
        ("D3", date(2026, 9, 9), None, "open", None, "inferred"),
        ("D3", date(2026, 9, 14), "Prospecting", "open", Decimal("50.0000"), "snapshot"),
        ("D3", date(2026, 9, 21), "Proposal", "open", Decimal("55.0000"), "snapshot"),
    ]
    assert maintenance.verify(store) == []


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    before = state(store)
    again = load(store, WEEK_1, as_of=day("2026-09-07")).rows
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert state(store) == before


@pytest.mark.parametrize("order", list(permutations(WEEKS)))
def test_files_in_any_order_end_in_the_same_state(order: tuple[str, ...], store: Store, tmp_path: Path) -> None:
    straight = Store(tmp_path / "straight")
    load_weeks(straight, *WEEKS)
    load_weeks(store, *order)
    assert state(store) == state(straight)


@pytest.mark.parametrize("undone", [1, 2, 3])
def test_undoing_any_import_leaves_the_state_of_the_others(undone: int, store: Store, tmp_path: Path) -> None:
    load_weeks(store, *WEEKS)
    undo(store, undone, now=NOW)
    others = Store(tmp_path / "others")
    load_weeks(others, *(moment for number, moment in enumerate(WEEKS, start=1) if number != undone))
    assert state(store) == state(others)
    assert maintenance.verify(store) == []


def test_undo_restores_what_was_overwritten(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    before = state(store)
    load_weeks(store, "2026-09-14")
    undo(store, 2, now=NOW)
    assert state(store) == before


def test_undo_of_people_restores_names_and_teams(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    before = state(store)
    load(store, b"Rep Name,Manager,Region\nAnn,Mia,West\nBob,Mia,East\n", name="team.csv")
    assert rows(store, "select name, team, territory from reps order by 1") == [
        ("Ann", "Mia", "West"),
        ("Bob", "Mia", "East"),
    ]
    undo(store, 2, now=NOW)
    assert state(store) == before


def test_undo_refuses_what_is_not_there(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    with pytest.raises(Refused, match="no import 9"):
        undo(store, 9, now=NOW)
    undo(store, 1, now=NOW)
    with pytest.raises(Refused, match="undone already"):
        undo(store, 1, now=NOW)


def test_a_column_the_file_lacks_keeps_its_value(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    load(store, csv("D1,Closed Won,2026-09-10", header="Opportunity ID,Stage,Close Date"), as_of=day("2026-09-14"))
    assert rows(store, "select name, stage, amount, closed_on from opportunities where opportunity_id = 'D1'") == [
        ("Alpha", "Closed Won", Decimal("100.5000"), date(2026, 9, 10))
    ]


def test_a_blank_cell_clears_the_value(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    load(store, csv("D1,Alpha,Acme,Ann,Proposal,,2026-09-30,2026-08-01"), as_of=day("2026-09-14"))
    assert rows(store, "select amount from opportunities where opportunity_id = 'D1'") == [(None,)]


def test_a_complete_file_removes_what_it_lacks_and_brings_back_what_returns(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    only_second = csv("D2,Beta,Bolt,Bob,Negotiation,200,2026-09-15,2026-07-01")
    load(store, only_second, as_of=day("2026-09-14"), complete=True)
    gone = "select opportunity_id, is_deleted from opportunities order by 1"
    assert rows(store, gone) == [("D1", True), ("D2", False)]
    load(store, WEEK_1, as_of=day("2026-09-21"))
    assert rows(store, gone) == [("D1", False), ("D2", False)]
    undo(store, 2, now=NOW)
    assert rows(store, gone) == [("D1", False), ("D2", False)]


def test_all_or_nothing(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    before = store.require_current().number
    good, bad = Upload("good.csv", WEEK_2), Upload("bad.csv", b"%PDF-1.7 nothing to see")
    outcome = import_files(store, [good, bad], Options(), now=NOW)
    assert outcome.release is None
    assert [report.code for report in outcome.imports] == [None, "NOT_A_TABLE"]
    assert store.require_current().number == before


def test_a_dry_run_reports_and_leaves_no_trace(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    files = sorted(path.name for path in store.folder.rglob("*"))
    report = load(store, WEEK_2, dry_run=True, as_of=day("2026-09-14"))
    assert (report.rows.new, report.rows.changed) == (1, 2)
    assert sorted(path.name for path in store.folder.rglob("*")) == files


def test_each_step_is_told_and_may_end_the_import(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    before, number = state(store), store.require_current().number
    steps: list[tuple[str, str, int]] = []
    import_files(store, [Upload("deals.csv", WEEK_2)], Options(), now=NOW, tell=lambda *step: steps.append(step))
    assert steps == [
        ("reading", "deals.csv", 0),
        ("reading", "deals.csv", 3),  # and after every further 20 000 rows, so that one can see it go on
        ("comparing", "deals.csv", 3),
        ("deriving", "", 3),
        ("publishing", "", 3),
    ]
    undo(store, 2, now=NOW)

    for last in ("reading", "comparing", "deriving", "publishing"):

        def stop(step: str, _file: str, _rows: int, last: str = last) -> None:
            if step == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            import_files(store, [Upload("deals.csv", WEEK_3)], Options(), now=NOW, tell=stop)
    assert (state(store), store.require_current().number) == (before, number + 2)
    assert maintenance.verify(store) == []


def test_questions_are_refusals_and_answers_are_kept(store: Store) -> None:
    two_way = csv("D1,Alpha,Acme,Ann,Handshake,1,03/04/2026,2026-01-01")
    refused = attempt(store, two_way).imports[0]
    assert refused.code == "AMBIGUOUS_DATES"
    assert "--date-order" in str(refused.refused)
    assert store.current() is None
    load(store, two_way, date_order="dmy", stages={"Handshake": "won"})
    assert rows(store, "select stage_kind, closed_on from opportunities") == [("won", date(2026, 4, 3))]


def test_rebuild_gives_the_same_from_the_kept_uploads(store: Store) -> None:
    load_weeks(store, *WEEKS)
    undo(store, 2, now=NOW)
    before = state(store)
    maintenance.rebuild(store, now=NOW)
    assert state(store) == before
    assert maintenance.verify(store) == []


def test_history_of_the_crm_gives_the_spells(store: Store) -> None:
    load(store, csv("D1,Alpha,Acme,Ann,Negotiation,100,2026-12-01,2026-08-01"), as_of=day("2026-09-30"))
    history = b"History ID,Opportunity ID,Stage,Changed Date\n" + b"\n".join(
        [
            b"1,D1,Prospecting,2026-08-01",
            b"2,D1,Proposal,2026-08-11",
            b"3,D1,Prospecting,2026-08-15",
            b"4,D1,Negotiation,2026-08-20",
            b"",
        ]
    )
    load(store, history, name="history.csv")
    assert rows(
        store, "select ordinal, stage, cast(entered_at as date), cast(left_at as date) from stage_spells order by 1"
    ) == [
        (1, "Prospecting", date(2026, 8, 1), date(2026, 8, 11)),
        (2, "Proposal", date(2026, 8, 11), date(2026, 8, 15)),
        (3, "Prospecting", date(2026, 8, 15), date(2026, 8, 20)),
        (4, "Negotiation", date(2026, 8, 20), None),
    ]


def test_one_currency_for_all_and_blank_without_a_rate(store: Store) -> None:
    header = "Opportunity ID,Stage,Amount,Currency,Close Date,Created Date"
    deals = csv(
        "D1,Closed Won,100,USD,2026-03-31,2026-01-01",
        "D2,Closed Won,100,USD,2026-03-31,2026-01-01",
        "D3,Closed Won,100,CHF,2026-03-31,2026-01-01",
        "D4,Closed Won,100,XXX,2026-03-31,2026-01-01",
        header=header,
    )
    load(store, deals)
    load(store, b"Currency,Valid On,Rate\nCHF,2026-01-01,1.25\nCHF,2026-04-01,2\n", name="rates.csv")
    assert rows(store, "select opportunity_id, amount, amount_original from opportunities order by 1") == [
        ("D1", Decimal("100.0000"), Decimal("100.0000")),
        ("D2", Decimal("100.0000"), Decimal("100.0000")),
        ("D3", Decimal("125.0000"), Decimal("100.0000")),
        ("D4", None, Decimal("100.0000")),
    ]


def test_quotas_count_once(store: Store) -> None:
    load(store, b"Rep Name,Manager,Region\nAnn,Mia,West\nMia,,West\n", name="team.csv")
    periods = ("Ann,2026-Q1,300", "Ann,2026-01,100", "Ann,2026-02,100", "Mia,2026-Q1,900", "Mia,2026-Q2,800")
    quotas = csv(*periods, header="rep_name,period,quota_amount")
    load(store, quotas, name="quotas.csv")
    assert rows(
        store, "select name, starts_on, ends_on, amount, is_counted from quotas natural join reps order by 1, 2, 3"
    ) == [
        ("Ann", date(2026, 1, 1), date(2026, 2, 1), Decimal("100.0000"), False),
        ("Ann", date(2026, 1, 1), date(2026, 4, 1), Decimal("300.0000"), True),
        ("Ann", date(2026, 2, 1), date(2026, 3, 1), Decimal("100.0000"), False),
        ("Mia", date(2026, 1, 1), date(2026, 4, 1), Decimal("900.0000"), False),
        ("Mia", date(2026, 4, 1), date(2026, 7, 1), Decimal("800.0000"), True),
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Rep Name,Period,Quota", "Ann,2026-Q1,300"),
        ("Rep Name,Quarter,Fiscal Year,Quota", "Ann,Q1,2026,300"),
        ("User,Start Date,End Date,Target", "Ann,2026-01-01,2026-03-31,300"),
        ("User,Start Date,End Date,Target", "Ann,2026-01-01,2026-04-01,300"),
    ],
)
def test_quarters_are_named_in_many_ways(header: str, row: str, store: Store) -> None:
    load(store, csv(row, header=header), name="quotas.csv")
    assert rows(store, "select starts_on, ends_on, amount from quotas") == [
        (date(2026, 1, 1), date(2026, 4, 1), Decimal("300.0000"))
    ]


@pytest.mark.parametrize(
    "month", ["2026-02", "Feb 2026", "February 2026", "Feb-26", "2/2026", "2026年2月", "2026-02-01"]
)
def test_months_are_named_in_many_ways(month: str, store: Store) -> None:
    load(store, csv(f"Ann,{month},100", header="Owner,Month,Quota Amount"), name="quotas.csv")
    assert rows(store, "select starts_on, ends_on from quotas") == [(date(2026, 2, 1), date(2026, 3, 1))]


def test_a_period_that_cannot_be_read_is_told(store: Store) -> None:
    found = load(store, csv("Ann,2026-Q1,1", "Ann,Spring,2", header="Owner,Period,Quota"), name="quotas.csv")
    (finding,) = found.findings
    assert (finding.code, finding.rows) == ("UNKNOWN_PERIOD", (3,))
    assert "Spring" in finding.message


def test_a_log_without_kinds_tells_them_by_its_subjects(store: Store) -> None:
    log = csv(
        "T1,Call,Completed,2026-05-01,Ann",
        "T2,Email: offer,Completed,2026-05-02,Ann",
        "T3,Birthday,Completed,2026-05-03,Ann",
        header="Task ID,Subject,Status,Date,Assigned",
    )
    load(store, log, name="tasks.csv")
    assert rows(store, "select activity_id, kind from activities order by 1") == [
        ("T1", "call"),
        ("T2", "email"),
        ("T3", "other"),
    ]


def test_what_a_field_was_before_its_first_change_held_since_creation(store: Store) -> None:
    load(store, csv("D1,Alpha,Acme,Ann,Negotiation,100,2026-12-01,2026-08-01"), as_of=day("2026-09-30"))
    log = csv(
        "D1,Stage,Prospecting,Proposal,2026-08-11 10:00",
        "D1,Amount,80,100,2026-08-20 10:00",
        "D1,Stage,Proposal,Negotiation,2026-09-01 10:00",
        header="Opportunity ID,Field / Event,Old Value,New Value,Edit Date",
    )
    load(store, log, name="history.csv", as_of=day("2026-09-30"))
    assert rows(
        store, "select cast(valid_from as date), stage, amount from opportunity_versions order by valid_from"
    ) == [
        (date(2026, 8, 1), "Prospecting", Decimal("80.0000")),
        (date(2026, 8, 11), "Proposal", Decimal("80.0000")),
        (date(2026, 8, 20), "Proposal", Decimal("100.0000")),
        (date(2026, 9, 1), "Negotiation", Decimal("100.0000")),
        (date(2026, 9, 30), "Negotiation", Decimal("100.0000")),
    ]
    assert maintenance.verify(store) == []


def test_a_kill_during_an_import_leaves_the_former_release(store: Store, tmp_path: Path) -> None:
    load_weeks(store, "2026-09-07")
    before, number = state(store), store.require_current().number
    many = tmp_path / "many.csv"
    many.write_bytes(csv(*(f"K{n},Deal {n},Acme,Ann,Proposal,{n},2026-12-01,2026-08-01" for n in range(60_000))))
    for wait in (0.8, 1.4, 2.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "data", "import", str(many), "--store", str(store.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        process.kill()
        process.wait()
        if store.require_current().number == number:
            assert state(store) == before
    load_weeks(store, "2026-09-14")
    leftovers = {path.name for path in store.folder.iterdir()} - {"CURRENT", "uploads", "publish.lock"}
    assert all(name.startswith("warehouse-") for name in leftovers)
    assert maintenance.verify(store) == []


def test_publishers_take_turns(store: Store) -> None:
    load_weeks(store, "2026-09-07")
    threads = [
        threading.Thread(target=load, args=(store, csv(f"T{n},Deal,Acme,Ann,Proposal,1,2026-12-01,2026-08-01")))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(store, "select count(*) from opportunities") == [(2 + 4,)]
    assert maintenance.verify(store) == []
