"""The way from uploaded files to a release, as the Imports page walks it: preview, answers, publish, undo."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pandas as pd
import streamlit as st

from data import demo
from data.entities import ENTITIES, TRAITS
from data.errors import Refused
from data.intake import Difference, FileReport, Options, Outcome, Upload, log, undo, undo_preview, uploads
from data.intake.waiting import WaitingFile
from data.sentence import from_json
from pages.components import answers, jobs, session, waiting, words
from pages.components.i18n import _
from pages.components.jobs import Job
from pages.components.said import said
from pages.components.waiting import AnyFile

_DEMO_DEALS = 6000
_PREVIEW, _ROUND, _DONE, _FAILED = "_intake_preview", "_intake_round", "_intake_done", "_intake_failed"
_UNDO = "_intake_undo"


def uploader_key() -> str:
    """The key of the uploader; it changes when its files are done with, which empties it."""
    return f"upload_{st.session_state.get(_ROUND, 0)}"


def options(given: dict[str, Any]) -> Options:
    """The analyst's answers as intake takes them; as_of is a day, meant is its end."""
    day = given.get("as_of")
    return Options(
        as_of=datetime.combine(day, time.max, UTC) if day else None,
        complete=bool(given.get("complete")),
        date_order=given.get("date_order"),
        date_orders=given.get("date_orders") or {},
        decimal=given.get("decimal"),
        sheet=given.get("sheet"),
        encoding=given.get("encoding"),
        delimiter=given.get("delimiter"),
        entity=given.get("entity"),
        columns=given.get("columns") or {},
        stages=given.get("stages") or {},
        owners=given.get("owners") or {},
        remember=not given.get("afresh"),
    )


def preview(files: Sequence[AnyFile]) -> Outcome | None:
    """What importing the files would do; tried again only when files or answers change. None if it cannot be told.

    files: as `waiting.gather` returned them.
    """
    told = [(file.file_id, repr(replace(_options_of(file), imported_by=None))) for file in files]
    asked = (told, getattr(session.release(), "number", 0))
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != asked:
        if kept is not None:
            kept[1].stop()
        kept = (asked, jobs.start(session.store(), _uploads(files), dry_run=True))
        st.session_state[_PREVIEW] = kept
    job = kept[1]
    jobs.wait(job)
    if job.outcome is None:
        st.session_state[_FAILED] = _why(job)
    return job.outcome


def can_be_complete(outcome: Outcome) -> bool:
    """Whether some file is of records that are gone where a complete file lacks them, or is not known yet."""
    entities = [ENTITIES.get(str(report.entity)) for report in outcome.imports]
    return any(entity is None or log.can_be_complete(entity) for entity in entities)


def publish(files: Sequence[AnyFile]) -> None:
    """Begin to import the files for good; `published` tells what comes of it."""
    jobs.start(session.store(), _uploads(files), dry_run=False, batch=waiting.token())


def published() -> None:
    """Wait for a publish that is under way, whoever began it in whichever tab, and keep what came of it to be told."""
    job = jobs.published(session.store())
    if job is None:
        return
    jobs.wait(job)
    jobs.told(session.store())
    if job.outcome is not None and job.outcome.release is not None:
        discard()
        st.session_state[_DONE] = _("Published as release {release}.").format(release=job.outcome.release)
    else:
        st.session_state.pop(_PREVIEW, None)
        if job.outcome is None:
            st.session_state[_FAILED] = _why(job)
    session.begin()


def _why(job: Job) -> str:
    """Why a job has no outcome, in a sentence."""
    if job.is_stopped:
        return _("Stopped; nothing was changed.")
    return (
        said(job.refusal)
        if job.refusal
        else _("The files could not be read because of an error of ours; nothing was changed.")
    )


def _uploads(files: Sequence[AnyFile]) -> list[Upload]:
    return [
        Upload(file.name, file.path if isinstance(file, WaitingFile) else file.getvalue(), _options_of(file))
        for file in files
    ]


def _options_of(file: AnyFile) -> Options:
    """What was said of all files, and of this one."""
    return replace(options(answers.kept() | answers.of(file.file_id)), imported_by=answers.who())


def try_again() -> None:
    """Read the same files anew on the next run."""
    st.session_state.pop(_PREVIEW, None)


