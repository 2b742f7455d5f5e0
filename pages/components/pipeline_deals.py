"""The deals behind the movement: of one bar, of the net reading, and those that slipped."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import streamlit as st

from metrics import catalog, movement
from pages.components import deals, pipeline, pipeline_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.pipeline import Flow
from pages.components.pipeline_days import Window
from pages.components.safety import markdown
from pages.components.tables import Column

REASON = "reason"  # what names the bar in the URL
_HEIGHT, _ROWS = 320, 8  # pixels of a table of more rows than these


def behind(flow: Flow, choice: Choice) -> None:
    """The deals behind one bar: chosen here or by a click on it; the reason stands in the URL."""
    offered = [step.reason for step in flow.gross.steps if step.moves]
    if not offered:
        return
    key = "movement_reason"

    def push() -> None:
        if st.session_state[key]:
            st.query_params[REASON] = st.session_state[key]
        else:
            st.query_params.pop(REASON, None)

    chosen = st.query_params.get(REASON)
    st.session_state[key] = chosen if chosen in offered else None
    picked = st.pills(
        _("Deals behind a bar: click it, or choose here"),
        offered,
        format_func=pipeline_words.reason,
        key=key,
        on_change=push,
    )
    if picked:
        _deals_of(picked, flow, choice)


def _deals_of(reason: str, flow: Flow, choice: Choice, *, key: str = "movement_deals") -> None:
    rows = pipeline.deals_of(choice, flow.window, reason)
    said = pipeline_words.drilled(flow.gross.step(reason), movement.drilled(rows), choice.currency)
    st.markdown(f"**{markdown(said)}**")
    st.caption(markdown(pipeline_words.meaning(reason)))
    known = deals.columns(choice.currency)
    columns = {name: known[name] for name in ("name", "account_name", "rep_name", "stage", "amount")} | {
        "close_on_before": Column(_("Close date before"), "date"),
        "close_on": Column(_("Close date after"), "date"),
        "moved_on": Column(_("Moved on"), "date"),
        "moves": Column(_("Moves"), "number", width="small"),
        "opportunity_id": known["opportunity_id"],
    }
    tables.show(
        rows,
        columns,
        key=key,
        file_name=file_name(f"movement-{reason.replace('_', '-')}", flow.window),
        about=about(choice, flow.window),
        alt=_("The deals behind the bar"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def net_dialog(flow: Flow, choice: Choice) -> None:
    """One line per deal that moved: what it was at the start and is at the end."""
    rows = pipeline.net_deals(choice, flow.window)
    changed = rows[rows["reason"] != "none"]
    total = sum((Decimal(str(amount)) for amount in changed["amount"]), Decimal(0))
    said = f"{pipeline_words.count_of(len(changed))} · {pipeline_words.signed(total, choice.currency, compact=False)}"
    st.markdown(f"**{markdown(said)}**")
    net_table(changed, flow, choice, key="net_deals")


def reason_dialog(reason: str, flow: Flow, choice: Choice) -> None:
    """What a reason means, and the deals behind it."""
    if not flow.gross.step(reason).moves:
        st.markdown(markdown(pipeline_words.meaning(reason)))
        st.caption(_("No deal moved for this reason in these days."))
        return
    _deals_of(reason, flow, choice, key=f"work_{reason}_deals")


def slip_dialog(flow: Flow, choice: Choice) -> None:
    """The deals that left the period open, and how the rate comes of them."""
    measure = catalog.MEASURES["slip_rate"]
    st.markdown(markdown(_(measure.definition)))
    due = replace(flow.window, due=flow.window.due or choice.period)
    rows = pipeline.net_deals(choice, due)
    slip, slipped = flow.slip, rows[rows["has_slipped"]]
    text = _("{slipped} left {period} open ÷ {due} due in it at some time from {first} to {last} = {rate}")
    said = text.format(
        slipped=words.number(slip.slipped),
        period=choice.period.label,
        due=words.number(slip.due),
        first=words.day(due.first),
        last=words.day(due.last),
        rate=words.value(slip.rate, choice.currency),
    )
    st.markdown(f"**{markdown(said)}**")
    if slip.slipped > len(slipped):
        more = _("{n} of them are still open and still due in the period, which is over; below are those due later.")
        st.caption(markdown(more.format(n=words.number(slip.slipped - len(slipped)))))
    net_table(slipped, flow, choice, key="slipped_deals")


def net_table(rows: pd.DataFrame, flow: Flow, choice: Choice, *, key: str) -> None:
    """Deals with what they were at the start and are at the end."""
    known = deals.columns(choice.currency)
    money = {"currency": choice.currency}
    columns = {
        "name": known["name"],
        "account_name": known["account_name"],
        "rep_name": known["rep_name"],
        "step": Column(_("Net"), width="small"),
        "start_amount": Column(_("At the start, {currency}").format(**money), "money"),
        "end_amount": Column(_("At the end, {currency}").format(**money), "money"),
        "amount": Column(_("Difference, {currency}").format(**money), "money"),
        "stage": known["stage"],
        "close_on": known["close_on"],
        "opportunity_id": known["opportunity_id"],
    }
    tables.show(
        rows.assign(step=rows["reason"].map(pipeline_words.reason)),
        columns,
        key=key,
        file_name=file_name(key.replace("_", "-"), flow.window),
        about=about(choice, flow.window),
        alt=_("Deals at the start and at the end"),
        height=_HEIGHT,
    )


def about(choice: Choice, window: Window) -> str:
    """What an export holds, in a line of plain text."""
    days = _("{which}, from the end of {first} to the end of {last}").format(
        which=pipeline_words.which(window), first=window.first.isoformat(), last=window.last.isoformat()
    )
    return f"{summary(choice)}; {days}"


def file_name(name: str, window: Window) -> str:
    """The name of a download, without its ending."""
    return f"pipeline-{name}-{window.first}-{window.last}"
