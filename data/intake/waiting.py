"""Uploaded files that wait to be published or discarded, kept in the store for when their browser tab is closed.

Each batch is a folder of its own: the files by number and a list of what they are. A name that was uploaded stands in
the list alone and never becomes a path.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = "waiting"
KEPT_FOR = timedelta(days=1)
MOST_BYTES = 2 << 30  # of one batch: what a reader takes of one file
MOST_TOGETHER = 2 * MOST_BYTES
_MOST_BATCHES = 20
_LIST, _DRAFT = "files.json", "files.new"


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """One kept file: its name as the user knows it, its id as uploaded, and where its content lies."""

    name: str
    file_id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were uploaded together. since: UTC. tab: who uploaded them. answers: what was said of them so far."""

    token: str
    since: datetime
    tab: str
    files: tuple[WaitingFile, ...]
    size: int  # bytes
    answers: Mapping[str, Any] = field(default_factory=dict)


def keep(
    folder: Path,
    files: Sequence[tuple[str, str, Callable[[], bytes]]],
    *,
    tab: str,
    now: datetime,
    answers: Mapping[str, Any],
    token: str | None = None,
) -> str | None:
    """Keep a batch in a store; returns its token, None where it cannot be kept: too large, or no room on the disk.

    files: id, name, and what reads the content, of all files there are now. token: of the batch that they replace; what
    it holds already is not read again. answers: JSON values.
    """
    token = token or uuid4().hex
    home = folder / FOLDER / token
    before = _read(home)
    known = {file.file_id: file.path for file in before.files} if before else {}
    try:
        home.mkdir(parents=True, exist_ok=True)
        listed, size = [], 0
        for file_id, name, content in files:
            path = known.get(file_id) or home / uuid4().hex
            fresh = None if file_id in known else content()
            size += path.stat().st_size if fresh is None else len(fresh)
            if size > MOST_BYTES:
                discard(folder, token)
                return None
            if fresh is not None:
                path.write_bytes(fresh)
            listed.append({"name": name, "id": file_id, "path": path.name})
        since = before.since if before else now
        entry = {"since": since.isoformat(), "tab": tab, "files": listed, "answers": answers}
        (home / _DRAFT).write_text(json.dumps(entry), encoding="utf-8")
        os.replace(home / _DRAFT, home / _LIST)
        for path in home.iterdir():
            if path.name not in {_LIST, *(item["path"] for item in listed)}:
                path.unlink(missing_ok=True)
    except OSError:
        discard(folder, token)
        return None
    return token


def waiting(folder: Path, now: datetime) -> list[Batch]:
    """The batches of a store, newest first.

    Those older than a day or damaged are removed, and the oldest where they are more than 20 or 4 GB together.
    """
    home = folder / FOLDER
    found = []
    for path in home.iterdir() if home.is_dir() else ():
        batch = _read(path)
        since = batch.since if batch else _written(path)
        if now - since > KEPT_FOR:
            discard(folder, path.name)
        elif batch is not None:
            found.append(batch)
    found.sort(key=lambda batch: batch.since, reverse=True)
    fit = sum(1 for total in accumulate(batch.size for batch in found) if total <= MOST_TOGETHER)
    for batch in found[min(fit, _MOST_BATCHES) :]:
        discard(folder, batch.token)
    return found[: min(fit, _MOST_BATCHES)]


def discard(folder: Path, token: str) -> None:
    """Delete a batch, if it is there."""
    shutil.rmtree(folder / FOLDER / token, ignore_errors=True)


def _read(home: Path) -> Batch | None:
    """The batch of a folder; None where it is not whole."""
    try:
        entry = json.loads((home / _LIST).read_text(encoding="utf-8"))
        files = tuple(WaitingFile(item["name"], item["id"], home / Path(item["path"]).name) for item in entry["files"])
        since = datetime.fromisoformat(entry["since"])
        size = sum(file.path.stat().st_size for file in files)
        return Batch(home.name, since, entry["tab"], files, size, entry["answers"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _written(path: Path) -> datetime:
    """When a folder was last written to; long ago where it is gone already."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.min.replace(tzinfo=UTC)