def discard() -> None:
    """Forget the uploaded files, published or not."""
    waiting.forget()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_PREVIEW, None)


def would_take_back(import_id: int) -> Difference | None:
    """What undoing an import would change; worked out once per release. None if it cannot be told."""
    asked = (import_id, getattr(session.release(), "number", 0))
    kept = st.session_state.get(_UNDO)
    if kept is None or kept[0] != asked:
        try:
            kept = (asked, undo_preview(session.store(), import_id, now=datetime.now(UTC)))
        except Refused as error:
            st.session_state[_FAILED] = said(error.message)
            return None
        st.session_state[_UNDO] = kept
    return kept[1]


def kept_file(entry: pd.Series) -> Callable[[], bytes] | None:
    """What fetches the original bytes of an import's file; None where none was kept. entry: a row of the log."""
    found = entry["content_hash"]
    folder = session.store().uploads
    if not isinstance(found, str) or not uploads.is_kept(found, folder):
        return None
    return lambda: uploads.original(found, folder)


def take_back(import_id: int) -> None:
    """Undo an import and publish."""
    try:
        release = undo(session.store(), import_id, now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = said(error.message)
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
        st.session_state[_FAILED] = said(error.message)
    else:
        st.session_state[_DONE] = _("The demo company is gone; this is release {release}.").format(release=release)


def done() -> str | None:
    """What the last run published or took back, in a sentence; told once."""
    return st.session_state.pop(_DONE, None)


def failed() -> str | None:
    """Why the last run could not do what was asked, in a sentence; told once."""
    return st.session_state.pop(_FAILED, None)


# ---- frames for the tables -------------------------------------------------------------------------------------------


def column_frame(report: FileReport) -> pd.DataFrame:
    """One row per column of a file: header, field ("-": not used), kind, why, samples (raw → read)."""
    return pd.DataFrame(
        {
            "header": column.header,
            "field": column.field or "-",
            "kind": words.field_kind(column.kind),
            "why": words.why(column.why),
            "samples": "   ".join(_sample(raw, read) if column.kind else raw for raw, read in column.samples if raw),
        }
        for column in report.columns
    )


def _sample(raw: str, read: str) -> str:
    """A cell as written and as read; once where it is the same but for zeros at the end of a number."""
    plain = read.rstrip("0").rstrip(".") if "." in read and read.replace(".", "").lstrip("-").isdigit() else read
    return raw if raw in (read, plain) else f"{raw} → {plain or '–'}"


def reject_frame(report: FileReport) -> pd.DataFrame:
    """The refused rows of a file, with the reason in front and the cells as they stood behind."""
    headers = [column.header for column in report.columns]
    rows = [(item.row_number, item.column, item.value, said(item.reason), item.cells) for item in report.rejects]
    return _with_cells(rows, headers)


def logged_rejects(entry: pd.Series) -> pd.DataFrame:
    """The refused rows of an import of the log, as `reject_frame` shows them."""
    kept = session.fetch("imports/rejects", import_id=int(entry["import_id"]))
    rows = [
        (
            row["row_number"],
            row["column_name"],
            row["value"],
            said(from_json(row["reason"], row["told"])),
            json.loads(row["row_text"]),
        )
        for row in kept.to_dict("records")
    ]
    header = entry["header"] if isinstance(entry["header"], str) else "[]"
    return _with_cells(rows, json.loads(header))


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


def identity(report: FileReport) -> list[str]:
    """The fields whose values stand for an id that a file does not have; none where it has one."""
    entity = ENTITIES.get(str(report.entity))
    taken = {column.field for column in report.columns}
    if entity is None or entity.key in taken or len(entity.fallback_key) < 2:
        return []
    return [name for name in entity.fallback_key if name in taken]


def field_choices(entity: str | None = None) -> list[str]:
    """The fields that a column of a file about an entity (None: any) may be taken for, and "-" to leave it out."""
    if entity in ENTITIES:
        return ["-", *([TRAITS] if ENTITIES[entity].keeps_traits else []), *ENTITIES[entity].fields]
    return ["-", *sorted({name for item in ENTITIES.values() for name in item.fields})]


def entity_choices() -> list[str]:
    """What a file may be about."""
    return list(ENTITIES)
