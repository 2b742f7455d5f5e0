"""Releases: published whole or not at all, one publisher at a time, read-only for pages."""

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data import warehouse
from data.errors import Refused
from data.warehouse import KEPT_RELEASES, Store, engine
from tests.data.files import csv, load, rows, state


@pytest.fixture
def store(blank_store: Store, tmp_path: Path) -> Store:
    """A store of its own with one release: every table, no rows."""
    folder = tmp_path / "store"
    shutil.copytree(blank_store.folder, folder)
    return Store(folder)


def write(store: Store, key: str, then: Callable[[duckdb.DuckDBPyConnection], object] | None = None) -> None:
    """Publish a release with one more setting; `then` does something else to it first."""
    with store.publish() as connection:
        connection.execute("insert into settings values (?, 'x', '2026-01-01')", [key])
        if then:
            then(connection)


def settings(store: Store) -> set[str]:
    return {key for (key,) in rows(store, "select key from settings where key <> 'schema_version'")}


def files(store: Store) -> set[str]:
    return {path.name for path in store.folder.iterdir()}


# Publishing


def test_a_release_is_numbered_from_one_and_holds_what_the_ones_before_held(tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "store")
    assert store.current() is None
    for number, key in enumerate("abc", start=1):
        write(store, key)
        assert store.require_current().number == number
    assert settings(store) == {"a", "b", "c"}
    assert store.require_current().path.name == "warehouse-000003.duckdb"


def test_an_error_inside_publishes_nothing_and_leaves_nothing(store: Store) -> None:
    before = files(store)
    with pytest.raises(ZeroDivisionError):
        write(store, "half", lambda _: 1 / 0)
    assert files(store) == before
    assert settings(store) == set()
    write(store, "next")
    assert settings(store) == {"next"}


def test_a_swallowed_error_cannot_pass_for_success(store: Store) -> None:
    """DuckDB aborts the transaction on an error; COMMIT would then save nothing and say nothing."""

    def fail_silently(connection: duckdb.DuckDBPyConnection) -> None:
        with suppress(duckdb.Error):
            connection.execute("select cast('x' as integer)")

    before = store.require_current()
    with pytest.raises(duckdb.TransactionException):
        write(store, "half", fail_silently)
    assert store.require_current() == before


def test_debris_of_a_crash_is_swept_by_the_next_publish(store: Store) -> None:
    """A draft half written, and a release that was moved to its place but never named by CURRENT."""
    (store.folder / "draft.duckdb").write_bytes(b"half a file")
    (store.folder / "draft.duckdb.wal").write_bytes(b"half a log")
    (store.folder / "draft.duckdb.tmp").mkdir()
    (store.folder / "draft.duckdb.tmp" / "spill").write_bytes(b"spilled")
    (store.folder / "CURRENT.new").write_text("warehouse-000002.duckdb\n")
    (store.folder / "warehouse-000002.duckdb").write_bytes(b"never in force")
    (store.folder / "warehouse-000007.duckdb").write_bytes(b"never in force")
    assert store.require_current().number == 1
    write(store, "next")
    assert files(store) == {"CURRENT", "publish.lock", "warehouse-000001.duckdb", "warehouse-000002.duckdb"}
    assert settings(store) == {"next"}


@pytest.mark.parametrize("pointer", ["", "warehouse-000009.duckdb", "../warehouse-000001.duckdb", "publish.lock", "\0"])
def test_a_pointer_to_nowhere_is_refused_in_words(pointer: str, store: Store) -> None:
    (store.folder / "CURRENT").write_text(pointer)
    with pytest.raises(Refused, match="Restore it from a backup"):
        store.current()


def test_an_empty_store_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"There is no data in .*nowhere yet"):
        Store(tmp_path / "nowhere").require_current()


def test_a_store_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="Nothing was changed"):
        write(Store(tmp_path / "file" / "store"), "a")


def test_publishers_in_one_process_wait_for_each_other(store: Store) -> None:
    inside, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with store.publish() as connection:
            connection.execute("insert into settings values ('first', 'x', '2026-01-01')")
            inside.set()
            may_end.wait(30)

    one = threading.Thread(target=first)
    two = threading.Thread(target=write, args=(store, "second"))
    one.start()
    assert inside.wait(30)
    two.start()
    time.sleep(0.3)
    assert store.require_current().number == 1
    assert two.is_alive()
    may_end.set()
    one.join()
    two.join()
    assert store.require_current().number == 1 + 2
    assert settings(store) == {"first", "second"}


_PUBLISH = """
import sys
from pathlib import Path
from data.warehouse import Store
with Store(Path(sys.argv[1])).publish() as connection:
    connection.execute("insert into settings values ('other process', 'x', '2026-01-01')")
"""


def test_publishers_in_two_processes_wait_for_each_other(store: Store) -> None:
    with store.publish() as connection:
        other = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(store.folder)])
        connection.execute("insert into settings values ('this process', 'x', '2026-01-01')")
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(2)
    assert other.wait(30) == 0
    assert settings(store) == {"this process", "other process"}


def test_a_publisher_gives_up_in_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse, "LOCK_SECONDS", 0.1)
    with store.publish():
        refused: list[str] = []

        def second() -> None:
            try:
                write(store, "second")
            except Refused as error:
                refused.append(error.code)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused == ["STORE_BUSY"]


# Reading


