"""Who changed which setting when, and the way back."""

import pandas as pd
import streamlit as st

from pages.components import session, settings, settings_words, tables
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column


def show() -> None:
    """Every change; the newest of each setting can be set back."""
    changes = session.fetch("settings/changes")
    if changes.empty:
        st.markdown(_("No setting was changed yet."))
        return
    tables.show(
        changes.assign(
            key=changes["key"].map(settings_words.name),
            value_before=changes["value_before"].map(settings_words.value),
            value=changes["value"].map(settings_words.value),
        ),
        {
            "changed_at": Column(_("Changed, UTC"), "moment"),
            "changed_by": Column(_("Changed by")),
            "key": Column(_("Setting")),
            "value_before": Column(_("Before")),
            "value": Column(_("Since")),
        },
        key="setting_changes",
        file_name="quarterdeck-setting-changes",
        alt=_("Every change of a setting"),
        height=320 if len(changes) > 8 else None,
    )
    newest = changes.drop_duplicates("key")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            _("Set back"),
            list(newest["key"]),
            index=None,
            placeholder=_("Choose"),
            format_func=settings_words.name,
            key="setting_back",
            width=320,
        )
        if key is not None:
            before = newest.set_index("key").loc[key, "value_before"]
            text = _("to {value}").format(value=settings_words.value(before))
            st.button(markdown(text), key="setting_back_yes", on_click=_back, args=(key, before))


def _back(key: str, before: str | None) -> None:
    who = str(st.session_state.get("setting_who") or "").strip() or None
    settings.put({key: None if pd.isna(before) else before}, who)
