"""Paper: how every page prints, its print view, and tables that paper can hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.components import browser, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

if TYPE_CHECKING:  # tables draw themselves on paper by what stands here
    from pages.components.tables import Column

KEY = "paper"
_ON = "on"
_WHOLE, _ROWS, _COLUMNS = 80, 40, 9  # a table longer than the first is cut to the second; more columns do not fit
_PICTURES = Path(__file__).parents[1] / "pictures"
_SCREEN, _PAPER, _VIEW = (_PICTURES / f"{name}.css" for name in ("screen", "print", "print_view"))


def is_on() -> bool:
    """Whether the page is to look like paper."""
    return st.query_params.get(KEY) == _ON


def style() -> None:
    """How a page looks and how it prints; in the print view it looks so on the screen as well."""
    st.html(_SCREEN)
    st.html(_PAPER)
    if is_on():
        st.html(_VIEW)


def switch() -> None:
    """The button to the print view."""
    st.button(_("Print view"), icon=":material/print:", key="print_on", on_click=_turn, args=(True,), width="stretch")


def head(page: str, chosen: str) -> None:
    """What paper says that the screen says in its widgets: the page, and what was chosen; both plain text.

    In the print view also the button that prints, and the one back.
    """
    if is_on():
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="print_controls"):
            browser.button("print", {"label": _("Print")}, key="print_now")
            st.button(_("Back to the page"), key="print_off", on_click=_turn, args=(False,), type="tertiary")
    with st.container(key="paper_head"):
        st.caption(f"**Quarterdeck · {markdown(page)}**  \n{markdown(chosen)}")


def _turn(is_wanted: bool) -> None:
    if is_wanted:
        st.query_params[KEY] = _ON
    else:
        st.query_params.pop(KEY, None)


def table(frame: pd.DataFrame, columns: "Mapping[str, Column]", paper: tuple[str, ...]) -> None:
    """A table as text, as many rows as paper holds, and a sentence on the rest. paper: its columns; none: the first."""
    names = paper or tuple(columns)[:_COLUMNS]
    rows = frame if len(frame) <= _WHOLE else frame.head(_ROWS)
    if frame.empty:
        return
    shown = {
        markdown(columns[name].label): [markdown(_text(cell, columns[name])) for cell in rows[name]] for name in names
    }
    st.table(pd.DataFrame(shown).set_index(markdown(columns[names[0]].label)))
    if rest := _rest(len(rows), len(frame), 0 if paper else len(columns) - len(names)):
        st.caption(markdown(rest))


def _rest(shown: int, rows: int, columns: int) -> str:
    """Where the rest of a table is, in plain text; blank where it is whole."""
    parts = []
    if shown < rows:
        parts.append(_("{shown} of {all} rows are printed.").format(shown=words.number(shown), all=words.number(rows)))
    if columns:
        left_out = ngettext("{n} column is left out.", "{n} columns are left out.", columns)
        parts.append(left_out.format(n=words.number(columns)))
    if not parts:
        return ""
    return " ".join([*parts, _("The downloads on the page hold everything.")])


def _text(cell: object, column: "Column") -> str:
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
        case "moment":
            return f"{pd.Timestamp(cell):%Y-%m-%d %H:%M}"  # ty: ignore[invalid-argument-type]
        case "flag":
            return _("yes") if cell else _("no")
        case _:
            return str(cell)
