"""What the Forecast page says of a period: cards, the way to its end, parts, groups, and the deals that decide it."""

from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st

from metrics.forecast import Outlook, PeriodOutlook
from metrics.values import Value
from pages.charts import forecast as charts
from pages.charts.style import CONFIG
from pages.components import definitions, forecast, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_EARLIER, _DOTS = 3, 20


def finding(outlook: Outlook, quota: float | None, choice: Choice) -> str:
    """The answer in a sentence, Markdown-safe."""
    first = outlook.periods[0]
    low, middle, high = (words.value(_money(amount), choice.currency) for amount in (first.p10, first.p50, first.p90))
    if first.is_range_only:
        said = _("{period} will close between {low} and {high}: too uncertain for one number.")
    elif quota is None:
        said = _("{period} will close at about {middle}, in eight cases of ten between {low} and {high}.")
    else:
        said = _(
            "{period} will close at about {middle}, in eight cases of ten between {low} and {high};"
            " the quota is reached in {chance} of the cases."
        )
    chance = "" if quota is None else words.percent(first.chance_of(quota), 0)
    return markdown(said.format(period=first.period.label, low=low, middle=middle, high=high, chance=chance))


def cards(outlook: Outlook, quota: float | None, choice: Choice) -> None:
    """Won, forecast and range of this and the next period; quota and the chance to reach it."""
    first, later = outlook.periods[:2]
    chance = None if quota is None else first.chance_of(quota)
    shown = [
        (_("Won so far"), _money(first.won), first.period.label, _("Closed in the period up to the day looked from.")),
        (
            _("Forecast"),
            _money(None if first.is_range_only else first.p50),
            _range(first, choice),
            definitions.of("forecast_p50"),
        ),
        (_("Quota"), _money(quota), first.period.label, _("Quotas of the people in sight for the period.")),
        (
            _("Chance of the quota"),
            Value(chance),
            _("share of 10,000 simulated futures"),
            definitions.of("chance_of_quota"),
        ),
        (
            later.period.label,
            _money(None if later.is_range_only else later.p50),
            _range(later, choice),
            _("The forecast of the period after this one."),
        ),
    ]
    with st.grid(5, min_column_width=164, gap="xsmall"):
        for label, value, note, help_text in shown:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(label, markdown(words.value(value, choice.currency)), help=help_text)
                st.caption(markdown(note))


def warnings(outlook: Outlook) -> None:
    """What to know before believing a number."""
    for warned in outlook.warnings:
        st.warning(markdown(_(warned.message).format(**warned.values)))


def path(outlook: Outlook, quota: float | None, choice: Choice) -> None:
    """The way to the period's end, earlier periods behind."""
    first = outlook.periods[0]
    won = forecast.won_by_day(choice)
    st.markdown(f"**{markdown(_('The way to the end of {period}').format(period=first.period.label))}**")
    figure = charts.path(
        # A period yet to come begins with nothing won.
        _added_up(won, first.period.start, max(outlook.as_of, first.period.start), first.period.start),
        first.path,
        _earlier(won, first, choice),
        quota,
        names={"won": _("Won"), "range": _("Range"), "forecast": _("Forecast"), "quota": _("Quota")},
        money=lambda amount: words.value(_money(amount), choice.currency),
        day=words.day,
    )
    st.plotly_chart(
        figure,
        config=CONFIG,
        key="forecast_path",
        alt=_("Won to date, the range up to the period's end, the quota, and earlier periods"),
    )


def dots(outlook: Outlook, quota: float | None, choice: Choice) -> None:
    """Twenty futures, and how many of them reach the quota."""
    first = outlook.periods[0]
    amounts = np.quantile(first.draws, (np.arange(_DOTS) + 0.5) / _DOTS).tolist()
    if quota is None:
        title = _("Twenty equally likely futures")
    else:
        reached = sum(amount >= quota for amount in amounts)
        title = _("{n} of 20 futures reach the quota").format(n=reached)
    st.markdown(f"**{markdown(title)}**")
    figure = charts.dots(
        amounts, quota, money=lambda amount: words.value(_money(amount), choice.currency), quota_name=_("Quota")
    )
    st.plotly_chart(figure, config=CONFIG, key="forecast_dots", alt=title)
    _concentration(outlook)
    _curve(outlook, quota, choice)


def _concentration(outlook: Outlook) -> None:
    """How much hangs on the largest deals; nothing where no deal is open."""
    share = outlook.periods[0].top_share
    if share == share:  # not a number without open deals
        text = _("The three largest open deals are {share} of what open deals are expected to bring.")
        st.caption(markdown(text.format(share=words.percent(share, 0))), help=definitions.of("forecast_concentration"))


