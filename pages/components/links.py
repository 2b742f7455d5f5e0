"""What every page offers beside its content: its link, its print view, and pictures of its charts."""

import streamlit as st

from pages.components import browser, i18n, paper, start
from pages.components.filters import Choice
from pages.components.i18n import _

_NOT_SHARED = [i18n.KEY, paper.KEY]  # how the sender reads, which is not what is shown


def show(page: str, choice: Choice | None) -> None:
    """The buttons of the sidebar. page: where the page answers, such as funnel; choice: of the filter bar, if any."""
    with st.container(gap="xsmall", key="page_links"):
        paper.switch()
        browser.button(
            "page",
            {
                "label": _("Copy link"),
                "copied": _("Link copied"),
                "page": page or start.OVERVIEW,
                "period": choice.calendar.code(choice.period) if choice else "",
                "leaveOut": _NOT_SHARED,
                "bare": start.EXPLICIT,
                "start": start.cookie(),
                "pictures": {"png": _("Download the chart as PNG"), "svg": _("Download the chart as SVG")},
                "rest": _("More rows or columns than the screen shows: see the print view or the downloads."),
            },
            key="page_link",
        )
