"""The forecast by owner, team and what is sold: rows that add up to the whole."""

import pandas as pd
import streamlit as st

from metrics import forecast as method
from metrics.forecast import Outlook
from pages.components import filters, forecast, tables
from pages.components.filters import Choice, summary
from pages.components.i18n import N_, _
from pages.components.safety import markdown
from pages.components.tables import Column

_GROUPS = {
    "owner": N_("Owner"),
    "team": N_("Team"),
    "territory": N_("Territory"),
    "segment": N_("Segment"),
    "product": N_("Product"),
}
_COLUMNS = {"owner": "rep_name"}


def show(outlook: Outlook, choice: Choice) -> None:
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
