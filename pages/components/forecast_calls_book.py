"""The calls of a period as the page sees them: people, their hierarchy, what each comes to, and who is in focus."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.calls import CATEGORIES
from metrics import calls
from metrics.calls import Standing, Tree
from metrics.periods import Period
from pages.components import calendar, session
from pages.components.filters import Choice
from pages.components.i18n import _

FOCUS, CATEGORY, CALLER = "people", "call", "caller"
NOBODY = ""  # stands for the owner of deals that have none
INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of a period: people (rows of forecast/calls_people), their tree and what each comes to.

    history: rows of forecast/calls of exactly this period; shorter: how many there are for periods within it.
    figures: by rep_id, with all below: quota, won and, where it was given, model. names: rep_id → name.
    """

    period: Period
    category: str
    people: pd.DataFrame
    tree: Tree
    names: dict[str, str]
    history: pd.DataFrame
    shorter: int
    standing: dict[str, Standing]
    figures: pd.DataFrame


def load(period: Period, choice: Choice, category: str, model: pd.Series | None = None) -> Calls:
    """The calls of a period in the choice. model: what is forecast by rep_id, not rolled up; None for no model."""
    days = {"period_start": period.start, "period_end": period.end}
    people = session.fetch("forecast/calls_people", choice.scope, **days)
    amounts = session.fetch("forecast/category_amounts", choice.scope, **days)
    quotas = session.fetch("measures/attainment", choice.scope, **days, group_by="all").set_index("rep_id")["quota"]
    said = session.fetch("forecast/calls", choice.scope, **days)
    exact = (said["starts_on"] == pd.Timestamp(period.start)) & (said["ends_on"] == pd.Timestamp(period.end))
    history = said[exact].reset_index(drop=True)
    expecting = [] if model is None else model.index
    active = {*amounts["rep_id"], *quotas.index, *history["rep_id"], *expecting}
    tree = _pruned(people, active)
    names = {row["rep_id"]: row["rep_name"] for row in people.to_dict("records")} | {NOBODY: _("No owner")}
    won = amounts[amounts["forecast_category"] == "closed"].set_index("rep_id")["amount"]
    own = {"quota": quotas, "won": won} | ({"model": model} if model is not None else {})
    figures = pd.DataFrame(
        {
            name: pd.Series(calls.summed(tree, column.astype(float).to_dict()), dtype=float)
            for name, column in own.items()
        }
    ).reindex(list(tree.order))
    # Once a period is over, its last calls are not stale but final.
    moves = people[people["last_moved_at"].notna() & (not is_over(period, choice))]
    standing = calls.standing(
        tree,
        history,
        today=min(choice.as_of, calendar.last_day(period)),
        expected={*quotas[quotas > 0].index, *amounts["rep_id"]} - {NOBODY},
        moved=moves.set_index("rep_id")["last_moved_at"].to_dict(),
        category=category,
    )
    return Calls(period, category, people, tree, names, history, len(said) - len(history), standing, figures)


def _pruned(people: pd.DataFrame, active: set[str]) -> Tree:
    """The hierarchy of those who have something to do with the period, and of everyone above them."""
    managers = dict(zip(people["rep_id"], people["manager_id"], strict=True))
    whole = calls.tree(managers)
    kept = set()
    for rep in active:
        here: str | None = rep
        while here is not None and here not in kept:
            kept.add(here)
            here = whole.parent.get(here)
    found = {rep: managers[rep] for rep in managers if rep in kept}
    return calls.tree(found | ({NOBODY: None} if NOBODY in kept else {}))


def category() -> str:
    """Which category's calls are looked at; its code stands in the link."""
    wanted = st.query_params.get(CATEGORY)
    return wanted if wanted in CATEGORIES else CATEGORIES[0]


def focus(tree: Tree) -> str | None:
    """Whose people are looked at: rep_id of somebody with reports, None for everybody; it stands in the link."""
    leaders = [rep for rep in tree.order if tree.reports.get(rep)]
    wanted = st.query_params.get(FOCUS)
    return wanted if wanted in leaders else None


def focus_select(tree: Tree, names: dict[str, str], key: str) -> None:
    """The select of whose people to look at. key: unique on the page."""
    leaders = [rep for rep in tree.order if tree.reports.get(rep)]
    if not leaders:
        return

    def push() -> None:
        chosen = st.session_state[key]
        if chosen is None:
            st.query_params.pop(FOCUS, None)
        else:
            st.query_params[FOCUS] = chosen

    st.session_state[key] = focus(tree)
    st.selectbox(
        _("Whose people"),
        leaders,
        index=None,
        format_func=lambda rep: INDENT * tree.depth[rep] + names[rep],
        placeholder=_("Everybody"),
        key=key,
        on_change=push,
    )


def side_by_side(tree: Tree, focus: str | None) -> list[str]:
    """Who stands side by side: the reports of the one in focus, else the topmost, or those below a single topmost."""
    if focus is not None:
        return list(tree.reports[focus])
    top = tree.top
    return list(tree.reports.get(top[0], top)) if len(top) == 1 else top


def is_past(choice: Choice) -> bool:
    """Whether the page looks from a past day, when nothing can be said any more."""
    return choice.scope.as_of is not None


def is_over(period: Period, choice: Choice) -> bool:
    """Whether a period lies wholly in the past of the data."""
    return choice.as_of > calendar.last_day(period)


def caller(found: Calls) -> str | None:
    """rep_id of the person that form and history are about, as the link says."""
    wanted = st.query_params.get(CALLER)
    return wanted if wanted in set(found.people["rep_id"]) else None
