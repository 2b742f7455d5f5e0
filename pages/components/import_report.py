"""What a file was recognised as and what became of its rows, shown before and after publishing."""

import pandas as pd
import streamlit as st

from data.intake import FileReport, Outcome
from pages.components import (
    answers,
    fields,
    intake,
    questions,
    tables,
    words,
)
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.said import said
from pages.components.tables import Column

_SHOWN_REJECTS, _SHOWN_COLUMNS, _LOW = 1000, 14, 7


def files(outcome: Outcome, ids: list[str]) -> None:
    """Every table of every file, and below those of one file how else it can be read. ids: of the uploads."""
    for upload, file in enumerate(ids):
        reports = [report for report in outcome.imports if report.upload == upload]
        for report in reports:
            show(report, outcome.imports.index(report), file, outcome.people)
        if reports:
            questions.read_otherwise(reports, file)


def show(report: FileReport, place: int, file: str, people: tuple[str, ...]) -> None:
    """One table: what it is, its questions, row account, findings, columns and refused rows.

    place: its number on the page. file: the id of its upload, for answers. people: whom an unknown owner may be.
    """
    with st.container(border=True):
        name = f"{report.file} · {report.member}" if report.member else report.file
        st.markdown(f"**{markdown(name)}**")
        if report.refused:
            st.error(markdown(said(report.refused)), icon=":material/block:")
            questions.ask(report, file, people)
            if report.columns:
                _columns(report, place, file)
            return
        recognised = _("Recognised as {entity}, from: {source}")
        st.caption(markdown(recognised.format(entity=words.entity(report.entity), source=words.source(report.source))))
        _identity(report)
        _account(report)
        findings([(finding.message, finding.rows, finding.count) for finding in report.findings])
        questions.ask(report, file, people)
        columns, refused = st.tabs([_("Columns"), _("Rows refused: {n}").format(n=words.number(report.rows.rejected))])
        with columns:
            _columns(report, place, file)
        with refused:
            rejects(intake.reject_frame(report), report.file, key=f"preview_{place}")


def _identity(report: FileReport) -> None:
    """By what rows are known again where no column is an id."""
    if parts := intake.identity(report):
        text = _("No column is an id: rows are known again by {fields}, and equal ones by their order.")
        st.caption(markdown(text.format(fields=", ".join(fields.label(name) for name in parts))))


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


def findings(found: list[tuple[str, tuple[int, ...], int]]) -> None:
    """What was noticed in a file, in one box: message, first rows concerned, how many there are."""
    if found:
        st.warning("\n".join(f"- {_finding(*item)}" for item in found), icon=":material/info:")


def _finding(message: str, rows: tuple[int, ...], count: int) -> str:
    text = markdown(said(message))
    if rows:
        shown = ", ".join(str(row) for row in rows[:10])
        more = " …" if count > 10 else ""
        text += f" :small[({markdown(ngettext('row {rows}', 'rows {rows}', len(rows)).format(rows=shown) + more)})]"
    return text


def _columns(report: FileReport, place: int, file: str) -> None:
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
        # An answer given elsewhere must not be overruled by what was chosen here before.
        key=f"columns_{intake.uploader_key()}_{place}_{len(answers.of(file).get('columns', {}))}",
    )
    answers.correct(file, dict(zip(shown["header"], shown["field"], strict=True)), edited["header"], edited["field"])


def rejects(rows: pd.DataFrame, file: str, *, key: str) -> None:
    """The refused rows of a file, to be downloaded with all their cells, mended and uploaded again."""
    if rows.empty:
        st.markdown(_("No row was refused."))
        return
    first = {
        "row_number": Column(_("Row"), "number", width="small"),
        "column": Column(_("Column")),
        "value": Column(_("Value")),
        "reason": Column(_("Reason"), width="large"),
    }
    # Behind the file's own columns, under names that intake passes over when the mended file comes back.
    why = {name: Column(f"Quarterdeck: {first[name].label}", first[name].kind) for name in ("row_number", "reason")}
    cells = {name: Column(name.removeprefix("cell: ")) for name in rows.columns if name.startswith("cell: ")}
    name = f"refused-rows-{file.rpartition('.')[0] or file}"
    tables.show(
        rows.head(_SHOWN_REJECTS),
        first,
        key=key,
        file_name=name,
        alt=_("The refused rows"),
        height=280 if len(rows) > _LOW else None,
        download=False,
    )
    tables.downloads(
        rows, cells | why, key=key, file_name=name, note=_("Mend the rows in this file and upload it as it is.")
    )
