"""Shared fixtures: real warehouses with rows drawn as text tables; nothing here is mocked."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

import queries
from data import demo
from data.warehouse import Store
from data.warehouse import engine as open_engine
from tests.company import Company, complete

# A machine that is busy with other work is slow: how long an example takes proves nothing.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# What a row must have and a test need not draw; a callable is given the number of the row.
_DEFAULTS: dict[str, dict[str, object]] = {
    "opportunities": {"stage_kind": "open", "is_deleted": "false"},
    "opportunity_versions": {"stage_kind": "open", "is_deleted": "false", "basis": "history"},
    "stage_spells": {"stage_kind": "open", "basis": "history", "is_deleted": "false", "pipeline": ""},
    "stage_passages": {"stage_kind": "open", "is_deleted": "false", "pipeline": ""},
    "deal_moves": {"basis": "history", "pipeline": ""},
    "reps": {"is_active": "true", "is_manager": "false", "is_listed": "true"},
    "quotas": {"quota_id": lambda row: f"quota {row}", "is_counted": "true"},
    "stages": {"pipeline": "", "position": lambda row: row, "is_recognised": "true"},
    "settings": {"changed_at": "2020-01-01"},
    "imports": {
        "entity": "opportunities",
        "source": "test",
        "file_name": "test.csv",
        "imported_at": "2020-01-01",
        "is_complete": "false",
        "fields": "",
        "mapping": "{}",
        "options": "{}",
        "rows_read": 0,
        "rows_new": 0,
        "rows_changed": 0,
        "rows_unchanged": 0,
        "rows_rejected": 0,
    },
}


# Views over what is stored: rows drawn for them go where deals' former states are kept.
_STORED = {
    "opportunity_versions": "former_versions",
    "stage_spells": "traced_spells",
    "stage_passages": "traced_passages",
    "deal_moves": "traced_moves",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--real-data", type=Path, default=None, help="Folder of third-party CRM files with reference.json."
    )
    parser.addoption("--nasty", type=Path, default=None, help="Folder of bad files with manifest.json.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests on files from elsewhere are not even collected without the files."""
    needed = {"test_reference.py": "--real-data", "test_nasty.py": "--nasty"}.get(collection_path.name)
    return True if needed and config.getoption(needed) is None else None


@pytest.fixture(scope="session")
def real_data(pytestconfig: pytest.Config) -> Path:
    """The folder given with --real-data."""
    return pytestconfig.getoption("--real-data").resolve()


def insert(connection: duckdb.DuckDBPyConnection, table: str, text: str) -> None:
    """Insert rows drawn as a table: a header, then one row a line; a blank cell is null.

    Columns that may not be null and are not drawn get a default.
    """
    stored = _STORED.get(table, table)
    header, *lines = [line.strip() for line in text.strip().splitlines()]
    columns = [cell.strip() for cell in header.split("|")]
    missing = {name: value for name, value in _DEFAULTS.get(table, {}).items() if name not in columns}
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() or None for cell in line.split("|")]
        rows.append(cells + [value(number) if callable(value) else value for value in missing.values()])
    names = [*columns, *missing]
    marks = ", ".join("?" * len(names))
    connection.executemany(f"insert into {stored} ({', '.join(names)}) values ({marks})", rows)


class Warehouse:
    """A store of its own for one test: `insert` rows, then `run` queries or hand on `store` and `engine`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drawn: list[tuple[str, str]] = []
        self._engine: sa.Engine | None = None

    def insert(self, table: str, text: str) -> None:
        """Draw rows; they are published together when something is first read."""
        self._drawn.append((table, text))
        self.close()

    @property
    def store(self) -> Store:
        """The store with all rows drawn so far published."""
        if self._drawn:
            with self._store.publish() as connection:
                for table, text in self._drawn:
                    insert(connection, table, text)
                complete(connection)
            self._drawn = []
        return self._store

    @property
    def engine(self) -> sa.Engine:
        """A read-only engine on the current release."""
        if self._engine is None:
            self._engine = open_engine(self.store.require_current().path)
        return self._engine

    def run(self, name: str, scope: queries.Scope | None = None, **params: object) -> list[dict]:
        """The rows of a query as dicts: blanks are None, days are dates."""
        return records(queries.run(self.engine, name, scope, **params))

    def close(self) -> None:
        """Give the connections back."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows as dicts of plain Python values."""
    return [{name: _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def _plain(cell: object) -> object:
    if pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, pd.Timestamp) and cell == cell.normalize() else cell


@pytest.fixture(scope="session")
def blank_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store whose release has every table and no rows; never written to."""
    store = Store(tmp_path_factory.mktemp("blank"))
    with store.publish():
        pass
    return store


@pytest.fixture
def db(blank_store: Store, tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse of the test's own."""
    folder = tmp_path / "store"
    shutil.copytree(blank_store.folder, folder)
    warehouse = Warehouse(Store(folder))
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="session")
def empty_engine(blank_store: Store) -> Iterator[sa.Engine]:
    """An engine on a warehouse without rows."""
    engine = open_engine(blank_store.require_current().path)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def company(blank_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A small company drawn at random, from a fixed seed, with every wart that files have."""
    found = Company.draw(seed=7)
    found.publish(blank_store, tmp_path_factory.mktemp("company") / "store")
    yield found
    found.engine.dispose()


@pytest.fixture(scope="session")
def demo_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """An engine on a small demo company."""
    store = Store(tmp_path_factory.mktemp("demo"))
    demo.build(store, deals=600, seed=1, today=DEMO_TODAY)
    engine = open_engine(store.require_current().path)
    yield engine
    engine.dispose()


DEMO_TODAY = date(2026, 9, 15)
JULY_TO_SEPTEMBER = {"period_start": date(2017, 7, 1), "period_end": date(2017, 10, 1)}
ALWAYS = {"period_start": None, "period_end": None}
