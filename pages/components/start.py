"""The start page: the saved view that the app's bare address opens, for each browser its own."""

from urllib.parse import quote, unquote

import streamlit as st

from data import views
from data.views import View
from pages.components import i18n, session

OVERVIEW = "overview"
EXPLICIT = "at"  # in a link: this page itself, not the start page
_COOKIE, _YEAR = "quarterdeck_start", 365 * 24 * 3600
_CHOSEN, _BEGUN = "_start_chosen", "_start_begun"


def chosen(known: list[View]) -> View | None:
    """The view this browser starts with; one that was renamed is found by its former name. known: all saved views."""
    name = _name()
    by_name = {former: view for view in known for former in view.formerly} | {view.name: view for view in known}
    return by_name.get(name) if name else None


def choose(name: str | None) -> None:
    """Start with the view of this name from now on; None: with the Overview."""
    st.session_state[_CHOSEN] = name or ""


def cookie() -> str | None:
    """The cookie to write, where this session chose a start page."""
    name = st.session_state.get(_CHOSEN)
    if name is None:
        return None
    kept = _YEAR if name else 0
    return f"{_COOKIE}={quote(name, safe='')}; path=/; max-age={kept}; SameSite=Lax"


def wanted(*, is_overview: bool) -> View | None:
    """The view to open instead of the page in sight: once a visit, and only at the bare address; a link wins."""
    is_new = not st.session_state.get(_BEGUN)
    st.session_state[_BEGUN] = True
    if not is_overview:
        st.query_params.pop(EXPLICIT, None)  # of the Overview alone: a run of it may end in a view
        return None
    if any(name != i18n.KEY for name in st.query_params):
        return None
    view = chosen(views.saved(session.store().folder))
    if view is None:
        return None
    if is_new:
        return view
    st.query_params[EXPLICIT] = OVERVIEW  # so that loading the Overview again does not lead away from it
    return None


def _name() -> str:
    kept = st.session_state.get(_CHOSEN)
    return from_browser() if kept is None else kept


def from_browser() -> str:
    """The name in the cookie that the browser sent as the visit began; blank without one."""
    return unquote(st.context.cookies.get(_COOKIE, ""))
