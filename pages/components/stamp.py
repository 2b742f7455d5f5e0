"""What the reader should know about the data in sight: as of when, and which release."""

import streamlit as st

from pages.components import intake, session, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown


def show(choice: Choice) -> None:
    """The stamp, in a quiet line."""
    release = session.release()
    number = release.number if release else 0
    line = _("Data as of {day} · release {release}").format(day=words.day(choice.as_of), release=number)
    st.caption(markdown(line))


def nothing_yet() -> None:
    """The page of an empty store: what to do first."""
    st.title(_("Nothing is imported yet"))
    st.markdown(
        _(
            "Quarterdeck shows what is in your CRM's exports. Import the opportunities first; quotas, people and stage"
            " history add to them."
        )
    )
    st.page_link("imports.py", label=_("Import files"), icon=":material/upload_file:")
    st.button(
        _("Look around in a demo company"),
        icon=":material/explore:",
        key="build_demo",
        on_click=intake.build_demo,
    )
