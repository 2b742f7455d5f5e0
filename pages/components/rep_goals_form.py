"""Setting a goal: a new version of what was agreed with a person or a team; nothing is overwritten."""

import logging
from datetime import UTC, datetime
from typing import Any, Literal, cast

import streamlit as st

from data import goals as kept
from data.errors import Refused
from data.goals import LONGEST_NOTE, Goal
from metrics import catalog, goals
from metrics.periods import Grain, Period
from pages.components import rep_goals_figures, rep_person, session, words
from pages.components import rep_goals_words as said
from pages.components.i18n import _
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.said import said as tell

_LOG = logging.getLogger(__name__)
_FAILED, _DONE = "_goal_failed", "_goal_done"
_TARGET, _NOTE, _BY = "goal_target", "goal_note", "goal_by_{}"
_AHEAD = 4  # periods from which a goal can begin, the one looked at included
_HUNDRED = 100


def told() -> None:
    """What became of the goal set last."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(markdown(failed))
    if done := st.session_state.pop(_DONE, None):
        st.success(markdown(done))


def show(person: Person) -> None:
    """The form: whose, which measure, the bound, from when on, and who sets it."""
    whose = {code: name for code, name in said.kinds().items() if code == "rep" or person.team}
    with st.grid(3, min_column_width=200, gap="small"):
        kind = st.segmented_control(
            _("Whose goal"), list(whose), format_func=whose.__getitem__, default="rep", required=True, key="goal_kind"
        )
        measure = st.selectbox(_("Measure"), rep_goals_figures.MEASURES, format_func=words.label, key="goal_measure")
        per = st.selectbox(_("Counted"), kept.GRAINS, index=1, format_func=said.per, key="goal_per")
        # The key carries the measure, so that its own direction is offered first.
        bounds = {"at_least": _("At least"), "at_most": _("At most")}
        is_less = catalog.MEASURES[measure].good == "down"
        direction = st.segmented_control(
            _("Bound"), list(bounds), format_func=bounds.__getitem__, default="at_most" if is_less else "at_least",
            required=True, key=f"goal_direction_{measure}",
        )  # fmt: skip
        begin = _first(person, per)
        _author(person)
    subject = person.rep_id if kind == "rep" else person.team or ""
    key = dict(zip(goals.KEY, (kind, subject, measure, per), strict=True))
    _form(person, key, str(direction), begin)


def _first(person: Person, per: str) -> Period:
    """The period from which on the goal is meant."""
    periods = [rep_goals_figures.period_of(person.company, per)]
    while len(periods) < _AHEAD:
        periods.append(person.choice.calendar.containing(periods[-1].end, cast(Grain, per)))
    picked = st.selectbox(
        _("From"), range(len(periods)), format_func=lambda place: periods[place].label, key=f"goal_from_{per}"
    )
    return periods[picked]


def _author(person: Person) -> None:
    names = rep_person.labels(person.people)
    manager = person.facts["manager_id"]
    people = list(names)
    st.selectbox(
        _("Set by"),
        people,
        index=people.index(manager) if manager in names else None,
        format_func=names.__getitem__,
        placeholder=_("Choose"),
        key=_BY.format(person.rep_id),
    )


def _form(person: Person, key: dict[str, Any], direction: str, begin: Period) -> None:
    force = goals.in_force(rep_goals_figures.versions(), begin.start)
    same = force[(force[goals.KEY] == [key[name] for name in goals.KEY]).all(axis="columns")]
    now = None if same.empty else same.iloc[0].to_dict()
    unit = catalog.MEASURES[key["measure"]].unit
    asked = {"ratio": _("Bound in per cent"), "money": _("Bound, {currency}"), "days": _("Bound in days")}
    with st.form("goal_form", clear_on_submit=True, border=False):
        st.number_input(
            asked.get(unit, _("Bound")).format(currency=person.choice.currency),
            value=None,
            step=1.0,
            format="%.2f",
            key=_TARGET,
            placeholder=_("now {amount}").format(amount=said.bound(now, person.choice.currency) if now else "–"),
        )
        st.text_input(_("Note"), key=_NOTE, max_chars=LONGEST_NOTE)
        with st.container(horizontal=True, gap="small"):
            arguments = (person, key, direction, begin)
            st.form_submit_button(_("Set the goal"), type="primary", key="goal_keep", on_click=_keep, args=arguments)
            st.form_submit_button(
                _("Take it back"),
                key="goal_withdraw",
                disabled=now is None,
                on_click=_keep,
                args=arguments,
                kwargs={"is_withdrawn": True},
            )
    st.caption(_("Kept as a new version from that period on; versions before it stay as they are."))


def _keep(person: Person, key: dict[str, Any], direction: str, begin: Period, *, is_withdrawn: bool = False) -> None:
    given = st.session_state.get(_TARGET)
    by = st.session_state.get(_BY.format(person.rep_id))  # asked now: a quick click overtakes the run that would tell
    if given is None and not is_withdrawn:
        st.session_state[_FAILED] = _("Give a bound. To take a goal back there is a button of its own.")
        return
    scale = _HUNDRED if catalog.MEASURES[key["measure"]].unit == "ratio" else 1
    goal = Goal(
        **key,
        target=None if is_withdrawn or given is None else float(given) / scale,
        from_on=begin.start,
        set_at=datetime.now(UTC),
        set_by=rep_person.labels(person.people)[by] if by else "",
        direction=cast(Literal["at_least", "at_most"], direction),
        note=st.session_state.get(_NOTE) or "",
    )
    try:
        kept.keep(session.store().folder, goal)
    except Refused as error:
        st.session_state[_FAILED] = tell(error.message)
    except OSError:
        # A full or read-only disk: the details are for the server's log, not the page.
        _LOG.exception("a goal could not be kept")
        st.session_state[_FAILED] = _("The goal could not be kept because the disk refused it; nothing was changed.")
    else:
        text = _("The goal is taken back from {period} on.") if is_withdrawn else _("The goal is set from {period} on.")
        st.session_state[_DONE] = text.format(period=begin.label)
