"""The frame around every page: set-up, navigation, filter bar."""

from pathlib import Path

import streamlit as st

from data.errors import Refused
from pages.components import filters, i18n, links, paper, session, stamp, start, trouble, upkeep, views
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said

i18n.begin()
# A picture of our own: a :material: page icon would make every browser fetch a font from outside.
PICTURES = Path(__file__).parent / "pictures"
st.set_page_config(page_title="Quarterdeck", page_icon=str(PICTURES / "icon.png"), layout="wide")
st.logo(str(PICTURES / "wordmark.png"), size="large", icon_image=str(PICTURES / "icon.png"))

overview = st.Page("overview.py", title=_("Overview"), icon=":material/speed:", url_path="home", default=True)
funnel = st.Page("funnel.py", title=_("Funnel"), icon=":material/filter_alt:", url_path="funnel")
pipeline = st.Page("pipeline.py", title=_("Pipeline"), icon=":material/waterfall_chart:", url_path="pipeline")
forecast = st.Page("forecast.py", title=_("Forecast"), icon=":material/trending_up:", url_path="forecast")
reps = st.Page("reps.py", title=_("Reps"), icon=":material/groups:", url_path="reps")
rep = st.Page("rep.py", title=_("Rep profile"), url_path="rep", visibility="hidden")
activities = st.Page("activities.py", title=_("Activities and leads"), icon=":material/call:", url_path="activities")
quarterly_review = st.Page(
    "quarterly_review.py", title=_("Quarterly review"), icon=":material/slideshow:", url_path="quarterly_review"
)
deals = st.Page("deals.py", title=_("Deals"), icon=":material/handshake:", url_path="deals")
imports = st.Page("imports.py", title=_("Imports"), icon=":material/upload_file:", url_path="imports")
quality = st.Page("quality.py", title=_("Data quality"), icon=":material/fact_check:", url_path="quality")
settings = st.Page("settings.py", title=_("Settings"), icon=":material/settings:", url_path="settings")
# The default page has the bare address alone; its name is an address people try as well.
by_name = st.Page(
    lambda: st.switch_page(overview, query_params={name: st.query_params.get_all(name) for name in st.query_params}),
    title=_("Overview"),
    url_path="overview",
    visibility="hidden",
)
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
    quarterly_review: "quarterly_review.py",
}
filtered = steering | {quality: "quality.py"}
page = st.navigation(
    {_("Steer"): [*steering, by_name], _("Data"): [imports, quality, settings], _("Reference"): [definitions]}
)
with st.sidebar:
    i18n.choose_language()
paper.style()

try:
    release = session.begin()
    i18n.write_as(session.locale())
except Refused as error:
    st.error(markdown(said(error.message)))
    st.stop()

if page in filtered and release is None:
    stamp.nothing_yet()
    st.stop()
if view := start.wanted(is_overview=page == overview):
    views.go(view)
try:
    choice = filters.bar(filtered[page], looks_back=page == quarterly_review) if page in filtered else None
    with st.sidebar:
        links.show(page.url_path, choice)
    paper.head(page.title, filters.summary(choice) if choice else stamp.release())
    page.run()
    upkeep.spare_imports(page.url_path)
except Exception as error:  # what stops or reruns a script is no Exception
    trouble.show(page.title, error)
