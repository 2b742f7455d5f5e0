"""What-if on the page: suppose something, and see the forecast beside the base; kept only under a name."""

import pandas as pd
import streamlit as st

from metrics.forecast import Outlook, PeriodOutlook, what_if
from metrics.forecast.what_if import Scenario
from pages.charts import forecast_what_if as charts
from pages.charts.style import CONFIG
from pages.components import forecast, forecast_what_if_inputs, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.pipeline_words import signed
from pages.components.safety import markdown
from pages.components.tables import Column


@st.fragment
def show(outlook: Outlook, choice: Choice) -> None:
    """What is supposed on one side, what comes of it on the other."""
    if outlook.deals.empty:
        st.markdown(f"**{markdown(_('What if?'))}**")
        st.caption(_("No deal is open, so there is nothing to suppose."))
        return
    said = st.empty()
    with st.grid(2, min_column_width=330, gap="medium"):
        with st.container():
            scenario = forecast_what_if_inputs.scenario(outlook, choice)
        supposed = what_if.periods(outlook, scenario)
        quota = forecast.quota(choice, outlook.periods[0].period)
        with st.container():
            _beside(outlook, supposed, quota, choice)
    said.markdown(f"**{_finding(outlook.periods[0], supposed[0], scenario, quota, choice.currency)}**")


def _finding(
    base: PeriodOutlook, supposed: PeriodOutlook, scenario: Scenario, quota: float | None, currency: str
) -> str:
    """What the scenario does to the period, Markdown-safe."""
    if scenario.is_base:
        return markdown(
            _("What if? Suppose something, and see what it does to {period}").format(period=base.period.label)
        )
    money = words.money(currency)
    values = {
        "period": base.period.label,
        "change": money(abs(supposed.p50 - base.p50)),
        "now": money(supposed.p50),
    }
    text = (
        _("So supposed, {period} most likely closes {change} higher, at {now}")
        if supposed.p50 > base.p50
        else _("So supposed, {period} most likely closes {change} lower, at {now}")
        if supposed.p50 < base.p50
        else _("So supposed, {period} most likely closes at {now}, as before")
    )
    said = text.format(**values)
    if quota is not None:
        chances = _("chance of quota {before} → {after}").format(
            before=words.percent(base.chance_of(quota), 0), after=words.percent(supposed.chance_of(quota), 0)
        )
        said = f"{said} · {chances}"
    return markdown(said)


def _beside(outlook: Outlook, supposed: list[PeriodOutlook], quota: float | None, choice: Choice) -> None:
    base = outlook.periods[0]
    st.plotly_chart(
        charts.dots(
            what_if.dots(base),
            what_if.dots(supposed[0]),
            quota=quota,
            money=words.money(choice.currency),
            words={
                "base": _futures(base, quota, _("As forecast")),
                "supposed": _futures(supposed[0], quota, _("As supposed")),
                "quota": _("Quota"),
            },
        ),
        key="what_if_dots",
        config=CONFIG,
        alt=_("Twenty equally likely totals of the period, as forecast and as supposed"),
    )
    st.caption(_("Each dot is one of twenty equally likely totals of the period."))
    _table(base, supposed[0], quota, choice)
    money = words.money(choice.currency)
    for before, after in zip(outlook.periods[1:], supposed[1:], strict=True):
        text = _("{period}: {before} → {after}")
        said = text.format(period=before.period.label, before=money(before.p50), after=money(after.p50))
        with st.expander(markdown(said)):
            _table(before, after, forecast.quota(choice, before.period), choice)


def _futures(period: PeriodOutlook, quota: float | None, name: str) -> str:
    """How many of the dots reach the quota, in plain text."""
    if quota is None:
        return name
    reached = sum(amount >= quota for amount in what_if.dots(period))
    return _("{name}: {reached} of {n} reach the quota").format(name=name, reached=reached, n=what_if.DOTS)


def _table(base: PeriodOutlook, supposed: PeriodOutlook, quota: float | None, choice: Choice) -> None:
    """The figures of a period, with and without the scenario."""
    code, money = choice.calendar.code(base.period), words.money(choice.currency)
    found = what_if.compared(base, supposed, quota)
    is_money = found["figure"] != "chance"
    rows = [
        {
            "figure": _figure(row["figure"]),
            "base": money(row["base"]) if whole else words.percent(_known(row["base"]), 0),
            "supposed": money(row["supposed"]) if whole else words.percent(_known(row["supposed"]), 0),
            "change": signed(row["change"], choice.currency) if whole else _points(row["change"]),
        }
        for row, whole in zip(found.to_dict("records"), is_money, strict=True)
    ]
    tables.show(
        pd.DataFrame(rows),
        {
            "figure": Column(base.period.label, width=130),
            "base": Column(_("As forecast"), width=75),
            "supposed": Column(_("As supposed"), width=80),
            "change": Column(_("Difference"), width=75),
        },
        key=f"what_if_{code}",
        file_name=f"forecast-what-if-{code}",
        about=f"{summary(choice)}; {base.period.label}",
        alt=_("The forecast of {period}, as forecast and as supposed").format(period=base.period.label),
    )


def _known(ratio: float) -> float | None:
    return None if pd.isna(ratio) else ratio


def _points(change: float) -> str:
    """A difference of chances in percentage points."""
    if pd.isna(change):
        return "–"
    points = round(change * 100)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return f"{sign}{words.number(abs(points))} pp"


def _figure(code: str) -> str:
    return {
        "p50": _("Most likely (P50)"),
        "p10": _("Low (P10)"),
        "p90": _("High (P90)"),
        "mean": _("Mean"),
        "chance": _("Chance of quota"),
        "won": _("Mean: won so far"),
        "open": _("Mean: open deals"),
        "new": _("Mean: not yet created"),
        "adjustment": _("Mean: adjustment"),
    }[code]
