"""Saved views: the present page, filters and settings under a name, to come back to, to share, or to start with."""

from collections.abc import Callable

import streamlit as st

from data import views
from data.errors import Refused
from data.views import View
from pages.components import i18n, paper, session, start
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said

_TOLD, _RENAMED = "_views_told", "_views_renamed"
_NOT_KEPT = {i18n.KEY, paper.KEY, start.EXPLICIT}  # of a link: how one reads it


def menu(page: str) -> None:
    """The popover of saved views. page: the script of the page in sight, such as funnel.py."""
    with st.popover(_("Views"), icon=":material/bookmark:", key="views", help=_("Saved views")):
        known = views.saved(session.store().folder)
        first = start.chosen(known)
        for number, view in enumerate(known):
            if st.session_state.get(_RENAMED) == view.name:
                _rename(view, number)
            else:
                _row(view, number, is_start=view == first)
        if not known:
            st.caption(_("No view is saved yet."))
        st.text_input(_("Name of the present view"), key="view_name", max_chars=80)
        st.button(_("Save"), key="view_save", on_click=_save, args=(page,), icon=":material/bookmark_add:")
        if told := st.session_state.pop(_TOLD, None):
            st.caption(markdown(told))
        st.caption(
            _(
                "Views are shared: everybody sees, renames and deletes the same ones."
                " The start page is this browser's own."
            )
        )


def go(view: View) -> None:
    """Go to a view: what the page and the session kept of their own gives way to what the view says."""
    forget = {*_query(), *view.query}
    for name in forget & {str(key) for key in st.session_state}:
        del st.session_state[name]
    language = st.query_params.get_all(i18n.KEY)
    st.switch_page(view.page, query_params=view.query | ({i18n.KEY: language} if language else {}))


def _row(view: View, number: int, *, is_start: bool) -> None:
    """A view: its name opens it; then start page, rename, delete."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"view_{number}"):
        if st.button(markdown(view.name), key=f"view_open_{number}", type="tertiary", width="stretch"):
            go(view)
        st.button(
            _("Start page") if is_start else _("Start here"),
            key=f"view_start_{number}",
            type="tertiary",
            icon=":material/home:",
            help=_(
                "Opens when the address is opened without anything behind it; press again to start with the Overview."
            )
            if is_start
            else _("Make it the start page of this browser"),
            on_click=start.choose,
            args=(None if is_start else view.name,),
        )
        st.button(
            _("Rename"),
            key=f"view_rename_{number}",
            type="tertiary",
            icon=":material/edit:",
            on_click=_set_renamed,
            args=(view.name,),
        )
        st.button(
            _("Delete"),
            key=f"view_delete_{number}",
            type="tertiary",
            icon=":material/delete:",
            on_click=views.delete,
            args=(session.store().folder, view.name),
        )


def _rename(view: View, number: int) -> None:
    """The row of a view that gets another name."""

    def keep() -> None:
        if _told_of(views.rename, session.store().folder, view.name, st.session_state[key]):
            _set_renamed(None)

    key = f"view_new_name_{number}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.text_input(_("New name"), view.name, key=key, max_chars=80)
        st.button(_("Rename"), key=f"view_rename_yes_{number}", on_click=keep)
        st.button(_("Cancel"), key=f"view_rename_no_{number}", type="tertiary", on_click=_set_renamed, args=(None,))


def _set_renamed(name: str | None) -> None:
    st.session_state[_RENAMED] = name


def _save(page: str) -> None:
    view = View(st.session_state.get("view_name", ""), page, _query())
    if _told_of(views.save, session.store().folder, view):
        st.session_state["view_name"] = ""


def _told_of(change: Callable[..., None], *arguments: object) -> bool:
    """Whether a change could be made; if not, the popover tells why."""
    try:
        change(*arguments)
    except Refused as error:
        st.session_state[_TOLD] = said(error.message)
    except OSError as error:
        st.session_state[_TOLD] = str(error)
    else:
        return True
    return False


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name not in _NOT_KEPT}
