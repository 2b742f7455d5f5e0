"""Releases of the warehouse: open the current one, publish the next.

A release is an immutable DuckDB file; CURRENT names the one in force. A writer
works on a copy and swaps the pointer at the very end, so readers are never
blocked and a crash at any moment leaves the former release served.
"""

import os
import re
import shutil
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from filelock import FileLock, Timeout

from data import packs, schema
from data.errors import Refused
from data.sentence import Sentence

KEPT_RELEASES = 5
KEPT_BESIDE = (
    "fit_profiles.json",
    "goals.jsonl",
    "mappings.json",
    "reviews.json",
    "scenarios.json",
    "views.json",
)  # what people said, which no file told
LOCK_SECONDS = 600
_READER = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
_WRITER: dict[str, str | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # The newer text compression writes a quarter faster than the one that is kept as default for old readers.
    "storage_compatibility_version": "v1.4.0",
}
# A publish must fit beside the app on a small machine; DuckDB spills beyond this.
_WRITER_MEMORY = "900MB"
_RELEASE = re.compile(r"warehouse-\d{6,}\.duckdb")


@dataclass(frozen=True, slots=True)
class Release:
    """One published state of the warehouse."""

    number: int
    path: Path


class Store:
    """A folder of releases, kept uploads and the publish lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uploads = folder / "uploads"
        self._pointer = folder / "CURRENT"
        self._draft = folder / "draft.duckdb"

    def current(self) -> Release | None:
        """The release in force; None for a store that was never published."""
        try:
            name = self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        path = self.folder / name
        if not _RELEASE.fullmatch(name) or not path.is_file():
            raise Refused(
                "STORE_DAMAGED",
                Sentence(
                    "{pointer} names “{name}”, which is no release here. Restore it from a backup.",
                    pointer=str(self._pointer),
                    name=name,
                ),
            )
        return Release(_number(path), path)

    def require_current(self) -> Release:
        """The release in force; Refused where nothing was imported yet."""
        release = self.current()
        if release is None:
            raise Refused(
                "EMPTY_STORE",
                Sentence(
                    "There is no data in {folder} yet. Import files, or build the demo company.",
                    folder=str(self.folder),
                ),
            )
        return release

    @contextmanager
    def publish(self) -> Generator[duckdb.DuckDBPyConnection]:
        """Yield a connection to a copy of the current release; publish it when the block ends.

        The block runs in one transaction. If it raises, nothing is published.
        Other publishers wait for their turn; Refused after ten minutes, and where
        reading or writing fails, as on a full disk.
        """
        with _trouble_told(), self._turn():
            current = self.current()
            self._discard_draft()
            try:
                if current:
                    shutil.copyfile(current.path, self._draft)
                connection = duckdb.connect(str(self._draft), config=_WRITER)
                try:
                    connection.execute(f"set memory_limit = '{_WRITER_MEMORY}'")
                    connection.execute("set TimeZone = 'UTC'")
                    connection.begin()
                    if not current:
                        schema.create(connection)
                    yield connection
                    # An error inside a transaction aborts it, and COMMIT would then save nothing silently.
                    connection.execute("select count(*) from settings")
                    with _trouble_told(duckdb.Error):
                        connection.commit()
                        connection.execute("checkpoint")
                finally:
                    connection.close()
                self._swap(current.number + 1 if current else 1)
            except BaseException:
                self._discard_draft()
                raise

    def backup(self, target: Path) -> Release:
        """Copy the current release to `target`, and beside it what people keep beside the releases.

        Goals, scenarios, views and packs go to files named like the target with theirs behind. Returns the release.
        """
        release = self.require_current()
        if target.exists():
            raise Refused("TARGET_EXISTS", Sentence("{target} exists already. Name a new file.", target=str(target)))
        with _trouble_told():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(release.path, target)
                _fsync(target)
                for kept in (self.folder / name for name in KEPT_BESIDE):
                    if kept.exists():
                        shutil.copyfile(kept, target.with_name(f"{target.name}.{kept.name}"))
                if (frozen := self.folder / packs.FOLDER).exists():
                    beside = target.with_name(f"{target.name}.{packs.FOLDER}")
                    shutil.copytree(frozen, beside, ignore=shutil.ignore_patterns("*.lock"), dirs_exist_ok=True)
            except OSError:
                target.unlink(missing_ok=True)
                raise
        return release

    def _turn(self) -> AbstractContextManager[object]:
        """The publish lock, once it is ours."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return FileLock(self.folder / "publish.lock").acquire(timeout=LOCK_SECONDS)
        except Timeout as error:
            raise Refused(
                "STORE_BUSY", Sentence("Another import is still running. Try again when it is done.")
            ) from error

    def _swap(self, number: int) -> None:
        path = self.folder / f"warehouse-{number:06d}.duckdb"
        with duckdb.connect(str(self._draft), read_only=True) as check:
            check.execute("select count(*) from imports").fetchone()
        _fsync(self._draft)
        os.replace(self._draft, path)
        pointer = self.folder / "CURRENT.new"
        pointer.write_text(path.name + "\n", encoding="utf-8")
        _fsync(pointer)
        os.replace(pointer, self._pointer)
        _fsync(self.folder)
        self._prune(number)

    def _prune(self, newest: int) -> None:
        pinned = packs.pinned(self.folder)
        for path in self.folder.glob("warehouse-*.duckdb"):
            number = _number(path)
            if (number <= newest - KEPT_RELEASES and number not in pinned) or number > newest:
                try:
                    path.unlink()
                except PermissionError:  # Windows keeps a file that a page still reads; the next publish tries again.
                    continue

    def _discard_draft(self) -> None:
        for path in (self._draft, self._draft.with_name(self._draft.name + ".wal")):
            path.unlink(missing_ok=True)
        shutil.rmtree(self._draft.with_name(self._draft.name + ".tmp"), ignore_errors=True)


@lru_cache(maxsize=4)
def engine(path: Path) -> sa.Engine:
    """A read-only engine on one release, closed to files, network and settings changes."""
    return sa.create_engine(
        f"duckdb:///{path}",
        connect_args={"read_only": True, "config": dict(_READER)},
        poolclass=sa.pool.QueuePool,
        pool_size=8,
        max_overflow=24,
    )


@contextmanager
def _trouble_told(*trouble: type[Exception]) -> Generator[None]:
    """What the disk or the memory refuses becomes a sentence; trouble: errors that can mean nothing else here."""
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException, *trouble) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise Refused(
            "DISK_TROUBLE", Sentence("Reading or writing failed: {reason}. Nothing was changed.", reason=reason)
        ) from error


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple]) -> None:
    """Insert rows of plain values into a table, all at once: one after the other takes hundreds of times as long."""
    if not rows:
        return
    columns = zip(*rows, strict=True)
    connection.register("rows_arrow", pa.table({f"c{place}": pa.array(cells) for place, cells in enumerate(columns)}))
    connection.execute(f"insert into {table} select * from rows_arrow")
    connection.unregister("rows_arrow")


def as_text(value: object) -> object:
    """A value as JSON carries it: dates and moments in ISO form."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _number(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
