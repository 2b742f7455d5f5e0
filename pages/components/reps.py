"""What the Reps page measures: every group's figures, and everybody's together."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from metrics import lead_response, ramp, report, signals
from metrics import reps as metric
from metrics.periods import Period, add_months
from metrics.values import Value
from pages.components import activities_figures, calendar, filters, reps_ramp_figures, session
from pages.components import signals as signals_book
from pages.components.filters import Choice
from pages.components.i18n import _
from queries import Scope

GROUPS = ("rep", "team", "territory", "manager")
ALL = "all"
_DAY = timedelta(days=1)
_EARLIER = 8
_YEAR = 12

Measured = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of each group, and of all together.

    people: rows of reps/board_people, group_name being the group each belongs to.
    """

    group_by: str
    groups: Mapping[str, Measured]
    whole: Measured
    people: pd.DataFrame

    @property
    def rep_ids(self) -> dict[str, str]:
        """Group → rep_id where the groups are reps."""
        return dict(zip(self.people["group_name"], self.people["rep_id"], strict=True)) if self.is_of_reps else {}

    @property
    def is_of_reps(self) -> bool:
        """Whether each group is one person."""
        return self.group_by == "rep"


def part() -> str:
    """The subject in sight."""
    names = {
        "board": _("Board"),
        "ranking": _("Ranking"),
        "pairs": _("Two measures"),
        "ramp": _("Ramp"),
        "quotas": _("Quotas"),
        "goals": _("Goals"),
    }
    return filters.url_choice(_("Subject"), list(names), key="reps_part", names=names)


def board(choice: Choice, group_by: str, wanted: Collection[str]) -> Board:
    """The board. wanted: measures that are asked for; those that take a query of their own are left out otherwise."""
    dear = frozenset(name for names in _MORE for name in names if name in wanted)
    return _board(*_release(), repr(choice.scope), choice.period, choice.as_of, group_by, dear, _choice=choice)


def _release() -> tuple[str, int]:
    """The release of this run, as part of a cache key."""
    current = session.release()
    return str(current), current.path.stat().st_mtime_ns if current else 0


@st.cache_resource(max_entries=40, show_spinner=False)
def _board(
    path: str,
    made: int,
    scoped: str,
    period: Period,
    as_of: date,
    group_by: str,
    wanted: frozenset[str],
    *,
    _choice: Choice,
) -> Board:
    """The board of a release and choice; shared by all who look, so nobody may change it."""
    choice = _choice
    people = session.fetch("reps/board_people", choice.scope, group_by=group_by)
    counts = _counts(choice, group_by)
    values, whole = report.groups(counts, group_by), report.whole(_counts(choice, ALL))
    for name, rows in counts.attainment.groupby("group_name"):
        values[str(name)] |= metric.quota(rows)
    for measured in values.values():
        measured.setdefault("quota_gap", Value(None, 0, unit="money"))
        measured.setdefault("attained_amount", Value(None, 0, unit="money"))
    whole |= metric.quota(counts.attainment)
    of = Board(group_by, values, whole, people)
    for names, add in _MORE.items():
        if any(name in wanted for name in names):
            add(of, choice)
    return of


def _counts(choice: Choice, group_by: str) -> report.Counts:
    window = _window(choice.period) | {"group_by": group_by}
    return report.Counts(
        decided=session.fetch("measures/decided", choice.scope, **window),
        created=session.fetch("measures/created", choice.scope, **window),
        open_pipeline=session.fetch("measures/open_pipeline", choice.scope, **window, today=choice.as_of),
        attainment=session.fetch("measures/attainment", choice.scope, **window),
    )


def _window(period: Period) -> dict[str, object]:
    return {"period_start": period.start, "period_end": period.end}


# ---- what takes a query of its own -----------------------------------------------------------------------------------


def _add_yield(of: Board, choice: Choice) -> None:
    for values, group_by in ((of.groups, of.group_by), ({ALL: of.whole}, ALL)):
        rows = session.fetch("reps/board_play", choice.scope, **_window(choice.period), group_by=group_by)
        for group, measured in values.items():
            measured["pipeline_yield"] = metric.pipeline_yield(report.row(rows, group))


def _add_hygiene(of: Board, choice: Choice) -> None:
    deals = signals_book.book(choice).deals
    kept = signals.well_kept(deals) if len(deals) else pd.Series(dtype="boolean")
    groups = deals["rep_id"].map(of.people.set_index("rep_id")["group_name"]).fillna("(none)")
    parts = dict(list(kept.groupby(groups)))
    for group, measured in of.groups.items():
        measured["pipeline_hygiene"] = metric.hygiene(parts.get(group, kept.iloc[:0]))
    of.whole["pipeline_hygiene"] = metric.hygiene(kept)


def _add_calls(of: Board, choice: Choice) -> None:
    said = session.fetch("forecast/calls", choice.scope, period_start=None, period_end=None)
    won = session.fetch("forecast/won_by_person", choice.scope)
    called = metric.own_calls(said, won, until=choice.as_of)
    groups = called["rep_id"].map(of.people.set_index("rep_id")["group_name"])
    parts = dict(list(called.groupby(groups)))
    for group, measured in of.groups.items():
        measured["call_bias"] = metric.call_bias(parts.get(group, called.iloc[:0]))
    of.whole["call_bias"] = metric.call_bias(called)


