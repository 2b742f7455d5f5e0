"""Saved scenarios: names for what people suppose on the Forecast page, kept beside the releases, away from the data."""

import json
import math
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock

from data.errors import Refused

_LONGEST_NAME, _MOST = 80, 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A scenario under its name: ids of deals lost, won and later; id → amount; factor on odds; share that slips."""

    name: str
    lost: list[str] = field(default_factory=list)
    won: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    amounts: dict[str, float] = field(default_factory=dict)
    win_rate: float = 1.0
    slip: float = 0.0


def saved(folder: Path) -> list[Saved]:
    """The scenarios of a store by name; none where nothing was saved, or where the file cannot be read."""
    try:
        entries = json.loads(_file(folder).read_text(encoding="utf-8"))
        return sorted((_checked(Saved(**entry)) for entry in entries), key=lambda one: one.name.casefold())
    except (OSError, ValueError, TypeError, AttributeError):
        return []


def save(folder: Path, scenario: Saved) -> None:
    """Keep a scenario; one of the same name is replaced. Refused for a blank or very long name, and beyond 200."""
    name = scenario.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("BAD_NAME", f"A scenario needs a name of at most {_LONGEST_NAME} characters.")
    with _turn(folder):
        others = [other for other in saved(folder) if other.name != name]
        if len(others) >= _MOST:
            raise Refused("TOO_MANY_SCENARIOS", f"There are {_MOST} saved scenarios already. Delete one first.")
        _write(folder, [asdict(other) for other in others] + [asdict(scenario) | {"name": name}])


def delete(folder: Path, name: str) -> None:
    """Forget the scenario of this name, if there is one."""
    with _turn(folder):
        _write(folder, [asdict(one) for one in saved(folder) if one.name != name])


def _checked(one: Saved) -> Saved:
    """The scenario, if its parts are what they should be; else ValueError: the file was edited by hand."""
    ids = [*one.lost, *one.won, *one.later, *one.amounts]
    numbers = [*one.amounts.values(), one.win_rate, one.slip]
    lists = all(isinstance(part, list) for part in (one.lost, one.won, one.later))
    is_text = all(isinstance(text, str) for text in (one.name, *ids))
    is_number = all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    if not (lists and is_text and is_number and one.win_rate > 0 and 0 <= one.slip <= 1):
        raise ValueError(f"Not a scenario: {one}")
    return one


def _file(folder: Path) -> Path:
    return folder / "scenarios.json"


def _turn(folder: Path) -> FileLock:
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "scenarios.lock", timeout=10)


def _write(folder: Path, entries: list[dict[str, object]]) -> None:
    draft = _file(folder).with_suffix(".new")
    draft.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, _file(folder))
