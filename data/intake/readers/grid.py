"""Records of cells to a staged table, one after the other, so that a large file never stands in memory whole."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

import duckdb
import pyarrow as pa

from data.errors import Refused
from data.intake.findings import Finding, Reject
from data.intake.readers import layout
from data.intake.readers.cells import clean, controlled, is_blank, needed
from data.intake.readers.layout import HEADER_SEARCH, find_header
from data.intake.readers.staged import Kind, RawTable
from data.sentence import Sentence

_BATCH_ROWS = 20_000
_BATCH_CHARACTERS = 1 << 24
_MAX_COLUMNS = 4096
_MAX_UNNAMED = 100
# Rejected rows are kept whole, so there must be an end to them.
_MAX_REJECTS = 100_000

Numbered = tuple[int, list[str], bool]


def stage_records(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    records: Iterable[list[str]],
    findings: list[Finding],
    kind: Kind,
    member: str | None = None,
    tell: Callable[[int], None] = lambda _rows: None,
) -> RawTable:
    """Stage records as they stand in a file; Refused where there is nothing at all. tell: see ReadOptions."""
    filled = _filled(records)
    head = list(islice(filled, HEADER_SEARCH))
    if not head:
        raise Refused("EMPTY_FILE", Sentence("The file is empty. Export it again."))
    place = find_header([record for _, record, _ in head])
    number, names, _ = head[place]
    header, required = named(names)
    findings = list(findings)
    if place:
        findings.append(layout.header_finding(number))
    stager = _Stager(connection, relation, header, required, tell)
    tail: deque[Numbered] = deque()
    for numbered in chain(head[place + 1 :], filled):
        tail.append(numbered)
        if len(tail) > layout.TAIL:
            stager.take(*tail.popleft())
    last = list(tail)
    cut = layout.footer_start(last, required)
    for numbered in last[:cut]:
        stager.take(*numbered)
    if cut < len(last):
        findings.append(layout.footer_finding(last[cut:]))
    return stager.finish(findings, kind, member)


def named(record: list[str]) -> tuple[list[str], int]:
    """The clean names of a header, and how many of its columns a row must have: those up to the last name."""
    header = [clean(cell) for cell in record]
    required = max((index for index, name in enumerate(header, start=1) if name), default=0)
    if required > _MAX_COLUMNS:
        raise Refused(
            "NOT_A_TABLE",
            Sentence(
                "The file has {n} columns; at most {most} can be read. Is it the right one?",
                n=required,
                most=_MAX_COLUMNS,
            ),
        )
    return header[: required + _MAX_UNNAMED], required


def _filled(records: Iterable[list[str]]) -> Iterator[Numbered]:
    """The records that hold anything, numbered in the file, and whether a blank one stands before them."""
    after_blank = False
    for number, record in enumerate(records, start=1):
        if any(record) and not all(map(is_blank, record)):
            yield number, record, after_blank
            after_blank = False
        else:
            after_blank = True


class _Stager:
    """Takes records one by one, parts rows from rejects, and writes the rows to <relation>_cells in batches."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        relation: str,
        header: list[str],
        required: int,
        tell: Callable[[int], None],
    ) -> None:
        self._tell = tell
        self._connection = connection
        self._relation = relation
        self._header = header
        self._required = required
        self._columns = [f"c{index}" for index in range(len(header))]
        self._rows: list[list[str]] = []
        self._numbers: list[int] = []
        self._characters = 0
        self._count = 0
        self._rejects: list[Reject] = []
        self._controlled: list[int] = []
        listed = "".join(f", {column} varchar" for column in self._columns)
        connection.execute(f"create or replace temp table {relation}_cells (row_number bigint{listed})")

    def take(self, number: int, record: list[str], _after_blank: bool) -> None:
        verdict = layout.judge(record, self._header, self._required)
        if verdict:
            refuse_too_many(len(self._rejects))
            self._rejects.append(layout.reject(number, record, verdict))
            return
        width = len(self._header)
        self._rows.append(record if len(record) == width else record[:width] + [""] * (width - len(record)))
        self._numbers.append(number)
        self._characters += sum(map(len, record))
        if len(self._rows) >= _BATCH_ROWS or self._characters >= _BATCH_CHARACTERS:
            self._write()

    def _write(self) -> None:
        if not self._rows:
            return
        arrays = {"row_number": pa.array(self._numbers, pa.int64())}
        arrays |= {
            name: pa.array(column, pa.string())
            for name, column in zip(self._columns, zip(*self._rows, strict=True), strict=True)
        }
        cleaning = needed(chain.from_iterable(self._rows))
        self._connection.register("staged_arrow", pa.table(arrays))
        try:
            values = "".join(f", {cleaning.expression(column)}" for column in self._columns)
            self._connection.execute(f"insert into {self._relation}_cells select row_number{values} from staged_arrow")
            if cleaning.controls:
                touched = self._connection.execute(
                    f"select row_number from staged_arrow where {controlled(self._columns)}"
                ).fetchall()
                self._controlled += [number for (number,) in touched]
        finally:
            self._connection.unregister("staged_arrow")
        self._count += len(self._rows)
        self._tell(self._count)
        self._rows, self._numbers, self._characters = [], [], 0

    def finish(self, findings: list[Finding], kind: Kind, member: str | None) -> RawTable:
        self._write()
        header = drop_empty(self._connection, f"{self._relation}_cells", self._header, self._required)
        self._connection.execute(
            f"create or replace temp view {self._relation} as select * from {self._relation}_cells"
        )
        findings = findings + layout.reject_findings(self._rejects)
        if self._controlled:
            findings.append(layout.control_finding(sorted(self._controlled), len(self._controlled)))
        rejects = tuple(self._rejects)
        return RawTable(member, header, self._relation, self._count + len(rejects), rejects, tuple(findings), kind)


def refuse_too_many(rejects: int) -> None:
    """Refused where so many rows are set aside that the file cannot be what it should."""
    if rejects >= _MAX_REJECTS:
        raise Refused(
            "TOO_MANY_REJECTED",
            Sentence(
                "More than {most} rows do not fit the column headers. Export the list again, "
                "ungrouped and with every row complete.",
                most=_MAX_REJECTS,
            ),
        )


def drop_empty(connection: duckdb.DuckDBPyConnection, table: str, header: list[str], required: int) -> tuple[str, ...]:
    """Drop the columns at the end that have neither name nor cell; returns the names of those that are left."""
    width = len(header)
    if width > required:
        counts = connection.execute(
            f"select {', '.join(f'count(c{index})' for index in range(required, width))} from {table}"
        ).fetchall()[0]
        while width > required and not counts[width - required - 1]:
            width -= 1
            connection.execute(f"alter table {table} drop column c{width}")
    return tuple(header[:width])
