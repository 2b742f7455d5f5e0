"""Named things that people keep beside the releases, as they belong to no data: a JSON file each, by name."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import FileLock

from data.errors import Refused
from data.sentence import Sentence

Kept = TypeVar("Kept")
_LONGEST_NAME, _MOST = 80, 200


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Kept]):
    """What one file keeps. kind: what an entry is called in a refusal, such as view.

    make: builds what an entry stands for; ValueError, TypeError or Refused for one that was damaged by hand.
    """

    file: str
    kind: str
    make: Callable[..., Kept]

    def saved(self, folder: Path) -> list[Kept]:
        """What is kept in a store, by name; what cannot be read is left out."""
        return [made for entry in self.entries(folder) if (made := self._made(entry)) is not None]

    def _made(self, entry: dict[str, Any]) -> Kept | None:
        try:
            return self.make(**entry)
        except (ValueError, TypeError, AttributeError, Refused):
            return None

    def entries(self, folder: Path) -> list[dict[str, Any]]:
        """The entries of a store, by name; none where nothing was saved, or where the file cannot be read."""
        try:
            found = json.loads((folder / self.file).read_text(encoding="utf-8"))
            return sorted(found, key=lambda entry: str(entry["name"]).casefold())
        except (OSError, ValueError, TypeError, KeyError):
            return []

    def save(self, folder: Path, entry: dict[str, Any]) -> None:
        """Keep an entry under its name; one of the same name is replaced.

        Refused for a blank or very long name, and beyond 200 entries.
        """
        name = str(entry["name"]).strip()
        if not name or len(name) > _LONGEST_NAME:
            raise Refused(
                "BAD_NAME",
                Sentence("What is saved needs a name of at most {most} characters.", most=_LONGEST_NAME),
            )
        with self._turn(folder):
            others = [other for other in self.entries(folder) if other["name"] != name]
            if len(others) >= _MOST:
                raise Refused(
                    "TOO_MANY",
                    Sentence("{most} are saved already. Delete one first.", most=_MOST),
                )
            self._write(folder, [*others, entry | {"name": name}])

    def change(self, folder: Path, name: str, how: Callable[[Kept | None], dict[str, Any]]) -> None:
        """Keep what `how` makes of the entry of a name, or of None; nobody else changes it meanwhile."""
        with self._turn(folder):
            entries = self.entries(folder)
            known = next((entry for entry in entries if entry["name"] == name), None)
            made = how(None if known is None else self._made(known))
            self._write(folder, [*(entry for entry in entries if entry["name"] != name), made | {"name": name}])

    def delete(self, folder: Path, name: str) -> None:
        """Forget the entry of this name, if there is one."""
        with self._turn(folder):
            self._write(folder, [entry for entry in self.entries(folder) if entry["name"] != name])

    def _turn(self, folder: Path) -> FileLock:
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock((folder / self.file).with_suffix(".lock"), timeout=10)

    def _write(self, folder: Path, entries: list[dict[str, Any]]) -> None:
        draft = (folder / self.file).with_suffix(".new")
        draft.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(draft, folder / self.file)
