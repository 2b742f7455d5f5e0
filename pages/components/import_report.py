"""What a file was recognised as and what became of its rows, shown before and after publishing."""

import re

import pandas as pd
import streamlit as st

from data import demo
from data.intake import FileReport
from pages.components import answers, fields, intake, session, stamp, tables, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_SHOWN_REJECTS, _SHOWN_COLUMNS = 1000, 14


def show(report: FileReport, place: int) -> None:
    """One file: what it is, its row account, findings, columns and refused rows. place: its number on the page."""
    with st.container(border=True):
        name = f"{report.file} · {report.member}" if report.member else report.file
        st.markdown(f"**{markdown(name)}**")
        if report.refused:
            st.error(markdown(spoken(report.refused)), icon=":material/block:")
            return
        recognised = _("Recognised as {entity}, from: {source}")
        st.caption(markdown(recognised.format(entity=words.entity(report.entity), source=words.source(report.source))))
        _account(report)
        _findings([(finding.message, finding.rows, finding.count) for finding in report.findings])
        columns, rejects = st.tabs([_("Columns"), _("Rows refused: {n}").format(n=words.number(report.rows.rejected))])
        with columns:
            _columns(report, place)
        with rejects:
            _rejects(intake.reject_frame(report), report.file, key=f"preview_{place}")


def spoken(sentence: str) -> str:
    """A sentence of intake without the option of the command line at its end: the page has its own way to answer."""
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z“])", sentence)
    return " ".join(part for part in sentences if " --" not in part) or sentence


def _account(report: FileReport) -> None:
    rows = report.rows
    parts = [
        (_("Rows read"), rows.read),
        (_("= new"), rows.new),
        (_("+ changed"), rows.changed),
        (_("+ unchanged"), rows.unchanged),
        (_("+ refused"), rows.rejected),
    ]
    with st.grid(6, min_column_width=110, gap="xsmall"):
        for label, count in parts:
            st.metric(markdown(label), markdown(words.number(count)))
        if report.amount_total is not None:
            help_text = _(
                "The exact sum of the accepted rows' amounts as written: compare it with the CRM's own total."
            )
            st.metric(_("Control total"), markdown(words.exact(report.amount_total)), help=help_text)


def _findings(found: list[tuple[str, tuple[int, ...], int]]) -> None:
    """What was noticed in a file, in one box: message, first rows concerned, how many there are."""
    if found:
        st.warning("\n".join(f"- {_finding(*item)}" for item in found), icon=":material/info:")


def _finding(message: str, rows: tuple[int, ...], count: int) -> str:
    text = markdown(spoken(message))
    if rows:
        shown = ", ".join(str(row) for row in rows[:10])
        more = " …" if count > 10 else ""
        text += f" :small[({markdown(ngettext('row {rows}', 'rows {rows}', len(rows)).format(rows=shown) + more)})]"
    return text


def _columns(report: FileReport, place: int) -> None:
    """What each column was taken for; another choice is kept as an answer, and the files are read again."""
    shown = intake.column_frame(report)
    edited = st.data_editor(
        shown,
        hide_index=True,
        height="content" if len(shown) <= _SHOWN_COLUMNS else 400,
        column_config={
            "header": st.column_config.TextColumn(_("Column in the file"), disabled=True),
            "field": st.column_config.SelectboxColumn(
                _("taken for (can be changed)"),
                options=intake.field_choices(report.entity),
                format_func=fields.label,
                required=True,
            ),
            "kind": st.column_config.TextColumn(_("Kind"), width="small", disabled=True),
            "why": st.column_config.TextColumn(_("because"), disabled=True),
            "samples": st.column_config.TextColumn(_("Samples, as written → as read"), width="large", disabled=True),
        },
        key=f"columns_{intake.uploader_key()}_{place}",
    )
    answers.correct(dict(zip(shown["header"], shown["field"], strict=True)), edited["header"], edited["field"])


