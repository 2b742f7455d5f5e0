"""Stage files written byte for byte in a test, and look at what became of every row."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from data.intake.findings import Reject
from data.intake.readers import RawTable, ReadOptions, read

HEADER = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date"


@dataclass(frozen=True)
class Staged:
    """A staged table with its rows drawn out: row number, then cells ('' for null)."""

    table: RawTable
    rows: list[tuple]

    @property
    def cells(self) -> list[list[str]]:
        return [list(row[1:]) for row in self.rows]

    @property
    def numbers(self) -> list[int]:
        return [row[0] for row in self.rows]

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.table.findings}

    @property
    def rejects(self) -> list[tuple[int, str]]:
        return [(reject.row_number, reject.code) for reject in self.table.rejects]

    def reject(self, number: int) -> Reject:
        return next(reject for reject in self.table.rejects if reject.row_number == number)


Stage = Callable[..., Staged]


def stage_file(folder: Path, content: bytes, name: str, **options: str | None) -> list[Staged]:
    """Read a file of these bytes on a connection of its own; rows read are rows staged plus rows rejected, always."""
    path, scratch = folder / "upload", folder / "scratch"
    path.write_bytes(content)
    scratch.mkdir(exist_ok=True)
    found = []
    with duckdb.connect() as connection:
        for table in read(connection, name, path, ReadOptions(**options), scratch):
            rows = connection.execute(f"select * from {table.relation} order by row_number").fetchall()
            assert table.rows_read == len(rows) + len(table.rejects)
            assert all(len(row) == 1 + len(table.header) for row in rows)
            assert not any(cell == "" for row in rows for cell in row)
            found.append(Staged(table, [tuple("" if cell is None else cell for cell in row) for row in rows]))
    return found


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """One table from the bytes or the text of a file."""

    def one(content: bytes | str, name: str = "deals.csv", **options: str | None) -> Staged:
        data = content.encode() if isinstance(content, str) else content
        (found,) = stage_file(tmp_path, data, name, **options)
        return found

    return one


@pytest.fixture
def stage_all(tmp_path: Path) -> Callable[..., list[Staged]]:
    """Every table of a file."""
    return lambda content, name, **options: stage_file(tmp_path, content, name, **options)
