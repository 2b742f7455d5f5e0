"""The answers an analyst can give: of all files together, and of each file by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from pages.components.i18n import _

_KEPT, _WHO, _OF_FILES = "_intake_answers", "imported_by", "_intake_answers_of"
GIVEN = (
    "date_order",
    "date_orders",
    "decimal",
    "entity",
    "sheet",
    "encoding",
    "delimiter",
    "columns",
    "stages",
    "owners",
    "afresh",
)


def kept() -> dict[str, Any]:
    """What was said of all files together, by name; for intake.options."""
    return st.session_state.get(_KEPT, {})


def of(file: str) -> dict[str, Any]:
    """The answers given for one file so far, by name. file: its id as the uploader gave it."""
    return st.session_state.get(_OF_FILES, {}).get(file, {})


def who() -> str | None:
    """Who imports, as they say; None where they do not. It changes nothing about how files are read."""
    return str(st.session_state.get(_WHO) or "").strip() or None


def give(file: str, **given: object) -> None:
    """Keep answers for a file; blank ones are taken back. The files are read again on the next run."""
    whole = {name: value for name, value in (of(file) | given).items() if value}
    st.session_state[_OF_FILES] = st.session_state.get(_OF_FILES, {}) | {file: whole}


def replace(file: str, given: Mapping[str, Any]) -> None:
    """Take these answers for a file instead of all given so far."""
    give(file, **(dict.fromkeys(GIVEN) | dict(given)))


def key(name: str, file: str) -> str:
    """The key of the widget that asks one file for an answer."""
    return f"answer_{name}_{file}"


def packed(files: Sequence[str]) -> dict[str, Any]:
    """What was said of all files and of each of these, as JSON values; `restore` takes it back."""
    whole = {name: value.isoformat() if isinstance(value, date) else value for name, value in kept().items() if value}
    return {"all": whole, "files": {file: said for file in files if (said := of(file))}}


def restore(said: Mapping[str, Any]) -> None:
    """Go on with answers that were packed; for a callback, since widgets show them."""
    whole = dict(said["all"])
    if "as_of" in whole:
        whole["as_of"] = date.fromisoformat(whole["as_of"])
    st.session_state[_KEPT], st.session_state[_OF_FILES] = whole, dict(said["files"])
    for name in ("as_of", "complete"):
        if name in whole:
            st.session_state[f"answer_{name}"] = whole[name]


def forget() -> None:
    """Start over without answers."""
    st.session_state.pop(_KEPT, None)
    st.session_state.pop(_OF_FILES, None)


def correct(file: str, taken: Mapping[str, str], headers: Iterable[str], chosen: Iterable[str]) -> None:
    """Keep what the analyst took columns for. taken: header → field as read now; headers, chosen: as edited."""
    changed = {header: field for header, field in zip(headers, chosen, strict=True) if field and field != taken[header]}
    if changed:
        keep(file, "columns", of(file).get("columns", {}) | changed)


def keep(file: str, name: str, value: object) -> None:
    """Keep an answer for a file; a new one reads the files again at once."""
    if of(file).get(name) != (value or None):
        give(file, **{name: value})
        st.rerun()


def about_all() -> None:
    """What is true of all the files: as of when they speak, and who brings them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = _("As of (the day of the export; blank: now)")
        _keep("as_of", st.date_input(label, value=None, key="answer_as_of", width=260))
        st.text_input(_("Imported by (for the log)"), key=_WHO, width=220)


def whether_complete(*, is_offered: bool) -> None:
    """Whether the files hold everything. is_offered: False where no file is of what can be gone."""
    text = _("The files hold everything: deals and other records not in them are gone")
    _keep("complete", is_offered and st.checkbox(text, key="answer_complete"))


def _keep(name: str, value: object) -> None:
    value = value or None
    if kept().get(name) != value:
        st.session_state[_KEPT] = kept() | {name: value}
        st.rerun()
