"""Delimited text: dialect, quotes and line ends as programs really write them."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import duckdb

from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers.fast import stage_fast
from data.intake.readers.grid import stage_records
from data.intake.readers.staged import RawTable, ReadOptions
from data.sentence import Sentence

_DELIMITERS = ",;\t|"
_HEAD = 1 << 18
# A file that is small enough is read record by record, which forgives every mixture of line ends and layouts.
_SMALL = 8 << 20
# A cell beyond this can only be a quotation mark that is never closed.
_ENDLESS = 1 << 26
_HINT = re.compile(r'\ufeff?"?sep=(.)"?[^\S\n\r]*(?:\r\n|\n|\r)', re.I)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """hinted: the first line is a `sep=;`. spaced: blanks stand between delimiters and quotation marks."""

    delimiter: str
    hinted: bool
    spaced: bool


def read_delimited(
    connection: duckdb.DuckDBPyConnection, relation: str, path: Path, findings: list[Finding], options: ReadOptions
) -> RawTable:
    """Stage a UTF-8 text file; Refused where it is empty, is no table, or a quote is never closed.

    options: of them the delimiter counts, one character or "tab", and who is told.
    """
    with path.open("r", encoding="utf-8", newline="") as source:
        head = source.read(_HEAD)
    if not head.strip("\ufeff \t\r\n"):
        raise Refused("EMPTY_FILE", Sentence("The file is empty. Export it again."))
    dialect = _dialect(head, options.delimiter)
    if path.stat().st_size > _SMALL and not dialect.hinted and not dialect.spaced:
        table = stage_fast(connection, relation, path, head, dialect.delimiter, findings, options.tell)
        if table:
            return table
    with path.open("r", encoding="utf-8", newline="") as source:
        return stage_records(connection, relation, _records(source, dialect), findings, "csv", tell=options.tell)


def _dialect(head: str, said: str | None) -> _Dialect:
    hint = _HINT.match(head)
    delimiter = {None: hint[1] if hint else None, "tab": "\t"}.get(said, said) or _likely(head)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise Refused(
            "BAD_OPTION",
            Sentence("The delimiter is one character, or “tab”, not “{delimiter}”.", delimiter=delimiter[:20]),
        )
    mark = re.escape(delimiter)
    spaced = delimiter != " " and re.search(rf'{mark} +"[^"\r\n]*" *(?:{mark}|[\r\n])', head) is not None
    return _Dialect(delimiter, hint is not None, spaced)


def _likely(head: str) -> str:
    """The delimiter that parts most lines into the same number of cells, and into most of them."""
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
    return best


def _records(source: TextIO, dialect: _Dialect) -> Iterator[list[str]]:
    """The records of a file one by one; Refused where a quotation mark swallows the lines that follow it."""
    csv.field_size_limit(_ENDLESS)
    if dialect.hinted:
        source.readline()
    whole = _whole_record(dialect.delimiter)
    taken: list[str] = []
    reader = csv.reader(_lines(source, taken), delimiter=dialect.delimiter, skipinitialspace=dialect.spaced)
    line = 1 + dialect.hinted
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise (_unclosed(line) if any('"' in text for text in taken) else _endless(line)) from error
        # A record of several lines, or one that holds an odd number of quotes, may be several records in truth.
        if '"' in taken[0] and (len(taken) > 1 or taken[0].count('"') % 2):
            text = "".join(taken)
            if not whole.fullmatch(text) and (len(taken) > 1 or _opens(text, dialect.delimiter)):
                raise _unclosed(line)
        line += len(taken)
        taken.clear()
        yield record


def _lines(source: TextIO, taken: list[str]) -> Iterator[str]:
    """The lines of a file, each noted in `taken`; without byte order mark."""
    for number, text in enumerate(source):
        line = text.lstrip("\ufeff") if number == 0 else text
        taken.append(line)
        yield line


def _whole_record(delimiter: str) -> re.Pattern[str]:
    """A record in which every quote that opens a cell closes it."""
    mark = re.escape(delimiter)
    cell = rf'(?: *"[^"]*+(?:""[^"]*+)*+" *|(?! *")[^{mark}\r\n]*+)'
    return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*")


def _opens(text: str, delimiter: str) -> bool:
    """Whether the last cell of a line begins with a quote that nothing closes."""
    start = text.rfind(delimiter + '"') + 1
    last = text[start:] if start or text.startswith('"') else ""
    return last.count('"') % 2 == 1


def _endless(line: int) -> Refused:
    return Refused(
        "CELL_TOO_LARGE",
        Sentence(
            "A cell in line {line} holds more than {most} characters. Is the file a table?", line=line, most=_ENDLESS
        ),
    )


def _unclosed(line: int) -> Refused:
    return Refused(
        "UNBALANCED_QUOTE",
        Sentence(
            "A quotation mark opened in line {line} is never closed, so the lines that follow it "
            "would be read as one cell. Mend that line and import the file again.",
            line=line,
        ),
    )
