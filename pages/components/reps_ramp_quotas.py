"""The ramp of quotas: the curve as set and as measured, and whose quota it cuts in the period."""

import pandas as pd
import streamlit as st

from metrics import ramp
from metrics.periods import add_months
from pages.charts import ramp as charts
from pages.charts.style import CONFIG
from pages.components import definitions, reps_ramp_figures, reps_ramp_form, reps_words, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.reps_ramp_figures import InForce
from pages.components.safety import markdown
from pages.components.tables import Column


def curve(force: InForce, choice: Choice) -> None:
    """The share of a full quota by month of tenure, as measured and as set, and the form to set it."""
    found = reps_ramp_figures.measured(choice)
    given = force.curve if force.origin == "set" else None
    st.markdown(f"**{markdown(_curve_finding(force))}**", help=definitions.of("ramped_quota"))
    if found is not None or given:
        last = max(ramp.RAMPED_AFTER, len(given or ()))
        st.plotly_chart(
            charts.curves(
                found,
                given,
                percent=lambda share: words.percent(share, 0),
                names=(_("measured, each month"), _("measured, climbing"), _("set")),
                last=last,
            ),
            key="ramp_curve_chart",
            config=CONFIG,
            alt=_("Share of a full quota by month of tenure, as measured and as set"),
        )
    st.caption(
        _(
            "Measured: what newcomers won ÷ what reps of the same team win after their first year, of everybody,"
            " whatever is filtered. It takes five of either."
        )
    )
    if force.lower is not None and force.origin == "set":
        text = _(
            "In months 1–6 quotas are {share} of those of the same team's other reps: they seem to allow for the ramp"
            " already, and the ramp that was set cuts them once more."
        )
        st.warning(markdown(text.format(share=words.percent(force.lower, 0))), icon=":material/warning:")
    with st.expander(_("Set the ramp"), key="ramp_set"):
        reps_ramp_form.show(force, found)


def _curve_finding(force: InForce) -> str:
    if force.origin == "lower":
        return _(
            "Quotas allow for the ramp already: in months 1–6 they are {share} of the team's others, so they count by"
            " days only"
        ).format(share=words.percent(force.lower, 0))
    if force.origin == "none":
        return _("No ramp is set, and too few newcomers are on record to measure one: quotas count by days")
    months = next((month for month, share in enumerate(force.curve, 1) if share >= 0.5), len(force.curve) + 1)
    text = (
        _("The ramp that was set asks for half of the full quota from month {month} on")
        if force.origin == "set"
        else _("As measured, newcomers win half of what the others win from month {month} on")
    )
    return text.format(month=words.number(months))


def cut(force: InForce, choice: Choice) -> None:
    """Newcomers, and whose quota of the period is cut by how much; what attainment comes to."""
    found = reps_ramp_figures.quotas(choice, "all", force.curve)
    is_cut = (found["quota_set"].fillna(0) > 0) & ((found["there"] < 1) | (found["share"] < 1))
    people = session.fetch("reps/board_people", choice.scope, group_by="rep")
    since = pd.Timestamp(add_months(choice.period.end, -ramp.RAMPED_AFTER))
    listed = found[is_cut | found["rep_id"].isin(people.loc[people["hired_on"] >= since, "rep_id"])]
    if listed.empty:
        st.markdown(f"**{markdown(_('Nobody with a quota is new, or there for a part of the period only'))}**")
        return
    finding = _finding(found, int(is_cut.sum()), choice)
    st.markdown(f"**{markdown(finding)}**", help=definitions.of("ramped_attainment"))
    _table(listed, people, choice)
    st.caption(
        _(
            "Newcomers of the last twelve months, and who is there for a part of the period. The board offers the"
            " ramped quota and its attainment as columns; quotas as they were set stay beside them."
        )
    )


def _finding(found: pd.DataFrame, cut: int, choice: Choice) -> str:
    if not cut:
        return _("No quota is cut in {period}").format(period=choice.period.label)
    as_set = found.assign(quota=found["quota_set"])
    ramped, raw = (ramp.of_quota(rows)["ramped_attainment"] for rows in (found, as_set))
    text = ngettext(
        "{n} quota is cut in {period}: all together stand at {ramped} of ramped quotas, {raw} of those set",
        "{n} quotas are cut in {period}: all together stand at {ramped} of ramped quotas, {raw} of those set",
        cut,
    )
    return text.format(
        n=words.number(cut),
        period=choice.period.label,
        ramped=words.value(ramped, choice.currency),
        raw=words.value(raw, choice.currency),
    )


def _table(listed: pd.DataFrame, people: pd.DataFrame, choice: Choice) -> None:
    facts = people.set_index("rep_id")
    rows = listed[listed["rep_id"].isin(facts.index)].reset_index(drop=True)
    known = facts.loc[rows["rep_id"]].reset_index()
    shown = rows.assign(
        name=known["group_name"],
        team=known["team"].fillna(""),
        stay=[reps_words.stay(row, choice) for row in known.to_dict("records")],
        hired_on=known["hired_on"],
        quota_set=rows["quota_set"].astype(float),
        raw=rows["won_amount"].astype(float) / rows["quota_set"].astype(float),
        ramped=(rows["won_amount"].astype(float) / rows["quota"]).where(rows["quota"] > 0),
    ).sort_values(["hired_on", "name"], ascending=[False, True])
    tables.show(
        shown,
        {
            "name": Column(_("Owner"), width=170),
            "team": Column(_("Team"), width=130),
            "hired_on": Column(_("First day of work"), "date"),
            "stay": Column(_("In the period"), width=120),
            "quota_set": Column(_("Quota as set"), "money"),
            "there": Column(
                _("Days there"), "ratio", help=_("The part of the quota, by days, that the person is there.")
            ),
            "share": Column(_("Ramp"), "ratio", help=_("What the ramp asks of these days on average.")),
            "quota": Column(words.label("ramped_quota"), "money", help=definitions.of("ramped_quota")),
            "won_amount": Column(words.label("attained_amount"), "money"),
            "raw": Column(words.label("quota_attainment"), "ratio"),
            "ramped": Column(words.label("ramped_attainment"), "ratio", help=definitions.of("ramped_attainment")),
        },
        key="ramped_quotas",
        file_name=f"ramped-quotas-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Quotas that are cut for days not there or for the ramp"),
    )
