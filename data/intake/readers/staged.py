"""What a reader hands on: a header and a table of text cells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import duckdb

from data.intake.findings import Finding, Reject

Kind = Literal["csv", "xlsx", "xls", "html"]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of a file, staged in DuckDB.

    relation: row_number (the header being row 1 where it stands first) and c0 …
    cN, text without outer blanks, null for empty. rows_read counts the rows of
    the relation and the rejects, not titles, blank lines and footers.
    """

    member: str | None
    header: tuple[str, ...]
    relation: str
    rows_read: int
    rejects: tuple[Reject, ...]
    findings: tuple[Finding, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is said about how to read a file; None: find out.

    sheet: the one sheet of a workbook to read. encoding: of a text file, as
    Python names it. delimiter: one character, or "tab". tell: hears now and then
    how many rows are read so far; what it raises ends the reading.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    tell: Callable[[int], None] = lambda _rows: None


def discard(connection: duckdb.DuckDBPyConnection, table: RawTable) -> None:
    """Free what a table was staged in; relations made from it cannot be read any more."""
    names = (table.relation, f"{table.relation}_cells", f"typed_{table.relation}")
    kinds = dict(
        connection.execute(
            "select view_name, 'view' from duckdb_views() where temporary"
            " union all select table_name, 'table' from duckdb_tables() where temporary"
        ).fetchall()
    )
    for name in names:
        if name in kinds:
            connection.execute(f"drop {kinds[name]} {name}")
