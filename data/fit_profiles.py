"""Saved profiles of the ideal customer: names for conditions, away from the data."""

from dataclasses import asdict, dataclass
from pathlib import Path

from data.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile under its name. conditions: as a link of the Activities page holds them."""

    name: str
    conditions: str


def saved(folder: Path) -> list[Profile]:
    """The profiles of a store by name; what cannot be read is left out."""
    return _SHELF.saved(folder)


def save(folder: Path, profile: Profile) -> None:
    """Keep a profile; one of the same name is replaced. Refused as `Shelf.save` says."""
    _SHELF.save(folder, asdict(profile))


def delete(folder: Path, name: str) -> None:
    """Forget the profile of this name, if there is one."""
    _SHELF.delete(folder, name)


def _checked(one: Profile) -> Profile:
    """The profile, if its parts are texts; else ValueError: the file was edited by hand."""
    if not (isinstance(one.name, str) and isinstance(one.conditions, str)):
        raise ValueError(f"Not a profile: {one}")
    return one


_SHELF = Shelf("fit_profiles.json", "profile", lambda **entry: _checked(Profile(**entry)))
