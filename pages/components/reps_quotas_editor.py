"""Setting quotas in place: people by periods, kept together under the name of who set them."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data import quotas as kept
from data.errors import Refused
from data.quotas import LONGEST_NAME, Quota
from metrics import quotas as metric
from metrics.periods import Period
from pages.components import reps_quotas_words as said
from pages.components import session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.said import said as tell
from pages.components.tables import Column

_LOG = logging.getLogger(__name__)
_DONE, _FAILED, _BY = "_quotas_done", "_quotas_failed", "quotas_set_by"
_HEAD, _ROW, _MOST = 38, 35, 560


def told() -> None:
    """What became of the quotas set last."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(markdown(failed), icon=":material/block:")
    if done := st.session_state.pop(_DONE, None):
        st.success(markdown(done), icon=":material/check:")


def show(found: pd.DataFrame, periods: Sequence[Period], choice: Choice) -> None:
    """The grid to type into, its sums, and the button that keeps what differs. found: of `metrics.quotas.grid`."""
    # A key per release and grid: what was typed must never land in other cells than it was typed into.
    key = f"quotas_grid_{session.release()}_{choice.scope.filters}_{periods[0].label}_{len(periods)}"
    columns = {
        "rep_name": st.column_config.TextColumn(_("Owner"), disabled=True, width=150, pinned=True),
        "team": st.column_config.TextColumn(_("Team"), disabled=True, width=130),
    } | {
        period.label: st.column_config.NumberColumn(period.label, min_value=0, format="localized", width=100)
        for period in periods
    }
    edited = st.data_editor(
        found[list(columns)],
        key=key,
        hide_index=True,
        num_rows="fixed",
        width="stretch",
        height=min(_HEAD + _ROW * len(found), _MOST),
        column_config=columns,
        placeholder="–",
    )
    whole = found.assign(**{period.label: edited[period.label] for period in periods})
    sums = [said.total(metric.total(whole, period.label), period, choice) for period in periods]
    st.caption(markdown(_("Sums: {sums}").format(sums=" · ".join(sums))))
    changed = st.session_state.get(key, {}).get("edited_rows", {})
    wanted = metric.edits(found, changed, periods)
    label = ngettext("Set {n} quota", "Set {n} quotas", len(wanted)).format(n=words.number(len(wanted)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Set by (for the history)"), key=_BY, width=220, max_chars=LONGEST_NAME)
        st.button(
            label if wanted else _("Nothing is changed yet"),
            key="quotas_keep",
            type="primary",
            disabled=not wanted,
            on_click=keep,
            args=(wanted,),
        )
    _about(found, periods, choice)


def _about(found: pd.DataFrame, periods: Sequence[Period], choice: Choice) -> None:
    st.caption(
        markdown(
            _(
                "Amounts in {currency}. An emptied cell takes the quota back. A quarter counts before its months, and"
                " these before the year; a manager's stands above the reports' and is not added. Many at once: import a"
                " plan with a row per person and period, or a column per period, on the Imports page."
            ).format(currency=choice.currency)
        )
    )
    columns = {"rep_id": Column("rep_id"), "rep_name": Column(_("Owner")), "team": Column(_("Team"))}
    columns |= {period.label: Column(period.label, "money") for period in periods}
    tables.downloads(found, columns, key="quotas_grid", file_name=f"quotas-{periods[0].label}", about=summary(choice))


def keep(wanted: Sequence[metric.Edit]) -> None:
    """Keep what was edited, and what came of it to be told."""
    rows = [Quota(edit.rep_id, edit.period.start, edit.period.end, edit.amount) for edit in wanted]
    try:
        release = kept.enter(session.store(), rows, by=str(st.session_state.get(_BY) or ""), now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = tell(error.message)
    except OSError:
        # A full or read-only disk: the details are for the server's log, not the page.
        _LOG.exception("quotas could not be kept")
        st.session_state[_FAILED] = _("The quotas could not be kept because the disk refused it; nothing was changed.")
    else:
        text = ngettext(
            "{n} quota is set; this is release {release}.", "{n} quotas are set; this is release {release}.", len(rows)
        )
        st.session_state[_DONE] = text.format(n=words.number(len(rows)), release=release)
