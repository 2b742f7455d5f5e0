"""What the data side says of files and requests, in the reader's language."""

from collections.abc import Sequence

from data.sentence import CODES, LONGEST, SHOWN, Sentence, Value, alternatives
from pages.components import fields, words
from pages.components.i18n import _

# Numbers that name a place and do not count anything are written without marks.
_PLACES = ("row", "rows", "first", "last", "line", "number", "import_id")


def said(text: str) -> str:
    """A sentence in the language in force, without what only the command line adds; other text as it stands.

    It is plain text: escape it where Markdown is read.
    """
    if not isinstance(text, Sentence):
        return text
    return _(text.template).format(**{name: _value(name, value) for name, value in text.details.items()})


def detail(text: str | None, name: str) -> str:
    """What stands at a name of a sentence, as text; empty where nothing does."""
    found = text.details.get(name) if isinstance(text, Sentence) else None
    return "" if found is None else str(found)


def details(text: str | None, name: str) -> list[str]:
    """The texts that stand at a name of a sentence."""
    found = text.details.get(name) if isinstance(text, Sentence) else None
    return [] if found is None or isinstance(found, (str, int, float)) else [str(item) for item in found]


def _value(name: str, value: Value) -> str:
    if isinstance(value, str):
        return _named(name, said(value))
    if not isinstance(value, Sequence):
        return str(value) if name in _PLACES else words.number(value)
    if name in CODES:
        return ", ".join(" / ".join(_named(name, code) for code in alternatives(item)) for item in value)
    shown = _(", ").join(_quoted(item) for item in value[:SHOWN])
    more = len(value) - SHOWN
    return _("{shown} and {n} more").format(shown=shown, n=words.number(more)) if more > 0 else shown


def _quoted(item: str | int | Sequence[str]) -> str:
    return _("“{text}”").format(text=item[:LONGEST]) if isinstance(item, str) else str(item)


def _named(name: str, value: str) -> str:
    if name in ("entity", "entities"):
        return words.entity(value)
    return fields.label(value) if name in ("field", "fields") else value
