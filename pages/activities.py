"""Activities and leads: where does the time go, and who answers?"""

import streamlit as st

from pages.components import (
    activities,
    activities_cards,
    activities_effect,
    activities_figures,
    activities_meetings,
    filters,
    fit,
    leads_funnel,
    leads_response,
    stamp,
)
from pages.components.i18n import _

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Where does the time go, and who answers?"), anchor=False, width="content")
    stamp.show(choice)

# 2. Data
now = activities_figures.done(choice, choice.period)
before = activities_figures.before(choice)

# 3. Cards
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in activities_cards.cards(now, choice):
        activities_cards.show(card, now, before, choice)

# 4. One subject at a time: a link opens it again, and what is not in sight costs nothing
part = activities.part()
if part == "time" and not activities.nothing(now, choice):
    group_by = activities.grouped_by()
    groups = activities_figures.groups(choice, now, group_by)
    with st.grid(2, min_column_width=330, gap="small"):
        with st.container(border=True, height="stretch"):
            activities.by_week(now, choice)
        with st.container(border=True, height="stretch"):
            activities.bars(groups, now, choice)
    with st.container(border=True):
        activities.by_group(groups, group_by, now, choice)
elif part == "meetings":
    with st.grid(2, min_column_width=330, gap="small"):
        with st.container(border=True, height="stretch"):
            activities_meetings.funnel(now, choice)
        with st.container(border=True, height="stretch"):
            activities_meetings.by_week(now, choice)
    activities_meetings.listed(choice)
elif part == "winning":
    with st.container(border=True):
        activities_effect.show(choice)
elif part == "leads":
    leads_response.show(choice)
elif part == "won":
    leads_funnel.show(choice)
elif part == "fit":
    fit.show(choice)
