"""One way of taking a file in, in a process of its own: `python -m tests.benchmarks.importing WAY FILE FOLDER`.

Prints seconds and the peak of memory as JSON. What is loaded on first use is loaded before the clock starts.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data.entities import OPPORTUNITIES
from data.intake import Options, Upload, import_files
from data.intake.readers import ReadOptions, read
from data.intake.recognise import recognise
from data.intake.rows import type_rows
from data.intake.values import Answers, Column, ColumnReader
from data.warehouse import Store
from tests.benchmarks.exports import BARE_COLUMNS, write_export

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def bare(source: Path, folder: Path) -> None:
    """DuckDB's own reader with types given, into a table: the measure of all."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in BARE_COLUMNS.items())
    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        connection.execute(
            "create table deals as select * from read_csv($path, auto_detect = false, header = true, delim = ',',"
            f" quote = '\"', escape = '\"', columns = {{{columns}}})",
            {"path": str(source)},
        )


def clean(source: Path, folder: Path) -> None:
    """Cleaned, typed and every row accounted for; nothing is kept."""
    with duckdb.connect(str(folder / "clean.duckdb")) as connection:
        (table,) = read(connection, source.name, source, ReadOptions(), folder)
        found = recognise(table.header, file_name=source.name)
        columns = [
            Column(match.index, match.header, match.field, OPPORTUNITIES.fields[match.field])
            for match in found.matches
            if match.field
        ]
        ColumnReader(connection, table.relation, Answers()).decide(columns)
        typed, rejects = type_rows(connection, table.relation, OPPORTUNITIES, columns, found.constants)
        (accepted,) = connection.execute(f"select count(*) from {typed}").fetchall()[0]
        assert accepted + len(rejects) == table.rows_read > 0


def whole(source: Path, folder: Path) -> None:
    """The whole import: decoded, cleaned, compared, history derived, upload kept, release published."""
    outcome = import_files(Store(folder / "store"), [Upload(source.name, source)], Options(), now=NOW)
    assert outcome.release == 1
    assert outcome.imports[0].rows.new > 0


def main(way: Callable[[Path, Path], None], source: Path, folder: Path) -> None:
    """Warm up on a small file, then measure."""
    small = folder / "small.csv"
    write_export(small, 100)
    for name, path in (("warm", small), ("measured", source)):
        (folder / name).mkdir()
        start = time.perf_counter()
        way(path, folder / name)
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main({"bare": bare, "clean": clean, "whole": whole}[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))
