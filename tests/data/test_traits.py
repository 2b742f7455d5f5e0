"""Columns that no field takes are kept as traits, and stay true to the files whatever is undone or comes late."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import maintenance, upgrade
from data.intake import Options, Upload, import_files
from data.intake.importer import undo
from data.intake.traits import name_of
from data.warehouse import Store
from tests.data.files import NOW, csv, day, load, rows, state

ACCOUNTS = "Account ID,Account Name,Tools Used,Ad Spend"


def traits(store: Store) -> list[tuple]:
    return rows(store, "select record_id, name, value, number from traits order by all")


def accounts(store: Store, *lines: str, header: str = ACCOUNTS, as_of: str = "2026-01-01", **more: Any):
    return load(store, csv(*lines, header=header), name="accounts.csv", as_of=day(as_of), **more)


def test_what_no_field_takes_is_kept_with_its_number(tmp_path):
    store = Store(tmp_path)
    report = accounts(store, 'A1,Acme,Slack; HubSpot,"$1,234.50"', "A2,Bee,,")
    assert traits(store) == [("A1", "ad spend", "$1,234.50", 1234.5), ("A1", "tools used", "Slack; HubSpot", None)]
    assert {column.header: column.why for column in report.columns if column.field == "traits"} == {
        "Tools Used": "kept as a trait",
        "Ad Spend": "kept as a trait; decimal point",
    }
    assert [finding.code for finding in report.findings] == ["TRAITS"]
    assert maintenance.verify(store) == []


@pytest.mark.parametrize(
    ("name", "header", "line", "entity", "record"),
    [
        ("contacts.csv", "Contact ID,Last Name,Email,Months in role", "C1,Ada,a@b.c,14", "contacts", "C1"),
        ("leads.csv", "Lead ID,Last Name,Status,Lead Source,Months in role", "L1,Ada,New,Web,14", "leads", "L1"),
    ],
)
def test_contacts_and_leads_have_traits_too(tmp_path, name, header, line, entity, record):
    store = Store(tmp_path)
    load(store, csv(line, header=header), name=name, as_of=day("2026-01-01"))
    assert rows(store, "select * from traits") == [(entity, record, "months in role", "14", 14.0)]


def test_what_a_crm_notes_for_itself_is_not_kept(tmp_path):
    store = Store(tmp_path)
    header = "Account ID,Account Name,SystemModstamp,LastModifiedById,_fivetran_synced,Mood"
    report = accounts(store, "A1,Acme,2026-01-01,U1,x,good", header=header)
    assert [row[1] for row in traits(store)] == ["mood"]
    assert [finding.code for finding in report.findings] == ["TRAITS", "EXTRA_COLUMNS"]


def test_deals_have_none(tmp_path):
    store = Store(tmp_path)
    header = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Mood"
    report = load(store, csv("D,Deal,Proposal,1,2026-03-31,good", header=header), as_of=day("2026-01-01"))
    assert [finding.code for finding in report.findings] == ["EXTRA_COLUMNS"]
    assert rows(store, "select count(*) from traits") == [(0,)]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Tools_Used__c", "tools used"),
        ("Tools used", "tools used"),
        ("tools_used_c", "tools used"),
        ("ToolsUsed", "tools used"),
        ("Ad Spend (USD)", "ad spend"),
        ("利用ツール", "利用ツール"),
        ("広告費（千円）", "広告費"),
        ("??", ""),
    ],
)
def test_names(header, name):
    assert name_of(header) == name


def test_a_later_file_overrules_trait_by_trait_and_a_blank_takes_one_out(tmp_path):
    store = Store(tmp_path)
    accounts(store, "A1,Acme,Slack,5", "A2,Bee,SAP,6")
    report = accounts(
        store, "A1,Acme,Oracle,3", "A2,Bee,,4", header="Account ID,Account Name,Tools used,Fleet", as_of="2026-02-01"
    )
    assert report.rows.changed == 2
    assert traits(store) == [
        ("A1", "ad spend", "5", 5.0),
        ("A1", "fleet", "3", 3.0),
        ("A1", "tools used", "Oracle", None),
        ("A2", "ad spend", "6", 6.0),
        ("A2", "fleet", "4", 4.0),
    ]


def test_the_same_again_is_unchanged_even_in_other_columns(tmp_path):
    store = Store(tmp_path)
    accounts(store, "A1,Acme,Slack,5")
    accounts(store, "A1,Acme,9", header="Account ID,Account Name,Fleet", as_of="2026-02-01")
    again = accounts(store, "A1,Acme,5,Slack", header="Account ID,Account Name,Ad Spend,Tools Used", as_of="2026-03-01")
    assert (again.rows.changed, again.rows.unchanged) == (0, 1)


def test_a_column_that_can_be_read_in_two_ways_stays_text_and_nothing_is_asked(tmp_path):
    store = Store(tmp_path)
    accounts(store, "A1,Acme,x,1.234", "A2,Bee,y,2.345")
    assert [row[2:] for row in traits(store) if row[1] == "ad spend"] == [("1.234", None), ("2.345", None)]


def test_it_is_capped(tmp_path):
    store = Store(tmp_path)
    header = "Account ID,Account Name," + ",".join(f"Extra {n:02d}" for n in range(45))
    report = accounts(store, "A1,Acme," + ",".join(["x" * 700] * 45), header=header)
    assert rows(store, "select count(*), max(length(value)) from traits") == [(40, 500)]
    assert [finding.code for finding in report.findings] == ["TRAITS", "EXTRA_COLUMNS"]


def test_repeated_and_empty_headers_and_columns(tmp_path):
    store = Store(tmp_path)
    accounts(store, "A1,Acme,a,b,c,", header="Account ID,Account Name,Mood,MOOD,,Empty")
    assert [row[1:3] for row in traits(store)] == [("mood", "a"), ("mood 2", "b")]


def test_left_out_columns_are_not_kept_and_a_field_can_be_made_a_trait(tmp_path):
    store = Store(tmp_path)
    accounts(
        store,
        "A1,Acme,Slack,Retail",
        header="Account ID,Account Name,Tools Used,Industry",
        columns={"Tools Used": "-", "Industry": "traits"},
    )
    assert traits(store) == [("A1", "industry", "Retail", None)]
    assert rows(store, "select industry from accounts") == [(None,)]


def test_text_is_kept_as_it_stands(tmp_path):
    store = Store(tmp_path)
    accounts(
        store, 'A1,Acme,"=cmd|\' /C calc\'!A0 <b>""x""</b> \\ \'",1', header="Account ID,Account Name,It's,Ad Spend"
    )
    assert traits(store)[1] == ("A1", "it s", "=cmd|' /C calc'!A0 <b>\"x\"</b> \\ '", None)


def test_a_store_from_before_traits_gets_its_tables(tmp_path):
    store = Store(tmp_path)
    load(store, csv("A1,Acme", header="Account ID,Account Name"), name="accounts.csv", as_of=day("2026-01-01"))
    with store.publish() as connection:
        connection.execute("drop view record_facts")
        connection.execute("drop table traits")
        for entity in ("accounts", "contacts", "leads"):
            connection.execute(f"alter table observed_{entity} drop column traits")
        connection.execute("update settings set value = '3' where key = 'schema_version'")
    upgrade.require(store)
    assert maintenance.verify(store) == []
    accounts(store, "A1,Acme,Slack,5", as_of="2026-02-01")
    assert len(traits(store)) == 2


FILES = st.lists(
    st.tuples(
        st.integers(1, 28),  # day of January
        st.lists(st.sampled_from(["Tools", "Spend", "Fleet"]), unique=True, max_size=3),
        st.lists(st.sampled_from(["", "1", "2,5", "Slack", "SAP"]), min_size=6, max_size=6),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda file: file[0],
)


def _import(store: Store, files: Sequence[tuple]) -> None:
    for number, (when, names, cells) in enumerate(files):
        header = ",".join(["Account ID", "Account Name", *names])
        lines = [
            ",".join([f"A{row}", f"Acme {row}", *(f'"{cells[3 * row + place]}"' for place in range(len(names)))])
            for row in range(2)
        ]
        upload = Upload(f"accounts {number}.csv", csv(*lines, header=header))
        as_of = datetime(2026, 1, when, 12, tzinfo=UTC)
        outcome = import_files(store, [upload], Options(as_of=as_of, entity="accounts", decimal="comma"), now=NOW)
        assert outcome.imports[0].refused is None


def _expected(files: Sequence[tuple]) -> list[tuple]:
    """A second way: plain dictionaries, file after file by their day; a column without any value says nothing."""
    known: dict[tuple[str, str], str] = {}
    for _when, names, cells in sorted(files):
        for place, name in enumerate(names):
            column = [cells[place], cells[3 + place]]
            if any(column):
                for row, cell in enumerate(column):
                    known[f"A{row}", name.lower()] = cell
    return sorted((record, name, value) for (record, name), value in known.items() if value)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, data=st.data())
def test_order_undo_and_rebuild_leave_what_the_files_in_force_say(files, data, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("traits"))
    _import(store, data.draw(st.permutations(files)))
    assert rows(store, "select record_id, name, value from traits order by all") == _expected(files)

    before = state(store)
    maintenance.rebuild(store, now=NOW)
    assert state(store)["traits"] == before["traits"]

    gone = data.draw(st.integers(1, len(files)))
    kept = rows(store, f"select day(as_of) from imports where import_id <> {gone}")
    undo(store, gone, now=NOW)
    left = [file for file in files if (file[0],) in kept]
    assert rows(store, "select record_id, name, value from traits order by all") == _expected(left)
    assert maintenance.verify(store) == []
