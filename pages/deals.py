"""Deals: which deals decide the quarter, and which are at risk?"""

import streamlit as st

from pages.charts import deals as charts
from pages.charts.style import CONFIG
from pages.components import (
    deal_story,
    deal_table,
    filters,
    signals,
    signals_cards,
    signals_findings,
    signals_settings,
    stamp,
)
from pages.components.i18n import _
from pages.components.words import money

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Which deals decide the quarter, and which are at risk?"), anchor=False, width="content")
    stamp.show(choice)

# 2. Data
book = signals.book(choice)
deal_story.open_from_link(choice)
if book.deals.empty:
    st.info(_("No deal is open in this choice. Widen the filters, or import newer opportunities."))
    st.stop()

# 3. Cards
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in signals_cards.cards(book, choice):
        signals_cards.show(card)

# 4. Charts
deciding = signals_findings.deciding(book, choice)
given = signals_findings.signals(book, choice)
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{deciding.title}**")
        if len(deciding.rows):
            st.plotly_chart(
                charts.deciding(
                    deciding.rows,
                    deciding.labels,
                    money=money(choice.currency),
                    words={"risk": _("at risk"), "calm": _("not at risk")},
                ),
                key="deciding_deals",
                config=CONFIG,
                alt=_("The largest deals due in the period, with score and chance"),
            )
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{given.title}**")
        if len(given.rows):
            st.plotly_chart(
                charts.signals(given.rows, given.labels),
                key="given_signals",
                config=CONFIG,
                alt=_("The amount due in the period that gives each signal"),
            )

# 5. Deals to act on
with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{_('Deals to act on')}**", width="content")
        signals_settings.popover(book)
    wanted = deal_table.controls(book, choice)
    deal_table.show(book, wanted, choice)
signals_settings.how(book, choice)
