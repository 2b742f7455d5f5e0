"""The answers an analyst can give about files: what intake could not tell is asked first."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.intake import Outcome
from pages.components import fields, intake, words
from pages.components.i18n import _

_QUOTED = re.compile(r"“([^”]+)”")
_KEPT = "_intake_answers"
_ANSWERS = ("date_order", "decimal", "entity", "sheet", "encoding", "delimiter", "stages")


def kept() -> dict[str, Any]:
    """The answers given so far, by name; for intake.options."""
    return st.session_state.get(_KEPT, {})


def forget() -> None:
    """Start over without answers."""
    st.session_state.pop(_KEPT, None)


def correct(taken: Mapping[str, str], headers: Iterable[str], chosen: Iterable[str]) -> None:
    """Keep what the analyst took columns for. taken: header → field as read now; headers, chosen: as edited."""
    changed = {header: field for header, field in zip(headers, chosen, strict=True) if field and field != taken[header]}
    if changed:
        _keep("columns", kept().get("columns", {}) | changed)


def about_all() -> None:
    """What is true of all the files: as of when they speak, and whether they hold everything."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _keep(
            "as_of",
            st.date_input(_("As of (the day of the export; blank: now)"), value=None, key="answer_as_of", width=260),
        )
        text = _("The files hold every deal: deals not in them are gone")
        _keep("complete", st.checkbox(text, key="answer_complete"))


def ask(outcome: Outcome) -> None:
    """What the refusals and findings of an outcome ask for."""
    asked = _asked(outcome)
    if not asked:
        return
    with st.container(border=True):
        st.markdown(f"**{_('Please answer')}**")
        for name in asked:
            _widget(name, outcome)


def correct_reading(outcome: Outcome) -> None:
    """All the other answers, for those who know better; columns are corrected where each file shows them."""
    asked = _asked(outcome)
    with st.expander(_("Correct how the files are read")):
        for name in _ANSWERS:
            if name not in asked:
                _widget(name, outcome)


def _asked(outcome: Outcome) -> list[str]:
    codes = [report.code for report in outcome.imports]
    codes += [finding.code for report in outcome.imports for finding in report.findings]
    return list(dict.fromkeys(intake.ASKS[code] for code in codes if code in intake.ASKS))


def _widget(name: str, outcome: Outcome) -> None:
    match name:
        case "date_order":
            names = {"dmy": _("day, month, year"), "mdy": _("month, day, year")}
            _pick(name, _("Order of dates"), names)
        case "decimal":
            _pick(name, _("Decimal mark"), {"point": _("point: 1,234.56"), "comma": _("comma: 1.234,56")})
        case "entity":
            names = {code: words.entity(code) for code in intake.entity_choices()}
            _pick(name, _("What the files are about"), names)
        case "sheet":
            _keep(name, st.text_input(_("Sheet of the workbook"), key="answer_sheet", width=360))
        case "encoding":
            _keep(name, st.text_input(_("Encoding, such as cp1252"), key="answer_encoding", width=360))
        case "delimiter":
            _keep(name, st.text_input(_("Delimiter: one character, or tab"), key="answer_delimiter", width=360))
        case "columns":
            _columns(outcome)
        case "stages":
            _stages(outcome)


def _pick(name: str, label: str, names: dict[str, str]) -> None:
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("told from the file"),
        key=f"answer_{name}",
        width=360,
    )
    _keep(name, chosen)


def _columns(outcome: Outcome) -> None:
    headers = [column.header for report in outcome.imports for column in report.columns if column.field is None]
    edited = st.data_editor(
        pd.DataFrame(
            {"header": pd.Series(headers, dtype="str"), "field": pd.Series([None] * len(headers), dtype="str")}
        ),
        column_config={
            "header": st.column_config.TextColumn(_("Column in the file")),
            "field": st.column_config.SelectboxColumn(
                _("is"), options=intake.field_choices(), format_func=fields.label
            ),
        },
        num_rows="dynamic",
        hide_index=True,
        key=f"answer_columns_{intake.uploader_key()}",
    )
    _keep("columns", _pairs(edited, "header", "field"))


def _stages(outcome: Outcome) -> None:
    found = [finding for report in outcome.imports for finding in report.findings if finding.code == "UNKNOWN_STAGE"]
    stages = [name for finding in found for name in _QUOTED.findall(finding.message)]
    st.caption(_("What these stages mean"))
    edited = st.data_editor(
        pd.DataFrame({"stage": pd.Series(stages, dtype="str"), "kind": pd.Series([None] * len(stages), dtype="str")}),
        column_config={
            "stage": st.column_config.TextColumn(_("Stage")),
            "kind": st.column_config.SelectboxColumn(
                _("means"), options=["open", "won", "lost"], format_func=words.stage_kind
            ),
        },
        num_rows="dynamic",
        hide_index=True,
        key=f"answer_stages_{intake.uploader_key()}",
    )
    _keep("stages", kept().get("stages", {}) | _pairs(edited, "stage", "kind"))


def _pairs(frame: pd.DataFrame, left: str, right: str) -> dict[str, str]:
    whole = frame.dropna(subset=[left, right])
    return dict(zip(whole[left], whole[right], strict=True))


def _keep(name: str, value: object) -> None:
    """Keep an answer; a new one reads the files again at once."""
    value = value or None
    if kept().get(name) != value:
        st.session_state[_KEPT] = kept() | {name: value}
        st.rerun()
