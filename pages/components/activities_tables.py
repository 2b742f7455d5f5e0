"""The tables of the Activities page: groups in figures, and the records behind them."""

from collections.abc import Callable

import pandas as pd

from pages.components import activities_figures, activities_words, session, tables, words
from pages.components.activities_figures import Done
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.tables import Column

_HEIGHT = 360


def groups(
    rows: pd.DataFrame, choice: Choice, *, group_by: str, timed: bool, on_pick: Callable[[int], None] | None
) -> None:
    """The measures of each group. rows: as activities_figures.groups; timed: selling time is known at all."""
    label = {"rep": _("Rep"), "team": _("Team"), "territory": _("Territory"), "manager": _("Manager")}[group_by]
    columns = {
        "group_name": Column(label, width=140),
        "activities_done": Column(_("Activities"), "number", width=80),
        "working_days": Column(_("Working days"), "number", width=90),
        "activity_coverage": Column(words.label("activity_coverage"), "ratio", width=90),
        "customer_facing_share": Column(words.label("customer_facing_share"), "ratio", width=110),
        "selling_time": Column(words.label("selling_time"), "ratio", width=90),
        "prospect_meetings": Column(_("Prospect meetings"), "number", width=110),
        "no_show_rate": Column(words.label("no_show_rate"), "ratio", width=90),
        "met": Column(_("Held or missed"), "number", width=90),
        "won_deals": Column(_("Deals won"), "number", width=80),
        "meetings_per_win": Column(words.label("meetings_per_win"), "number", width=110),
    }
    if group_by != "rep":
        columns = {"group_name": columns.pop("group_name"), "reps": Column(_("Reps"), "number"), **columns}
    if not timed:
        columns.pop("selling_time")
    if choice.scope.by_deal:
        for name in ("working_days", "activity_coverage"):
            columns.pop(name)
    tables.show(
        rows.assign(meetings_per_win=rows["meetings_per_win"].round(1)),
        columns,
        key="activities_groups",
        file_name=f"activities-{group_by}-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Activities and meetings of each group in figures"),
        height=_HEIGHT if len(rows) > 9 else None,
        on_pick=on_pick,
    )


def counts(now: Done, choice: Choice, *, key: str) -> None:
    """The counts of each rep that the measures are sums of."""
    tables.show(
        now.reps,
        {
            "rep_name": Column(_("Rep"), width=150),
            "working_days": Column(_("Working days"), "number", width=90),
            "logged_days": Column(words.label("activity_coverage"), "number"),
            "activities": Column(_("Activities"), "number"),
            "customer_activities": Column(words.label("customer_facing_share"), "number"),
            "timeable_activities": Column(_("Calls and meetings with customers"), "number"),
            "timed_activities": Column(_("With a usable duration"), "number"),
            "odd_durations": Column(_("With an odd duration"), "number", help=_("Not above zero, or above 12 hours.")),
            "customer_minutes": Column(_("Minutes with customers"), "number"),
        },
        key=key,
        file_name=f"activities-counts-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Counts of each rep"),
        height=_HEIGHT,
    )


def listed(choice: Choice, *, rep_id: str | None, kind: str | None, key: str) -> int:
    """The activities of a rep, of a kind, or of both; returns how many."""
    rows = session.fetch(
        "activities/listed",
        choice.scope,
        **activities_figures.until_now(choice, choice.period),
        only_rep=rep_id,
        only_kind=kind,
    )
    tables.show(
        rows.assign(kind=rows["kind"].map(activities_words.kind)),
        {
            "happened_at": Column(_("When"), "moment"),
            "kind": Column(_("Kind"), width=90),
            "subject": Column(_("Subject"), width="medium"),
            "rep_name": Column(_("Rep")),
            "deal_name": Column(_("Deal"), width="medium"),
            "account_name": Column(_("Account"), width="medium"),
            "minutes": Column(_("Minutes"), "number"),
            "outcome": Column(_("Outcome")),
            "is_customer": Column(words.label("customer_facing_share"), "flag"),
        },
        key=key,
        file_name=f"activities-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The activities behind the figure"),
        height=_HEIGHT,
    )
    return len(rows)


def meetings(choice: Choice, *, key: str, with_whom: str | None = None) -> None:
    """The meetings of the period; with_whom: prospect, customer or internal, else all."""
    rows = session.fetch(
        "activities/meetings_listed",
        choice.scope,
        **activities_figures.window(choice.period),
        today=choice.as_of,
        only_rep=None,
        only_with=with_whom,
    )
    shown = rows.assign(
        state=rows["state"].map(activities_words.state), with_whom=rows["with_whom"].map(activities_words.with_whom)
    )
    tables.show(
        shown,
        {
            "meeting_at": Column(_("When"), "moment"),
            "state": Column(_("State")),
            "subject": Column(_("Subject"), width="medium"),
            "rep_name": Column(_("Rep")),
            "attendees": Column(_("Of us"), "number", width=70),
            "deal_name": Column(_("Deal"), width="medium"),
            "account_name": Column(_("Account"), width="medium"),
            "with_whom": Column(_("With")),
            "minutes": Column(_("Minutes"), "number"),
        },
        key=key,
        file_name=f"meetings-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The meetings behind the figure"),
        height=_HEIGHT,
    )
