"""Tables: shown as data, never as markup, and downloaded as CSV or XLSX without live formulas."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st
import xlsxwriter
from streamlit.elements.lib.column_types import ColumnConfig
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pages.components import paper as sheets
from pages.components import safety
from pages.components.i18n import _

Kind = Literal["text", "money", "number", "ratio", "date", "moment", "flag"]
# Excel's own limit of rows, the header aside.
_XLSX_ROWS = 1_048_575
_LINE, _PADDING = 15, 17  # pixels of a line of text, and around the lines of a row


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is shown: its heading, what it holds, its width (pixels or a size). Ratios are 0 to 1."""

    label: str
    kind: Kind = "text"
    width: int | Literal["small", "medium", "large"] | None = None
    help: str | None = None


def show(
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    key: str,
    file_name: str,
    about: str = "",
    alt: str,
    height: int | None = None,
    lines: int = 1,
    download: bool = True,
    on_pick: Callable[[int], None] | None = None,
    paper: tuple[str, ...] = (),
) -> None:
    """Show the named columns of a frame, with its downloads under it.

    key: unique on the page. file_name: of the downloads, without ending. about:
    plain text on what was chosen, kept in the downloads. height in
    pixels; without it all rows show. lines: of text in a row; longer text is wrapped to them. paper: the columns of
    the print view, where not the first ones.
    """
    shown = frame[list(columns)]
    if sheets.is_on():
        sheets.table(shown, columns, paper)
        return

    def picked() -> None:
        rows = st.session_state[f"{key}_table"]["selection"]["rows"]
        if on_pick and rows:
            on_pick(rows[0])

    choosing: Any = {"on_select": picked, "selection_mode": "single-row"} if on_pick else {}
    st.dataframe(
        _rounded(shown, columns),
        hide_index=True,
        width="stretch",
        height=height or "content",
        row_height=None if lines == 1 else _LINE * lines + _PADDING,
        placeholder="–",
        column_config={name: _config(column) for name, column in columns.items()},
        key=f"{key}_table",
        alt=alt,
        **choosing,
    )
    if download:
        downloads(shown, columns, key=key, file_name=file_name, about=about)


def folded(label: str, *, key: str, draw: Callable[[], None]) -> None:
    """A closed place that `draw` fills when somebody opens it: what nobody looks at costs no redraw anything.

    key: unique on the page. Opening it runs nothing else of the page.
    """

    @st.fragment
    def place() -> None:
        with st.expander(label, key=key, on_change="rerun") as shown:
            if shown.open:
                draw()

    place()


def downloads(
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    columns: Mapping[str, Column],
    *,
    key: str,
    file_name: str,
    about: str = "",
    note: str = "",
) -> None:
    """The two download buttons of a table, made when they are asked for; note: plain text beside them.

    frame: the rows, or what makes them then: outside of the run, so without session and translations.
    """
    if sheets.is_on():
        return

    def labelled() -> pd.DataFrame:
        rows = frame if isinstance(frame, pd.DataFrame) else frame()
        return rows[list(columns)].rename(columns={name: column.label for name, column in columns.items()})

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            _("CSV"),
            lambda: as_csv(labelled(), about),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Excel"),
            lambda: as_xlsx(labelled(), about),
            file_name=f"{file_name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key=f"{key}_xlsx",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )
        if note:
            st.caption(safety.markdown(note), width="content")


def as_csv(frame: pd.DataFrame, about: str = "") -> bytes:
    """The frame as CSV that spreadsheets open in the right encoding and without running anything.

    `about` stands in a line of its own above the header, as CRMs write it and our own import reads past it.
    """
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    if about:
        writer.writerow([safety.cell(about)])
    writer.writerow([safety.cell(name) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow(["" if _blank(value) else safety.cell(_plain(value)) for value in row])
    return target.getvalue().encode("utf-8-sig")


def as_xlsx(frame: pd.DataFrame, about: str = "") -> bytes:
    """The frame as a workbook; `about` stands on a second sheet. Text stays text, links and formulas included."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet = book.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(frame.columns):
            sheet.write_string(0, position, str(name), formats["head"])
            sheet.set_column(position, position, min(max(len(str(name)) + 2, 12), 40))
        for number, row in enumerate(frame.head(_XLSX_ROWS).itertuples(index=False), start=1):
            for position, value in enumerate(row):
                _write_cell(sheet, number, position, value, formats)
        if about:
            book.add_worksheet("About").write_string(0, 0, about)
    return target.getvalue()


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: Mapping[str, Format]) -> None:  # noqa: ANN401 - cells hold anything
    if _blank(value):
        return
    if isinstance(value, pd.Timestamp):
        is_day = value == value.normalize()
        sheet.write_datetime(
            row, column, value.tz_localize(None).to_pydatetime(), formats["date" if is_day else "moment"]
        )
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32767])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    else:
        sheet.write_number(row, column, float(value))


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat(sep=" ", timespec="minutes")
    return value


def _blank(value: object) -> bool:
    return value is None or bool(pd.isna(value))


def _rounded(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Money without cents on the screen; the downloads keep them."""
    money = [name for name, column in columns.items() if column.kind == "money"]
    return frame.assign(**{name: pd.to_numeric(frame[name]).round(0) for name in money})  # where all is blank too


def _config(column: Column) -> ColumnConfig:
    more: dict[str, Any] = {"label": column.label, "width": column.width, "help": column.help}
    match column.kind:
        case "money" | "number":
            return st.column_config.NumberColumn(**more, format="localized")
        case "ratio":
            return st.column_config.NumberColumn(**more, format="percent")
        case "date":
            return st.column_config.DateColumn(**more, format="YYYY-MM-DD")
        case "moment":
            return st.column_config.DatetimeColumn(**more, format="YYYY-MM-DD HH:mm")
        case "flag":
            return st.column_config.CheckboxColumn(**more)
        case _:
            return st.column_config.TextColumn(**more)
