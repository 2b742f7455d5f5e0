"""The six cards of the Activities page, each with the work behind it."""

from dataclasses import dataclass

import streamlit as st

import queries
from metrics import catalog
from metrics.values import Value
from pages.components import activities_figures, activities_tables, activities_words, definitions, words
from pages.components.activities_figures import Done
from pages.components.cards import rests_on
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """A card: the measure it shows, notes under it in plain text, and the query its work is shown by."""

    measure: str
    notes: tuple[str, ...]
    query: str = "activities/by_rep"


def cards(now: Done, choice: Choice) -> list[ActivityCard]:
    """The cards, in order."""
    found = now.measures
    return [
        ActivityCard("activities_done", (_per_day(found["activities_done"], choice),)),
        ActivityCard("customer_facing_share", (rests_on(found["customer_facing_share"], _("n = {n} activities")),)),
        ActivityCard("selling_time", (_coverage(found, choice),)),
        ActivityCard("prospect_meetings", _meetings(now), "activities/meetings"),
        ActivityCard(
            "no_show_rate",
            (_no_shows(found["no_show_rate"]),),
            "activities/meetings",
        ),
        ActivityCard("meetings_per_win", (_wins(found["meetings_per_win"]),), "activities/meetings"),
    ]


def _per_day(done: Value, choice: Choice) -> str:
    if not done.n or choice.scope.by_deal:
        return ""
    text = _("{n} per rep and working day")
    return text.format(n=words.number((done.value or 0) / done.n, 1))


def _coverage(found: dict[str, Value], choice: Choice) -> str:
    coverage = found["activity_coverage"]
    if found["selling_time"].value is None:
        return activities_words.why_no_time(found["timed_share"], choice)
    text = _("{share} of {n} rep-days logged")
    return text.format(share=words.percent(coverage.value, digits=0), n=words.number(coverage.n or 0))


def _meetings(now: Done) -> tuple[str, ...]:
    booked, come = int(now.met["booked"].value or 0), int(now.met["to_come"].value or 0)
    notes = [_("of {n} booked").format(n=words.number(booked))]
    if come:
        notes.append(_("{n} still to come").format(n=words.number(come)))
    return tuple(notes)


def _no_shows(rate: Value) -> str:
    if rate.value is None and rate.n:
        return _("no meeting is ever marked as missed")
    return rests_on(rate, _("n = {n} held or missed"))


def _wins(per_win: Value) -> str:
    return ngettext("n = {n} deal won", "n = {n} deals won", per_win.n or 0).format(n=words.number(per_win.n or 0))


def show(card: ActivityCard, now: Done, before: Done | None, choice: Choice) -> None:
    """Draw a card into the place where it is called."""
    value = now.measures[card.measure]
    then = before.measures[card.measure] if before else None
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.measure}"):
        st.metric(words.label(card.measure), markdown(_shown(card, value, choice)), help=definitions.of(card.measure))
        st.markdown(_change(card, value, then, choice))
        st.caption("  \n".join(markdown(note) for note in card.notes if note))
        st.space("stretch")
        if st.button(_("Show the work"), key=f"work_{card.measure}", type="tertiary"):
            st.dialog(words.label(card.measure), width="large")(_work)(card, now, choice)


def _shown(card: ActivityCard, value: Value, choice: Choice) -> str:
    return words.number(value.value, 1) if card.measure == "meetings_per_win" else words.value(value, choice.currency)


def _change(card: ActivityCard, now: Value, then: Value | None, choice: Choice) -> str:
    """The change since the comparison: coloured only where one direction is the better one. Markdown-safe."""
    if choice.comparison is None:
        return f":small[:gray[{markdown(_('no comparison'))}]]"
    change = words.change(now, then, choice.currency)
    if change is None:
        return f":small[:gray[{markdown(_('nothing to compare with'))}]]"
    good = catalog.MEASURES[card.measure].good
    better, worse = {"up": ("+", "−"), "down": ("−", "+"), "none": ("", "")}[good]
    color = "gray"
    if better and change[0] in (better, worse):
        color = "green" if change[0] == better else "red"
    shown = change.removesuffix("×")
    against = _("vs {period}").format(period=choice.comparison.label)
    return f":small[:{color}[**{markdown(shown)}**] :gray[{markdown(against)}]]"


def _work(card: ActivityCard, now: Done, choice: Choice) -> None:
    measure = catalog.MEASURES[card.measure]
    st.markdown(markdown(_(measure.definition)))
    st.caption(f"**{_('Formula')}** {markdown(_(measure.formula))}  \n**{_('Mind')}** {markdown(_(measure.caveat))}")
    counted, sql = st.tabs([_("What it rests on"), _("SQL")])
    with counted:
        st.markdown(f"**{markdown(_equation(card, now, choice))}**")
        if card.query == "activities/by_rep":
            activities_tables.counts(now, choice, key=f"work_{card.measure}")
        else:
            activities_tables.meetings(choice, with_whom="prospect", key=f"work_{card.measure}")
    with sql:
        _sql(card, choice)


def _sql(card: ActivityCard, choice: Choice) -> None:
    query = queries.load(card.query)
    st.caption(markdown(query.purpose))
    bound = choice.scope.params | activities_figures.until_now(choice, choice.period)
    bound |= {name: value for name, value in {"today": choice.as_of, "group_by": "all"}.items() if name in query.params}
    st.code(queries.scoped_sql(card.query, choice.scope), language="sql", height=320)
    st.code("\n".join(f":{name} = {value}" for name, value in bound.items()), language=None)


def _equation(card: ActivityCard, now: Done, choice: Choice) -> str:
    """How the figure comes about, in plain text."""
    found, rows, result = now.measures, now.reps, _shown(card, now.measures[card.measure], choice)

    def total(column: str) -> str:
        return words.number(float(rows[column].sum()))

    match card.measure:
        case "customer_facing_share":
            text = _("{part} customer-facing ÷ {all} activities = {result}")
            all_of_them = found["customer_facing_share"].n or 0
            part = round((found["customer_facing_share"].value or 0) * all_of_them)
            return text.format(part=words.number(part), all=words.number(all_of_them), result=result)
        case "selling_time" if found["selling_time"].value is not None:
            text = _("{minutes} minutes ÷ ({days} rep-days × {length} minutes) = {result}")
            return text.format(
                minutes=total("customer_minutes"),
                days=total("working_days"),
                length=words.number(activities_figures.day_minutes()),
                result=result,
            )
        case "selling_time":
            return activities_words.why_no_time(found["timed_share"], choice)
        case "prospect_meetings":
            return activities_words.meetings_of(int(found["prospect_meetings"].value or 0))
        case "no_show_rate":
            text = _("{missed} no-shows ÷ ({held} held + {missed} no-shows) = {result}")
            return text.format(
                missed=words.number(now.met["no_shows"].value), held=words.number(now.met["held"].value), result=result
            )
        case "meetings_per_win":
            text = _("{held} held ÷ {won} deals won = {result}")
            won = words.number(found["meetings_per_win"].n or 0)
            return text.format(held=words.number(now.met["held"].value), won=won, result=result)
        case _:
            return activities_words.activities_of(int(found["activities_done"].value or 0))
