"""The bridge on the page: what moved the forecast since some day, its proof, and the deals behind it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

from metrics.forecast import Outlook
from metrics.forecast import bridge as measured
from metrics.forecast.bridge import WITHOUT_DEALS, Bridge
from metrics.periods import Period
from pages.charts import forecast_bridge as charts
from pages.charts.style import CONFIG
from pages.components import deal_story, filters, forecast, forecast_bridge_words, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_CHART, _CAUSE, _ALL = "forecast_bridge", "cause", "all"
_HEIGHT, _ROWS = 320, 8  # pixels of a table of more rows than these
_DAYS = ("7", "14", "28")


@dataclass(frozen=True)
class _Span:
    """A bridge, the period it is about, the day it begins on, and the middle of the range on both days (money)."""

    found: Bridge
    period: Period
    since: date
    p50_then: float
    p50_now: float


def show(outlook: Outlook, choice: Choice) -> None:
    """Bars from the forecast of an earlier day to the present one, the sum written out, and the deals behind it."""
    names = {"7": _("Since last week"), "14": _("Since two weeks ago"), "28": _("Since four weeks ago")}
    days = filters.url_choice(_("Since when"), list(_DAYS), key="since", names=names)
    span = _span(outlook, choice, int(days))
    found, currency = span.found, choice.currency
    st.markdown(f"**{forecast_bridge_words.finding(found, span.period, span.since, currency)}**")
    if not found.steps:
        st.caption(_("Choose an earlier day, or import the opportunities of another day."))
        return
    bars = measured.bars(found)
    rows = list(zip(bars["cause"], bars["amount"], bars["deals"], strict=True))
    st.plotly_chart(
        charts.waterfall(
            bars,
            names=[forecast_bridge_words.cause(code) for code, _amount, _deals in rows],
            labels=[forecast_bridge_words.bar_label(*row, currency) for row in rows],
        ),
        key=_CHART,
        on_select=_picker(bars),
        selection_mode="points",
        config=CONFIG,
        alt=_("The forecast then, what changed it, and the forecast now"),
    )
    _proof(span, currency)
    _behind(span, choice)
    with st.expander(_("The bridge in figures")):
        _table(span, choice)


def _span(outlook: Outlook, choice: Choice, days: int) -> _Span:
    period = outlook.periods[0].period
    then = forecast.before(choice, period, days)
    scope = replace(choice.scope, as_of=then.as_of)
    won_then, won_now = (
        session.fetch("overview/decided_deals", looked, period_start=period.start, period_end=period.end)
        for looked in (scope, choice.scope)
    )
    moves = session.fetch(
        "pipeline/net_deals",
        choice.scope,
        first_day=then.as_of,
        last_day=outlook.as_of,
        period_start=None,
        period_end=None,
    )
    found = measured.bridge(then, outlook, _won(won_then), _won(won_now), moves)
    return _Span(found, period, then.as_of, then.periods[0].p50, outlook.periods[0].p50)


def _won(decided: pd.DataFrame) -> pd.DataFrame:
    return decided[decided["stage_kind"] == "won"]


def _picker(bars: pd.DataFrame) -> Callable[[], None]:
    """What a click on the chart does: it picks the cause of the row."""

    def pick() -> None:
        points = st.session_state[_CHART]["selection"]["points"]
        codes = [bars["cause"].iloc[point["point_index"]] for point in points]
        if codes and codes[0] in measured.CAUSES and codes[0] not in WITHOUT_DEALS:
            st.query_params[_CAUSE] = codes[0]

    return pick


def _proof(span: _Span, currency: str) -> None:
    found, exactly = span.found, words.money(currency, compact=False)
    equation = forecast_bridge_words.equation(found, currency)
    if found.adds_up:
        st.caption(f":material/check_circle: {markdown(_('Adds up: {sum}').format(sum=equation))}")
    else:
        text = _("This does not add up: {amount} won cannot be told by deal. {sum}")
        st.warning(markdown(text.format(amount=exactly(abs(found.difference)), sum=equation)))
    told = _(
        "The bridge explains the mean, as only means add up. The most likely figure (P50) went from {then} to {now}."
    )
    money = words.money(currency)
    st.caption(markdown(told.format(then=money(span.p50_then), now=money(span.p50_now))))


def _behind(span: _Span, choice: Choice) -> None:
    """The deals of one cause, chosen here or by a click on its bar, or of all; the cause stands in the URL."""
    offered = [_ALL, *(step.cause for step in span.found.steps if step.deals)]
    if len(offered) == 1:
        return
    key = "forecast_cause"

    def push() -> None:
        if st.session_state[key] in (None, _ALL):
            st.query_params.pop(_CAUSE, None)
        else:
            st.query_params[_CAUSE] = st.session_state[key]

    chosen = st.query_params.get(_CAUSE)
    st.session_state[key] = chosen if chosen in offered else _ALL
    picked = st.pills(
        _("Deals behind a bar: click it, or choose here"),
        offered,
        format_func=forecast_bridge_words.cause,
        key=key,
        on_change=push,
    )
    is_one = picked in offered[1:]
    rows = span.found.behind(picked) if is_one else span.found.deals
    st.markdown(f"**{forecast_bridge_words.drilled(rows, choice.currency)}**")
    if is_one:
        st.caption(markdown(forecast_bridge_words.meaning(picked)))
    _deal_table(rows, span, choice, name=picked if is_one else _ALL)


def _deal_table(rows: pd.DataFrame, span: _Span, choice: Choice, *, name: str) -> None:
    money = {"currency": choice.currency}
    columns = {
        "name": Column(_("Deal"), width=150),
        "change": Column(_("Change, {currency}").format(**money), "money", width=100),
        "cause": Column(_("Cause"), width=110),
        "account_name": Column(_("Account"), width=130),
        "rep_name": Column(_("Owner"), width=110),
        "chance_then": Column(_("Chance then"), "ratio", width=90),
        "chance_now": Column(_("Chance now"), "ratio", width=90),
        "value_then": Column(
            _("In the forecast then, {currency}").format(**money),
            "money",
            help=_("What was won, or expected amount × chance of winning it in the period"),
        ),
        "value_now": Column(_("In the forecast now, {currency}").format(**money), "money"),
        "stage_then": Column(_("Stage then")),
        "stage_now": Column(_("Stage now")),
        "close_on_then": Column(_("Close date before"), "date"),
        "close_on_now": Column(_("Close date after"), "date"),
        "opportunity_id": Column(_("Deal id")),
    }
    shown = rows.assign(
        cause=rows["cause"].map(forecast_bridge_words.cause),
        close_on_then=pd.to_datetime(rows["close_on_then"]),
        close_on_now=pd.to_datetime(rows["close_on_now"]),
    )
    tables.show(
        shown,
        columns,
        key="forecast_bridge_deals",
        file_name=f"forecast-bridge-{name.replace('_', '-')}-{span.since}",
        about=_about(span, choice),
        alt=_("The deals behind the bar"),
        height=_HEIGHT if len(rows) > _ROWS else None,
        on_pick=deal_story.pick(shown),
    )


def _table(span: _Span, choice: Choice) -> None:
    """Every step in figures, with what it means."""
    bars = measured.bars(span.found)
    tables.show(
        bars.assign(
            step=bars["cause"].map(forecast_bridge_words.cause),
            meaning=bars["cause"].map(forecast_bridge_words.meaning),
        ),
        {
            "step": Column(_("Step"), width="medium"),
            "amount": Column(_("Amount, {currency}").format(currency=choice.currency), "money"),
            "deals": Column(_("Deals"), "number", width="small"),
            "meaning": Column(_("What it means"), width="large"),
        },
        key="forecast_bridge_steps",
        file_name=f"forecast-bridge-{span.since}",
        about=_about(span, choice),
        alt=_("The bridge in figures"),
    )


def _about(span: _Span, choice: Choice) -> str:
    days = _("Forecast of {period}, from {first} to {last}").format(
        period=span.period.label, first=span.since.isoformat(), last=choice.as_of.isoformat()
    )
    return f"{summary(choice)}; {days}"
