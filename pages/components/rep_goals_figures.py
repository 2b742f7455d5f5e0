"""What goals are held against: values of measures per person and team, in the goal's own period."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import pandas as pd

from data import goals as kept
from metrics import catalog, goals
from metrics.periods import Grain, Period
from metrics.values import Unit, Value
from pages.components import calendar, reps, session
from pages.components.filters import Choice
from queries import Scope

_RECORD = 4  # finished periods that are looked back on
# What a goal can be set on: the measures of the catalogue that people and teams are measured by.
MEASURES = (
    "won_amount", "quota_attainment", "commit_attainment", "won_deals", "win_rate", "win_rate_amount",
    "deal_size_mean", "deal_size_median", "sales_cycle_median_days", "created_deals", "pipeline_created",
    "win_rate_cohort", "coverage", "due_amount", "weighted_pipeline", "overdue_deals", "open_amount", "velocity",
    "pipeline_yield", "pipeline_hygiene", "participation", "prospect_meetings", "selling_time", "activities_done",
    "activity_coverage",
)  # fmt: skip


def versions() -> pd.DataFrame:
    """Every version of every goal, columns of metrics.goals.COLUMNS."""
    rows = [
        {name: getattr(goal, name) for name in goals.COLUMNS} | {"set_at": pd.Timestamp(goal.set_at).tz_localize(None)}
        for goal in kept.versions(session.store().folder)
        if goal.measure in catalog.MEASURES
    ]
    return pd.DataFrame(rows, columns=goals.COLUMNS)


def period_of(choice: Choice, per: str) -> Period:
    """The goal period that the last day looked at lies in."""
    day = goals.day_of(choice.period.start, choice.period.end, choice.as_of)
    return choice.calendar.containing(day, cast(Grain, per))


def standing(versions: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The goals in force and how they stand: one row each, with period, value, status, share, due, elapsed, record.

    record: (label, status) of the finished periods before, the latest first, as far as a goal was in force in them.
    afterwards: whether the version in force was set when the period was over.
    """
    lines = []
    for per in kept.GRAINS:
        of_grain = versions[versions["per"] == per]
        if of_grain.empty:
            continue
        period = period_of(choice, per)
        for row, value, progress in _held(of_grain, period, choice):
            lines.append(
                row
                | {
                    "period": period,
                    "value": value,
                    "status": progress.status,
                    "share": progress.share,
                    "due": progress.due,
                    "elapsed": period.elapsed(choice.as_of),
                    "afterwards": goals.is_afterwards(row["set_at"], period.end),
                    "record": [],
                }
            )
        _remember([line for line in lines if line["per"] == per], of_grain, period, choice)
    names = [*goals.COLUMNS, "period", "value", "status", "share", "due", "elapsed", "afterwards", "record"]
    return pd.DataFrame(lines, columns=names)


def _remember(lines: Sequence[dict], versions: pd.DataFrame, period: Period, choice: Choice) -> None:
    """Put into each line how the finished periods before turned out."""
    earlier = period
    for _step in range(_RECORD):
        before = choice.calendar.compared(earlier, "previous")
        if before is None or not len(goals.in_force(versions, before.start)):
            return
        earlier = before
        for row, _value, progress in _held(versions, before, choice):
            for line in lines:
                if all(line[name] == row[name] for name in goals.KEY):
                    late = goals.is_afterwards(row["set_at"], before.end)
                    line["record"].append((before.label, "afterwards" if late else progress.status))


def _held(versions: pd.DataFrame, period: Period, choice: Choice) -> list[tuple[dict, Value, goals.Progress]]:
    """The goals in force in a period, each with its value and progress."""
    found = []
    force = goals.in_force(versions, period.start)
    for kind, part in force.groupby("kind"):
        values = _values(str(kind), tuple(sorted(set(part["measure"]))), period, choice)
        for row in part.to_dict("records"):
            value = values.get((row["subject"], row["measure"]), Value(None, 0, unit=unit(row["measure"])))
            elapsed = period.elapsed(choice.as_of)
            how = goals.progress(row["measure"], row["direction"], row["target"], value, elapsed)
            found.append((row, value, how))
    return found


def _values(kind: str, wanted: tuple[str, ...], period: Period, choice: Choice) -> dict[tuple[str, str], Value]:
    """(rep_id or team, measure) → value in a period; a goal is set on all deals, so no filter narrows it."""
    found = {}
    last = calendar.last_day(period)
    for as_of, names in (
        (None, [name for name in wanted if name not in goals.STOCKS]),
        (last if last < choice.as_of else None, [name for name in wanted if name in goals.STOCKS]),
    ):
        if names:
            found |= _measured(kind, names, period, as_of, choice)
    return found


def _measured(
    kind: str, names: Sequence[str], period: Period, as_of: date | None, choice: Choice
) -> dict[tuple[str, str], Value]:
    asked = replace(
        choice,
        scope=Scope(as_of=as_of, ownership=choice.scope.ownership),
        period=period,
        as_of=as_of or choice.as_of,
    )
    board = reps.board(asked, kind, names)
    codes = board.rep_ids if kind == "rep" else {group: group for group in board.groups}
    return {
        (codes[group], name): measured[name]
        for group, measured in board.groups.items()
        if group in codes
        for name in names
        if name in measured
    }


def unit(measure: str) -> Unit:
    """The unit of a measure."""
    return catalog.MEASURES[measure].unit
