"""What only a browser can do: our few scripts, served as files, since the server's policy refuses inline ones."""

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime import Runtime

_FOLDER = Path(__file__).parents[1] / "pictures"
_BUTTON = '<button type="button" hidden></button>'  # until its script gives it a name
_CSS = """
button {
  font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: transparent;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0.35rem 0.9rem;
  cursor: pointer;
}
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-link-color); }
"""


def button(script: str, data: dict[str, Any], *, key: str) -> None:
    """A button that a script of pages/pictures puts to work; `data` is what the script is told.

    Streamlit serves files of components of installed packages alone, so ours are made known as if they were one.
    """
    if not Runtime.exists():  # a page run without a server, as in tests, serves no files
        return
    name = f"quarterdeck.{script}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(name) is None:
        folder = ComponentConfig(name=script, asset_dir=_FOLDER.name)
        manager.register_from_manifest(ComponentManifest("quarterdeck", "1", [folder]), _FOLDER.parent)
    st.components.v2.component(name, html=_BUTTON, js=f"{script}.js", css=_CSS)(data=data, key=key)
