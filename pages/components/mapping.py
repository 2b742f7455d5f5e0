"""Named mappings on the Imports page: choose one for a file, keep how it is read as one, carry it as a file."""

import re

import streamlit as st

from data import mappings
from data.errors import Refused
from data.intake import FileReport
from data.mappings import Mapping
from pages.components import answers, intake, session
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said

_TOLD = "_mapping_told"


def show(reports: list[FileReport], file: str) -> None:
    """The choice of a mapping for a file, and what can be done with the present one. reports: of all its tables."""
    st.markdown(f"**{_('Mappings')}**")
    known = {mapping.name: mapping for mapping in mappings.saved(session.store().folder)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Mapping"), list(known), index=None, placeholder=_("none chosen"), key=f"mapping_chosen_{file}", width=260
        )
        disabled = chosen is None
        mapping = known.get(str(chosen))
        st.button(_("Use it"), key=f"mapping_use_{file}", disabled=disabled, on_click=_use, args=(mapping, file))
        st.button(_("Delete"), key=f"mapping_delete_{file}", disabled=disabled, on_click=_delete, args=(chosen,))
        if mapping is not None:
            _download(mapping, _("Download it"), f"mapping_chosen_json_{file}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Name"), key=f"mapping_name_{file}", max_chars=80, width=260, placeholder=reports[0].file[:80]
        )
        present = _present(reports, file, name.strip() or reports[0].file[:80])
        st.button(_("Keep how this file is read"), key=f"mapping_keep_{file}", on_click=_keep, args=(present,))
        _download(present, _("Download as JSON"), f"mapping_json_{file}")
    given = st.file_uploader(_("A mapping as JSON"), type="json", max_upload_size=1, key=f"mapping_file_{file}")
    if given is not None:
        st.button(_("Use the file"), key=f"mapping_read_{file}", on_click=_read, args=(given.getvalue(), file))
    if told := st.session_state.pop(_TOLD, None):
        st.caption(markdown(told))


def _download(mapping: Mapping, label: str, key: str) -> None:
    name = re.sub(r"[^A-Za-z0-9]+", "-", mapping.name).strip("-") or "mapping"
    st.download_button(
        label,
        mappings.text(mapping),
        file_name=f"{name}.json",
        mime="application/json",
        key=key,
        on_click="ignore",
    )


def _present(reports: list[FileReport], file: str, name: str) -> Mapping:
    """How the file is read now, every column of it that is used included."""
    given = intake.options(answers.of(file))
    columns = {column.header: column.field for report in reports for column in report.columns if column.field}
    return mappings.of(given, name, columns | dict(given.columns))


def _use(mapping: Mapping | None, file: str) -> None:
    if mapping is not None:
        answers.replace(file, mappings.answers(mapping))


def _delete(name: str | None) -> None:
    mappings.delete(session.store().folder, str(name))


def _keep(mapping: Mapping) -> None:
    try:
        mappings.save(session.store().folder, mapping)
    except Refused as error:
        st.session_state[_TOLD] = said(error.message)
    except OSError as error:
        st.session_state[_TOLD] = str(error)
    else:
        st.session_state[_TOLD] = _("Kept as {name}.").format(name=mapping.name)


def _read(content: bytes, file: str) -> None:
    try:
        mapping = mappings.read(content)
        answers.replace(file, mappings.answers(mapping))
    except Refused as error:
        st.session_state[_TOLD] = said(error.message)
    else:
        # A mapping that was carried here is kept here too, so that it can be chosen next time.
        _keep(mapping)
