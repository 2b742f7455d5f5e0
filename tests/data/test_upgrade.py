"""A store of an earlier version is brought up to date by itself, with everything it was told."""

from data import maintenance, schema, upgrade
from data.warehouse import Store
from tests.data.files import csv, day, load, rows, state

FIRST = ["A,Acme,Acme,Ada,Proposal,100,2026-03-31,2026-01-05", "B,Bee,Bee,Bo,Closed Won,50,2026-02-01,2026-01-05"]
SECOND = ["A,Acme,Acme,Ada,Negotiation,120,2026-06-30,2026-01-05"]


def filled(folder) -> Store:
    store = Store(folder)
    load(store, csv(*FIRST), as_of=day("2026-02-02"))
    load(store, csv(*SECOND), as_of=day("2026-02-09"))
    return store


def age(store: Store) -> None:
    """Make the store look like one of the first version: without roll-ups, a column and a field that came later."""
    with store.publish() as connection:
        connection.execute("delete from settings where key = 'schema_version'")
        for view in ("deal_moves", "stage_passages", "opportunity_versions"):
            connection.execute(f"drop view {view}")
        for table in ("traced_moves", "traced_passages"):
            connection.execute(f"drop table {table}")
        connection.execute("alter table former_versions drop column pushes")
        connection.execute("alter table observed_opportunities drop column territory")


def test_what_an_old_store_was_told_is_all_there_again(tmp_path):
    fresh, old = filled(tmp_path / "fresh"), filled(tmp_path / "old")
    age(old)

    release = upgrade.require(old)

    assert release.number == old.require_current().number == 4
    assert state(old) == state(fresh)
    assert maintenance.verify(old) == []
    assert rows(old, "select count(*) from traced_moves") == [(2,)]


def test_an_import_brings_an_old_store_up_to_date_on_its_way(tmp_path):
    fresh, old = filled(tmp_path / "fresh"), filled(tmp_path / "old")
    age(old)
    for store in (fresh, old):
        load(store, csv("A,Acme,Acme,Ada,Closed Won,130,2026-02-12,2026-01-05"), as_of=day("2026-02-16"))
    assert state(old) == state(fresh)


def test_a_store_of_this_version_is_left_alone(tmp_path):
    store = filled(tmp_path)
    assert rows(store, schema.VERSION_QUERY) == [(str(schema.VERSION),)]
    assert upgrade.require(store).number == 2


def test_an_empty_store_needs_nothing(tmp_path):
    assert upgrade.current(Store(tmp_path)) is None
