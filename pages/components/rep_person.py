"""Whom the profile is about: the person in the link, and the choice of the filter bar made this person's."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import streamlit as st

from metrics.periods import Period, add_months
from pages.components import calendar, session, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from queries import Scope
from queries.scope import DEAL_FILTERS

KEY = "rep"
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the choices that go with the profile.

    facts: a row of rep/people. choice: what was chosen, of this person's deals only. company: the same of everybody;
    filters on people give way, those on deals stay. people: rows of rep/people of everybody.
    """

    rep_id: str
    facts: dict
    choice: Choice
    company: Choice
    people: pd.DataFrame

    @property
    def name(self) -> str:
        """The name as shown."""
        return str(self.facts["rep_name"])

    @property
    def team(self) -> str | None:
        """The team, None without one."""
        return self.facts["team"] if isinstance(self.facts["team"], str) else None

    @property
    def year(self) -> Period:
        """The twelve months up to the end of the period, or to the last day known."""
        end = min(self.choice.period.end, calendar.custom(self.choice.as_of, self.choice.as_of).end)
        return calendar.custom(add_months(end, -_YEAR), calendar.last_day(Period("", end, end)))


def chosen(choice: Choice) -> Person | None:
    """The person in the link; a select box chooses another. None, and what to do, where nobody is chosen."""
    people = session.fetch("rep/people", Scope(ownership=choice.scope.ownership))
    if people.empty:
        st.info(_("No person is known yet. Import opportunities with their owners, or a list of people."))
        return None
    names = labels(people)
    asked = st.query_params.get(KEY)
    picked = _select(people, names, asked if asked in names else None)
    if asked and asked not in names:
        st.warning(markdown(_("There is no person with the id {id} in this data.").format(id=asked)))
        return None
    if picked is None:
        st.info(_("Choose a person, here or on the Reps page."))
        return None
    company = replace(choice, scope=_without_people(choice.scope))
    own = replace(company, scope=replace(company.scope, filters=(*company.scope.filters, ("owner", (picked,)))))
    facts = people[people["rep_id"] == picked].iloc[0].to_dict()
    return Person(picked, facts, own, company, people)


def labels(people: pd.DataFrame) -> dict[str, str]:
    """rep_id → name; people of one name carry their id."""
    double = people["rep_name"].duplicated(keep=False)
    shown = people["rep_name"].where(~double, people["rep_name"] + " (" + people["rep_id"] + ")")
    return dict(zip(people["rep_id"], shown, strict=True))


def _select(people: pd.DataFrame, names: dict[str, str], asked: str | None) -> str | None:
    def push() -> None:
        if picked := st.session_state["profile_person"]:
            st.query_params[KEY] = picked

    # Sellers first: who owns deals is whom a profile is about.
    sellers = people[people["owned_deals"] > 0]["rep_id"]
    others = people[people["owned_deals"] == 0]["rep_id"]
    st.session_state["profile_person"] = asked
    return st.selectbox(
        _("Person"),
        [*sellers, *others],
        index=None,
        format_func=names.__getitem__,
        key="profile_person",
        placeholder=_("Choose"),
        on_change=push,
        width=280,
    )


def _without_people(scope: Scope) -> Scope:
    return replace(scope, filters=tuple((name, values) for name, values in scope.filters if name in DEAL_FILTERS))


def head(person: Person, asked: Choice) -> None:
    """Name, role, team, manager and how long; and what of the filter bar applies."""
    facts = person.facts
    st.header(markdown(person.name), anchor=False)
    known = [facts["title"] or facts["role"], facts["team"], facts["territory"], _managed(facts), _stay(person)]
    shown = dict.fromkeys(text for text in known if isinstance(text, str) and text)
    st.markdown(" · ".join(markdown(text) for text in shown))
    st.caption("  \n".join(markdown(line) for line in _applies(person, asked)))


def _managed(facts: dict) -> str | None:
    return _("reports to {manager}").format(manager=facts["manager"]) if isinstance(facts["manager"], str) else None


def _stay(person: Person) -> str:
    hired, left = (
        None if pd.isna(person.facts[name]) else person.facts[name].date() for name in ("hired_on", "left_on")
    )
    parts = []
    if hired:
        parts.append(_("since {day}, {months}").format(day=words.day(hired), months=_months(hired, person, left)))
    if left:
        parts.append(_("left on {day}").format(day=words.day(left)))
    elif not person.facts["is_active"]:
        parts.append(_("has left"))
    return ", ".join(parts)


def _months(hired: date, person: Person, left: date | None) -> str:
    until = min(left or person.choice.as_of, person.choice.as_of)
    count = max((until.year - hired.year) * _YEAR + until.month - hired.month - (until.day < hired.day), 0)
    return ngettext("{n} month", "{n} months", count).format(n=words.number(count))


def _applies(person: Person, asked: Choice) -> list[str]:
    """The period and the filters in force, for the paper; and which of them give way here."""
    lines = [_("Period: {period}").format(period=person.choice.period.label)]
    filters = [", ".join(values) for _name, values in person.company.scope.filters]
    if filters:
        lines.append(_("Only deals of: {filters}").format(filters="; ".join(filters)))
    if len(asked.scope.filters) > len(person.company.scope.filters):
        lines.append(_("Filters on team, territory and owner give way here: the page is about one person."))
    return lines
