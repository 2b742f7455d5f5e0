"""Where the time goes: activity by kind and week, by rep or team, and what each did."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from metrics import activities as metric
from pages.charts import activities as charts
from pages.charts.style import CONFIG
from pages.components import (
    activities_figures,
    activities_tables,
    activities_words,
    filters,
    tables,
    words,
    working_week,
)
from pages.components.activities_figures import Done
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_BY = "activities_by"
_PICKED = "activities_of"
_MOST_BARS = 12


def part() -> str:
    """The subject in sight."""
    names = {
        "time": _("Where the time goes"),
        "meetings": _("Meetings"),
        "winning": _("What goes with winning"),
        "leads": _("Who answers leads"),
        "won": _("From leads to won"),
        "fit": _("Ideal customer"),
    }
    return filters.url_choice(_("Subject"), list(names), key="part", names=names)


def nothing(now: Done, choice: Choice) -> bool:
    """Say what to import where there is neither activity nor meeting in sight; whether that was so."""
    if now.measures["activities_done"].value or now.met["booked"].value or len(now.meetings):
        return False
    st.info(
        markdown(
            _(
                "No activity is logged in {period} for this choice. Import activities (calls, e-mails, meetings, tasks)"
                " on the Imports page, choose another period, or widen the filters."
            ).format(period=choice.period.label)
        )
    )
    return True


def by_week(now: Done, choice: Choice) -> None:
    """Week by week, by kind."""
    rows = activities_figures.by_kind(choice, choice.period)
    kinds = metric.kinds(rows)
    st.markdown(f"**{activities_words.done(now.measures, kinds, choice)}**")
    if rows.empty:
        return
    grid = metric.weeks(rows)
    st.plotly_chart(
        charts.weeks(grid, names={kind: activities_words.kind(kind) for kind in grid.columns}, day=words.day_month),
        key="activities_by_week",
        config=CONFIG,
        alt=_("Activities of each week by kind"),
    )
    st.caption(markdown(_cut(grid, choice)))
    labels = [_kind_label(row) for row in kinds.to_dict("records")]
    st.plotly_chart(
        charts.rows(
            list(kinds["activities"]), names=[activities_words.kind(kind) for kind in kinds["kind"]], labels=labels
        ),
        key="activities_by_kind",
        config=CONFIG,
        alt=_("Activities by kind, with their share and the minutes with customers"),
    )
    _kind_table(kinds, grid, choice)


def _cut(grid: pd.DataFrame, choice: Choice) -> str:
    """Which weeks are not whole, in plain text."""
    ours = activities_figures.until_now(choice, choice.period)
    first, last = (grid.index[at].date() for at in (0, -1))
    is_cut = first < ours["period_start"] or last + timedelta(days=7) > ours["period_end"]
    return (
        _("Weeks begin on Mondays; the first or the last one is not whole.") if is_cut else _("Weeks begin on Mondays.")
    )


def _kind_label(row: Mapping[str, Any]) -> str:
    counted = f"{words.number(row['activities'])} · {words.percent(row['share'], digits=0)}"
    if pd.isna(row["minutes"]):
        return counted
    return _("{counted} · {hours} hours with customers").format(
        counted=counted, hours=words.number(row["minutes"] / 60)
    )


def _kind_table(kinds: pd.DataFrame, grid: pd.DataFrame, choice: Choice) -> None:
    code = choice.calendar.code(choice.period)
    with st.expander(_("Table")):
        tables.show(
            kinds.assign(kind=kinds["kind"].map(activities_words.kind)),
            {
                "kind": Column(_("Kind")),
                "activities": Column(_("Activities"), "number"),
                "share": Column(_("Share of all"), "ratio"),
                "customer_share": Column(words.label("customer_facing_share"), "ratio"),
                "minutes": Column(_("Minutes with customers"), "number"),
            },
            key="activities_kinds",
            file_name=f"activities-kinds-{code}",
            about=summary(choice),
            alt=_("Activities by kind in figures"),
        )
        tables.show(
            grid.reset_index(),
            {"week_start": Column(_("Week of"), "date")}
            | {kind: Column(activities_words.kind(kind), "number") for kind in grid.columns},
            key="activities_weeks",
            file_name=f"activities-weeks-{code}",
            about=summary(choice),
            alt=_("Activities of each week by kind"),
        )


def grouped_by() -> str:
    """What people are grouped by: rep, team, territory or manager."""
    names = {code: activities_words.grouping(code) for code in activities_figures.GROUPS}
    return filters.url_choice(_("Group by"), list(names), key=_BY, names=names)


def bars(rows: pd.DataFrame, now: Done, choice: Choice) -> None:
    """Selling time of the groups with its coverage; where it is not known, their activities.

    rows: as activities_figures.groups.
    """
    st.markdown(f"**{activities_words.selling_time(now.measures, choice)}**")
    timed = now.measures["selling_time"].value is not None
    column = "selling_time" if timed else "activities_done"
    ordered = rows.sort_values([column, "group_name"], ascending=[False, True], na_position="last").head(_MOST_BARS)
    labels = [_bar_label(row, timed=timed) for row in ordered.to_dict("records")]
    title = _("Selling time, the longest first") if timed else _("Activities, the most first")
    st.plotly_chart(
        charts.rows(list(ordered[column]), names=list(ordered["group_name"]), labels=labels),
        key="activities_bars",
        config=CONFIG,
        alt=title,
    )
    notes = [title]
    if len(rows) > len(ordered):
        notes = [_("{shown} of {all}").format(shown=words.number(len(ordered)), all=words.number(len(rows)))]
        notes.insert(0, title)
    st.caption(markdown(" · ".join([*notes, *_time_notes(now, timed=timed), *_log_notes(choice)])))


def _time_notes(now: Done, *, timed: bool) -> list[str]:
    """What the reader of selling time should know, in plain text."""
    if not timed:
        return []
    week = working_week.calendar()
    free = (
        _("public holidays of {country} are taken off").format(country=week.country)
        if week.country
        else _("public holidays are not taken off: no country is set")
    )
    text = _("a working day counts {hours} hours, {days} days a week; {free}; leave is not known")
    hours = words.number(week.day_minutes / 60)
    notes = [text.format(hours=hours, days=words.number(len(week.weekdays)), free=free)]
    odd = int(now.reps["odd_durations"].sum())
    if odd:
        notes.append(_("{n} durations are not above zero or above 12 hours, and no time").format(n=words.number(odd)))
    return notes


def _log_notes(choice: Choice) -> list[str]:
    """Where the log does not cover the period, in plain text."""
    known, ours = activities_figures.log(choice), activities_figures.until_now(choice, choice.period)
    if known.first_on is None or known.last_on is None:
        return []
    if known.first_on <= ours["period_start"] and known.last_on + timedelta(days=7) >= ours["period_end"]:
        return []
    text = _("working days count only from {first} to {last}, which the log covers")
    return [text.format(first=words.day(known.first_on), last=words.day(known.last_on))]


def by_group(rows: pd.DataFrame, group_by: str, now: Done, choice: Choice) -> None:
    """Reps, teams or territories in figures; a rep picked in the table shows what they did."""
    if rows.empty:
        st.caption(_("Nobody in this choice has logged an activity or owned a deal."))
        return
    ids = list(rows["rep_id"]) if group_by == "rep" else []

    def pick(row: int) -> None:
        st.session_state[_PICKED] = ids[row]

    timed = now.measures["selling_time"].value is not None
    activities_tables.groups(rows, choice, group_by=group_by, timed=timed, on_pick=pick if ids else None)
    unnamed = int(now.measures["activities_done"].value or 0) - int(now.reps["activities"].sum())
    if unnamed:
        text = ngettext("{n} activity names nobody.", "{n} activities name nobody.", unnamed)
        st.caption(markdown(text.format(n=words.number(unnamed))))
    if ids:
        _picked(now, choice)


def _bar_label(row: Mapping[str, Any], *, timed: bool) -> str:
    if not timed:
        return words.number(row["activities_done"])
    return _("{share}, logged on {coverage} of {n} days").format(
        share=words.percent(row["selling_time"]),
        coverage=words.percent(row["activity_coverage"], digits=0),
        n=words.number(row["working_days"]),
    )


def _picked(now: Done, choice: Choice) -> None:
    """The activities of the rep picked in the table."""
    wanted = st.session_state.get(_PICKED)
    rows = now.reps[now.reps["rep_id"] == wanted]
    if rows.empty:
        st.caption(_("Choose a row to see what that person did."))
        return
    row = rows.iloc[0]
    text = _("{rep}: {activities}")
    said = text.format(rep=row["rep_name"], activities=activities_words.activities_of(int(row["activities"])))
    st.markdown(f"**{markdown(said)}**")
    activities_tables.listed(choice, rep_id=str(wanted), kind=None, key="activities_listed")