def _add_work(of: Board, choice: Choice) -> None:
    done = activities_figures.done(choice, choice.period)
    names = ("prospect_meetings", "selling_time", "activity_coverage", "activities_done")
    rows = activities_figures.groups(choice, done, of.group_by)
    # Two people of one name are told apart by their id, in each list in its own way.
    key = "rep_id" if of.is_of_reps else "group_name"
    found = {row[key]: row for row in rows.to_dict("records")}
    for group, measured in of.groups.items():
        row = found.get(of.rep_ids.get(group) if of.is_of_reps else group, {})
        days = int(row.get("working_days", 0))
        for name in names:
            value = row.get(name)
            known = None if value is None or pd.isna(value) else float(value)
            measured[name] = replace(done.measures[name], value=known, n=days, low=None, high=None)
    of.whole.update({name: done.measures[name] for name in names})


def _add_leads(of: Board, choice: Choice) -> None:
    leads = session.fetch("leads/response", choice.scope, **_window(choice.period))
    until = datetime.combine(choice.as_of + _DAY, time.min)
    found = lead_response.waits(leads, "speed", until=until)
    groups = found["rep_id"].map(of.people.set_index("rep_id")["group_name"]).fillna("(none)")
    parts = dict(list(found.groupby(groups)))
    for group, measured in of.groups.items():
        measured["speed_to_lead"] = _hours(parts.get(group, found.iloc[:0]))
    of.whole["speed_to_lead"] = _hours(found)


def _add_ramp(of: Board, choice: Choice) -> None:
    curve = reps_ramp_figures.in_force(choice).curve
    found = reps_ramp_figures.quotas(choice, of.group_by, curve)
    parts = dict(list(found.groupby("group_name")))
    for group, measured in of.groups.items():
        measured |= ramp.of_quota(parts.get(group, found.iloc[:0]))
    of.whole.update(ramp.of_quota(reps_ramp_figures.quotas(choice, ALL, curve)))


def _hours(found: pd.DataFrame) -> Value:
    """The median wait in hours: of days a reader sees nothing here."""
    days = lead_response.summary(found)["median"] if len(found) else Value(None, 0)
    return Value(None if days.value is None else 24 * days.value, days.n, unit="count")


_MORE: dict[tuple[str, ...], Callable[[Board, Choice], None]] = {
    ("pipeline_yield",): _add_yield,
    ("speed_to_lead",): _add_leads,
    ("pipeline_hygiene",): _add_hygiene,
    ("call_bias",): _add_calls,
    ("prospect_meetings", "selling_time", "activity_coverage", "activities_done"): _add_work,
    ("ramped_quota", "ramped_attainment"): _add_ramp,
}


# ---- pacing ----------------------------------------------------------------------------------------------------------


def pacing(choice: Choice, group_by: str) -> tuple[pd.DataFrame, list[tuple[Period, pd.DataFrame]]]:
    """Rows of reps/board_pace of the period, and of each earlier one up to the same day: the latest first."""
    asked = {"group_by": group_by}
    end = min(choice.period.end, max(choice.as_of + _DAY, choice.period.start))
    now = session.fetch("reps/board_pace", choice.scope, **_window(choice.period), until=end, **asked)
    earlier, period = [], choice.period
    for _step in range(_EARLIER):
        before = choice.calendar.compared(period, "previous")
        if before is None:
            break
        until = calendar.same_point(choice.period, before, choice.as_of).end
        rows = session.fetch("reps/board_pace", choice.scope, **_window(before), until=until, **asked)
        if rows.empty:
            break
        earlier.append((before, rows))
        period = before
    return now, earlier


# ---- ranking ---------------------------------------------------------------------------------------------------------


def ranked_over(choice: Choice, span: str) -> Period:
    """The days that the ranking rests on: the period, or the twelve months up to its end or to the last day known."""
    if span == "period":
        return choice.period
    end = min(choice.period.end, choice.as_of + _DAY)
    return calendar.custom(add_months(end, -_YEAR), end - _DAY)


def ranking(choice: Choice, subject: str, span: str, *, by_team: bool) -> pd.DataFrame:
    """The reps by a subject of metrics.reps.SUBJECTS, as `metrics.reps.ranking` tells."""
    key = (*_release(), repr(choice.scope), ranked_over(choice, span), subject, by_team)
    return _ranking(*key, _choice=choice)


@st.cache_data(max_entries=100, show_spinner=False)
def _ranking(
    path: str, made: int, scoped: str, period: Period, subject: str, by_team: bool, *, _choice: Choice
) -> pd.DataFrame:
    return metric.ranking(deals_of(_choice, period), subject, by_team=by_team)


def deals_of(choice: Choice, period: Period) -> pd.DataFrame:
    """What the ranking is computed from: one row per rep, columns of `metrics.reps.ranking` for every subject."""
    asked = _window(period) | {"group_by": "rep"}
    decided = session.fetch("measures/decided", choice.scope, **asked)
    logs = session.fetch("reps/board_logs", choice.scope, **asked)
    people = session.fetch("reps/board_people", choice.scope, group_by="rep")
    rows = decided.drop(columns="cycle_deals").merge(logs, on="group_name", how="left")
    known = people[["group_name", "rep_id", "team"]]
    rows = rows.merge(known, on="group_name", how="inner")  # deals of nobody are nobody's merit
    return rows.assign(
        decided_deals=rows["won_deals"] + rows["lost_deals"],
        win_rate=rows["won_deals"] / (rows["won_deals"] + rows["lost_deals"]),
        deal_size_median=rows["size_median"],
        sales_cycle_median_days=rows["cycle_median"],
    ).drop(columns=["size_median"])


def only(choice: Choice, group_by: str, group: str) -> Scope | None:
    """The scope of one group; None where no filter can name it. group: rep_id of reps, else the group's name."""
    if group == "(none)":
        return None
    name = "owner" if group_by == "rep" else group_by
    others = tuple(item for item in choice.scope.filters if item[0] != name)
    return replace(choice.scope, filters=(*others, (name, (group,))))
