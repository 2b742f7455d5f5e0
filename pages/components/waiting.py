"""Files that were uploaded and neither published nor discarded: there again when the page is opened anew."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.intake import waiting
from data.intake.waiting import Batch, WaitingFile
from pages.components import answers, session, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

AnyFile = UploadedFile | WaitingFile
_TOKEN, _TAKEN, _KEPT = "_waiting_token", "_waiting_taken", "_waiting_kept"
_SHOWN = 5


def token() -> str | None:
    """The batch that holds this tab's files; None where it has none."""
    return st.session_state.get(_TOKEN)


def arrive() -> None:
    """Come to the page anew: the uploader is empty, and what it held before is offered like that of a closed tab."""
    for name in (_TOKEN, _TAKEN, _KEPT):
        st.session_state.pop(name, None)


def gather(uploaded: Sequence[UploadedFile]) -> list[AnyFile]:
    """The files to import, kept from now on: those this tab goes on with, and what was uploaded here."""
    taken = [file for file in st.session_state.get(_TAKEN, ()) if file.path.is_file()]
    files: list[AnyFile] = [*taken, *uploaded]
    if not files:
        forget()
        return files
    told = answers.packed([file.file_id for file in files])
    now = ([file.file_id for file in files], told)
    if st.session_state.get(_KEPT) != now:
        st.session_state[_TOKEN] = waiting.keep(
            session.store().folder,
            [(file.file_id, file.name, _content(file)) for file in files],
            tab=_tab(),
            now=datetime.now(UTC),
            answers=told,
            token=token(),
        )
        st.session_state[_KEPT] = now
    return files


def forget() -> None:
    """Delete this tab's files: they were discarded or published, or taken out of the uploader."""
    if found := token():
        waiting.discard(session.store().folder, found)
    arrive()


def offer() -> None:
    """The files that wait since their tab was closed, to go on with or to discard."""
    for batch in waiting.waiting(session.store().folder, datetime.now(UTC)):
        if batch.token == token() or _is_open(batch.tab):
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(markdown(_told(batch)), width="stretch")
            st.button(_("Go on"), key=f"waiting_take_{batch.token}", on_click=_take, args=(batch,))
            st.button(_("Discard"), key=f"waiting_discard_{batch.token}", on_click=_discard, args=(batch.token,))


def _told(batch: Batch) -> str:
    names = ", ".join(file.name[:60] for file in batch.files[:_SHOWN])
    more = len(batch.files) - _SHOWN
    if more > 0:
        names = _("{shown} and {n} more").format(shown=names, n=words.number(more))
    text = ngettext("{n} file waits since {time}: {names}", "{n} files wait since {time}: {names}", len(batch.files))
    since = words.moment(batch.since, st.context.timezone)
    return text.format(n=words.number(len(batch.files)), time=since, names=names)


def _take(batch: Batch) -> None:
    forget()
    st.session_state[_TOKEN], st.session_state[_TAKEN] = batch.token, batch.files
    answers.restore(batch.answers)


def _discard(found: str) -> None:
    waiting.discard(session.store().folder, found)


def _content(file: AnyFile) -> Callable[[], bytes]:
    return file.path.read_bytes if isinstance(file, WaitingFile) else file.getvalue


def _tab() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _is_open(tab: str) -> bool:
    """Whether another tab that is open has these files in its uploader."""
    return tab != _tab() and Runtime.exists() and Runtime.instance().is_active_session(tab)
