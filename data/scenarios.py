"""Saved scenarios: names for what people suppose on the Forecast page, away from the data."""

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path

from data.shelf import Shelf


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
    """The scenarios of a store by name; what cannot be read is left out."""
    return _SHELF.saved(folder)


def save(folder: Path, scenario: Saved) -> None:
    """Keep a scenario; one of the same name is replaced. Refused as `Shelf.save` says."""
    _SHELF.save(folder, asdict(scenario))


def delete(folder: Path, name: str) -> None:
    """Forget the scenario of this name, if there is one."""
    _SHELF.delete(folder, name)


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


_SHELF = Shelf("scenarios.json", "scenario", lambda **entry: _checked(Saved(**entry)))
