"""Named mappings: how the files of one source are to be read, kept by name, carried as JSON, given to an import."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from data.entities import ENTITIES, TRAITS
from data.errors import Refused
from data.intake import Options
from data.sentence import Sentence
from data.shelf import Shelf

_CHOICES = {
    "date_order": ("dmy", "mdy"),
    "decimal": ("point", "comma"),
    "entity": tuple(ENTITIES),
}
_PAIRS = ("columns", "stages", "owners", "date_orders")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Answers under a name. columns: header → field, "-" for a column to ignore. stages: stage → open, won or lost.

    owners: owner as written → name or id of the person meant. date_order: of the columns that have none of their own in
    date_orders: header → dmy or mdy.
    """

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    date_orders: dict[str, str] = field(default_factory=dict)
    decimal: str | None = None
    entity: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def of(options: Options, name: str, columns: dict[str, str]) -> Mapping:
    """How files are read, under a name: what was answered, and every column of theirs."""
    return replace(Mapping(name, **options.answers), columns=columns)


def answers(mapping: Mapping) -> dict[str, Any]:
    """The answers a mapping gives, by the name of their option."""
    return {name: value for name, value in asdict(mapping).items() if name != "name" and value}


def applied(mapping: Mapping, options: Options) -> Options:
    """The options with a mapping's answers where they hold none of their own."""
    ours, given = answers(mapping), options.answers
    if options.date_order:
        ours.pop("date_orders", None)
    joint = {name: ours[name] | given.get(name, {}) for name in _PAIRS if name in ours}
    return replace(options, **(ours | given | joint))


def text(mapping: Mapping) -> str:
    """A mapping as JSON, to be carried, edited and read again."""
    return json.dumps({key: value for key, value in asdict(mapping).items() if value}, ensure_ascii=False, indent=2)


def read(content: bytes | str) -> Mapping:
    """A mapping from its JSON; Refused with what is wrong."""
    try:
        entry = json.loads(content)
    except ValueError as error:
        raise Refused(
            "BAD_MAPPING", Sentence("The mapping is not JSON. Export one, change it, and give that.")
        ) from error
    try:
        return _checked(Mapping(**entry))
    except TypeError as error:
        known = ", ".join(Mapping.__dataclass_fields__)
        raise Refused(
            "BAD_MAPPING", Sentence("The mapping must be an object with {known}, of which name is needed.", known=known)
        ) from error


def saved(folder: Path) -> list[Mapping]:
    """The mappings of a store by name; what cannot be read is left out."""
    return _SHELF.saved(folder)


def save(folder: Path, mapping: Mapping) -> None:
    """Keep a mapping; one of the same name is replaced. Refused as `Shelf.save` says."""
    _SHELF.save(folder, asdict(mapping))


def delete(folder: Path, name: str) -> None:
    """Forget the mapping of this name, if there is one."""
    _SHELF.delete(folder, name)


def _checked(mapping: Mapping) -> Mapping:
    fields = {"-", TRAITS, *(name for entity in ENTITIES.values() for name in entity.fields)}
    known_in = {"columns": fields, "stages": {"open", "won", "lost"}, "date_orders": set(_CHOICES["date_order"])}
    for name in _PAIRS:
        given, known = getattr(mapping, name), known_in.get(name)
        if not isinstance(given, dict) or not all(isinstance(text, str) for text in (*given, *given.values())):
            raise Refused("BAD_MAPPING", Sentence("In the mapping, {name} must be an object of texts.", name=name))
        if known is not None and (wrong := [value for value in given.values() if value not in known]):
            raise Refused(
                "BAD_MAPPING",
                Sentence(
                    "In the mapping, {name} names “{value}”, which there is not.", name=name, value=str(wrong[0])[:40]
                ),
            )
    for name, known in _CHOICES.items():
        if (value := getattr(mapping, name)) is not None and value not in known:
            raise Refused(
                "BAD_MAPPING",
                Sentence(
                    "In the mapping, {name} is “{value}”; it can be: {known}.",
                    name=name,
                    value=str(value)[:40],
                    known=", ".join(known),
                ),
            )
    for name in ("name", "sheet", "encoding", "delimiter"):
        if not isinstance(getattr(mapping, name), str | None):
            raise Refused("BAD_MAPPING", Sentence("In the mapping, {name} must be a text.", name=name))
    return mapping


_SHELF = Shelf("mappings.json", "mapping", lambda **entry: _checked(Mapping(**entry)))
