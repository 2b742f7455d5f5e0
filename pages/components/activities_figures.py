"""What the Activities page measures: what was done, on which working days, and the meetings of a period."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from metrics import activities, report
from metrics.periods import Period
from metrics.values import Value
from pages.components import calendar, session, working_week
from pages.components.filters import Choice
from queries import Scope

_DAY = timedelta(days=1)
GROUPS = ("rep", "team", "territory", "manager")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a period up to the last day known. measures: by name, with the meetings'.

    reps: rows of activities/by_rep. meetings: rows of activities/meetings of everybody.
    """

    reps: pd.DataFrame
    meetings: pd.DataFrame
    measures: dict[str, Value]
    met: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Log:
    """The days the company's log covers, in all and of deals (None without any); whether it marks no-shows."""

    first_on: date | None
    last_on: date | None
    deals_first_on: date | None
    deals_last_on: date | None
    marks_no_shows: bool


def log(choice: Choice) -> Log:
    """What the log covers, whatever people and deals are chosen."""
    row = session.fetch("activities/log_days", Scope(as_of=choice.scope.as_of)).iloc[0]
    names = ("first_on", "last_on", "deals_first_on", "deals_last_on")
    days = [None if pd.isna(row[name]) else row[name].date() for name in names]
    return Log(*days, marks_no_shows=bool(row["no_shows"]))


def done(choice: Choice, period: Period) -> Done:
    """The figures of a period."""
    reps = by_rep(choice, period)
    meetings = session.fetch("activities/meetings", choice.scope, **window(period), today=choice.as_of, group_by="all")
    met = activities.meetings(meetings)
    # What names nobody was done all the same; it takes nobody's time.
    whole = measured(activities.total(by_kind(choice, period)), choice)
    values = measured(activities.total(reps), choice)
    values["activities_done"] = replace(values["activities_done"], value=whole["activities_done"].value)
    values["customer_facing_share"] = whole["customer_facing_share"]
    return Done(reps, meetings, values | _of_meetings(met, _decided(choice, period), log(choice)), met)


def before(choice: Choice) -> Done | None:
    """The same of the comparison, up to where the period itself stands; None without one."""
    compared = choice.comparison_to_date
    if compared is None or compared.start > calendar.last_day(compared):
        return None
    return done(choice, compared)


def by_rep(choice: Choice, period: Period) -> pd.DataFrame:
    """Rows of activities/by_rep of a period, up to the last day known."""
    return session.fetch(
        "activities/by_rep", choice.scope, **until_now(choice, period), working_days=_days(choice, period)
    )


def measured(row: Mapping[str, Any], choice: Choice) -> dict[str, Value]:
    """The measures of a rep or of several. row: of activities/by_rep, or sums of such rows."""
    return activities.measured(row, day_minutes=working_week.calendar().day_minutes, is_selection=choice.scope.by_deal)


def _days(choice: Choice, period: Period) -> str:
    """Working days as activities/by_rep takes them; of days before and after the log nobody knows who worked."""
    ours, known = until_now(choice, period), log(choice)
    if known.first_on is None or known.last_on is None:
        return ""
    first, end = max(ours["period_start"], known.first_on), min(ours["period_end"], known.last_on + _DAY)
    return " ".join(day.isoformat() for day in working_week.calendar().days(first, end))


def window(period: Period) -> dict[str, date]:
    """The parameters of a whole period."""
    return {"period_start": period.start, "period_end": period.end}


def until_now(choice: Choice, period: Period) -> dict[str, date]:
    """The parameters of a period up to the last day the data knows."""
    return {"period_start": period.start, "period_end": max(min(period.end, choice.as_of + _DAY), period.start)}


def by_kind(choice: Choice, period: Period) -> pd.DataFrame:
    """Rows of activities/by_kind of a period, of everybody."""
    return session.fetch("activities/by_kind", choice.scope, **until_now(choice, period), group_by="all")


def _decided(choice: Choice, period: Period) -> Mapping[str, object]:
    return report.row(session.fetch("measures/decided", choice.scope, **window(period), group_by="all"), "all")


def groups(choice: Choice, found: Done, group_by: str) -> pd.DataFrame:
    """The measures of each group, one row each; reps are rows of their own.

    Columns: group_name, rep_id (of reps), reps (how many), the counts of activities/by_rep, the measures by
    name, met (held or missed) and won_deals. Meetings that several people of a group attended are one.
    """
    asked = window(choice.period) | {"group_by": group_by}
    won = session.fetch("measures/decided", choice.scope, **asked).set_index("group_name")["won_deals"]
    rows = session.fetch("activities/meetings", choice.scope, **asked, today=choice.as_of)
    met = {str(name): ours for name, ours in rows.groupby("group_name")}
    # Who had left before, or came after, is no line of the table.
    ours = found.reps[
        (found.reps[["working_days", "activities", "meetings_held", "no_shows"]] != 0).any(axis="columns")
    ]
    ours = ours.assign(group_name=_names(ours, group_by), reps=1)
    kept = ["rep_id"] if group_by == "rep" else []
    sums = ours.groupby(["group_name", *kept], as_index=False).sum(numeric_only=True)
    lines, known = [], log(choice)
    for row in sums.to_dict("records"):
        held = activities.meetings(met.get(row["group_name"], rows.iloc[:0]))
        values = measured(row, choice) | _of_meetings(held, {"won_deals": won.get(row["group_name"], 0)}, known)
        counts = {"met": values["no_show_rate"].n, "won_deals": values["meetings_per_win"].n}
        lines.append(row | {name: value.value for name, value in values.items()} | counts)
    return pd.DataFrame(lines)


def _of_meetings(met: dict[str, Value], decided: Mapping[str, Any], log: Log) -> dict[str, Value]:
    """The measures that rest on meetings of which several people's are one.

    Where nobody ever marks a no-show, none is not 0 %: it is not known.
    """
    return {
        "prospect_meetings": met["held"],
        "no_show_rate": met["no_show_rate"] if log.marks_no_shows else Value(None, met["no_show_rate"].n),
        "meetings_per_win": activities.per_win(int(met["held"].value or 0), decided),
    }


def _names(rows: pd.DataFrame, group_by: str) -> pd.Series:
    """What queries call the groups; two reps of one name are told apart by their id."""
    if group_by != "rep":
        return rows[group_by].fillna("(none)")
    double = rows["rep_name"].duplicated(keep=False)
    return rows["rep_name"].where(~double, rows["rep_name"] + " (" + rows["rep_id"] + ")")


def day_minutes() -> int:
    """Opening minutes of a working day."""
    return working_week.calendar().day_minutes
