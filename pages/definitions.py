"""Definitions: what does each number mean, and where does it come from?"""

import streamlit as st

from pages.components import definitions, filters, tables
from pages.components.i18n import _
from pages.components.tables import Column

# 1. The question
st.title(_("What does each number mean, and where does it come from?"), anchor=False)
measures, dictionary = filters.url_tabs({"measures": _("Measures"), "tables": _("Tables")}, key="tab")

# 2. Measures
with measures:
    tables.show(
        definitions.measures(),
        {
            "label": Column(_("Measure"), width=125),
            "definition": Column(_("Definition"), width=255),
            "formula": Column(_("Formula"), width=195),
            "caveat": Column(_("Mind"), width=235),
            "good": Column(_("Better"), width=85),
            "name": Column(_("Name in reports"), width=140),
        },
        key="measures",
        file_name="quarterdeck-measures",
        alt=_("Every measure with its definition"),
        height=700,
        lines=3,
    )

# 3. Tables
with dictionary:
    st.caption(_("The tables of a release, as queries read them."))
    tables.show(
        definitions.dictionary(),
        {
            "table": Column(_("Table"), width=170),
            "column": Column(_("Column"), width=170),
            "type": Column(_("Type"), width=110),
            "meaning": Column(_("Meaning"), width=560),
        },
        key="dictionary",
        file_name="quarterdeck-tables",
        alt=_("Every table and column with its meaning"),
        height=700,
        lines=2,
    )
