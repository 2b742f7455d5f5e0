"""Read one column of texts as an import reads it: a staged table, one decision, every value."""

from dataclasses import dataclass
from typing import Any

import duckdb

from data.entities import Kind
from data.intake.values import Answers, Column, ColumnReader

_CONNECTION = duckdb.connect()
_CONNECTION.execute("set TimeZone = 'UTC'")  # as a publisher's connection has it


@dataclass(frozen=True)
class Decided:
    """Values in the order of the texts; problems: reject codes of those that could not be read."""

    values: list
    problems: list[str | None]
    marks: list[str | None]
    how: str
    findings: list[str]


def read_columns(*columns: tuple[str, Kind, list[str | None]], factor: int = 1, **answers: Any) -> list[Decided]:
    """Several columns of one file: (header, kind, texts) each."""
    connection = _CONNECTION.cursor()
    names = [f"c{index}" for index in range(len(columns))]
    connection.execute(
        f"create or replace temp table raw (row_number bigint, {', '.join(f'{name} varchar' for name in names)})"
    )
    texts = zip(*(texts for _, _, texts in columns), strict=True)
    rows = [[number, *cells] for number, cells in enumerate(texts, start=2)]
    connection.executemany(f"insert into raw values (?, {', '.join('?' * len(names))})", rows)
    decided = [
        Column(index, header, header.casefold(), kind, factor) for index, (header, kind, _) in enumerate(columns)
    ]
    ColumnReader(connection, "raw", Answers(**answers)).decide(decided)
    found = []
    for column in decided:
        rows = connection.execute(
            f"select {column.value}, {column.problem}, {column.mark} from raw as r {column.join} order by r.row_number"
        ).fetchall()
        values, problems, marks = (list(part) for part in zip(*rows, strict=True))
        found.append(Decided(values, problems, marks, column.how, [item.message for item in column.findings]))
    return found


def read(kind: Kind, *texts: str | None, factor: int = 1, **answers: Any) -> Decided:
    """One column."""
    return read_columns(("Column", kind, list(texts)), factor=factor, **answers)[0]
