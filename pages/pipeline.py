"""Pipeline: what changed, and is there enough?"""

import streamlit as st

from pages.components import (
    filters,
    pipeline,
    pipeline_ages,
    pipeline_cards,
    pipeline_coverage,
    pipeline_days,
    pipeline_deals,
    pipeline_movement,
    pipeline_stock,
    pipeline_words,
    stamp,
)
from pages.components.i18n import _

# 1. The question, the day it is asked on, and the two days compared
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("What changed, and is there enough?"), anchor=False, width="content")
    stamp.show(filters.chosen())
choice = pipeline_days.looked_from(filters.chosen())
window = pipeline_days.window(choice)

# 2. Data
flow = pipeline.flow(choice, window)
then = pipeline.before(choice, window)
need = pipeline.need(choice)
opened = pipeline.opened(choice, window)

# 3. Cards
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in pipeline_cards.cards(flow, then, need, opened, choice):
        pipeline_cards.show(card, choice)

# 4. One part of the answer at a time: only what is looked at is counted
parts = {"changed": _("What changed"), "enough": _("Is there enough?"), "open": _("What is open, and how old it is")}
changed, enough, stock = filters.url_tabs(parts, key="tab")
with changed:
    if changed.open:
        with st.grid(2, min_column_width=330, gap="small"):
            with st.container(border=True, height="stretch"):
                pipeline_movement.waterfall(flow, choice)
                pipeline_movement.notes(flow, choice)
            with st.container(border=True, height="stretch"):
                pipeline_movement.weeks(flow, choice)
                pipeline_movement.net(flow, choice)
        with st.container(border=True):
            pipeline_deals.behind(flow, choice)
            pipeline_movement.table(flow, choice)
with enough:
    if enough.open:
        with st.grid(2, min_column_width=330, gap="small"):
            with st.container(border=True, height="stretch"):
                pipeline_coverage.enough(need, choice)
            with st.container(border=True, height="stretch"):
                pipeline_coverage.created(need, choice)
with stock:
    if stock.open:
        norms = pipeline_ages.stage_norms(choice)
        with st.grid(3, min_column_width=330, gap="small"):
            with st.container(border=True, height="stretch"):
                pipeline_stock.by_month(opened, choice)
            with st.container(border=True, height="stretch"):
                pipeline_stock.by_category(opened, choice, pipeline_words.which(window))
            with st.container(border=True, height="stretch"):
                pipeline_ages.bands(norms, choice)
        with st.container(border=True):
            pipeline_ages.oldest(norms, choice)
