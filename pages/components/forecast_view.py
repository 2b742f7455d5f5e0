"""What the Forecast page says of a period: cards, the way to its end, parts, groups, and the deals that decide it."""

from datetime import timedelta

import numpy as np
import pandas as pd
import streamlit as st

from metrics import forecast as method
from metrics.forecast import Outlook, PeriodOutlook
from metrics.values import Value
from pages.charts import forecast as charts
from pages.charts.style import CONFIG
from pages.components import filters, forecast, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import N_, _
from pages.components.safety import markdown
from pages.components.tables import Column

_EARLIER, _DECISIVE, _DOTS = 3, 20, 20
_GROUPS = {
    "owner": N_("Owner"),
    "team": N_("Team"),
    "territory": N_("Territory"),
    "segment": N_("Segment"),
    "product": N_("Product"),
}
_COLUMNS = {"owner": "rep_name"}
_REASONS = {
    "base": N_("usual chance {after}"),
    "stage": N_("stage: {change} to {after}"),
    "stage_days": N_("days in stage: {change} to {after}"),
    "amount": N_("amount: {change} to {after}"),
    "owner": N_("owner: {change} to {after}"),
    "pushes": N_("pushes: {change} to {after}"),
    "due": N_("close date: {change} to {after}"),
    "age": N_("age of the deal: {change} to {after}"),
    "category": N_("forecast category: {change} to {after}"),
    "stated": N_("chance in the CRM: {change} to {after}"),
}


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
    first, following = outlook.periods
    chance = None if quota is None else first.chance_of(quota)
    shown = [
        (_("Won so far"), _money(first.won), first.period.label, _("Closed in the period up to the day looked from.")),
        (
            _("Forecast"),
            _money(None if first.is_range_only else first.p50),
            _range(first, choice),
            _("As likely exceeded as not; in eight cases of ten the result lies in the range."),
        ),
        (_("Quota"), _money(quota), first.period.label, _("Quotas of the people in sight for the period.")),
        (
            _("Chance of the quota"),
            Value(chance),
            _("share of 10,000 simulated futures"),
            _("Share of the simulated futures in which what is won reaches the quota."),
        ),
        (
            following.period.label,
            _money(None if following.is_range_only else following.p50),
            _range(following, choice),
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
        _added_up(won, first.period.start, outlook.as_of, first.period.start),
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
    )


def groups(outlook: Outlook, choice: Choice) -> None:
    """The period by owner, team, territory, segment or product: rows add up to the whole."""
    st.markdown(f"**{markdown(_('Who and what it comes from'))}**")
    by = filters.url_choice(_("By"), list(_GROUPS), key="by", names={code: _(label) for code, label in _GROUPS.items()})
    period = outlook.periods[0].period
    won = forecast.won_by_day(choice, "rep" if by == "owner" else by)
    inside = won[(won["day"].dt.date >= period.start) & (won["day"].dt.date < period.end)]
    labels = outlook.deals[_COLUMNS.get(by, by)].fillna("(none)")
    found = outlook.groups(
        0,
        labels,
        inside.groupby("group_name")["amount"].sum().astype(float),
        method.new_shares(won, choice.as_of),
    )
    money = {
        "won": _("Won"),
        "open": _("From open deals"),
        "new": _("Not yet created"),
        "adjustment": _("Adjustment"),
        "mean": _("Expected"),
        "p10": _("Low (P10)"),
        "p90": _("High (P90)"),
    }
    tables.show(
        found.sort_values("mean", ascending=False, ignore_index=True),
        {"group": Column(_(_GROUPS[by]), width=150)} | {code: Column(label, "money") for code, label in money.items()},
        key="forecast_groups",
        file_name=f"forecast-by-{by}-{choice.calendar.code(period)}",
        about=summary(choice),
        alt=_("The forecast by group; expected amounts add up to the whole"),
        height=390,
    )


def decisive(outlook: Outlook, choice: Choice) -> None:
    """The deals that decide the period: the largest part of the range, with chance and reasons."""
    st.markdown(f"**{markdown(_('Deals that decide the period'))}**")
    deals = outlook.deals.sort_values(["sd_share_0", "opportunity_id"], ascending=[False, True]).head(_DECISIVE)
    walk = outlook.walk(0)
    rows = deals.assign(
        why=["; ".join(_reason(reason) for reason in walk.reasons(int(place))) for place in deals.index.to_numpy()]
    )
    tables.show(
        rows.reset_index(drop=True),
        {
            "name": Column(_("Deal"), width=170),
            "account_name": Column(_("Account"), width=130),
            "rep_name": Column(_("Owner"), width=110),
            "stage": Column(_("Stage"), width=110),
            "amount": Column(_("Amount if won"), "money", width=110),
            "chance_0": Column(_("Chance"), "ratio", width=80),
            "sd_share_0": Column(_("Share of the range"), "ratio", width=90),
            "close_on": Column(_("Close date"), "date", width=100),
            "why": Column(_("Why this chance (associations, not causes)"), width=420),
        },
        key="forecast_deals",
        file_name=f"forecast-deals-{choice.calendar.code(outlook.periods[0].period)}",
        about=summary(choice),
        alt=_("Deals with the largest share of the range, their chances and the reasons"),
        lines=3,
    )


def by_owner(outlook: Outlook, choice: Choice) -> pd.Series:
    """What the model expects of each person: rep_id → money."""
    period = outlook.periods[0].period
    won = forecast.won_by_day(choice, "rep")
    inside = won[(won["day"].dt.date >= period.start) & (won["day"].dt.date < period.end)]
    found = outlook.groups(
        0,
        outlook.deals["rep_name"].fillna("(none)"),
        inside.groupby("group_name")["amount"].sum().astype(float),
        method.new_shares(won, choice.as_of),
    ).set_index("group")["mean"]
    reps = outlook.deals.dropna(subset=["rep_id"]).drop_duplicates("rep_id").set_index("rep_id")["rep_name"]
    return reps.map(found)


def _reason(reason: method.Reason) -> str:
    change = words.change(Value(reason.chance_after), Value(reason.chance_before), "") or ""
    return _(_REASONS[reason.code]).format(after=words.percent(reason.chance_after, 0), change=change)


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