@pytest.fixture
def reader(store: Store) -> Iterator[sa.Engine]:
    """The pages' engine on a release with one setting, `a`."""
    write(store, "a")
    found = engine(store.require_current().path)
    yield found
    found.dispose()


def keys(connection: sa.Connection) -> list[str]:
    return [
        key
        for (key,) in connection.exec_driver_sql(
            "select key from settings where key <> 'schema_version' order by key"
        ).fetchall()
    ]


def test_readers_keep_their_release_while_newer_ones_are_published(store: Store, reader: sa.Engine) -> None:
    with reader.connect() as connection:
        for number in range(KEPT_RELEASES + 1):  # so that the release being read is pruned, too
            write(store, f"later {number}")
            assert keys(connection) == ["a"]
    newest = engine(store.require_current().path)
    with newest.connect() as connection:
        assert len(keys(connection)) == 1 + KEPT_RELEASES + 1
    newest.dispose()


def test_another_process_imports_while_pages_read(store: Store, reader: sa.Engine) -> None:
    with reader.connect() as connection:
        subprocess.run([sys.executable, "-c", _PUBLISH, str(store.folder)], check=True)
        assert keys(connection) == ["a"]
    assert settings(store) == {"a", "other process"}


@pytest.mark.parametrize(
    "statement",
    [
        "insert into settings values ('b', 'x', '2026-01-01')",
        "update settings set value = 'y'",
        "delete from settings",
        "create table loot as select * from settings",
        "create view spy as select * from settings",
        "create macro spy(x) as x",
        "alter table settings add column loot varchar",
        "drop table settings",
        "comment on table settings is 'mine'",
        "attach '{folder}/other.duckdb' as other",
        "attach ':memory:' as other",
        "copy settings to '{folder}/loot.csv'",
        "copy (select 1) to '{folder}/loot.parquet' (format parquet)",
        "copy settings from '{folder}/given.csv'",
        "export database '{folder}/loot'",
        "import database '{folder}/loot'",
        "select * from '{folder}/given.csv'",
        "select * from read_csv('{folder}/given.csv')",
        "select * from read_text('{folder}/given.csv')",
        "select * from read_blob('{folder}/given.csv')",
        "select * from read_json('{folder}/given.csv')",
        "select * from read_parquet('https://example.com/loot.parquet')",
        "select * from sniff_csv('{folder}/given.csv')",
        "select * from glob('{folder}/*')",
        "select * from frame",
        "install httpfs",
        "load httpfs",
        "load '{folder}/given.csv'",
        "create secret loot (type s3)",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '64GB'",
        "set threads = 1",
        "reset memory_limit",
        "pragma enable_profiling",
        "pragma profiling_output = '{folder}/loot.json'",
        "call enable_logging()",
    ],
)
def test_the_pages_engine_refuses(statement: str, reader: sa.Engine, tmp_path: Path) -> None:
    frame = pd.DataFrame({"python": ["a variable in scope"]})
    given = tmp_path / "given.csv"
    given.write_text("key,value,changed_at\nloot,x,2026-01-01\n")
    there = sorted(tmp_path.iterdir())
    with reader.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql(statement.format(folder=tmp_path))
        connection.rollback()
        assert keys(connection) == ["a"]
    assert sorted(tmp_path.iterdir()) == there
    assert len(frame) == 1


# Keeping


def test_the_newest_releases_are_kept(store: Store) -> None:
    for number in range(KEPT_RELEASES + 2):
        write(store, str(number))
    newest = 1 + KEPT_RELEASES + 2
    kept = {f"warehouse-{number:06d}.duckdb" for number in range(newest - KEPT_RELEASES + 1, newest + 1)}
    assert files(store) == {"CURRENT", "publish.lock"} | kept


def test_a_backup_is_a_whole_release_that_a_store_can_be_made_of(store: Store, tmp_path: Path) -> None:
    load(store, csv("D1,Alpha,Acme,Ann,Proposal,100,2026-12-01,2026-08-01"))
    copy = tmp_path / "safe" / "copy.duckdb"
    assert store.backup(copy) == store.require_current()
    again = Store(tmp_path / "again")
    again.folder.mkdir()
    shutil.copyfile(copy, again.folder / "warehouse-000001.duckdb")
    (again.folder / "CURRENT").write_text("warehouse-000001.duckdb\n")
    assert state(again) == state(store)
    write(again, "next")
    assert settings(again) == settings(store) | {"next"}


def test_goals_scenarios_and_views_go_with_a_backup(store: Store, tmp_path: Path) -> None:
    with store.publish():
        pass
    (store.folder / "goals.jsonl").write_text("{}\n")
    copy = tmp_path / "copy.duckdb"
    store.backup(copy)
    assert (tmp_path / "copy.duckdb.goals.jsonl").read_text() == "{}\n"
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.duckdb", "copy.duckdb.goals.jsonl"]


def test_whatever_is_kept_beside_the_releases_is_known_to_a_backup() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(warehouse.__file__).parent.glob("*.py"))

    assert set(re.findall(r'"(\w+\.jsonl?)"', code)) == set(warehouse.KEPT_BESIDE)


def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("not to be lost")
    with pytest.raises(Refused, match="exists already"):
        store.backup(target)
    assert target.read_text() == "not to be lost"


def test_a_backup_that_cannot_be_written_is_refused_in_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Refused, match="Reading or writing failed"):
        store.backup(tmp_path / "file" / "copy.duckdb")
