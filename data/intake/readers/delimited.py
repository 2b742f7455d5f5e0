"""Delimited text: dialect, header, ragged rows, footers; staged by DuckDB with everything said explicitly.

DuckDB's own sniffer drops ragged rows without a word, so nothing is left to
it, and the number of rows is counted a second time independently.
"""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers.grid import stage_records
from data.intake.readers.layout import HEADER_SEARCH, find_header, is_note as is_footer
from data.intake.readers.staged import RawTable

_DELIMITERS = ",;\t|"
_HEAD = 1 << 18
_TAIL = 1 << 14
_BLOCK = 1 << 24
# A file that is small enough is read record by record, which forgives every mixture of line ends and layouts.
_SMALL = 8 << 20
_MAX_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class _Dialect:
    delimiter: str
    skip_lines: int  # of a `sep=;` line


def read_delimited(
    connection: duckdb.DuckDBPyConnection, relation: str, path: Path, findings: list[Finding], said: str | None = None
) -> RawTable:
    """Stage a UTF-8 text file; Refused where it is empty, is no table, or a quote is never closed.

    said: the delimiter that the analyst names.
    """
    with path.open("r", encoding="utf-8", newline="") as source:
        head = source.read(_HEAD)
    if not head.strip("\ufeff \t\r\n"):
        raise Refused("EMPTY_FILE", "The file is empty. Export it again.")
    dialect = _dialect(head)
    if path.stat().st_size > _SMALL and (table := _stage_fast(connection, relation, path, head, dialect, findings)):
        return table
    return stage_records(connection, relation, _records(path, dialect), findings, "csv")


def _dialect(head: str) -> _Dialect:
    first = re.match(r"sep=(.)[^\S\n\r]*\r?\n", head, re.I)
    if first:
        return _Dialect(first[1], 1)
    # The delimiter that parts most lines into the same number of cells, and into most of them.
    lines = head.splitlines()[:200]
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        score = (wide.count(usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return _Dialect(best, 0)


def _records(path: Path, dialect: _Dialect) -> list[list[str]]:
    csv.field_size_limit(1 << 30)
    with path.open("r", encoding="utf-8", newline="") as source:
        for _ in range(dialect.skip_lines):
            source.readline()
        text = source.read().lstrip("\ufeff")
    # Text readers split cells at the three usual line ends only; a lone CR in an unquoted cell ends a record too.
    if text.count('"') % 2:
        _refuse_unclosed(text, dialect)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=False))
    except csv.Error as error:
        raise Refused(
            "NOT_A_TABLE", f"The file cannot be read as a table of cells ({error}). Export it again as CSV."
        ) from error
    return records


def _refuse_unclosed(text: str, dialect: _Dialect) -> None:
    """Refused where a quote opens a cell and never closes; a stray quote inside a cell is only text."""
    mark = re.escape(dialect.delimiter)
    state_open, line_number, opened_at = False, 1, 1
    for match in re.finditer(rf'\r\n|\n|\r|(?:(?<=^)|(?<=[\r\n])|(?<={mark}))"|"', text):
        token = match[0]
        if token in ("\n", "\r\n", "\r"):
            line_number += 1
        elif not state_open:
            before = text[match.start() - 1] if match.start() else "\n"
            if before in ("\n", "\r", dialect.delimiter):
                state_open, opened_at = True, line_number
        else:
            state_open = False
    if state_open:
        raise Refused(
            "UNBALANCED_QUOTE",
            f"A quotation mark opened in line {opened_at} is never closed, so the rest of the file would be read as one cell."
            " Mend that line and import the file again.",
        )


def _stage_fast(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    path: Path,
    head: str,
    dialect: _Dialect,
    findings: list[Finding],
) -> RawTable | None:
    """Stage a large, well-formed file straight through DuckDB; None where the careful way is needed."""
    records = list(csv.reader(io.StringIO(head.rpartition("\n")[0], newline=""), delimiter=dialect.delimiter))
    place = find_header(records[:HEADER_SEARCH])
    if place != 0 or dialect.skip_lines:
        return None
    header = tuple(name.strip().lstrip("\ufeff") for name in records[0])
    if _has_footer(path, dialect, len(header)):
        return None
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(_count_records, path)
        staged = _read_csv(connection, relation, path, dialect, len(header))
        rows = counting.result()
    if staged is None or rows is None or staged != rows - 1 or _needs_care(connection, relation, header):
        connection.execute(f"drop table if exists {relation}_cells")
        return None
    # Rows keep the order of the file, and the header is its row 1.
    connection.execute(
        f"create or replace temp view {relation} as select rowid + 2 as row_number, * from {relation}_cells"
    )
    return RawTable(None, header, relation, staged, (), tuple(findings), "csv")


def _read_csv(
    connection: duckdb.DuckDBPyConnection, relation: str, path: Path, dialect: _Dialect, width: int
) -> int | None:
    """Read the rows into <relation>_cells, and count them; None where DuckDB finds a row that is not well formed."""
    columns = ", ".join(f"'c{index}': 'varchar'" for index in range(width))
    try:
        connection.execute(
            f"create or replace temp table {relation}_cells as select * from read_csv($path, auto_detect = false, header = true,"
            f" delim = $delimiter, quote = '\"', escape = '\"', columns = {{{columns}}}, nullstr = '', strict_mode = true,"
            f" null_padding = false, parallel = true, max_line_size = {_MAX_CELL})",
            {"path": str(path), "delimiter": dialect.delimiter},
        )
    except duckdb.Error:
        return None
    return connection.execute(f"select count(*) from {relation}_cells").fetchall()[0][0]


def _count_records(path: Path) -> int | None:
    """Records of a file by line ends outside quotes; None where line ends are mixed or lines are blank."""
    records, quoted, last = 0, False, b"\n"
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            data = np.frombuffer(block, dtype=np.uint8)
            ends = data == 10
            if b'"' in block:
                inside = np.logical_xor(np.bitwise_xor.accumulate(data == 34), quoted)
                quoted = bool(inside[-1])
                ends &= ~inside
            records += int(ends.sum())
            if (
                b"\n\n" in block
                or b"\n\r\n" in block
                or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n") + block.endswith(b"\r"))
            ):
                return None
            last = block[-1:]
    if quoted:
        return None
    return records + (last != b"\n")


def _has_footer(path: Path, dialect: _Dialect, width: int) -> bool:
    with path.open("rb") as source:
        source.seek(-_TAIL, 2)
        tail = source.read().decode("utf-8", errors="ignore").splitlines()[-8:]
    return any(is_footer(cells, width) for cells in csv.reader(tail, delimiter=dialect.delimiter))


def _needs_care(connection: duckdb.DuckDBPyConnection, relation: str, header: tuple[str, ...]) -> bool:
    """Whether cells need cleaning that only the careful way does: outer blanks, control characters, repeated headers, totals."""
    cells = [f"c{index}" for index in range(len(header))]
    odd = " + ".join(
        f"count(case when starts_with({cell}, ' ') or ends_with({cell}, ' ') then 1 end)" for cell in cells
    )
    repeated = f"count(case when c0 = $first and c{len(header) - 1} = $last then 1 end)"
    totals = "count(case when regexp_matches(c0, '^(?i)(grand |sub)?totals?\\b') then 1 end)"
    found = connection.execute(
        f"select {odd} + {repeated} + {totals} from {relation}_cells", {"first": header[0], "last": header[-1]}
    ).fetchall()
    return bool(found[0][0])