def _rejects(rows: pd.DataFrame, file: str, *, key: str) -> None:
    if rows.empty:
        st.markdown(_("No row was refused."))
        return
    first = {
        "row_number": Column(_("Row"), "number", width="small"),
        "column": Column(_("Column")),
        "value": Column(_("Value")),
        "reason": Column(_("Reason"), width="large"),
    }
    cells = {name: Column(name.removeprefix("cell: ")) for name in rows.columns if name.startswith("cell: ")}
    name = f"refused-rows-{file.rpartition('.')[0] or file}"
    tables.show(
        rows.head(_SHOWN_REJECTS), first, key=key, file_name=name, alt=_("The refused rows"), height=280, download=False
    )
    tables.downloads(rows, first | cells, key=key, file_name=name)


# ---- the log ---------------------------------------------------------------------------------------------------------


def demo_note(entries: pd.DataFrame) -> None:
    """Offer to take the demo company out, where it is in the store: one's own files would be mixed into it."""
    if not stamp.holds_demo(entries):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("This store holds the demo company. Take it out before you import files of your own."))
        st.button(_("Take the demo company out"), key="remove_demo", on_click=intake.remove_demo)


def log(entries: pd.DataFrame) -> None:
    """The table of all imports."""
    tables.show(
        entries.assign(
            file=_names(entries), entity=entries["entity"].map(words.entity), source=entries["source"].map(words.source)
        ),
        {
            "import_id": Column(_("Import"), "number", width="small"),
            "file": Column(_("File"), width="medium"),
            "entity": Column(_("About")),
            "source": Column(_("Kind of export")),
            "imported_at": Column(_("Imported, UTC"), "moment"),
            "as_of": Column(_("As of, UTC"), "moment"),
            "rows_read": Column(_("Rows read"), "number"),
            "rows_new": Column(_("New"), "number"),
            "rows_changed": Column(_("Changed"), "number"),
            "rows_unchanged": Column(_("Unchanged"), "number"),
            "rows_rejected": Column(_("Refused"), "number"),
            "amount_total": Column(_("Control total"), "number"),
            "findings": Column(_("Findings"), "number"),
            "undone_at": Column(_("Undone, UTC"), "moment"),
        },
        key="log",
        file_name="quarterdeck-imports",
        alt=_("Every import with its row account"),
        height=320 if len(entries) > 8 else None,
    )


def pick(entries: pd.DataFrame) -> pd.Series:
    """The import of the log to look at: the newest of a release, unless the analyst chooses another."""
    release = session.release()
    names = dict(zip(entries["import_id"], _names(entries), strict=True))
    chosen = st.selectbox(
        _("Look at import"),
        list(names),
        format_func=lambda number: f"{number} · {names[number]}",
        key=f"log_pick_{release.number if release else 0}",
        width=480,
    )
    return entries[entries["import_id"] == chosen].iloc[0]


def details(entry: pd.Series) -> None:
    """Findings and refused rows of an import of the log."""
    logged = session.fetch("imports/findings", import_id=int(entry["import_id"])).to_dict("records")
    _findings([(row["message"], _numbers(row["sample_rows"]), row["row_count"]) for row in logged])
    if entry["rows_rejected"] > 0:
        _rejects(intake.logged_rejects(entry), entry["file_name"], key="log_rejects")


def _numbers(sample: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (sample or "").split(",") if part)


def undo_button(entry: pd.Series) -> None:
    """Take the import back, after a confirmation; nothing for one that is undone already."""
    if pd.notna(entry["undone_at"]):
        st.caption(_("This import is undone."))
        return
    number = int(entry["import_id"])
    with st.popover(_("Undo this import"), icon=":material/undo:", key="undo"):
        file = markdown(_names(entry.to_frame().T).iloc[0])
        text = _(
            "Import {number}, {file}, is taken out again; what it had overwritten comes back. All other imports stay."
        )
        st.markdown(text.format(number=number, file=f"**{file}**"))
        st.button(
            _("Undo import {number}").format(number=number),
            key="undo_yes",
            type="primary",
            on_click=intake.take_back,
            args=(number,),
        )


def _names(entries: pd.DataFrame) -> pd.Series:
    """What each import of the log is called: its file and member, or what of the demo company it is."""
    member = entries["member"].map(lambda name: f" · {name}" if isinstance(name, str) and name else "")
    invented = _("demo company") + ": " + entries["entity"].map(words.entity)
    return (entries["file_name"].astype(str) + member).where(entries["source"] != demo.SOURCE, invented)
