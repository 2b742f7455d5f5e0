"""Show the work: what a figure means, which deals are behind it, which were left out and why, and the SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import streamlit as st

import queries
from metrics import catalog
from metrics.ratio import exact_sum
from metrics.values import Value
from pages.components import deals, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

Source = Literal["decided", "open"]
_DEALS = {"decided": "overview/decided_deals", "open": "overview/open_deals"}


Reasons = dict[str, Callable[[pd.DataFrame], pd.Series]]
Measured = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Work:
    """How to show the work of one figure.

    query: the query that the figure is computed from. source: which deals are
    behind it. concerns: tells of which of them it speaks at all. left_out:
    reason → which of those do not count all the same. adds_up: the column whose
    sum is the figure or goes into it. equation: how the figure comes from that
    sum, in plain text, where it is not the sum itself.
    """

    measure: str
    query: str
    source: Source
    concerns: Callable[[pd.DataFrame], pd.Series]
    left_out: Reasons = field(default_factory=dict)
    adds_up: str | None = None
    equation: Callable[[Measured, "Behind", str], str] | None = None


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
    total = exact_sum(counted[work.adds_up]) if work.adds_up else None
    return Behind(counted, concerned.assign(reason=reason)[reason != ""], total)


def button(work: Work, now: Measured, choice: Choice) -> None:
    """The button of a card that opens the dialog."""
    if st.button(_("Show the work"), key=f"work_{work.measure}", type="tertiary"):
        st.dialog(words.label(work.measure), width="large")(_body)(work, now, choice)


def _body(work: Work, now: Measured, choice: Choice) -> None:
    measure = catalog.MEASURES[work.measure]
    st.markdown(markdown(_(measure.definition)))
    st.caption(f"**{_('Formula')}** {markdown(_(measure.formula))}  \n**{_('Mind')}** {markdown(_(measure.caveat))}")
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    extra = {"today": choice.as_of} if work.source == "open" else {}
    found = behind(work, session.fetch(_DEALS[work.source], choice.scope, **window, **extra))
    counted, left_out, sql = st.tabs([_("Deals behind it"), _("Left out"), _("SQL")])
    with counted:
        st.markdown(f"**{markdown(adds_up(work, found, now, choice.currency))}**")
        _deal_table(found.counted, work, choice, key=f"behind_{work.measure}")
    with left_out:
        _left_out(found.left_out, work, choice)
    with sql:
        _sql(work.query, choice, window)


def adds_up(work: Work, found: Behind, now: Measured, currency: str) -> str:
    """How many deals count and what they come to, in plain text; blank figures have no equation."""
    count = len(found.counted)
    line = ngettext("{n} deal", "{n} deals", count).format(n=words.number(count))
    if work.equation and now[work.measure].value is not None:
        return f"{line} · {work.equation(now, found, currency)}"
    if found.total is None:
        return line
    return f"{line} · " + _("total {amount}").format(amount=words.money(currency, compact=False)(found.total))


def _left_out(rows: pd.DataFrame, work: Work, choice: Choice) -> None:
    if rows.empty:
        st.markdown(_("No deal was left out."))
        return
    for reason, group in rows.groupby("reason", sort=False):
        st.markdown(f"{markdown(words.number(len(group)))} · {_(str(reason))}")
    _deal_table(rows, work, choice, key=f"left_out_{work.measure}", reason=True)


def _deal_table(rows: pd.DataFrame, work: Work, choice: Choice, *, key: str, reason: bool = False) -> None:
    if rows.empty:
        return
    shown = rows.assign(reason=[_(text) for text in rows["reason"]]) if reason else rows
    columns = {name: column for name, column in deals.columns(choice.currency).items() if name in shown.columns}
    shown = deals.spoken(shown)
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
