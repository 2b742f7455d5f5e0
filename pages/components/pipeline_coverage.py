"""Is there enough: the arithmetic from quota to missing pipeline, and what is created each week."""

import pandas as pd
import streamlit as st

from metrics.coverage import Need
from pages.charts import pipeline_open as charts
from pages.charts.style import CONFIG
from pages.components import pipeline, pipeline_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column


def enough(need: Need, choice: Choice) -> None:
    """The finding, and how it comes about."""
    st.markdown(f"**{pipeline_words.enough(need, choice)}**")
    arithmetic(need, choice)


def arithmetic(need: Need, choice: Choice, *, key: str = "coverage_steps") -> None:
    """Every step from quota to missing pipeline, in a line and in a table. key: unique on the page."""
    line = _line(need, choice)
    if line:
        st.markdown(markdown(line))
    if need.quota is None:
        st.caption(_("Import quotas, or lift the filters on segment, product and source: a quota is set per person."))
        return
    tables.show(
        _steps(need, choice),
        {
            "step": Column(_("Step"), width=110),
            "value": Column(_("Value"), width=120),
            "how": Column(_("How"), width=260),
        },
        key=key,
        file_name=f"pipeline-needed-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("From quota to missing pipeline, step by step"),
    )


def _line(need: Need, choice: Choice) -> str:
    """Remaining ÷ win rate = needed − open = missing, in plain text; empty where a figure is blank."""
    if need.remaining is None or need.needed is None or need.missing is None:
        return ""
    money = words.money(choice.currency)
    if need.is_reached:
        return _("{quota} quota − {won} won: nothing remains.").format(quota=money(need.quota), won=money(need.won))
    return _("{remaining} remaining ÷ {rate} win rate = {needed} needed − {open} open = {missing} missing").format(
        remaining=money(need.remaining),
        rate=words.percent(need.win_rate.value),
        needed=money(need.needed),
        open=money(need.open),
        missing=money(need.missing) if need.missing else _("nothing"),
    )


def _steps(need: Need, choice: Choice) -> pd.DataFrame:
    exactly = words.money(choice.currency, compact=False)
    rate = _("By amount, of {n} deals decided in twelve months").format(n=words.number(need.win_rate.n or 0))
    rows = [
        (
            _("Quota"),
            exactly(need.quota),
            _("Of the people who carry one in {period}").format(period=choice.period.label),
        ),
        (_("Won"), exactly(need.won), _("By the same people, in the period")),
        (_("Remaining"), exactly(need.remaining), _("Quota − won, at least nothing")),
        (_("Win rate"), words.percent(need.win_rate.value), rate),
        (_("Needed"), exactly(need.needed), _("Remaining ÷ win rate")),
        (_("Open"), exactly(need.open), _("Due in the period, of the same people")),
        (_("Missing"), exactly(need.missing), _("Needed − open, at least nothing")),
        (_("Weeks left"), words.number(need.weeks_left, 1), _("Of the period, after the day looked from")),
        (_("Missing a week"), exactly(need.per_week), _("Missing ÷ weeks left")),
        (_("Needed a week"), exactly(need.created_per_week), _("Quota ÷ win rate ÷ weeks of the period")),
    ]
    return pd.DataFrame(rows, columns=["step", "value", "how"])


def created(need: Need, choice: Choice) -> None:
    """Pipeline created each week, against what a whole period needs."""
    weeks = pipeline.created_weeks(choice)
    st.markdown(f"**{_finding(weeks, need, choice)}**")
    if not weeks["created_deals"].any():
        st.caption(_("No deal was created in these weeks."))
        return
    st.plotly_chart(
        charts.created(
            weeks,
            needed=need.created_per_week,
            money=words.money(choice.currency),
            day=words.day_month,
            words={"created": _("Newly created"), "needed": _("needed each week")},
        ),
        key="created_weeks",
        config=CONFIG,
        alt=_("Pipeline created in each week, against what is needed each week"),
    )
    st.caption(
        markdown(
            _(
                "Amounts as they were when the deals were created. A deal created late will hardly be won in the same"
                " period. Weeks that are not over are paler."
            )
        )
    )
    tables.folded(_("Table"), key="created_figures", draw=lambda: _created_table(weeks, choice))


def _created_table(weeks: pd.DataFrame, choice: Choice) -> None:
    columns = {
        "week_start": Column(_("Week of"), "date"),
        "created_deals": Column(_("Deals"), "number"),
        "created_with_amount": Column(_("With an amount"), "number"),
        "created_amount": Column(_("Created, {currency}").format(currency=choice.currency), "money"),
    }
    tables.show(
        weeks,
        columns,
        key="created_by_week",
        file_name=f"pipeline-created-{choice.as_of}",
        about=summary(choice),
        alt=_("Pipeline created in each week, in figures"),
    )


def _finding(weeks: pd.DataFrame, need: Need, choice: Choice) -> str:
    money = words.money(choice.currency)
    whole = weeks[weeks["days"] == 7]
    if whole.empty:
        return markdown(_("Pipeline created per week"))
    average = float(whole["created_amount"].mean())
    if not need.created_per_week:
        text = _("{amount} of pipeline is created in a week, on average of {n} weeks")
    elif average >= need.created_per_week:
        text = _("{amount} of pipeline is created in a week, enough for the {needed} that the quota needs")
    else:
        text = _("{amount} of pipeline is created in a week, less than the {needed} that the quota needs")
    return markdown(text.format(amount=money(average), n=words.number(len(whole)), needed=money(need.created_per_week)))
