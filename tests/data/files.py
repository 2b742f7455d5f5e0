"""CSV files for tests, written row by row; and the state of a store, to compare."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from data.intake import FileReport, Options, Outcome, Upload, import_files
from data.warehouse import Store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = "Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date"


def csv(*rows: str, header: str = HEADER) -> bytes:
    """A file of a header and rows."""
    return ("\n".join([header, *rows]) + "\n").encode()


def load(store: Store, content: bytes, *, name: str = "deals.csv", dry_run: bool = False, **options: Any) -> FileReport:
    """Import one file that is not refused, and return its report."""
    report = attempt(store, content, name=name, dry_run=dry_run, **options).imports[0]
    assert report.refused is None, report.refused
    return report


def attempt(store: Store, content: bytes, *, name: str = "deals.csv", dry_run: bool = False, **options: Any) -> Outcome:
    """Import one file, whatever comes of it."""
    return import_files(store, [Upload(name, content)], Options(**options), now=NOW, dry_run=dry_run)


def day(text: str) -> datetime:
    """The end of a day, as --as-of says it."""
    return datetime.fromisoformat(text).replace(hour=23, minute=59, tzinfo=UTC)


def rows(store: Store, sql: str) -> list[tuple]:
    """Rows of a query on the current release."""
    with duckdb.connect(str(store.require_current().path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def state(store: Store, *, ignore: Sequence[str] = ()) -> dict[str, list[tuple]]:
    """Everything pages read, but for import numbers and the log itself."""
    found = {}
    with duckdb.connect(str(store.require_current().path), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where table_name not like 'observed%'"
        ).fetchall()
        for (table,) in tables:
            if table in (
                "imports",
                "import_findings",
                "import_effects",
                "import_rejects",
                "sightings",
                "calendar",
                *ignore,
            ):
                continue
            columns = [row[0] for row in connection.execute(f"describe {table}").fetchall() if row[0] != "import_id"]
            found[table] = connection.execute(f"select {', '.join(columns)} from {table} order by all").fetchall()
    return found
