"""Decisions and targets of a review: put down on the page, carried to the next one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from data.reviews import STATUSES, Decision
from metrics import catalog
from pages.components import review, words
from pages.components.i18n import _
from pages.components.review import InSight
from pages.components.safety import markdown
from pages.review import carried

_PERCENT = 100


def decisions(found: InSight) -> None:
    """The decisions of this review and how they stand: rows can be added, changed and taken away."""
    st.markdown(f"**{markdown(_('Decided in this review'))}**")
    names = carried.statuses()
    frame = pd.DataFrame(
        [
            (item.text, item.owner, pd.Timestamp(item.due_on) if item.due_on else pd.NaT, names[item.status])
            for item in found.said.decisions
        ],
        columns=["text", "owner", "due_on", "status"],
    ).astype({"text": "object", "owner": "object", "due_on": "datetime64[us]", "status": "object"})
    edited = st.data_editor(
        frame,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=f"review_decisions_{hash(found.said.decisions)}",
        column_config={
            "text": st.column_config.TextColumn(_("Decision"), max_chars=500, required=True, width="large"),
            "owner": st.column_config.TextColumn(_("Owner"), max_chars=120),
            "due_on": st.column_config.DateColumn(_("Due"), format="YYYY-MM-DD"),
            "status": st.column_config.SelectboxColumn(
                _("Status"), options=list(names.values()), default=names["open"], required=True
            ),
        },
    )
    now = _read(edited, {label: code for code, label in names.items()})
    if now != found.said.decisions and st.button(_("Save the decisions"), key="review_decisions_save", type="primary"):
        review.said(found, lambda said: replace(said, decisions=now))
        st.rerun()


def standing(found: InSight) -> None:
    """How the decisions of earlier reviews stand: a status for each."""
    if not found.last.decisions:
        return
    st.markdown(f"**{markdown(_('Decided in earlier reviews'))}**")
    names = carried.statuses()
    for place, item in enumerate(found.last.decisions):
        key = f"review_status_{found.choice.period.label}_{place}"

        def change(item: Decision = item, key: str = key) -> None:
            review.stands(found, item, st.session_state[key])

        who = " · ".join(part for part in (item.decided_in, item.owner, _due(item.due_on)) if part)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markdown(item.text) + (f"  \n:small[:gray[{markdown(who)}]]" if who else ""), width="stretch")
            st.session_state[key] = item.status
            st.selectbox(
                _("Status"),
                list(STATUSES),
                format_func=names.__getitem__,
                key=key,
                on_change=change,
                label_visibility="collapsed",
                width=140,
            )


def targets(found: InSight) -> None:
    """Targets for the quarter after: a blank field sets none."""
    st.markdown(f"**{markdown(_('Targets for the next quarter'))}**")
    with st.form("review_targets", border=False):
        entered: dict[str, float | None] = {}
        with st.grid(3, min_column_width=180, gap="small"):
            for name in carried.TARGETS:
                share = catalog.MEASURES[name].unit == "ratio"
                known = found.said.targets.get(name)
                entered[name] = st.number_input(
                    f"{words.label(name)} (%)" if share else words.label(name),
                    value=None if known is None else known * _PERCENT if share else known,
                    min_value=0.0,
                    key=f"review_target_{name}",
                )
        if st.form_submit_button(_("Save the targets")):
            chosen = {
                name: value / _PERCENT if catalog.MEASURES[name].unit == "ratio" else value
                for name, value in entered.items()
                if value is not None
            }
            review.said(found, lambda said: replace(said, targets=chosen))
            st.rerun()


def _read(edited: pd.DataFrame, codes: Mapping[str, str]) -> tuple[Decision, ...]:
    rows = []
    for row in edited.to_dict("records"):
        text = _text(row["text"])
        if not text:
            continue
        due = "" if pd.isna(row["due_on"]) else pd.Timestamp(row["due_on"]).date().isoformat()
        status = codes.get(_text(row["status"]), "open")
        rows.append(Decision(text, _text(row["owner"]), due, status))  # ty: ignore[invalid-argument-type]
    return tuple(rows)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _due(day: str) -> str:
    return _("due {day}").format(day=words.day(date.fromisoformat(day))) if day else ""
