"""The reader's language: translated texts, and the locale that numbers and dates follow."""

import gettext
import io
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import babel
import streamlit as st
from babel.messages import mofile, pofile

FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "quarterdeck"
LANGUAGES = {"en": "English", "ja": "日本語"}
KEY = "lang"
_HOUSE = "_house_locale"
_USUAL = {"en": "en_US", "ja": "ja_JP"}
_OUTSIDE: ContextVar[tuple[str, str] | None] = ContextVar("spoken outside of pages", default=None)
# A page asks a thousand times, and to look it up costs more than to translate. A run has a thread of its own.
_RUN: ContextVar[str | None] = ContextVar("language of the run", default=None)


@contextmanager
def speaking(language: str, locale: str | None) -> Generator[None]:
    """Speak a language where nobody browses: on the command line. locale: of numbers; None for the language's own."""
    token = _OUTSIDE.set((language, locale or _USUAL[language]))
    try:
        yield
    finally:
        _OUTSIDE.reset(token)


def begin() -> None:
    """Find the language anew and keep it for the whole of this run."""
    _RUN.set(_found())


def language() -> str:
    """Code of the language in force: chosen here, else named in the link, else the browser's, else English."""
    if spoken := _OUTSIDE.get():
        return spoken[0]
    return _RUN.get() or _found()


def _found() -> str:
    for wanted in (st.session_state.get(KEY), st.query_params.get(KEY), st.context.locale):
        code = str(wanted or "").replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def write_as(locale: str | None) -> None:
    """Write numbers and dates as the organisation has set it; None: as the reader's browser does."""
    st.session_state[_HOUSE] = locale


def locale() -> str:
    """Locale of numbers and dates, such as en_GB: as set, else the browser's where it speaks the language in force."""
    if spoken := _OUTSIDE.get():
        return spoken[1]
    if house := st.session_state.get(_HOUSE):
        return str(house)
    chosen = language()
    try:
        browser = babel.Locale.parse((st.context.locale or "").replace("-", "_"))
    except (ValueError, babel.UnknownLocaleError):
        return _USUAL[chosen]
    return str(browser) if browser.language == chosen else _USUAL[chosen]


def _(message: str) -> str:
    """The message in the language in force."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a counted message that fits n."""
    return _catalogue(language()).ngettext(singular, plural, n)


def choose_language() -> None:
    """The language select of the sidebar; the choice stands in the URL as a code."""

    def push() -> None:
        st.query_params[KEY] = st.session_state[KEY]

    st.session_state[KEY] = language()
    st.selectbox(_("Language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key=KEY, on_change=push)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled here from its .po, so that there is no second file to keep in step."""
    path = FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def N_(message: str) -> str:
    """Mark a message for the catalogue where it cannot be translated yet."""
    return message
