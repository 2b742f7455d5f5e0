"""Pipeline needed on the page: what must still be created for the quota, by when, and how that comes about."""

from datetime import date

import pandas as pd
import streamlit as st

from metrics.forecast import Outlook, needed
from metrics.forecast.needed import Needed
from metrics.periods import Period
from pages.charts import forecast_what_if as charts
from pages.charts.style import CONFIG
from pages.components import calendar, filters, forecast, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_CONFIDENCES = ("50", "60", "70", "80", "90")


def show(outlook: Outlook, choice: Choice) -> None:
    """The finding, the arithmetic in a line and in a table, and what creation is worth day by day."""
    period = outlook.periods[0].period
    quota = forecast.quota(choice, period)
    if quota is None:
        st.markdown(
            f"**{markdown(_('There is no quota in {period} to create pipeline for').format(period=period.label))}**"
        )
        st.caption(_("Import quotas, or lift the filters on segment, product and source: a quota is set per person."))
        return
    names = {code: _("{share} sure").format(share=words.percent(int(code) / 100, 0)) for code in _CONFIDENCES}
    confidence = filters.url_choice(_("How sure"), list(_CONFIDENCES), key="sure", names=names)
    found = needed.needed(outlook.periods[0], quota, outlook.created_share(0), confidence=int(confidence) / 100)
    is_over = outlook.as_of >= calendar.last_day(period)
    st.markdown(
        f"**{_ended(found, period, choice.currency) if is_over else _finding(found, period, choice.currency)}**"
    )
    if is_over:
        return
    if line := _line(found, choice.currency):
        st.markdown(markdown(line))
    tables.show(
        _steps(found, period, choice.currency),
        {
            "step": Column(_("Step"), width=150),
            "value": Column(_("Value"), width=120),
            "how": Column(_("How"), width=330),
        },
        key="forecast_needed",
        file_name=f"forecast-pipeline-needed-{choice.calendar.code(period)}",
        about=summary(choice),
        alt=_("From quota to the pipeline that must be created, step by step"),
    )
    if not found.is_too_late:
        _by_day(found, choice)


def _ended(found: Needed, period: Period, currency: str) -> str:
    """How a period that is over ended, Markdown-safe."""
    money, gap = words.money(currency), found.reached - found.quota
    text = (
        _("{period} ended {gap} above its quota of {quota}")
        if gap >= 0
        else _("{period} ended {gap} short of its quota of {quota}")
    )
    return markdown(text.format(period=period.label, gap=money(abs(gap)), quota=money(found.quota)))


def _finding(found: Needed, period: Period, currency: str) -> str:
    """What must be created by when, Markdown-safe."""
    money = words.money(currency)
    values = {"quota": money(found.quota), "sure": words.percent(found.confidence, 0), "period": period.label}
    if found.is_enough:
        text = _("Nothing more is needed: {period} reaches {quota} with a chance of at least {sure}")
        return markdown(text.format(**values))
    values["gap"] = money(found.gap)
    if found.last_day is None:
        text = _("New pipeline can no longer close in {period}: {gap} must come from the deals there are")
        return markdown(text.format(**values))
    values |= {"evenly": money(found.evenly), "last": words.day(found.last_day), "week": money(found.per_week)}
    text = _("{evenly} of pipeline must be created by {last}, {week} a week, to be {sure} sure of {quota}")
    return markdown(text.format(**values))


def _line(found: Needed, currency: str) -> str:
    """Quota − reached = gap ÷ share = pipeline, in plain text; empty where nothing is needed or nothing helps."""
    if found.is_enough or found.share is None or found.pipeline is None:
        return ""
    money = words.money(currency)
    text = _("{quota} quota − {reached} reached = {gap} gap ÷ {share} won in time = {pipeline}, if created today")
    return text.format(
        quota=money(found.quota),
        reached=money(found.reached),
        gap=money(found.gap),
        share=words.percent(found.share),
        pipeline=money(found.pipeline),
    )


def _steps(found: Needed, period: Period, currency: str) -> pd.DataFrame:
    exactly = words.money(currency, compact=False)

    def whole(amount: float | None) -> str:
        return exactly(None if amount is None else float(round(amount)))

    def on(day: date | None) -> str:
        return "–" if day is None else words.day(day)

    sure = words.percent(found.confidence, 0)
    rows = [
        (_("Quota"), whole(found.quota), _("Of the people who carry one in {period}").format(period=period.label)),
        (
            _("Forecast reaches"),
            whole(found.reached),
            _("What the forecast reaches with a chance of {sure}; what is usually created is in it").format(sure=sure),
        ),
        (_("Gap"), whole(found.gap), _("Quota − reached, at least nothing")),
        (
            _("Won in time"),
            words.percent(found.share),
            _("Share of an amount created today that is won in the period, as measured on past deals"),
        ),
        (_("If created today"), whole(found.pipeline), _("Gap ÷ share won in time")),
        (
            _("Last day"),
            on(found.last_day),
            _("The last on which {least} or more of what is created is won in the period").format(
                least=words.percent(needed.LEAST_SHARE, 0)
            ),
        ),
        (_("Worth half by"), on(found.half_day), _("From here on, created pipeline brings half of today's or less")),
        (_("If created evenly"), whole(found.evenly), _("Gap ÷ mean share won in time, from now to the last day")),
        (_("A week"), whole(found.per_week), _("If created evenly ÷ weeks to the last day")),
    ]
    return pd.DataFrame(rows, columns=["step", "value", "how"])


def _by_day(found: Needed, choice: Choice) -> None:
    st.markdown(
        f"**{markdown(_('What is created later is won later: its share won in the period, by day of creation'))}**"
    )
    st.plotly_chart(
        charts.created_share(
            found.days,
            last_day=found.last_day,
            percent=words.percent,
            day=words.day_month,
            words={"last": _("last day:")},
        ),
        key="created_share",
        config=CONFIG,
        alt=_("Share of created pipeline that is won in the period, by day of creation"),
    )
    with st.expander(_("Table")):
        tables.show(
            found.days,
            {
                "day": Column(_("Created on"), "date"),
                "share": Column(_("Won in time"), "ratio"),
                "pipeline": Column(
                    _("Needed, {currency}").format(currency=choice.currency),
                    "money",
                    help=_("If all of it is created on this day: gap ÷ share won in time"),
                ),
            },
            key="created_share",
            file_name=f"forecast-created-share-{choice.as_of}",
            about=summary(choice),
            alt=_("Share of created pipeline that is won in the period, in figures"),
            height=320,
        )
