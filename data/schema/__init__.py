"""The tables of a release: one .sql file each, every column with its comment."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from data.entities import ENTITIES, Entity

FOLDER = Path(__file__).parent
# Counts up with every change of a table; a store made before is brought up to date (data/upgrade.py).
VERSION = 6
_SAME_COLUMNS = re.compile(r"^-- columns: as (\w+)$", re.M)
_VERSION_KEY = "schema_version"
VERSION_QUERY = f"select value from settings where key = '{_VERSION_KEY}'"
_COLUMN = re.compile(r"^    (\w+) ([^-]*?),?\s*-- (.+)$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table's or view's name, purpose and columns (name → type, comment)."""

    name: str
    purpose: str
    columns: dict[str, tuple[str, str]]
    sql: str

    @property
    def kind(self) -> str:
        """table or view."""
        return "view" if f"create view {self.name}" in self.sql else "table"


@cache
def tables() -> dict[str, Table]:
    """All derived tables and views by name, as their files describe them."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql"))}


def _read(path: Path) -> Table:
    text = path.read_text(encoding="utf-8")
    purpose = text.splitlines()[0].removeprefix(f"-- {path.stem}: ")
    if same := _SAME_COLUMNS.search(text):
        return Table(path.stem, purpose, _read(path.with_stem(same[1])).columns, text)
    columns = {
        match[1]: (match[2].replace("not null", "").strip().rstrip(","), match[3])
        for line in text.splitlines()
        if (match := _COLUMN.match(line))
    }
    return Table(path.stem, purpose, columns, text)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table that is not there yet, empty but for the calendar, and every view, with their comments."""
    there = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    for table in sorted(tables().values(), key=lambda table: (table.kind, table.name)):
        if table.name in there:
            continue
        connection.execute(table.sql)
        connection.execute(f"comment on {table.kind} {table.name} is {_quote(table.purpose)}")
        for column, (_, comment) in table.columns.items():
            connection.execute(f"comment on column {table.name}.{column} is {_quote(comment)}")
    for entity in ENTITIES.values():
        if f"observed_{entity.name}" not in there:
            connection.execute(observed_table(entity))
    connection.execute(f"delete from settings where key = '{_VERSION_KEY}'")
    connection.execute(f"insert into settings values ('{_VERSION_KEY}', '{VERSION}', '1970-01-01')")
    connection.execute("""
        insert into calendar
        select cast(day as date), cast(date_trunc('week', day) as date),
            cast(date_trunc('month', day) as date), isodow(day) < 6
        from generate_series(date '1990-01-01', date '2049-12-31', interval 1 day) as days(day)
    """)


def version(connection: duckdb.DuckDBPyConnection) -> int:
    """The version of the schema that made a release; 1 where it does not say."""
    row = connection.execute(VERSION_QUERY).fetchone()
    return int(row[0]) if row else 1


def drop(connection: duckdb.DuckDBPyConnection, keep: Collection[str] = ()) -> None:
    """Drop every view and table but those to keep, whatever version of the schema made them."""
    found = connection.execute(
        "select 'view', view_name from duckdb_views() where not internal and not temporary"
        " union all select 'table', table_name from duckdb_tables() where not temporary"
        " order by 1 desc"
    )
    for kind, name in found.fetchall():
        if name not in keep:
            connection.execute(f"drop {kind} {name}")


def observed_table(entity: Entity) -> str:
    """The table that keeps every distinct state in which files showed a record."""
    fields = "".join(f", {name} {kind}" for name, kind in entity.stored.items() if name != entity.key)
    # `shape` holds the fields its file carried: a field that was not in the file says nothing.
    return (
        f"create table observed_{entity.name} (state_id bigint not null, {entity.key} varchar not null,"
        f" shape varchar not null{fields})"
    )


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
