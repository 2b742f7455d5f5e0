"""Every text of the app has a Japanese translation that fits it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]
FOLDERS = ("pages", "metrics", "data")
KEYWORDS = {"_": None, "N_": None, "Sentence": None, "ngettext": (1, 2)}


def extracted() -> dict[str | tuple[str, str], str]:
    """Message, or pair of singular and plural → the file it stands in."""
    found = {}
    for folder in FOLDERS:
        method = [("**.py", "python")]
        for file, _line, message, *_rest in extract_from_dir(ROOT / folder, method_map=method, keywords=KEYWORDS):
            found.setdefault(message, f"{folder}/{file}")
        for path in sorted((ROOT / folder).rglob("*.py")):
            found |= {message: str(path.relative_to(ROOT)) for message in in_f_strings(path) if message not in found}
    return found


def in_f_strings(path: Path) -> list[str | tuple[str, str]]:
    """The messages inside f-strings, which Babel passes over."""
    strings = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = tuple(argument.value for argument in call.args if isinstance(argument, ast.Constant))
        if name in KEYWORDS and texts:
            found.append(texts[:2] if name == "ngettext" else texts[0])
    return found


@cache
def japanese() -> Catalog:
    with (ROOT / "pages/locale/ja/LC_MESSAGES/quarterdeck.po").open("rb") as source:
        return pofile.read_po(source, locale="ja", abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", text))


MESSAGES = extracted()


def test_messages_are_found():
    assert len(MESSAGES) > 400
    assert "Largest open deals" in MESSAGES  # inside an f-string
    assert ("{n} deal", "{n} deals") in MESSAGES


@pytest.mark.parametrize("message", MESSAGES, ids=str)
def test_a_message_is_translated_with_its_placeholders(message):
    singular, plural = message if isinstance(message, tuple) else (message, message)
    entry = japanese().get(singular)
    assert entry is not None, f"not in the catalogue: {message} of {MESSAGES[message]}"
    assert entry.id == message
    assert not entry.fuzzy

    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)

    assert all(text.strip() for text in texts)
    assert all(placeholders(text) == placeholders(plural) for text in texts)


def test_no_translation_is_left_of_a_message_that_is_gone():
    assert {entry.id for entry in japanese() if entry.id} - set(MESSAGES) == set()
    assert not japanese().obsolete


def test_the_catalogue_has_one_plural_form():
    assert japanese().num_plurals == 1
