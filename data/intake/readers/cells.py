"""The text of a cell: one form for everyone, in Python for a header and in SQL for a million rows."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Every blank that programs put around a cell, the ideographic and the invisible ones included.
BLANKS = (
    " \t\n\r\x0b\x0c\u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200C)))
    + "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
# Terminal sequences, control characters, and marks that turn the direction of text have no place in a name.
_CONTROL = r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
_CONTROL_PATTERN = re.compile(_CONTROL)
_CONTROL_SQL = re.sub(r"\\u([0-9a-f]{4})", r"\\x{\1}", _CONTROL).replace(r"\x9f", r"\x{9f}")
_BLANKS_SQL = " || ".join(f"chr({ord(character)})" for character in BLANKS)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cells need; what they do not need is not paid for.

    trims: there are blanks around cells, and blanks of any kind if `any_blank`.
    composes: letters may be written in parts. controls: there may be control characters.
    """

    trims: bool = True
    any_blank: bool = True
    composes: bool = True
    controls: bool = True

    def expression(self, column: str) -> str:
        """SQL: the clean text of a column, null where nothing is left."""
        text = column
        if self.controls:
            text = f"regexp_replace({text}, '{_CONTROL_SQL}', '', 'g')"
        if self.composes:
            text = f"nfc_normalize({text})"
        if self.any_blank:
            text = f"trim({text}, {_BLANKS_SQL})"
        elif self.trims:
            text = f"trim({text})"
        return text if text == column else f"nullif({text}, '')"


def needed(texts: Iterable[str]) -> Cleaning:
    """The cleaning that these cells need."""
    sample = "".join(texts)
    if sample.isascii() and sample.isprintable():
        return Cleaning(any_blank=False, composes=False, controls=False)
    return Cleaning(composes=not sample.isascii(), controls=bool(_CONTROL_PATTERN.search(sample)))


def controlled(columns: Iterable[str]) -> str:
    """SQL: whether any of the columns has control characters."""
    return " or ".join(f"coalesce(regexp_matches({column}, '{_CONTROL_SQL}'), false)" for column in columns) or "false"


def clean(text: str) -> str:
    """The same cleaning, for one text."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _CONTROL_PATTERN.sub("", text)).strip(BLANKS)


def is_blank(text: str) -> bool:
    """Whether nothing of a cell is left once it is clean."""
    return not text or (text[0] in BLANKS and not text.strip(BLANKS)) or (not text[0].isprintable() and not clean(text))