def _curve(outlook: Outlook, quota: float | None, choice: Choice) -> None:
    """The whole distribution: how likely each total or more is."""
    first = outlook.periods[0]
    title = _("How likely {period} reaches an amount").format(period=first.period.label)
    with st.expander(_("The whole range"), key="whole_range"):
        st.markdown(f"**{markdown(title)}**", help=definitions.of("forecast_range"))
        figure = charts.curve(
            first.curve(),
            {"P90": first.p90, "P50": first.p50, "P10": first.p10} | ({} if quota is None else {_("Quota"): quota}),
            money=lambda amount: words.value(_money(amount), choice.currency),
            percent=lambda share: words.percent(share, 0),
        )
        st.plotly_chart(figure, config=CONFIG, key="forecast_curve", alt=title)


def following(outlook: Outlook, choice: Choice) -> None:
    """This period and the next ones, each with range, quota and chance."""
    st.markdown(f"**{markdown(_('This period and the next ones'))}**", help=definitions.of("forecast_range"))
    rows = []
    for each in outlook.periods:
        quota = forecast.quota(choice, each.period)
        middle = None if each.is_range_only else each.p50
        chance = None if quota is None else each.chance_of(quota)
        rows.append((each.period.label, each.won, middle, each.p10, each.p90, each.mean, quota, chance))
    names = {
        "won": _("Won"),
        "p50": _("Forecast"),
        "p10": _("Low (P10)"),
        "p90": _("High (P90)"),
        "mean": _("Expected"),
        "quota": _("Quota"),
    }
    tables.show(
        pd.DataFrame(rows, columns=["period", *names, "chance"]).astype(
            {"p50": float, "quota": float, "chance": float}
        ),
        {"period": Column(_("Period"), width=110)}
        | {name: Column(label, "money") for name, label in names.items()}
        | {"chance": Column(_("Chance of the quota"), "ratio")},
        key="forecast_periods",
        file_name=f"forecast-periods-{choice.calendar.code(outlook.periods[0].period)}",
        about=summary(choice),
        alt=_("The forecast of this period and the next ones"),
    )


def parts(outlook: Outlook, choice: Choice) -> None:
    """What the number is made of, and the experts behind it."""
    first = outlook.periods[0]
    experts = {
        "pipeline": _("{share} pipeline model"),
        "pace": _("{share} historical pace"),
        "stage_history": _("{share} history of stages"),
    }
    shares = [experts[name].format(share=words.percent(share, 0)) for name, share in first.weights.items()]
    names = {
        "won": (_("Won"), _("closed up to now")),
        "open": (_("From open deals"), _("each with its own chance of closing in the period")),
        "new": (_("Not yet created"), _("deals that usually come and close within the period")),
        "adjustment": (_("Adjustment"), ", ".join(shares)),
    }
    rows = [(label, first.parts[code], how) for code, (label, how) in names.items()]
    rows.append((_("Expected"), first.mean, _("the mean; the forecast is the middle of the range")))
    st.markdown(f"**{markdown(_('What the number is made of'))}**")
    tables.show(
        pd.DataFrame(rows, columns=["part", "amount", "how"]),
        {
            "part": Column(_("Part"), width=150),
            "amount": Column(_("Amount"), "money", width=120),
            "how": Column(_("How"), width=330),
        },
        key="forecast_parts",
        file_name=f"forecast-parts-{choice.calendar.code(first.period)}",
        about=summary(choice),
        alt=_("The parts that add up to what is expected"),
        lines=2,
    )


def _range(period: PeriodOutlook, choice: Choice) -> str:
    low, high = (words.value(_money(amount), choice.currency) for amount in (period.p10, period.p90))
    return f"{low} – {high}"


def _money(amount: float | None) -> Value:
    return Value(amount, unit="money")


def _added_up(won: pd.DataFrame, start: object, last: object, shown_from: object) -> pd.DataFrame:
    """Money won from a day to another, added up day by day, drawn from `shown_from` on."""
    days = pd.date_range(start, last)
    by_day = won.groupby("day")["amount"].sum().astype(float).reindex(days, fill_value=0.0)
    return pd.DataFrame({"day": pd.date_range(shown_from, periods=len(days)), "amount": by_day.cumsum().to_numpy()})


def _earlier(won: pd.DataFrame, first: PeriodOutlook, choice: Choice) -> pd.DataFrame:
    """Earlier periods on the days of this one."""
    parts = []
    for steps in range(1, _EARLIER + 1):
        past = forecast.earlier(choice, first.period, steps)
        days = min(past.days, first.period.days)
        last = past.start + timedelta(days=days - 1)
        parts.append(_added_up(won, past.start, last, first.period.start).assign(label=past.label))
    found = pd.concat(parts, ignore_index=True)
    return found[found.groupby("label")["amount"].transform("max") > 0]
