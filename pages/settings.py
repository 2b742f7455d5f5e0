"""Settings: what does the organisation go by?"""

import streamlit as st

from pages.components import session, settings, settings_log, settings_rates, stamp
from pages.components.i18n import _

# 1. The question
st.title(_("What does the organisation go by?"), anchor=False)
if session.release() is None:
    stamp.nothing_yet()
    st.stop()
settings.outcome()

# 2. What can be set
now = settings.chosen()
money, year, week = st.columns(3)
with money, st.container(border=True, height="stretch"):
    settings.money(now)
with year, st.container(border=True, height="stretch"):
    settings.year(now)
with week, st.container(border=True, height="stretch"):
    settings.week(now)
settings.save(now)

# 3. Exchange rates
st.header(_("Exchange rates"), anchor=False)
with st.container(border=True):
    settings_rates.show()

# 4. Who changed what
st.header(_("Changes"), anchor=False)
settings_log.show()
