"""Frozen reviews: what was shown and said, kept word for word beside the releases, with the release it was read from.

A pack is written once and never again but to be deleted; its text's digest stands in it, so that a file edited by hand
is told.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from data.errors import Refused
from data.sentence import Sentence

_LONGEST, _MOST = 120, 1000
FOLDER = "packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """What a list shows of a pack. release: the number of the warehouse's release, which is kept for it.

    period: the quarter's label. saved_at: a moment with its zone. digest: SHA-256 of the document.
    """

    number: int
    name: str
    period: str
    release: int
    saved_at: datetime
    saved_by: str
    digest: str


def saved(folder: Path) -> list[Pack]:
    """The packs of a store, the newest first; what cannot be read is left out."""
    found = [pack for path in (folder / FOLDER).glob("*.json") if (pack := _head(path)) is not None]
    return sorted(found, key=lambda pack: -pack.number)


def pinned(folder: Path) -> set[int]:
    """The releases that packs refer to."""
    return {pack.release for pack in saved(folder)}


def save(folder: Path, document: str, *, name: str, period: str, release: int, by: str, now: datetime) -> Pack:
    """Freeze a document. Refused without a name or an author, and beyond a thousand packs."""
    texts = {"name": " ".join(name.split()), "saved_by": " ".join(by.split())}
    if not texts["name"] or len(texts["name"]) > _LONGEST:
        raise Refused("BAD_NAME", Sentence("A pack needs a name of at most {most} characters.", most=_LONGEST))
    if not texts["saved_by"] or len(texts["saved_by"]) > _LONGEST:
        raise Refused("NO_AUTHOR", Sentence("Say who saves the pack."))
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "packs.lock", timeout=10):
        known = [int(path.stem) for path in place.glob("*.json") if path.stem.isdigit()]
        if len(saved(folder)) >= _MOST:
            raise Refused("TOO_MANY", Sentence("There are {most} packs already. Delete one first.", most=_MOST))
        pack = Pack(
            number=max(known, default=0) + 1,
            period=period,
            release=release,
            saved_at=now.astimezone(UTC),
            digest=_digest(document),
            **texts,
        )
        target = place / f"{pack.number:06d}.json"
        draft = target.with_suffix(".new")
        head = asdict(pack) | {"saved_at": pack.saved_at.isoformat()}
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps({"pack": head, "document": document}, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    return pack


def read(folder: Path, number: int) -> tuple[Pack, str]:
    """A pack and its document, as it was saved. Refused where there is none, or where its file was changed."""
    path = folder / FOLDER / f"{number:06d}.json"
    pack = _head(path)
    if pack is None:
        raise Refused("NO_SUCH_PACK", Sentence("There is no pack {pack} here.", pack=number))
    document = json.loads(path.read_text(encoding="utf-8"))["document"]
    if _digest(document) != pack.digest:
        raise Refused(
            "PACK_CHANGED", Sentence("Pack {pack} was changed after it was saved: it cannot be relied on.", pack=number)
        )
    return pack, document


def delete(folder: Path, number: int) -> None:
    """Forget a pack, if there is one; its release may go with the next publish.

    An empty file stays, so that no later pack gets the number, to which links to this one would lead.
    """
    place = folder / FOLDER
    path = place / f"{number:06d}.json"
    if path.exists():
        with FileLock(place / "packs.lock", timeout=10):
            path.write_bytes(b"")


def _head(path: Path) -> Pack | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        head = found["pack"]
        pack = Pack(**head | {"saved_at": datetime.fromisoformat(head["saved_at"])})
        return pack if isinstance(found["document"], str) and f"{pack.number:06d}" == path.stem else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
