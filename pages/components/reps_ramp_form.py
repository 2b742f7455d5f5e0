"""Setting the ramp of quotas: per cents by month of tenure, logged like every setting."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data import settings as kept
from data.errors import Refused
from metrics import ramp
from pages.components import session
from pages.components.i18n import _
from pages.components.reps_ramp_figures import SETTING, InForce
from pages.components.safety import markdown
from pages.components.said import said

_DONE, _FAILED = "_ramp_done", "_ramp_failed"
_TEXT, _WHO = "ramp_text", "ramp_who"


def told() -> None:
    """What became of the ramp set last."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(markdown(failed))
    if done := st.session_state.pop(_DONE, None):
        st.success(markdown(done))


def show(force: InForce, found: pd.DataFrame | None) -> None:
    """The form: per cents by month, who sets them; the measured ramp can be taken as it is, or none at all."""
    now = ramp.written(force.curve) if force.origin == "set" else ""
    offered = ramp.written(ramp.curve_of(found)) if found is not None else "25, 50, 75"
    with st.form("ramp_form", border=False):
        st.text_input(
            _("Share of the full quota, % by month of tenure"),
            value=now,
            placeholder=offered,
            key=_TEXT,
            help=_(
                "From the first month on, none below the one before; the months after the last have the full quota."
            ),
        )
        st.text_input(_("Changed by (for the log)"), key=_WHO, width=220)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(_("Set the ramp"), type="primary", key="ramp_keep", on_click=_typed)
            if found is not None:
                st.form_submit_button(_("Take the measured one"), key="ramp_take", on_click=_keep, args=(offered,))
            if force.origin == "set":
                st.form_submit_button(_("Go by what is measured"), key="ramp_clear", on_click=_keep, args=(None,))
    st.caption(_("100 alone cuts quotas only for days not there. Every change stands in the log on the Settings page."))


def _typed() -> None:
    curve = ramp.parse(st.session_state.get(_TEXT))
    if curve is None:
        st.session_state[_FAILED] = _(
            "Give one to 36 numbers from 0 to 100, none below the one before, such as 25, 50, 75."
        )
        return
    _keep(ramp.written(curve))


def _keep(text: str | None) -> None:
    who = str(st.session_state.get(_WHO) or "").strip() or None
    try:
        kept.change(session.store(), {SETTING: text}, who=who, now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = said(error.message)
    else:
        st.session_state.pop(_TEXT, None)
        st.session_state[_DONE] = _("The ramp is set.") if text else _("The ramp goes by what is measured.")
