"""A sentence for people: English as it stands, and said in other languages by its template and values."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

SHOWN = 12
LONGEST = 40
# Values of these names are codes: shown without quotation marks, and by the names that a page has for them.
CODES = ("entity", "entities", "field", "fields")

Value = str | int | float | Sequence[str] | Sequence[int] | Sequence[Sequence[str]]


class Sentence(str):
    """English text that remembers how it was made.

    template: the text with {names}. details: what stands at the names; a list of texts is quoted and not shown
    endlessly. option: what only the command line adds, such as how to answer there.
    """

    template: str
    details: dict[str, Value]
    option: str

    def __new__(cls, template: str, option: str = "", /, **values: Value) -> "Sentence":
        text = template.format(**{name: _english(name, value) for name, value in values.items()})
        made = super().__new__(cls, f"{text} {option}".strip())
        made.template, made.details, made.option = template, values, option
        return made

    def __reduce__(self) -> tuple:
        """Copies and pickles remember it too; the plain text alone would lose how it was made."""
        return _made, (self.template, self.option, self.details)


def N_(template: str) -> str:
    """Mark a template for the catalogue where no sentence is made of it yet."""
    return template


def as_json(text: str) -> str | None:
    """How a sentence was made, to be kept beside it; None for a text that is no Sentence."""
    return json.dumps(_packed(text), ensure_ascii=False) if isinstance(text, Sentence) else None


def from_json(text: str, kept: str | None) -> str:
    """The sentence that was kept so; the plain text where nothing was kept."""
    return cast("Sentence", _unpacked(json.loads(kept))) if kept else text


def _made(template: str, option: str, values: Mapping[str, Value]) -> Sentence:
    return Sentence(template, option, **values)


def _english(name: str, value: Value) -> str:
    if isinstance(value, str):
        return value.replace("_", " ") if name in CODES else value
    if not isinstance(value, Sequence):
        return str(value)
    if name in CODES:
        return ", ".join(" or ".join(alternatives(item)).replace("_", " ") for item in value)
    more = f" and {len(value) - SHOWN} more" if len(value) > SHOWN else ""
    return ", ".join(_quoted(item) for item in value[:SHOWN]) + more


def alternatives(item: str | int | Sequence[str]) -> list[str]:
    """The codes that one item of a list stands for: one, or several of which any will do."""
    return [str(item)] if isinstance(item, (str, int)) else [str(code) for code in item]


def _quoted(item: str | int | Sequence[str]) -> str:
    """A text in quotation marks, not all of a long one; a number as it is."""
    return f"“{item[:LONGEST]}”" if isinstance(item, str) else str(item)


def _packed(value: Value) -> object:
    if isinstance(value, Sentence):
        values = {name: _packed(item) for name, item in value.details.items()}
        return {"template": value.template, "option": value.option, "values": values}
    return value


def _unpacked(value: object) -> Value:
    if isinstance(value, dict):
        values = {name: _unpacked(item) for name, item in value["values"].items()}
        return _made(value["template"], value["option"], values)
    return cast("Value", value)  # as json gives it: a text, a number or a list of these
