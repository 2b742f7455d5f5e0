"""Goals and their progress: of a person and the team on the profile, of everybody on the Reps page."""

from typing import Any

import pandas as pd
import streamlit as st

from metrics import goals
from pages.components import paper, rep_goals_figures, rep_goals_form, rep_person, session, tables, words
from pages.components import rep_goals_words as said
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.rep_person import Person
from pages.components.tables import Column

_OPENED = "_goal_person"


def standing(person: Person) -> pd.DataFrame:
    """The person's goals and those of the team, as `rep_goals_figures.standing` tells."""
    return rep_goals_figures.standing(_of(rep_goals_figures.versions(), person), person.company)


def _of(versions: pd.DataFrame, person: Person) -> pd.DataFrame:
    own = (versions["kind"] == "rep") & (versions["subject"] == person.rep_id)
    team = (versions["kind"] == "team") & (versions["subject"] == (person.team or ""))
    return versions[own | team]


def show(found: pd.DataFrame, person: Person) -> None:
    """Goals of the person and the team with progress; setting one; all versions. found: of `standing`."""
    rep_goals_form.told()
    st.markdown(f"**{said.finding(found)}**")
    if found.empty:
        st.caption(_("A goal is a measure with a bound, for a person or a team. Set one below."))
    else:
        _table(found.assign(whose=found["kind"].map(said.kind)), person.choice, key="rep_goals")
        if person.company.scope.filters:
            st.caption(_("Goals are set on all deals, so the filters on deals do not narrow them."))
    if paper.is_on():
        return
    with st.expander(_("Set or change a goal"), key="goal_set"):
        rep_goals_form.show(person)
    versions = _of(rep_goals_figures.versions(), person)
    if len(versions):
        with st.expander(_("All versions of these goals"), key="goal_versions"):
            history(versions, person.choice, person.people)


def board(choice: Choice) -> None:
    """The goals of everybody in the choice: for the Reps page. A picked row leads to the person's profile."""
    if picked := st.session_state.pop(_OPENED, None):
        st.switch_page("rep.py", query_params={rep_person.KEY: picked})
    people = session.fetch("reps/board_people", choice.scope, group_by="rep")
    names = dict(zip(people["rep_id"], people["group_name"], strict=True))
    versions = rep_goals_figures.versions()
    ours = versions["subject"].isin(set(names)) & (versions["kind"] == "rep")
    teams = versions["subject"].isin(set(people["team"].dropna())) & (versions["kind"] == "team")
    found = rep_goals_figures.standing(versions[ours | teams], choice)
    st.markdown(f"**{said.finding(found)}**")
    if found.empty:
        st.caption(_("Goals are set on the profile of a person: choose one on the board, or there."))
        return
    order = {status: place for place, status in enumerate(("missed", "not_met", "behind", "open"))}
    found = found.assign(whose=[names.get(subject, subject) for subject in found["subject"]])
    found = found.sort_values(
        ["status", "whose"], key=lambda cells: cells.map(order).fillna(9) if cells.name == "status" else cells
    )

    def pick(row: int) -> None:
        if found["kind"].iloc[row] == "rep":
            st.session_state[_OPENED] = found["subject"].iloc[row]

    _table(found, choice, key="goals_board", on_pick=pick)
    st.caption(_("Choose a row to open the person's profile."))


def _table(found: pd.DataFrame, choice: Choice, *, key: str, **more: Any) -> None:  # noqa: ANN401 - as of tables.show
    currency = choice.currency
    rows = found.to_dict("records")
    shown = pd.DataFrame(
        {
            "whose": found["whose"],
            "goal": [said.promise(row, currency) for row in rows],
            "period": [row["period"].label for row in rows],
            "now": [words.value(row["value"], currency) for row in rows],
            "share": found["share"].astype(float).round(2),
            "status": [said.marked(row["status"]) for row in rows],
            "due": [said.due(row, currency) for row in rows],
            "record": [said.record(row["record"]) for row in rows],
            "set_by": found["set_by"],
            "set_at": found["set_at"],
        }
    )
    columns = {
        "whose": Column(_("Whose"), width=110),
        "goal": Column(_("Goal"), width=210),
        "period": Column(_("Period"), width=75),
        "now": Column(_("Now"), width=80),
        "share": Column(_("Of the goal"), "ratio", width=75),
        "status": Column(_("Status"), width=125),
        "due": Column(_("Note"), width=220),
        "record": Column(_("Periods before"), width=150, help=_("✓ reached, ✗ missed, – set afterwards or no figure")),
        "set_by": Column(_("Set by"), width=110),
        "set_at": Column(_("Set on"), "date", width=90),
    }
    tables.show(
        shown,
        columns,
        paper=("whose", "goal", "period", "now", "share", "status", "due", "record"),
        key=key,
        file_name=f"goals-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Goals and their progress"),
        **more,
    )


def history(versions: pd.DataFrame, choice: Choice, people: pd.DataFrame) -> None:
    """Every version, the latest first: what was promised, from when on, who set it when. people: rows of rep/people."""
    found = goals.numbered(versions)
    names = rep_person.labels(people)
    rows = found.to_dict("records")
    shown = found.assign(
        whose=[names.get(row["subject"], row["subject"]) if row["kind"] == "rep" else row["subject"] for row in rows],
        measure=found["measure"].map(words.label),
        target=[said.bound(row, choice.currency) if pd.notna(row["target"]) else _("taken back") for row in rows],
        before=[said.amount(row["measure"], row["before"], choice.currency) for row in rows],
        per=found["per"].map(said.per),
    )
    tables.show(
        shown,
        {
            "set_at": Column(_("Set at, UTC"), "moment", width=130),
            "whose": Column(_("Whose"), width=130),
            "measure": Column(_("Measure"), width=150),
            "target": Column(_("Goal"), width=140),
            "per": Column(_("Counted"), width=90),
            "from_on": Column(_("From"), "date", width=90),
            "before": Column(_("Version before"), width=100),
            "set_by": Column(_("Set by"), width=120),
            "note": Column(_("Note"), width="medium"),
            "version": Column(_("Version"), "number", width=60),
        },
        key="goal_history",
        file_name="goal-versions",
        about=summary(choice),
        alt=_("Every version of the goals"),
    )
