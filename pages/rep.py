"""Rep profile: where does this person stand, and what helps? One page for a one-to-one, on screen and on paper."""

import streamlit as st

from pages.components import (
    cards,
    deal_story,
    figures,
    filters,
    overview,
    rep_deals,
    rep_funnel,
    rep_goals,
    rep_peers,
    rep_person,
    rep_summary,
    rep_trend,
    rep_work,
    stamp,
)
from pages.components.i18n import _

# 1. The question, and whom it is about
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Where does this person stand, and what helps?"), anchor=False, width="content")
    stamp.show(choice)
person = rep_person.chosen(choice)
if person is None:
    st.stop()
deal_story.open_from_link(person.choice)
rep_person.head(person, choice)

# 2. Data
measured = figures.overview(person.choice)
goals = rep_goals.standing(person)
whose, period = rep_peers.chosen(person)
compared = rep_peers.compared(person, whose, period)
book = rep_deals.book(person)

# 3. What it comes to
with st.container(border=True, key="paper_summary"):
    rep_summary.show(measured.now, goals, compared, book, person)
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in overview.cards(measured, person.choice):
        cards.show(card, measured, person.choice)

# 4. Goals
with st.container(border=True, key="profile_goals"):
    rep_goals.show(goals, person)

# 5. Strengths and gaps
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch", key="paper_forest"):
        rep_peers.show(compared, person)
    with st.container(border=True, height="stretch", key="paper_stages"):
        rep_funnel.show(person, period)
with st.container(border=True):
    rep_peers.table(compared, person)

# 6. Deals to talk about
with st.container(border=True):
    rep_deals.show(book, person)

# 7. The way there, and how the days are spent
with st.container(border=True, key="paper_quarters"):
    rep_trend.show(person)
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch", key="paper_work"):
        rep_work.weeks(person)
    with st.container(border=True, height="stretch", key="paper_days"):
        rep_work.weekdays(person)
