"""An error nobody foresaw: its details go to the server's log, the page says so in a sentence."""

import logging

import streamlit as st

from pages.components.i18n import _

_LOG = logging.getLogger(__name__)


def show(page: str, error: Exception) -> None:
    """Tell the reader that a page failed. page: its name for the log."""
    _LOG.error("the page %s failed", page, exc_info=error)
    st.error(
        _("This page failed because of an error of ours; your data is as it was. The server's log says more."),
        icon=":material/error:",
    )
