"""What the reader should know about the data in sight: as of when, and which release."""

import pandas as pd
import streamlit as st

from data import demo
from pages.components import intake, session, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown


def show(choice: Choice) -> None:
    """The stamp, in a quiet line."""
    current = session.release()
    number = current.number if current else 0
    line = _("Data as of {day} · release {release}").format(day=words.day(choice.as_of), release=number)
    if holds_demo(session.fetch("imports/log")):
        line += f" · {_('demo company')}"
    st.caption(markdown(line))


def release() -> str:
    """The release in sight, in plain text, for paper and exports."""
    current = session.release()
    return _("Release {release}").format(release=current.number) if current else ""


def holds_demo(entries: pd.DataFrame) -> bool:
    """Whether the demo company is among the imports in force. entries: the log of imports."""
    return bool((entries["source"].eq(demo.SOURCE) & entries["undone_at"].isna()).any())


def nothing_yet() -> None:
    """The page of an empty store: what to do first."""
    st.title(_("Nothing is imported yet"), anchor=False)
    st.markdown(
        _(
            "Quarterdeck shows what is in your CRM's exports. Import the opportunities first; quotas, people and stage"
            " history add to them."
        )
    )
    with st.container(horizontal=True):
        if st.button(_("Import files"), icon=":material/upload_file:", key="go_import", type="primary"):
            st.switch_page("imports.py")
        st.button(
            _("Look around in a demo company"),
            icon=":material/explore:",
            key="build_demo",
            on_click=intake.build_demo,
        )
    st.caption(_("The demo company is invented. You can take it out again at any time, on the Imports page."))
