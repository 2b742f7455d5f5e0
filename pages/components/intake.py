"""The way from uploaded files to a release, as the Imports page walks it: preview, answers, publish, undo."""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data import demo
from data.entities import ENTITIES
from data.errors import Refused
from data.intake import FileReport, Options, Outcome, Step, Upload, import_files, undo
from pages.components import session, words
from pages.components.i18n import _
from pages.components.safety import markdown

_LOG = logging.getLogger(__name__)
_DEMO_DEALS = 6000
_PREVIEW, _ROUND, _DONE, _FAILED = "_intake_preview", "_intake_round", "_intake_done", "_intake_failed"
# Which answer the sentence of a refusal asks for.
ASKS = {
    "AMBIGUOUS_DATES": "date_order",
    "AMBIGUOUS_NUMBERS": "decimal",
    "AMBIGUOUS_SHEETS": "sheet",
    "NO_SUCH_SHEET": "sheet",
    "BAD_ENCODING": "encoding",
    "UNKNOWN_FILE": "entity",
    "MISSING_COLUMNS": "columns",
    "DUPLICATE_HEADERS": "columns",
    "UNKNOWN_STAGE": "stages",
}


def uploader_key() -> str:
    """The key of the uploader; it changes when its files are done with, which empties it."""
    return f"upload_{st.session_state.get(_ROUND, 0)}"


def options(answers: dict[str, Any]) -> Options:
    """The analyst's answers as intake takes them; as_of is a day, meant is its end."""
    day = answers.get("as_of")
    return Options(
        as_of=datetime.combine(day, time.max, UTC) if day else None,
        complete=bool(answers.get("complete")),
        date_order=answers.get("date_order"),
        decimal=answers.get("decimal"),
        sheet=answers.get("sheet"),
        encoding=answers.get("encoding"),
        delimiter=answers.get("delimiter"),
        entity=answers.get("entity"),
        columns=answers.get("columns") or {},
        stages=answers.get("stages") or {},
    )


def preview(files: Sequence[UploadedFile], chosen: Options) -> Outcome | None:
    """What importing the files would do; tried again only when files or answers change. None if it cannot be told.

    files: what the uploader returned.
    """
    asked = ([file.file_id for file in files], repr(chosen), getattr(session.release(), "number", 0))
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != asked:
        with st.spinner(_("Reading the files"), show_time=True):
            st.session_state[_PREVIEW] = (asked, _import(files, chosen, dry_run=True))
    return st.session_state[_PREVIEW][1]


def publish(files: Sequence[UploadedFile], chosen: Options) -> None:
    """Import the files for good; the next run says what came of it."""
    with st.spinner(_("Publishing"), show_time=True):
        outcome = _import(files, chosen, dry_run=False)
    if outcome is not None and outcome.release is not None:
        discard()
        st.session_state[_DONE] = _("Published as release {release}.").format(release=outcome.release)
    else:
        st.session_state.pop(_PREVIEW, None)


def try_again() -> None:
    """Read the same files anew on the next run."""
    st.session_state.pop(_PREVIEW, None)


