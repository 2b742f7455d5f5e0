"""Saved views: names for what people look at."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data.errors import Refused
from data.sentence import Sentence
from data.shelf import Shelf

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class View:
    """A page with the query of its link: filters, period, and what the page itself keeps there.

    formerly: names it had before, by which those who start with it still find it.
    """

    name: str
    page: str
    query: Query
    formerly: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "formerly", tuple(self.formerly))  # a list where it was read from a file


_SHELF = Shelf("views.json", "view", View)


def saved(folder: Path) -> list[View]:
    """The views of a store by name; what cannot be read is left out."""
    return _SHELF.saved(folder)


def save(folder: Path, view: View) -> None:
    """Keep a view; one of the same name is replaced. Refused as `Shelf.save` says."""
    _SHELF.save(folder, asdict(view))


def delete(folder: Path, name: str) -> None:
    """Forget the view of this name, if there is one."""
    _SHELF.delete(folder, name)


def rename(folder: Path, name: str, new: str) -> None:
    """Give the view of a name another one. Refused as `Shelf.save` says, and where the new name is taken."""
    known = {view.name: view for view in saved(folder)}
    new = new.strip()
    if name not in known or new == name:
        return
    if new in known:
        raise Refused("NAME_TAKEN", Sentence("There is a view named “{name}” already.", name=new))
    view = known[name]
    former = (*(other for other in view.formerly if other not in (name, new)), name)
    save(folder, replace(view, name=new, formerly=former))
    delete(folder, name)
