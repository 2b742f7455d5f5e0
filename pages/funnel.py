"""Funnel: where do we lose deals, and where do they wait?"""

import streamlit as st

from pages.components import filters, funnel, funnel_compare, funnel_findings, funnel_stages, funnel_why, stamp
from pages.components.i18n import _

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Where do we lose deals, and where do they wait?"), anchor=False, width="content")
    stamp.show(choice)
if not funnel.is_followed(choice):
    st.info(
        _(
            "No deal's way through the stages is known yet. Import the CRM's stage history, or a second export of the"
            " opportunities: from two files on Quarterdeck sees what moved."
        )
    )
    st.stop()

# 2. Data
cohort = funnel.cohort(choice, choice.period)
now = funnel.measured(choice)
levers = funnel.levers(now)

# 3. Cards
with st.grid(5, min_column_width=180, gap="xsmall"):
    for card in funnel.cards(cohort, now, levers, choice):
        funnel.show(card, choice)
    stake = st.container(height="stretch")

# 4. One part of the answer at a time: only what is looked at is counted
parts = {
    "stages": _("Stages"),
    "losses": _("Why deals are lost"),
    "velocity": _("Velocity"),
    "sides": _("Side by side"),
    "origins": _("Sources and campaigns"),
    "cohorts": _("Cohorts"),
}
stages, losses, speed, sides, origins, cohorts = filters.url_tabs(parts, key="tab")
with stages:
    if stages.open:
        with st.grid(2, min_column_width=330, gap="small"):
            with st.container(border=True, height="stretch"):
                funnel_stages.conversion(cohort, choice)
            with st.container(border=True, height="stretch"):
                funnel_stages.dwell(cohort)
        with st.container(border=True):
            funnel_stages.behind(cohort, choice)
            funnel_stages.table(cohort, choice)
with losses:
    if losses.open:
        with st.container(border=True):
            funnel_why.losses(choice)
with speed:
    if speed.open:
        with st.container(border=True):
            funnel_stages.lever_table(levers, choice)
with sides:
    if sides.open:
        funnel_compare.side_by_side(choice)
with origins:
    if origins.open:
        funnel_why.sources(choice, [stage.stage for stage in cohort.stages])
with cohorts:
    if cohorts.open:
        funnel_why.cohorts(choice)

# 5. What to do about it; looking for bottlenecks may take longer than all the rest
with stake:
    funnel_findings.card(choice)
with st.container(border=True):
    funnel_findings.ranked(choice)
