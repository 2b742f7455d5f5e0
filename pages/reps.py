"""Reps: who is on course, and who needs help with what?"""

import streamlit as st

from pages.components import (
    filters,
    rep_goals,
    reps,
    reps_board,
    reps_cards,
    reps_compare,
    reps_course,
    reps_quotas,
    reps_ramp,
    reps_ranking,
    stamp,
)
from pages.components.i18n import _

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Who is on course, and who needs help with what?"), anchor=False, width="content")
    stamp.show(choice)

# 2. Data
people = reps.board(choice, "rep", ())

# 3. Cards
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in reps_cards.cards(people.whole, choice):
        reps_cards.show(card, choice)

# 4. Who is on course
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        reps_course.pace(choice)
    with st.container(border=True, height="stretch"):
        reps_course.spread(people, choice)
with st.container(border=True):
    reps_course.next_steps(people, choice)

# 5. One subject at a time: a link opens it again, and what is not in sight costs nothing
part = reps.part()
if part == "ramp":
    reps_ramp.show(choice)
elif part == "quotas":
    reps_quotas.show(choice)
else:
    with st.container(border=True):
        if part == "ranking":
            reps_ranking.show(choice)
        elif part == "pairs":
            reps_compare.show(choice)
        elif part == "goals":
            rep_goals.board(choice)
        else:
            group_by, columns = reps_board.chosen()
            grouped = reps.board(choice, group_by, columns)
            reps_board.table(grouped, columns, choice)
            with st.expander(_("Each at the same day of earlier periods")):
                reps_course.by_group(grouped, choice)