def discard() -> None:
    """Forget the uploaded files; nothing was published."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_PREVIEW, None)


def take_back(import_id: int) -> None:
    """Undo an import and publish."""
    try:
        release = undo(session.store(), import_id, now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = error.message
    else:
        text = _("Import {number} is undone; this is release {release}.")
        st.session_state[_DONE] = text.format(number=import_id, release=release)


def build_demo() -> None:
    """Publish the demo company in the empty store, up to today."""
    with st.spinner(_("Building the demo company"), show_time=True):
        demo.build(session.store(), deals=_DEMO_DEALS, seed=1, today=datetime.now(UTC).date())


def remove_demo() -> None:
    """Take the demo company out; what came from files stays."""
    try:
        release = demo.remove(session.store(), now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = error.message
    else:
        st.session_state[_DONE] = _("The demo company is gone; this is release {release}.").format(release=release)


def done() -> str | None:
    """What the last run published or took back, in a sentence; told once."""
    return st.session_state.pop(_DONE, None)


def failed() -> str | None:
    """Why the last run could not do what was asked, in a sentence; told once."""
    return st.session_state.pop(_FAILED, None)


def _import(files: Sequence[UploadedFile], chosen: Options, *, dry_run: bool) -> Outcome | None:
    uploads = [Upload(file.name, file.getvalue()) for file in files]
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        # A click runs the page anew, which ends this run at the step it tells of next.
        st.button(_("Cancel"), key=f"cancel_{dry_run}", on_click=discard)
        step = st.empty()

    def tell(code: Step, file: str) -> None:
        texts = {
            "reading": _("Reading {file}"),
            "deriving": _("Working out what changed"),
            "publishing": _("Publishing"),
        }
        step.caption(markdown(texts[code].format(file=file)))

    try:
        outcome = import_files(session.store(), uploads, chosen, now=datetime.now(UTC), dry_run=dry_run, tell=tell)
        place.empty()
        return outcome
    except Refused as error:  # such as a store that another import holds
        st.session_state[_FAILED] = error.message
    except Exception:
        # Whatever is wrong inside intake, nothing was published; the details are for the server's log, not the page.
        _LOG.exception("importing %s failed", [file.name for file in files])
        st.session_state[_FAILED] = _("The files could not be read because of an error of ours; nothing was changed.")
    return None


# ---- frames for the tables -------------------------------------------------------------------------------------------


def column_frame(report: FileReport) -> pd.DataFrame:
    """One row per column of a file: header, field ("-": not used), kind, why, samples (raw → read)."""
    return pd.DataFrame(
        {
            "header": column.header,
            "field": column.field or "-",
            "kind": words.field_kind(column.kind),
            "why": words.why(column.why),
            "samples": "   ".join(_sample(raw, read) for raw, read in column.samples if raw),
        }
        for column in report.columns
    )


def _sample(raw: str, read: str) -> str:
    """A cell as written and as read; once where it is the same but for zeros at the end of a number."""
    plain = read.rstrip("0").rstrip(".") if "." in read and read.replace(".", "").lstrip("-").isdigit() else read
    return raw if raw in (read, plain) else f"{raw} → {plain}"


def reject_frame(report: FileReport) -> pd.DataFrame:
    """The refused rows of a file, with the reason in front and the cells as they stood behind."""
    headers = [column.header for column in report.columns]
    rows = [(item.row_number, item.column, item.value, item.reason, item.cells) for item in report.rejects]
    return _with_cells(rows, headers)


def logged_rejects(entry: pd.Series) -> pd.DataFrame:
    """The refused rows of an import of the log, as `reject_frame` shows them."""
    kept = session.fetch("imports/rejects", import_id=int(entry["import_id"]))
    rows = [
        (row["row_number"], row["column_name"], row["value"], row["reason"], json.loads(row["row_text"]))
        for row in kept.to_dict("records")
    ]
    return _with_cells(rows, list(json.loads(entry["mapping"] or "{}")))


def _with_cells(rows: Sequence[tuple], headers: list[str]) -> pd.DataFrame:
    width = max((len(cells) for *_rest, cells in rows), default=0)
    known = headers if len(headers) >= width else [f"{_('Cell')} {place}" for place in range(1, width + 1)]
    # Names repeat in real files, and a frame needs them apart.
    names = [
        name if known.index(name) == place else f"{name} ({place + 1})" for place, name in enumerate(known[:width])
    ]
    first = pd.DataFrame(
        [(number, column or "", value or "", reason) for number, column, value, reason, _cells in rows],
        columns=["row_number", "column", "value", "reason"],
    )
    cells = pd.DataFrame([list(cells) + [""] * (width - len(cells)) for *_rest, cells in rows], columns=names)
    return pd.concat([first, cells.add_prefix("cell: ")], axis=1)


def field_choices(entity: str | None = None) -> list[str]:
    """The fields that a column of a file about an entity (None: any) may be taken for, and "-" to leave it out."""
    if entity in ENTITIES:
        return ["-", *ENTITIES[entity].fields]
    return ["-", *sorted({name for item in ENTITIES.values() for name in item.fields})]


def entity_choices() -> list[str]:
    """What a file may be about."""
    return list(ENTITIES)
