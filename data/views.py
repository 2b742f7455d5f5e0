"""Saved views: names for what people look at, kept beside the releases as they belong to no data."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from data.errors import Refused

Query = dict[str, list[str]]
_LONGEST_NAME, _MOST = 80, 200


@dataclass(frozen=True, slots=True)
class View:
    """A page with the query of its link: filters, period, and what the page itself keeps there."""

    name: str
    page: str
    query: Query


def saved(folder: Path) -> list[View]:
    """The views of a store by name; none where nothing was saved, or where the file cannot be read."""
    try:
        entries = json.loads(_file(folder).read_text(encoding="utf-8"))
        return sorted((View(**entry) for entry in entries), key=lambda view: view.name.casefold())
    except (OSError, ValueError, TypeError):
        return []


def save(folder: Path, view: View) -> None:
    """Keep a view; one of the same name is replaced. Refused for a blank or very long name, and beyond 200 views."""
    name = view.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("BAD_NAME", f"A view needs a name of at most {_LONGEST_NAME} characters.")
    with _turn(folder):
        others = [other for other in saved(folder) if other.name != name]
        if len(others) >= _MOST:
            raise Refused("TOO_MANY_VIEWS", f"There are {_MOST} saved views already. Delete one first.")
        _write(folder, [*others, View(name, view.page, view.query)])


def delete(folder: Path, name: str) -> None:
    """Forget the view of this name, if there is one."""
    with _turn(folder):
        _write(folder, [view for view in saved(folder) if view.name != name])


def _file(folder: Path) -> Path:
    return folder / "views.json"


def _turn(folder: Path) -> FileLock:
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "views.lock", timeout=10)


def _write(folder: Path, views: list[View]) -> None:
    draft = _file(folder).with_suffix(".new")
    draft.write_text(json.dumps([asdict(view) for view in views], ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, _file(folder))
