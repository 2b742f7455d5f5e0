"""The frame around every page: set-up, navigation, filter bar."""

from pathlib import Path

import streamlit as st

from data.errors import Refused
from pages.components import filters, i18n, session, stamp, trouble
from pages.components.i18n import _
from pages.components.safety import markdown

# A picture of our own: a :material: page icon would make every browser fetch a font from outside.
PICTURES = Path(__file__).parent / "pictures"
st.set_page_config(page_title="Quarterdeck", page_icon=str(PICTURES / "icon.png"), layout="wide")
st.logo(str(PICTURES / "wordmark.png"), size="large", icon_image=str(PICTURES / "icon.png"))

overview = st.Page("overview.py", title=_("Overview"), icon=":material/speed:", url_path="overview", default=True)
funnel = st.Page("funnel.py", title=_("Funnel"), icon=":material/filter_alt:", url_path="funnel")
pipeline = st.Page("pipeline.py", title=_("Pipeline"), icon=":material/waterfall_chart:", url_path="pipeline")
forecast = st.Page("forecast.py", title=_("Forecast"), icon=":material/trending_up:", url_path="forecast")
reps = st.Page("reps.py", title=_("Reps"), icon=":material/groups:", url_path="reps")
rep = st.Page("rep.py", title=_("Rep profile"), url_path="rep", visibility="hidden")
activities = st.Page("activities.py", title=_("Activities and leads"), icon=":material/call:", url_path="activities")
deals = st.Page("deals.py", title=_("Deals"), icon=":material/handshake:", url_path="deals")
imports = st.Page("imports.py", title=_("Imports"), icon=":material/upload_file:", url_path="imports")
definitions = st.Page("definitions.py", title=_("Definitions"), icon=":material/menu_book:", url_path="definitions")
# The pages that show data: script by page.
steering = {
    overview: "overview.py",
    pipeline: "pipeline.py",
    funnel: "funnel.py",
    forecast: "forecast.py",
    deals: "deals.py",
    reps: "reps.py",
    rep: "rep.py",
    activities: "activities.py",
}
page = st.navigation({_("Steer"): [*steering], _("Data"): [imports], _("Reference"): [definitions]})
with st.sidebar:
    i18n.choose_language()

try:
    release = session.begin()
except Refused as error:
    st.error(markdown(error.message))
    st.stop()

if page in steering and release is None:
    stamp.nothing_yet()
    st.stop()
try:
    if page in steering:
        filters.bar(steering[page])
    page.run()
except Exception as error:  # what stops or reruns a script is no Exception
    trouble.show(page.title, error)
