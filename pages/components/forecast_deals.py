"""The deals that decide a period, with their chances and the reasons for them."""

import streamlit as st

from metrics.forecast import Outlook, Reason
from metrics.values import Value
from pages.components import deal_story, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import N_, _
from pages.components.safety import markdown
from pages.components.tables import Column

_DECISIVE = 20
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


def show(outlook: Outlook, choice: Choice) -> None:
    """The deals that decide the period: the largest part of the range, with chance and reasons."""
    st.markdown(f"**{markdown(_('Deals that decide the period'))}**")
    deals = outlook.deals.sort_values(["sd_share_0", "opportunity_id"], ascending=[False, True]).head(_DECISIVE)
    walk = outlook.walk(0)
    why = ["; ".join(_reason(reason) for reason in walk.reasons(int(place))) for place in deals.index.to_numpy()]
    rows = deals.assign(why=why).reset_index(drop=True)
    st.caption(_("Choose a row to open the deal's story."))
    tables.show(
        rows,
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
        on_pick=deal_story.pick(rows),
    )


def _reason(reason: Reason) -> str:
    change = words.change(Value(reason.chance_after), Value(reason.chance_before), "") or ""
    return _(_REASONS[reason.code]).format(after=words.percent(reason.chance_after, 0), change=change)
