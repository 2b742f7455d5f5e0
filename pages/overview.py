"""Overview: are we on course this period, and what needs attention?"""

import streamlit as st

from pages.charts import overview as charts
from pages.charts.style import CONFIG
from pages.components import cards, deals, figures, filters, overview, sentences, stamp
from pages.components.i18n import _
from pages.components.words import day_month, money

# 1. The question
choice = filters.chosen()
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title(_("Are we on course this period, and what needs attention?"), anchor=False, width="content")
    stamp.show(choice)

# 2. Data
measured = figures.overview(choice)
path = overview.bookings_path(measured.now, choice)
stages = overview.stages(choice)
open_deals = overview.open_deals(choice)

# 3. Cards
with st.grid(6, min_column_width=164, gap="xsmall"):
    for card in overview.cards(measured, choice):
        cards.show(card, measured, choice)

# 4. Charts
with st.grid(2, min_column_width=330, gap="small"):
    with st.container(border=True, height="stretch"):
        finding = sentences.bookings(measured.now, path.due_by_now, choice)
        st.markdown(f"**{finding}**")
        if path.is_empty:
            st.caption(_("Nothing is won here yet, and there is no quota to draw a path to."))
        else:
            st.plotly_chart(
                charts.bookings_path(
                    path.actual,
                    period=(choice.period.start, choice.period.end),
                    today=path.today,
                    money=money(choice.currency),
                    day=day_month,
                    words={
                        "actual": choice.period.label,
                        "comparison": choice.comparison.label if choice.comparison else "",
                        "target": _("path to quota"),
                        "quota": _("Quota"),
                    },
                    quota=measured.now["quota"].value,
                    target=path.target,
                    comparison=path.comparison,
                ),
                key="bookings_path",
                config=CONFIG,
                alt=_("Bookings so far, day by day, against the path to quota"),
            )
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{sentences.pipeline(stages, choice)}**")
        if stages.empty:
            st.caption(_("No deal is open in this choice. Widen the filters, or import newer opportunities."))
        else:
            st.plotly_chart(
                charts.pipeline_by_stage(
                    stages,
                    money=money(choice.currency),
                    words={
                        "due": _("still due in the period"),
                        "later": _("due at another time"),
                        "overdue": _("past its close date"),
                    },
                    labels=overview.stage_labels(stages, choice.currency),
                ),
                key="pipeline_by_stage",
                config=CONFIG,
                alt=_("Open pipeline by stage, split by when it is due"),
            )

# 5. Deals to act on
groups = overview.groups_of_deals(open_deals)
if groups:
    names = {"due": _("Still due in the period"), "overdue": _("Past close date"), "all": _("All open deals")}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{_('Largest open deals')}**", width="content")
            picked = filters.url_choice(_("Show"), list(groups), key="deals", names=names)
        deals.largest(groups[picked], overview.OPEN_DEAL_COLUMNS, choice, most=overview.SHOWN_DEALS, key="open_deals")
