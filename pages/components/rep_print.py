"""Paper: the print view of a page, its style, and tables that paper can hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime import Runtime

from pages.components import tables, words
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_VIEW, _PRINT = "view", "print"
_BUTTON = "quarterdeck.print_button"
_PICTURES = Path(__file__).parents[1] / "pictures"
_PAPER, _SCREEN = _PICTURES / "print.css", _PICTURES / "print_view.css"
_CSS = """
button {
  font: inherit; color: var(--st-text-color); background: var(--st-secondary-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0.35rem 0.9rem;
  cursor: pointer;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""


def is_on() -> bool:
    """Whether the page is to look like paper."""
    return st.query_params.get(_VIEW) == _PRINT


def style() -> None:
    """How the page prints, always; in the print view it looks so on the screen as well."""
    st.html(_PAPER)
    if is_on():
        st.html(_SCREEN)


def controls() -> None:
    """The button to the print view; in it, the one that prints and the one back."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="print_controls", width="content"):
        if not is_on():
            st.button(_("Print view"), icon=":material/print:", key="print_on", on_click=_turn, args=(True,))
            return
        _printer()
        st.button(_("Back to the page"), key="print_off", on_click=_turn, args=(False,), type="tertiary")


def _printer() -> None:
    """The button that prints. Its script is served as a file: inline ones the server's policy refuses.

    Streamlit serves files of components of installed packages alone, so ours is made known as if it were one.
    """
    if not Runtime.exists():  # a page run without a server, as in tests, serves no files
        return
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_BUTTON) is None:
        folder = ComponentConfig(name=_BUTTON.partition(".")[2], asset_dir=_PICTURES.name)
        manager.register_from_manifest(ComponentManifest("quarterdeck", "1", [folder]), _PICTURES.parent)
    show = st.components.v2.component(_BUTTON, html='<button type="button"></button>', js="print.js", css=_CSS)
    show(data={"label": _("Print")}, key="print_now")


def _turn(is_wanted: bool) -> None:
    if is_wanted:
        st.query_params[_VIEW] = _PRINT
    else:
        st.query_params.pop(_VIEW, None)


def table(frame: pd.DataFrame, columns: Mapping[str, Column], *, paper: tuple[str, ...], key: str, **more: Any) -> None:  # noqa: ANN401 - as of tables.show
    """A table as `tables.show` draws it; in the print view the columns of `paper`, every row, as text.

    more: keyword arguments of `tables.show`.
    """
    if not is_on():
        tables.show(frame, columns, key=key, **more)
        return
    if frame.empty:
        return
    shown = {
        markdown(columns[name].label): [markdown(_text(cell, columns[name])) for cell in frame[name]] for name in paper
    }
    st.table(pd.DataFrame(shown).set_index(markdown(columns[paper[0]].label)))


def _text(cell: object, column: Column) -> str:
    if cell is None or bool(pd.isna(cell)):
        return "–"
    match column.kind:
        case "money" | "number":
            number = float(cell)  # ty: ignore[invalid-argument-type]
            return words.number(number, 0 if column.kind == "money" or number.is_integer() else 1)
        case "ratio":
            return words.percent(float(cell), digits=0)  # ty: ignore[invalid-argument-type]
        case "date":
            return words.day(pd.Timestamp(cell).date())  # ty: ignore[invalid-argument-type]
        case "flag":
            return _("yes") if cell else _("no")
        case _:
            return str(cell)
