"""What the server does for itself, so that readers need not wait for it."""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def spare_imports(page: str) -> None:
    """After the first run of a page: let the garbage collector pass over what its modules hold.

    Streamlit has it look through everything after each run, while the last charts wait to be sent: a tenth of a second
    for modules that live as long as the server. Of what else lives now little is ever garbage. page: its title.
    """
    gc.collect()
    gc.freeze()
