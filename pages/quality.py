"""Data quality: what in the data cannot be trusted, and who mends it?"""

import streamlit as st

from pages.components import filters, quality, quality_cards, quality_figures, quality_owners, stamp
from pages.components.i18n import _

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("What in the data cannot be trusted, and who mends it?"), anchor=False, width="content")
    stamp.show(choice)

# 2. Data
with st.container(horizontal=True, gap="small"):
    part = quality.part()
    everything = quality.everything(choice)
found = quality_figures.audit(choice, everything=everything)
table = quality_figures.counts(found)
points = quality_figures.trend(choice, everything=everything)
quality.about(found, choice, everything=everything)

# 3. Cards
with st.grid(5, min_column_width=190, gap="xsmall"):
    for card in quality_cards.cards(found, table, points, choice):
        quality_cards.show(card)

# 4. One subject at a time
if part == "checks":
    with st.container(border=True):
        quality.overview(table, points, choice, everything=everything)
    with st.container(border=True):
        quality.detail(quality.shown(table), found, table, points, choice, everything=everything)
else:
    with st.container(border=True):
        quality_owners.show(found, choice, everything=everything)
