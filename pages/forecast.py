"""Forecast: what will we close, how sure are we, and how good have our forecasts been?"""

import streamlit as st

from pages.components import (
    deal_story,
    filters,
    forecast,
    forecast_bridge,
    forecast_calls,
    forecast_categories,
    forecast_deals,
    forecast_groups,
    forecast_needed,
    forecast_record,
    forecast_view,
    forecast_what_if,
    stamp,
)
from pages.components.i18n import _

# 1. The question, and the answer
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("What will we close, and how sure are we?"), anchor=False, width="content")
    stamp.show(choice)
deal_story.open_from_link(choice)
period = forecast.picked(choice)
outlook = forecast.outlook(choice, period)
quota = forecast.quota(choice, period)
st.markdown(forecast_view.finding(outlook, quota, choice))
forecast_view.warnings(outlook)
forecast_view.cards(outlook, quota, choice)

# 2. The way there
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        forecast_view.path(outlook, quota, choice)
    with st.container(border=True, height="stretch"):
        forecast_view.dots(outlook, quota, choice)
with st.container(border=True):
    forecast_view.following(outlook, choice)
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        forecast_view.parts(outlook, choice)
    with st.container(border=True, height="stretch"):
        forecast_groups.show(outlook, choice)

# 3. What moved and decides it, what people say, what if, and the record
parts = {
    "moved": _("What moved and decides it"),
    "said": _("Categories and calls"),
    "supposed": _("What if, and what is needed"),
    "proven": _("Record"),
}
moved, said, supposed, proven = filters.url_tabs(parts, key="tab")
with moved:
    with st.container(border=True):
        forecast_bridge.show(outlook, choice)
    with st.container(border=True):
        forecast_deals.show(outlook, choice)
with said:
    with st.container(border=True):
        forecast_categories.show(period, choice)
    with st.container(border=True):
        forecast_calls.show(period, choice, forecast_groups.by_owner(outlook, choice))
with supposed:
    with st.container(border=True):
        forecast_what_if.show(outlook, choice)
    with st.container(border=True):
        forecast_needed.show(outlook, choice)
with proven, st.container(border=True):
    forecast_record.show(choice)
