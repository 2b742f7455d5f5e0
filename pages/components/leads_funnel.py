"""From leads to won: what becomes of the leads of a period, by source, campaign and what the leads are like."""

import pandas as pd
import streamlit as st

from metrics import leads
from metrics.ratio import share
from metrics.significance import differ, holm
from pages.charts import leads as charts
from pages.charts.style import CONFIG
from pages.components import filters, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_LEVEL = 0.05
_LEAST = 20  # leads of a group that a sentence may speak of
_LISTED = 390


def show(choice: Choice) -> None:
    """The cohort of leads created in the period, step by step, and group by group."""
    whole = _fetch(choice, "all")
    if whole.empty:
        text = _(
            "No lead was created in {period} in this choice. Import leads on the Imports page, or choose another"
            " period."
        )
        st.info(markdown(text.format(period=choice.period.label)))
        return
    names = {
        "source": _("Source"),
        "campaign": _("Campaign"),
        "industry": _("Industry"),
        "country": _("Country"),
        "owner": _("Owner"),
    }
    row = whole.iloc[0].to_dict()
    found = leads.courses(row)
    steps = {"leads": _("Leads"), "qualified": _("Qualified"), "deals": _("With a deal"), "won_deals": _("Won")}
    with st.container(border=True):
        st.markdown(f"**{markdown(_title(row, choice))}**")
        labels = [
            words.number(row[step])
            if step == "leads"
            else f"{words.number(row[step])} · {words.percent(share(row[step], row['leads']).value, 1)}"
            for step in leads.STEPS
        ]
        figure = charts.steps([float(row[step]) for step in leads.STEPS], names=[*steps.values()], labels=labels)
        st.plotly_chart(figure, config=CONFIG, key="lead_steps", alt=_("Leads, qualified, with a deal, won"))
        note = _("Of leads created in the period, whenever they were won. {share} of their deals are decided so far.")
        st.caption(markdown(note.format(share=words.percent(found["decided"].value, 0))))
    with st.container(border=True):
        by = filters.url_choice(_("By"), list(names), key="leads_by", names=names)
        rows = _fetch(choice, by)
        st.markdown(f"**{markdown(_finding(rows, row))}**")
        _table(leads.table(rows), names[by], by, choice)


def _fetch(choice: Choice, by: str) -> pd.DataFrame:
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    return session.fetch("leads/courses", choice.scope, **window, group_by=by)


def _title(row: dict, choice: Choice) -> str:
    text = _("{won} of {n} leads of {period} are won, {open} deals are still open")
    return text.format(
        won=words.number(row["won_deals"]),
        n=words.number(row["leads"]),
        period=choice.period.label,
        open=words.number(row["open_deals"]),
    )


def _finding(rows: pd.DataFrame, whole: dict) -> str:
    """The group whose share with a deal differs most from that of all others, where that is beyond chance."""
    known = rows[(rows["leads"] >= _LEAST) & (whole["leads"] - rows["leads"] >= _LEAST)]
    judged = [
        differ(row["deals"], row["leads"], whole["deals"] - row["deals"], whole["leads"] - row["leads"])
        for row in known.to_dict("records")
    ]
    sure = [place for place, p in enumerate(holm(judged)) if p < _LEVEL]
    if not sure:
        return _("No group turns into deals more or less often than the others, beyond chance")
    place = min(sure, key=lambda each: judged[each])
    row = known.iloc[place]
    text = _("{group}: {share} become deals, against {others} of all others (n = {n})")
    return text.format(
        group=row["group_name"],
        share=words.percent(share(row["deals"], row["leads"]).value, 0),
        others=words.percent(share(whole["deals"] - row["deals"], whole["leads"] - row["leads"]).value, 0),
        n=words.number(row["leads"]),
    )


def _table(table: pd.DataFrame, label: str, by: str, choice: Choice) -> None:
    money = {"currency": choice.currency}
    tables.show(
        table,
        {
            "group_name": Column(label, width=170),
            "leads": Column(_("Leads"), "number"),
            "qualified_rate": Column(_("Qualified"), "ratio"),
            "deal_rate": Column(_("Become deals"), "ratio"),
            "deal_rate_low": Column(_("Low (95 %)"), "ratio"),
            "deal_rate_high": Column(_("High (95 %)"), "ratio"),
            "deals": Column(_("Deals"), "number"),
            "decided": Column(_("Decided"), "ratio"),
            "win_rate": Column(_("Win rate"), "ratio"),
            "won_deals": Column(_("Won deals"), "number"),
            "won_per_lead": Column(_("Won per lead"), "ratio"),
            "won_amount": Column(_("Won, {currency}").format(**money), "money"),
            "amount_per_lead": Column(_("Won per lead, {currency}").format(**money), "money"),
            "open_amount": Column(_("Still open, {currency}").format(**money), "money"),
        },
        key="lead_courses",
        file_name=f"leads-by-{by}-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("What becomes of leads, by group"),
        height=_LISTED if len(table) > 10 else None,
    )
