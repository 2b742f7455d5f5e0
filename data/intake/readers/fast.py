"""Large, well-formed text files straight through DuckDB, with everything said explicitly.

DuckDB's own sniffer drops ragged rows without a word, so nothing is left to
it, and the rows are counted a second time independently. Whatever is not plain
goes the careful way (delimited.py), which reads the same file to the same rows.
"""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from data.intake.findings import Finding
from data.intake.readers import layout
from data.intake.readers.cells import Cleaning, controlled
from data.intake.readers.grid import named
from data.intake.readers.staged import RawTable

_TAIL = 1 << 14
_BLOCK = 1 << 24
_PRINTABLE = bytes(range(32, 256))
_TOTAL_WORDS = "total|summe?|gesamt|suma|計"


@dataclass(slots=True)
class _Bytes:
    """What the bytes of a file tell: records by line ends outside quotes, and which cleaning cells may need.

    records: None where line ends are mixed or a quote stays open.
    """

    records: int | None = 0
    is_ascii: bool = True
    has_controls: bool = False


def stage_fast(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    path: Path,
    head: str,
    delimiter: str,
    findings: list[Finding],
    tell: Callable[[int], None],
) -> RawTable | None:
    """Stage a file of which `head` is the beginning; None where the careful way is needed. tell: see ReadOptions."""
    header = _header(head, delimiter)
    if not header or _has_footer(path, delimiter, len(header)):
        return None
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(_look_at_bytes, path, tell)
        rows = _read_csv(connection, relation, path, delimiter, len(header))
        seen = counting.result()
    cells = [f"c{index}" for index in range(len(header))]
    if rows is None or seen.records != rows + 1:
        connection.execute(f"drop table if exists {relation}_cells")
        return None
    # Rows keep the order of the file, and the header is its row 1.
    findings = [*findings, *_clean(connection, relation, cells, seen)]
    if _has_odd_rows(connection, relation, cells, header):
        connection.execute(f"drop table {relation}_cells")
        return None
    connection.execute(
        f"create or replace temp view {relation} as select rowid + 2 as row_number, * from {relation}_cells"
    )
    return RawTable(None, tuple(header), relation, rows, (), tuple(findings), "csv")


def _header(head: str, delimiter: str) -> list[str]:
    """The column names where they stand in the first line and are all there; else nothing."""
    try:
        records = list(csv.reader(io.StringIO(head.rpartition("\n")[0], newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    if not records or not records[0] or layout.find_header(records[: layout.HEADER_SEARCH]) != 0:
        return []
    header, required = named(records[0])
    return header if required == len(records[0]) else []


def _has_footer(path: Path, delimiter: str, width: int) -> bool:
    with path.open("rb") as source:
        source.seek(max(path.stat().st_size - _TAIL, 0))
        tail = source.read().decode("utf-8", errors="ignore").splitlines()[-8:]
    return any(record and layout.is_note(record, width) for record in csv.reader(tail, delimiter=delimiter))


def _read_csv(
    connection: duckdb.DuckDBPyConnection, relation: str, path: Path, delimiter: str, width: int
) -> int | None:
    """Read the rows into <relation>_cells, and count them; None where one of them is not well formed."""
    columns = ", ".join(f"'c{index}': 'varchar'" for index in range(width))
    try:
        connection.execute(
            f"create or replace temp table {relation}_cells as select * from read_csv($path, auto_detect = false,"
            f" header = true, delim = $delimiter, quote = '\"', escape = '\"', columns = {{{columns}}}, nullstr = '',"
            f" strict_mode = true, null_padding = false, parallel = true, max_line_size = {layout.MAX_CELL})",
            {"path": str(path), "delimiter": delimiter},
        )
    except duckdb.Error:
        return None
    return connection.execute(f"select count(*) from {relation}_cells").fetchall()[0][0]


def _look_at_bytes(path: Path, tell: Callable[[int], None]) -> _Bytes:
    seen, records, quoted, last = _Bytes(), 0, False, b"\n"
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            odd = block.translate(None, _PRINTABLE)
            if b'"' in block or quoted:
                data = np.frombuffer(block, dtype=np.uint8)
                inside = np.logical_xor(np.bitwise_xor.accumulate(data == 34), quoted)
                quoted = bool(inside[-1])
                records += int(((data == 10) & ~inside).sum())
            else:
                records += odd.count(b"\n")
            if b"\r" in odd and block.count(b"\r") != block.count(b"\r\n") + block.endswith(b"\r"):
                return _Bytes(None)
            seen.is_ascii = seen.is_ascii and block.isascii()
            seen.has_controls = seen.has_controls or bool(odd.strip(b"\n\r\t").translate(None, b"\n\r\t"))
            last = block[-1:]
            tell(records)
    seen.records = None if quoted else records + (last != b"\n")
    return seen


def _clean(connection: duckdb.DuckDBPyConnection, relation: str, cells: list[str], seen: _Bytes) -> list[Finding]:
    """Give every cell its clean form, where there is anything to clean; returns what was taken out."""
    plain = seen.is_ascii and not seen.has_controls
    cleaning = Cleaning(any_blank=not plain, composes=not seen.is_ascii, controls=not plain)
    if plain and not _padded(connection, relation, cells):
        return []
    findings = []
    if cleaning.controls:
        count, rows = connection.execute(
            f"select count(*), list(rowid + 2 order by rowid)[:20] from {relation}_cells where {controlled(cells)}"
        ).fetchall()[0]
        if count:
            findings.append(layout.control_finding(rows, count))
    values = ", ".join(f"{cleaning.expression(cell)} as {cell}" for cell in cells)
    connection.execute(f"create or replace temp table {relation}_clean as select {values} from {relation}_cells")
    connection.execute(f"drop table {relation}_cells")
    connection.execute(f"alter table {relation}_clean rename to {relation}_cells")
    return findings


def _padded(connection: duckdb.DuckDBPyConnection, relation: str, cells: list[str]) -> bool:
    """Whether any cell begins or ends with a blank; of printable characters the blank sorts first."""
    tests = " or ".join(f"{cell} < '!' or ends_with({cell}, ' ')" for cell in cells)
    return connection.execute(f"select exists (select 1 from {relation}_cells where {tests})").fetchall()[0][0]


def _has_odd_rows(connection: duckdb.DuckDBPyConnection, relation: str, cells: list[str], header: list[str]) -> bool:
    """Whether rows are blank, may be totals, or repeat the header: those are judged one by one."""
    first = f"coalesce({', '.join(cells)})"
    found = connection.execute(
        f"select bool_or({first} is null or regexp_matches(lower({first}), '{_TOTAL_WORDS}')"
        f" or lower({cells[0]}) = lower($first)) from {relation}_cells",
        {"first": header[0]},
    ).fetchall()
    return bool(found[0][0])
