"""Show the work: what a figure means, which deals are behind it, which were left out and why, and the SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import streamlit as st

import queries
from metrics import catalog
from pages.components import session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

Source = Literal["decided", "open"]
_DEALS = {"decided": "overview/decided_deals", "open": "overview/open_deals"}


Reasons = dict[str, Callable[[pd.DataFrame], pd.Series]]


@dataclass(frozen=True, slots=True)
class Work:
    """How to show the work of one figure.

    query: the query that the figure is computed from. source: which deals are
    behind it. concerns: tells of which of them it speaks at all. left_out:
    reason → which of those do not count all the same. adds_up: the column whose
    sum is the figure, None where the figure is no sum.
    """

    measure: str
    query: str
    source: Source
    concerns: Callable[[pd.DataFrame], pd.Series]
    left_out: Reasons = field(default_factory=dict)
    adds_up: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The deals that count, those left out (with `reason`), and what the counting ones add up to."""

    counted: pd.DataFrame
    left_out: pd.DataFrame
    total: float | None


def behind(work: Work, deals: pd.DataFrame) -> Behind:
    """Split the deals of a source into those that make the figure and those left out, each with one reason."""
    concerned = deals[work.concerns(deals)] if len(deals) else deals
    reason = pd.Series("", index=concerned.index, dtype=object)
    for text, applies in work.left_out.items():
        reason = reason.where((reason != "") | ~applies(concerned), text)
    counted = concerned[reason == ""]
    total = float(counted[work.adds_up].sum()) if work.adds_up else None
    return Behind(counted, concerned.assign(reason=reason)[reason != ""], total)


def button(work: Work, choice: Choice) -> None:
    """The button of a card that opens the dialog."""
    if st.button(_("Show the work"), key=f"work_{work.measure}", type="tertiary"):
        st.dialog(words.label(work.measure), width="large")(_body)(work, choice)


def _body(work: Work, choice: Choice) -> None:
    measure = catalog.MEASURES[work.measure]
    st.markdown(markdown(_(measure.definition)))
    st.caption(f"**{_('Formula')}** {markdown(_(measure.formula))}  \n**{_('Mind')}** {markdown(_(measure.caveat))}")
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    extra = {"today": choice.as_of} if work.source == "open" else {}
    found = behind(work, session.fetch(_DEALS[work.source], choice.scope, **window, **extra))
    deals, left_out, sql = st.tabs([_("Deals behind it"), _("Left out"), _("SQL")])
    with deals:
        _count_line(found, choice.currency)
        _deal_table(found.counted, work, choice, key=f"behind_{work.measure}")
    with left_out:
        _left_out(found.left_out, work, choice)
    with sql:
        _sql(work.query, choice, window)


def _count_line(found: Behind, currency: str) -> None:
    count = len(found.counted)
    line = ngettext("{n} deal", "{n} deals", count).format(n=words.number(count))
    if found.total is not None:
        line += " · " + _("total {amount}").format(amount=words.money(currency, compact=False)(found.total))
    st.markdown(f"**{markdown(line)}**")


def _left_out(rows: pd.DataFrame, work: Work, choice: Choice) -> None:
    if rows.empty:
        st.markdown(_("No deal was left out."))
        return
    for reason, group in rows.groupby("reason", sort=False):
        st.markdown(f"{markdown(words.number(len(group)))} · {_(str(reason))}")
    _deal_table(rows, work, choice, key=f"left_out_{work.measure}", reason=True)


def _deal_table(deals: pd.DataFrame, work: Work, choice: Choice, *, key: str, reason: bool = False) -> None:
    if deals.empty:
        return
    shown = deals.assign(reason=[_(text) for text in deals["reason"]]) if reason else deals
    columns = {name: column for name, column in deal_columns(choice.currency).items() if name in shown.columns}
    if reason:
        columns = {"reason": Column(_("Reason")), **columns}
    tables.show(
        shown,
        columns,
        key=key,
        file_name=f"{work.measure}-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The deals behind the figure"),
        height=300,
    )


def _sql(query: str, choice: Choice, window: Mapping[str, object]) -> None:
    st.caption(markdown(queries.load(query).purpose))
    used = queries.load(query).params
    bound = choice.scope.params | {name: value for name, value in window.items() if name in used}
    bound |= {name: value for name, value in {"today": choice.as_of, "group_by": "all"}.items() if name in used}
    st.code(queries.scoped_sql(query, choice.scope), language="sql", height=320)
    st.code("\n".join(f":{name} = {value}" for name, value in bound.items()), language=None)


def deal_columns(currency: str) -> dict[str, Column]:
    """The columns of any list of deals, in display order."""
    return {
        "name": Column(_("Deal"), width="medium"),
        "account_name": Column(_("Account"), width="medium"),
        "rep_name": Column(_("Owner")),
        "team": Column(_("Team")),
        "stage": Column(_("Stage")),
        "stage_kind": Column(_("State"), width="small"),
        "amount": Column(_("Amount, {currency}").format(currency=currency), "money"),
        "probability": Column(_("Probability"), "ratio", width="small"),
        "weighted_amount": Column(_("Weighted, {currency}").format(currency=currency), "money"),
        "product": Column(_("Product")),
        "created_on": Column(_("Created"), "date"),
        "close_on": Column(_("Close date"), "date"),
        "closed_on": Column(_("Closed"), "date"),
        "cycle_days": Column(_("Cycle, days"), "number"),
        "age_days": Column(_("Age, days"), "number"),
        "next_step": Column(_("Next step"), width="medium"),
        "opportunity_id": Column(_("Deal id")),
    }
