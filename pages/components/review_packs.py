"""Frozen packs: saved, opened, and held against each other."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data import packs
from data.errors import Refused
from data.packs import Pack
from pages.components import review, session, tables, words
from pages.components.i18n import _
from pages.components.review import InSight
from pages.components.safety import markdown
from pages.components.said import said
from pages.components.tables import Column
from pages.review import compare
from pages.review.document import from_json

_NONE = 0


def freeze(found: InSight) -> None:
    """Save the review in sight as a pack that nothing changes any more."""
    with st.popover(_("Freeze as a pack"), key="pack_save_menu", icon=":material/ac_unit:"):
        st.caption(_("Keeps release, filters, definitions, figures and texts as they are now."))
        with st.form("pack_save", border=False):
            name = st.text_input(
                _("Name"), value=f"{found.document.title} {found.document.period}", max_chars=120, key="pack_name"
            )
            by = st.text_input(_("Your name"), max_chars=120, key="pack_by")
            if st.form_submit_button(_("Freeze"), type="primary"):
                _save(found, name, by)


def _save(found: InSight, name: str, by: str) -> None:
    document = found.document
    try:
        pack = packs.save(
            session.store().folder,
            document.to_json(),
            name=name,
            period=document.period,
            release=document.release,
            by=by,
            now=datetime.now(UTC),
        )
    except Refused as error:
        st.error(markdown(said(error.message)))
        return
    review.show(pack.number)
    st.rerun()


def remove(found: InSight) -> None:
    """Delete the pack in sight, after a word on what is lost."""
    if found.pack is not None and st.button(_("Delete the pack"), key="pack_delete_menu", icon=":material/delete:"):
        st.dialog(_("Delete the pack"))(_confirm)(found.pack)


def _confirm(pack: Pack) -> None:
    text = _(
        "“{name}” of {period}, frozen by {by} on {day}, will be gone for good: its figures, sentences and comments"
        " as they were, and every link to it. Slides, PDF and workbook of it can no longer be made; release"
        " {release} is kept for it no longer."
    )
    day = words.day(pack.saved_at.date(), "long")
    told = text.format(name=pack.name, period=pack.period, by=pack.saved_by, day=day, release=pack.release)
    st.markdown(markdown(told))

    def deleted() -> None:
        packs.delete(session.store().folder, pack.number)
        review.show(None)

    if st.button(_("Delete for good"), key="pack_delete", type="primary", on_click=deleted):
        st.rerun()  # the page, of which a dialog is a part of its own


def choose(found: InSight) -> None:
    """Open a pack, or go back to the present."""
    known = {pack.number: pack for pack in packs.saved(session.store().folder)}
    if not known:
        return
    numbers = [_NONE, *known]
    now = found.pack.number if found.pack else _NONE

    def opened() -> None:
        review.show(st.session_state["pack_open"] or None)

    st.session_state["pack_open"] = now if now in numbers else _NONE
    st.selectbox(
        _("Open a pack"),
        numbers,
        format_func=lambda number: _("the present") if number == _NONE else _label(known[number]),
        key="pack_open",
        on_change=opened,
        width=340,
    )


def against(found: InSight) -> None:
    """The review in sight against a pack, figure by figure."""
    known = {pack.number: pack for pack in packs.saved(session.store().folder)}
    others = [number for number in known if found.pack is None or number != found.pack.number]
    if not others:
        st.caption(_("Freeze a review as a pack to compare it later."))
        return
    wanted = st.query_params.get(review.OTHER, "")
    first = int(wanted) if wanted.isdigit() and int(wanted) in others else others[0]

    def picked() -> None:
        st.query_params[review.OTHER] = str(st.session_state["pack_other"])

    st.session_state["pack_other"] = first
    number = st.selectbox(
        _("Compare with"),
        others,
        format_func=lambda number: _label(known[number]),
        key="pack_other",
        on_change=picked,
        width=340,
    )
    try:
        pack, text = packs.read(session.store().folder, number)
    except Refused as error:
        st.error(markdown(said(error.message)))
        return
    other = from_json(text)
    rows = pd.DataFrame(compare.figures(found.document, other), columns=["section", "figure", "now", "then", "change"])
    st.markdown(f"**{markdown(compare.finding(rows['change'].tolist(), pack.name))}**")
    tables.show(
        rows,
        {
            "section": Column(_("Section"), width=130),
            "figure": Column(_("Figure"), width=240),
            "now": Column(found.pack.name if found.pack else _("In sight")),
            "then": Column(pack.name),
            "change": Column(_("Difference")),
        },
        key="pack_compare",
        file_name=f"packs-{number}-compared",
        about=f"{found.document.filters} / {other.filters}",
        alt=_("Figures of both reviews side by side"),
        height=420,
    )


def _label(pack: Pack) -> str:
    day = words.day(pack.saved_at.date())
    return _("{number}: {name} · {day}").format(number=pack.number, name=pack.name, day=day)
