"""The filter builder of the ideal customer: conditions one by one, held in the link, and kept under a name."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from data import fit_profiles
from data.errors import Refused
from data.fit_profiles import Profile
from metrics import fit
from metrics.fit import Condition
from pages.components import fit_figures, fit_words, session, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said

_LINK = "fit"
_WHICH, _PROFILE, _NAME, _TOLD = "fit_which", "fit_profile", "fit_name", "_fit_told"


def conditions(known: pd.DataFrame, choice: Choice) -> tuple[Condition, ...]:
    """Show the widgets, and return the conditions that the link holds. known: of fit_figures.attributes."""
    codes = list(known["code"])
    asked = tuple(one for one in _linked() if one.attribute in codes)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _profiles()
        st.session_state[_WHICH] = [one.attribute for one in asked]
        st.multiselect(
            _("Conditions"),
            codes,
            format_func=fit_words.attribute,
            key=_WHICH,
            placeholder=_("Add a condition"),
            on_change=_chosen,
        )
    if asked:
        facts = known.set_index("code")
        with st.grid(3, min_column_width=230, gap="small"):
            for one in asked:
                with st.container():
                    _widgets(one, facts.loc[one.attribute], choice)
    return asked


def _linked() -> tuple[Condition, ...]:
    return fit.parsed(st.query_params.get(_LINK))


def _link(asked: tuple[Condition, ...]) -> None:
    if asked:
        st.query_params[_LINK] = fit.written(asked)
    elif _LINK in st.query_params:
        del st.query_params[_LINK]


def _chosen() -> None:
    """Conditions were added or taken away; those that stay keep what they ask for."""
    before = {one.attribute: one for one in _linked()}
    _link(tuple(before.get(code, Condition(code)) for code in st.session_state[_WHICH]))


def _widgets(one: Condition, fact: pd.Series, choice: Choice) -> None:
    label = markdown(fit_words.attribute(one.attribute))
    if fact["is_number"] and not one.choices:
        with st.container(horizontal=True, gap="small"):
            for end, name in (("low", _("{what} from")), ("high", _("to"))):
                bound = fact["lowest" if end == "low" else "highest"]
                key = f"fit_{end}_{one.attribute}"
                st.session_state[key] = getattr(one, end)
                st.number_input(
                    name.format(what=label),
                    key=key,
                    step=1.0,
                    format="%.10g",
                    placeholder=words.number(float(bound)),
                    on_change=_with(key, one.attribute, end),
                )
        return
    offered = dict(fit.choices(fit_figures.values(one.attribute, choice)))
    # A link may name a text that no record has any more; it must be seen to be taken away.
    options = [*offered, *(text for text in one.choices if text not in offered)]
    key = f"fit_choices_{one.attribute}"
    st.session_state[key] = list(one.choices)
    st.multiselect(
        label,
        options,
        format_func=lambda text: f"{text} ({words.number(offered.get(text, 0))})",
        key=key,
        placeholder=_("Any"),
        on_change=_with(key, one.attribute, "choices"),
    )


def _with(key: str, attribute: str, part: str) -> Callable[[], None]:
    """A callback that takes a widget's value over into the link."""

    def change() -> None:
        value: Any = st.session_state[key]
        found = []
        for one in _linked():
            if one.attribute == attribute:
                ends = {"low": one.low, "high": one.high, "choices": one.choices}
                ends[part] = tuple(value) if part == "choices" else value
                one = Condition(attribute, **ends)
            found.append(one)
        _link(tuple(found))

    return change


# ---- under a name ----------------------------------------------------------------------------------------------------


def _profiles() -> None:
    """Saved profiles: choose one, save what is chosen now, delete one."""
    folder = session.store().folder
    kept = {one.name: one.conditions for one in fit_profiles.saved(folder)}
    now = fit.written(_linked())
    current = next((name for name, text in kept.items() if fit.written(fit.parsed(text)) == now), None)
    if kept:
        st.session_state[_PROFILE] = current
        st.selectbox(
            _("Profile"), list(kept), key=_PROFILE, placeholder=_("Choose"), on_change=_open, args=(kept,), width=220
        )
    with st.popover(_("Save"), icon=":material/bookmark_add:", key="fit_keep", help=_("Keep the profile under a name")):
        st.text_input(_("Name of the profile"), key=_NAME, max_chars=80)
        st.button(_("Save"), key="fit_save", on_click=_save, disabled=not now)
        if current:
            st.button(
                _("Delete"),
                key="fit_delete",
                icon=":material/delete:",
                on_click=fit_profiles.delete,
                args=(folder, current),
            )
        if told := st.session_state.pop(_TOLD, None):
            st.caption(markdown(told))


def _open(kept: dict[str, str]) -> None:
    name = st.session_state[_PROFILE]
    if name in kept:
        _link(fit.parsed(kept[name]))


def _save() -> None:
    try:
        profile = Profile(st.session_state.get(_NAME, ""), fit.written(_linked()))
        fit_profiles.save(session.store().folder, profile)
    except Refused as error:
        st.session_state[_TOLD] = said(error.message)
        return
    except OSError as error:
        st.session_state[_TOLD] = str(error)
        return
    st.session_state[_NAME] = ""
