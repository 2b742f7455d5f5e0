"""Saved views: the present page, filters and settings under a name, to come back to."""

import streamlit as st

from data import views
from data.errors import Refused
from data.views import View
from pages.components import i18n, session
from pages.components.i18n import _
from pages.components.safety import markdown

_TOLD = "_views_told"


def menu(page: str) -> None:
    """The popover of saved views. page: the script of the page in sight, such as funnel.py."""
    folder = session.store().folder
    with st.popover(_("Views"), icon=":material/bookmark:", key="views", help=_("Saved views")):
        known = views.saved(folder)
        for number, view in enumerate(known):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                if st.button(markdown(view.name), key=f"view_open_{number}", type="tertiary", width="stretch"):
                    _open(view)
                st.button(
                    _("Delete"),
                    key=f"view_delete_{number}",
                    type="tertiary",
                    icon=":material/delete:",
                    on_click=views.delete,
                    args=(folder, view.name),
                )
        if not known:
            st.caption(_("No view is saved yet."))
        st.text_input(_("Name of the present view"), key="view_name", max_chars=80)
        st.button(_("Save"), key="view_save", on_click=_save, args=(page,), icon=":material/bookmark_add:")
        if told := st.session_state.pop(_TOLD, None):
            st.caption(markdown(told))


def _save(page: str) -> None:
    name = st.session_state.get("view_name", "")
    try:
        views.save(session.store().folder, View(name, page, _query()))
    except (Refused, OSError) as error:
        st.session_state[_TOLD] = str(error)
        return
    st.session_state["view_name"] = ""


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name != i18n.KEY}


def _open(view: View) -> None:
    """Go to a view: what the page and the session kept of their own gives way to what the view says."""
    forget = {*_query(), *view.query}
    for name in forget & {str(key) for key in st.session_state}:
        del st.session_state[name]
    language = st.query_params.get_all(i18n.KEY)
    st.switch_page(view.page, query_params=view.query | ({i18n.KEY: language} if language else {}))
