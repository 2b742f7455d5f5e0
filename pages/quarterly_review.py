"""Quarterly review: how did the quarter go, what is next, what do we decide?"""

import streamlit as st

from pages.components import (
    filters,
    paper,
    review,
    review_files,
    review_packs,
    review_said,
    review_sections,
    stamp,
)
from pages.components.i18n import _

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("How did the quarter go, what is next, what do we decide?"), anchor=False, width="content")
    stamp.show(choice)
review.outcome()
found = review.in_sight(choice)
review.banner(found)

# 2. The review in a minute, and out of the house
with st.container(border=True, key="review_summary"):
    review.quarters(found)
    st.header(f"{found.document.title} {found.document.period}", anchor=False)
    st.caption(review.basis(found))
    review_sections.summary(found)
    with st.container(horizontal=True, vertical_alignment="bottom", key="review_actions"):
        review_files.downloads(found)
        if found.pack is None:
            review_packs.freeze(found)
        review_packs.choose(found)
        review_packs.remove(found)

# 3. Section by section
for section in found.document.sections:
    review_sections.show(section, found)

# 4. What do we decide?
if found.pack is None and not paper.is_on():
    with st.container(border=True, key="review_decide"):
        review_said.standing(found)
        review_said.decisions(found)
        review_said.targets(found)

# 5. Against another time
if not paper.is_on():
    with st.expander(_("Compare with a pack"), key="review_compare", on_change="rerun") as compared:
        if compared.open:
            review_packs.against(found)
