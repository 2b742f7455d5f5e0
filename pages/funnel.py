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

# 4. The funnel, and how long deals stay
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        funnel_stages.conversion(cohort, choice)
    with st.container(border=True, height="stretch"):
        funnel_stages.dwell(cohort)
with st.container(border=True):
    funnel_stages.behind(cohort, choice)
    funnel_stages.table(cohort, choice)

# 5. What to do about it
bottlenecks = st.container(border=True)
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        funnel_stages.lever_table(levers, choice)
    with st.container(border=True, height="stretch"):
        funnel_why.losses(choice)

# 6. Side by side, by origin, and over time: only what is looked at is counted
parts = {"sides": _("Side by side"), "origins": _("Sources and campaigns"), "cohorts": _("Cohorts")}
sides, origins, cohorts = filters.url_tabs(parts, key="tab")
with sides:
    if sides.open:
        funnel_compare.side_by_side(choice)
with origins:
    if origins.open:
        funnel_why.sources(choice, [stage.stage for stage in cohort.stages])
with cohorts:
    if cohorts.open:
        funnel_why.cohorts(choice)

# 7. Into the places kept above: looking for bottlenecks may take longer than all the rest
with stake:
    funnel_findings.card(choice)
with bottlenecks:
    funnel_findings.ranked(choice)
