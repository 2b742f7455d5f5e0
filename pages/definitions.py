"""Definitions: what does each number mean, and where does it come from?"""

import streamlit as st

from pages.components import definitions, tables
from pages.components.i18n import _
from pages.components.tables import Column

# 1. The question
st.title(_("What does each number mean, and where does it come from?"), anchor=False)
measures, dictionary = st.tabs([_("Measures"), _("Tables")])

# 2. Measures
with measures:
    tables.show(
        definitions.measures(),
        {
            "label": Column(_("Measure")),
            "definition": Column(_("Definition"), width="large"),
            "formula": Column(_("Formula"), width="large"),
            "caveat": Column(_("Mind"), width="large"),
            "good": Column(_("Better"), width="small"),
            "name": Column(_("Name in reports")),
        },
        key="measures",
        file_name="quarterdeck-measures",
        alt=_("Every measure with its definition"),
        height=640,
    )

# 3. Tables
with dictionary:
    st.caption(_("The tables of a release, as queries read them."))
    tables.show(
        definitions.dictionary(),
        {
            "table": Column(_("Table")),
            "column": Column(_("Column")),
            "type": Column(_("Type"), width="small"),
            "meaning": Column(_("Meaning"), width="large"),
        },
        key="dictionary",
        file_name="quarterdeck-tables",
        alt=_("Every table and column with its meaning"),
        height=640,
    )
