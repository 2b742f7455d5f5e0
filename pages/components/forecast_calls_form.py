"""The form on which a call is made or taken back: it becomes an import of one row, and never touches a deal."""

import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, cast

import streamlit as st

from data import calls as entered
from data.calls import LONGEST_NOTE, Call
from data.errors import Refused
from metrics import calls
from pages.components import forecast_calls_book as book
from pages.components import forecast_calls_words as said
from pages.components import session, words
from pages.components.filters import Choice
from pages.components.forecast_calls_book import Calls
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said as tell

_LOG = logging.getLogger(__name__)
_DONE, _FAILED = "_call_done", "_call_failed"
_AMOUNT, _NOTE = "call_amount", "call_note"
_CENTS = Decimal("0.01")


def show(found: Calls, choice: Choice) -> None:
    """The form; of a past day only the words that it cannot be used."""
    st.markdown(f"**{markdown(_('Make a call'))}**")
    if told := st.session_state.pop(_DONE, None):
        st.success(markdown(told), icon=":material/check:")
    if failure := st.session_state.pop(_FAILED, None):
        st.error(markdown(failure), icon=":material/block:")
    if book.is_past(choice):
        st.caption(_("You look from a past day. Calls are made from today."))
        return
    if book.is_over(found.period, choice):
        st.caption(
            markdown(_("{period} is over; no call can be made for it any more.").format(period=found.period.label))
        )
        return
    if choice.calendar.grain_of(found.period) is None:
        st.caption(_("Calls are kept for months, quarters and years. Choose one of them as the period."))
        return
    person = _person(found)
    if person is None:
        st.caption(_("Choose whose call it is. What was said before stays in the history."))
        return
    kind = _kind()
    by = person if kind == "rep" else _by(found, person)
    if by is None:
        return
    _form(found, choice, person, kind, by)


def _person(found: Calls) -> str | None:
    known = found.people[found.people["is_active"] | found.people["rep_id"].isin(found.tree.order)]
    key = "call_person"

    def push() -> None:
        chosen = st.session_state[key]
        if chosen is None:
            st.query_params.pop(book.CALLER, None)
        else:
            st.query_params[book.CALLER] = chosen

    people = list(known["rep_id"])
    wanted = book.caller(found)
    st.session_state[key] = wanted if wanted in people else None
    return st.selectbox(
        _("Person"),
        people,
        index=None,
        format_func=found.names.__getitem__,
        placeholder=_("Choose"),
        key=key,
        on_change=push,
    )


def _kind() -> Literal["rep", "manager"]:
    chosen = st.segmented_control(
        _("Whose word it is"),
        ["rep", "manager"],
        format_func=said.kind,
        default="rep",
        required=True,
        key="call_kind",
        help=_("An override counts instead of what the person and everyone below say, until it is taken back."),
    )
    return cast(Literal["rep", "manager"], chosen)


def _by(found: Calls, person: str) -> str | None:
    """Who overrides: those above the person, nearest first; a leader may override the sum of the own people."""
    managers = dict(zip(found.people["rep_id"], found.people["manager_id"], strict=True))
    whole = calls.tree(managers)
    above, here = [], person
    while here in whole.parent:
        here = whole.parent[here]
        above.append(here)
    if whole.reports.get(person):
        above.append(person)
    # Where the files know no hierarchy, anybody else may be the manager.
    offered = above or [rep for rep in found.people["rep_id"] if rep != person]
    if not offered:
        st.caption(_("There is nobody else who could override it."))
        return None
    # The key carries the person, so that what was chosen for one is not kept for another.
    return st.selectbox(_("Said by"), offered, format_func=found.names.__getitem__, key=f"call_by_{person}")


def _form(found: Calls, choice: Choice, person: str, kind: Literal["rep", "manager"], by: str) -> None:
    now = found.standing.get(person)
    before = None if now is None else now.own if kind == "rep" else now.override
    with st.form("call_form", clear_on_submit=True, border=False):
        st.number_input(
            _("Amount, {currency}").format(currency=choice.currency),
            min_value=0.0,
            max_value=9e12,
            value=None,
            step=1.0,
            format="%.2f",
            key=_AMOUNT,
            placeholder=_("now {amount}").format(amount=words.money(choice.currency)(before)),
        )
        st.text_area(_("Note"), key=_NOTE, max_chars=LONGEST_NOTE, height=80)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                _("Keep the call"), type="primary", key="call_keep", on_click=_keep, args=(found, person, kind, by)
            )
            st.form_submit_button(
                _("Take it back"),
                key="call_withdraw",
                disabled=before is None,
                on_click=_keep,
                args=(found, person, kind, by),
                kwargs={"is_withdrawn": True},
            )
    st.caption(
        markdown(
            _(
                "Kept as a new version of {category} for {period}; no deal is changed. It stands in the import log,"
                " where it can be undone."
            ).format(category=said.category(found.category), period=found.period.label)
        )
    )


def _keep(found: Calls, person: str, kind: Literal["rep", "manager"], by: str, *, is_withdrawn: bool = False) -> None:
    given = st.session_state.get(_AMOUNT)
    amount = None if is_withdrawn or given is None else Decimal(given).quantize(_CENTS)
    if amount is None and not is_withdrawn:
        st.session_state[_FAILED] = _("Give an amount. To take a call back there is a button of its own.")
        return
    call = Call(
        rep_id=person,
        starts_on=found.period.start,
        ends_on=found.period.end,
        amount=amount,
        category=found.category,
        kind=kind,
        submitted_by=by,
        note=st.session_state.get(_NOTE) or "",
    )
    try:
        entered.enter(session.store(), call, now=datetime.now(UTC))
    except Refused as error:
        st.session_state[_FAILED] = tell(error.message)
    except Exception:
        # Whatever is wrong inside intake, nothing was published; the details are for the server's log, not the page.
        _LOG.exception("a call could not be kept")
        st.session_state[_FAILED] = _("The call could not be kept because of an error of ours; nothing was changed.")
    else:
        text = _("The call for {person} is taken back.") if is_withdrawn else _("The call for {person} is kept.")
        told = text.format(person=found.names[person])
        now = found.standing.get(person)
        if kind == "rep" and now is not None and now.override is not None:
            told = f"{told} {_('The override still counts until it is taken back.')}"
        st.session_state[_DONE] = told
