"""Meetings: booked, held, missed; first ones and follow-ups; with prospects, apart from customers."""

import streamlit as st

from metrics import activities as metric
from pages.charts import activities as charts
from pages.charts.style import CONFIG
from pages.components import activities_tables, activities_words, words
from pages.components.activities_figures import Done
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown


def funnel(now: Done, choice: Choice) -> None:
    """What became of the meetings booked with prospects."""
    met = now.met
    st.markdown(f"**{activities_words.meetings(met, choice)}**")
    booked = int(met["booked"].value or 0)
    if booked:
        parts = [
            ("booked", _("Booked")),
            ("held", activities_words.state("held")),
            ("first_held", _("Held, first meeting")),
            ("follow_up_held", _("Held, follow-up")),
            *((state, activities_words.state(state)) for state in ("no_shows", "not_held", "to_come")),
        ]
        parts = [(name, label) for name, label in parts if met[name].value]
        counts = [int(met[name].value or 0) for name, _label in parts]
        labels = [
            _("{n} · {share} of booked").format(n=words.number(count), share=words.percent(count / booked, digits=0))
            for count in counts
        ]
        st.plotly_chart(
            charts.rows(counts, names=[label for _name, label in parts], labels=labels),
            key="meetings_funnel",
            config=CONFIG,
            alt=_("Meetings with prospects from booked to held"),
        )
    _others(now)


def _others(now: Done) -> None:
    """Meetings that do not count, and why."""
    notes = []
    if placed := int(now.met["placed_held"].value or 0):
        text = _("Of {n} meetings held the CRM does not say: there the first one held with an account is the first.")
        notes.append(text.format(n=words.number(placed)))
    for code, text in (
        ("customer", _("{n} meetings held with customers (they had bought before) are not counted here.")),
        (
            "internal",
            _("{n} meetings held name no deal, account, lead or contact: nobody can tell whom they were with."),
        ),
    ):
        held = int(metric.meetings(now.meetings, with_whom=code)["held"].value or 0)
        if held:
            notes.append(text.format(n=words.number(held)))
    if notes:
        st.caption(markdown(" ".join(notes)))


def by_week(now: Done, choice: Choice) -> None:
    """Held, missed and other meetings with prospects of each week."""
    ours = now.meetings[now.meetings["with_whom"] == "prospect"]
    weekly = ours.groupby("week_start")[list(metric.STATES)].sum().sort_index()
    st.markdown(f"**{markdown(_finding(now, choice))}**")
    if weekly.empty:
        return
    names = {state: activities_words.state(state) for state in metric.STATES if weekly[state].any()}
    st.plotly_chart(
        charts.weeks(weekly, names=names, day=words.day_month),
        key="meetings_by_week",
        config=CONFIG,
        alt=_("Meetings with prospects of each week by what became of them"),
    )


def _finding(now: Done, choice: Choice) -> str:
    rate, per_win = now.measures["no_show_rate"], now.measures["meetings_per_win"]
    if rate.value is None:
        return _("Who did not come is not marked")
    told = _("{share} of those due were no-shows ({interval}, n = {n})").format(
        share=words.percent(rate.value), interval=words.interval(rate), n=words.number(rate.n or 0)
    )
    if per_win.value is None:
        return told
    return _("{finding}; {n} were held for each deal won").format(finding=told, n=words.number(per_win.value, 1))


def listed(choice: Choice) -> None:
    """Every meeting of the period."""
    with st.expander(_("The meetings")):
        activities_tables.meetings(choice, key="meetings_listed")
