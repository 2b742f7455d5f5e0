"""Files in, a release out: all of them or none."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb

from data.derive import refresh
from data.entities import ENTITIES, Entity
from data.errors import Refused
from data.intake import difference, ledger, log, owners, uploads
from data.intake.difference import Difference
from data.intake.ledger import Account
from data.intake.readers import ReadOptions, discard, read
from data.intake.report import FileReport, Options, Outcome, Upload
from data.intake.table import import_table
from data.sentence import Sentence
from data.upgrade import bring_up_to_date
from data.warehouse import Store

Step = Literal["reading", "comparing", "deriving", "publishing"]
# Hears of each step before it begins: the step, the file's name, and the rows read so far.
Tell = Callable[[Step, str, int], None]


class _NotPublished(Exception):
    """Leaves the publish block of a dry run or a refusal."""


def import_files(
    store: Store,
    files: Sequence[Upload],
    options: Options,
    *,
    now: datetime,
    dry_run: bool = False,
    tell: Tell = lambda _step, _file, _rows: None,
) -> Outcome:
    """Import files together, all or nothing, as one release.

    now: the moment of the import. dry_run: go all the way but publish nothing.
    tell: what it raises ends the import, and nothing is published.
    A file that cannot be understood makes the outcome a refusal that says why.
    """
    reports: list[FileReport] = []
    changes: Difference | None = None
    people: tuple[str, ...] = ()
    try:
        with store.publish() as connection, tempfile.TemporaryDirectory(prefix="quarterdeck-") as folder:
            bring_up_to_date(connection)
            keep = None if dry_run else store.uploads
            if keep:
                known = {row[0] for row in connection.execute("select distinct content_hash from imports").fetchall()}
                uploads.sweep(keep, known)
            # What the first files change is all of them, and counting it would only hold them up.
            is_compared = dry_run or _has_deals(connection)
            if is_compared:
                difference.remember(connection)
            changed: dict[str, list[str | None]] = {}
            newest = connection.execute("select coalesce(max(import_id), 0) from imports").fetchall()[0][0]
            for number, upload in enumerate(files):
                before = _rows(reports)
                tell("reading", upload.name, before)
                try:
                    found = import_into(
                        connection,
                        upload,
                        upload.options or options,
                        changed,
                        now=now,
                        scratch=Path(folder) / str(number),
                        keep=keep,
                        newest=newest,
                        tell=lambda step, file, rows, before=before: tell(step, file, before + rows),
                    )
                except Refused as error:
                    found = [_refusal(upload, error)]
                reports += [replace(report, upload=number) for report in found]
            if any(report.refused for report in reports):
                raise _NotPublished
            tell("deriving", "", _rows(reports))
            refresh(connection, concerned(connection, changed))
            reports = owners.told(connection, reports)
            people = owners.listed(connection)
            if is_compared:
                changes = difference.difference(
                    connection, [report.import_id for report in reports if report.import_id]
                )
            if dry_run:
                raise _NotPublished
            log.write_effects(connection, now, changes.totals if changes else difference.first(connection))
            tell("publishing", "", _rows(reports))
    except _NotPublished:
        return Outcome(None, tuple(reports), changes, people)
    return Outcome(store.require_current().number, tuple(reports), changes, people)


def import_into(
    connection: duckdb.DuckDBPyConnection,
    upload: Upload,
    options: Options,
    changed: dict[str, list[str | None]],
    *,
    now: datetime,
    scratch: Path,
    keep: Path | None,
    newest: int = 0,
    tell: Tell = lambda _step, _file, _rows: None,
) -> list[FileReport]:
    """Enter one file in the ledger, and add the keys it concerns to `changed`; nothing is derived yet.

    keep: folder for a compressed copy of the file; None to keep none. newest: the last import whose answers may be
    used again.
    """
    scratch.mkdir(parents=True)
    path = _on_disk(upload, scratch / "upload")
    reports = []
    # Hashing and compressing take about as long as reading, and neither needs the other.
    with ThreadPoolExecutor(1) as background:
        kept = background.submit(_keep, path, keep)
        connection.execute("set preserve_insertion_order = true")
        how = ReadOptions(
            options.sheet, options.encoding, options.delimiter, lambda rows: tell("reading", upload.name, rows)
        )
        tables = read(connection, upload.name, path, how, scratch)
        # Rows are numbered now: nothing depends on their order any more, and without it both cores can write.
        connection.execute("set preserve_insertion_order = false")
        tell("comparing", upload.name, sum(table.rows_read for table in tables))
        for table in tables:
            report, keys = import_table(connection, upload.name, table, options, now, newest)
            changed.setdefault(str(report.entity), []).append(keys)
            reports.append(report)
            discard(connection, table)
        for report in reports:
            connection.execute(
                "update imports set content_hash = $hash where import_id = $id",
                {"hash": kept.result(), "id": report.import_id},
            )
    return reports


def undo(store: Store, import_id: int, *, now: datetime) -> int:
    """Take one import back, whichever it was, and publish; returns the new release's number.

    Refused if there is no such import in force.
    """
    with store.publish() as connection:
        _take_back(connection, import_id, now=now)
    return store.require_current().number


def undo_preview(store: Store, import_id: int, *, now: datetime) -> Difference:
    """What taking an import back would change; nothing is published. Refused as `undo` is."""
    try:
        with store.publish() as connection:
            changes = _take_back(connection, import_id, now=now)
            raise _NotPublished
    except _NotPublished:
        return changes


def _take_back(connection: duckdb.DuckDBPyConnection, import_id: int, *, now: datetime) -> Difference:
    bring_up_to_date(connection)
    row = connection.execute(
        "select entity, undone_at from imports where import_id = $id", {"id": import_id}
    ).fetchone()
    if row is None:
        raise Refused(
            "NO_SUCH_IMPORT",
            Sentence("There is no import {import_id}.", "`python -m data imports` lists them.", import_id=import_id),
        )
    if row[1] is not None:
        raise Refused(
            "ALREADY_UNDONE",
            Sentence("Import {import_id} was undone already, on {day}.", import_id=import_id, day=f"{row[1]:%Y-%m-%d}"),
        )
    difference.remember(connection)
    refresh(connection, {row[0]: strike(connection, import_id, now=now)})
    changes = difference.difference(connection, [])
    log.write_effects(connection, now, changes.totals)
    return changes


def strike(connection: duckdb.DuckDBPyConnection, import_id: int, *, now: datetime) -> str:
    """Take an import out of the ledger and mark it undone; returns the relation of the `key`s it concerned."""
    entity = connection.execute("select entity from imports where import_id = $id", {"id": import_id}).fetchall()[0][0]
    keys = ledger.strike(connection, ENTITIES[entity], import_id)
    connection.execute(
        "update imports set undone_at = $now where import_id = $id", {"now": log.utc(now), "id": import_id}
    )
    return keys


def enter_table(
    connection: duckdb.DuckDBPyConnection, entity: Entity, table: str, *, source: str, as_of: datetime, now: datetime
) -> dict[str, list[str | None]]:
    """Enter a table of typed rows that did not come from a file; returns what it concerns, for `concerned`."""
    fields = [name for (name, *_) in connection.execute(f"describe {table}").fetchall()]
    import_id = log.open_entry(
        connection, entity, source, table, fields=fields, mapping={}, options=Options(as_of=as_of), now=now
    )
    new, changed, unchanged, keys = ledger.enter(connection, entity, import_id, table)
    log.close_entry(connection, import_id, Account(new + changed + unchanged, new, changed, unchanged), None)
    return {entity.name: [keys]}


def concerned(connection: duckdb.DuckDBPyConnection, changed: Mapping[str, list[str | None]]) -> dict[str, str | None]:
    """Entity → a relation of the `key`s that its files concern, None for all; unchanged entities are left out."""
    found: dict[str, str | None] = {}
    for entity, relations in changed.items():
        if None in relations:
            found[entity] = None
            continue
        name = f"concerned_{entity}"
        joint = " union ".join(f"select key from {relation}" for relation in relations)
        connection.execute(f"create or replace temp table {name} as {joint}")
        if connection.execute(f"select count(*) from {name}").fetchall()[0][0]:
            found[entity] = name
    return found


def _refusal(upload: Upload, error: Refused) -> FileReport:
    return FileReport(None, upload.name, None, refused=error.message, code=error.code, columns=error.columns)


def _rows(reports: Sequence[FileReport]) -> int:
    return sum(report.rows.read for report in reports)


def _has_deals(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("select count(*) > 0 from opportunities").fetchall()[0][0])


def _on_disk(upload: Upload, target: Path) -> Path:
    if isinstance(upload.content, bytes):
        target.write_bytes(upload.content)
        return target
    if not upload.content.is_file():
        raise Refused("NO_SUCH_FILE", Sentence("There is no file {path}.", path=str(upload.content)))
    return upload.content


def _keep(path: Path, folder: Path | None) -> str:
    found = uploads.digest(path)
    if folder:
        uploads.keep(path, found, folder)
    return found
