"""What the ramp is told from: months of tenure, the curve in force, and the quotas that it cuts."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from metrics import ramp
from metrics.ramp import Curve
from pages.components import calendar, session, settings
from pages.components.filters import Choice
from queries import Scope

SETTING = "ramp_curve"


@dataclass(frozen=True, slots=True)
class InForce:
    """The curve by which quotas are cut, and where it comes from.

    lower: how much lower newcomers' quotas are as they were set, None where they are not. origin: none, lower: quotas
    count by days only, for want of newcomers to measure by, or because they allow for the ramp already.
    """

    curve: Curve
    origin: Literal["set", "measured", "none", "lower"]
    lower: float | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Since when decisions are known, how many sell, and of how many the first day of work is known."""

    first_on: date | None
    sellers: int
    hired: int


def reach(choice: Choice) -> Reach:
    """What the ramp of a choice can be told from."""
    row = session.fetch("reps/ramp_reach", choice.scope).iloc[0]
    first = row["first_decided_on"]
    return Reach(None if pd.isna(first) else first.date(), int(row["reps_count"]), int(row["hired_count"]))


def history(choice: Choice) -> pd.DataFrame:
    """Rows of reps/ramp: every month of tenure that lies within the record."""
    return _months(choice.scope, choice.as_of)


def measured(choice: Choice) -> pd.DataFrame | None:
    """The ramp measured over everybody, whatever is filtered, as `metrics.ramp.measured` tells."""
    return ramp.measured(_everybody(choice))


def _everybody(choice: Choice) -> pd.DataFrame:
    return _months(Scope(ownership=choice.scope.ownership), choice.as_of)


def _months(scope: Scope, as_of: date) -> pd.DataFrame:
    first = session.fetch("reps/ramp_reach", scope)["first_decided_on"].iloc[0]
    since = None if pd.isna(first) else first.date()
    return session.fetch("reps/ramp", scope, first_day=since, last_day=as_of, period_start=None, period_end=None)


def in_force(choice: Choice) -> InForce:
    """The curve that was set, else the one measured unless quotas allow for it already, else none."""
    lower = ramp.already_lower(_everybody(choice))
    if given := ramp.parse(settings.chosen().get(SETTING)):
        return InForce(given, "set", lower)
    if lower is not None:
        return InForce((), "lower", lower)
    found = measured(choice)
    return InForce((), "none", None) if found is None else InForce(ramp.curve_of(found), "measured", None)


def quotas(choice: Choice, group_by: str, curve: Curve) -> pd.DataFrame:
    """Rows of measures/attainment of the period with the ramped quota beside the one set (`metrics.ramp.ramped`)."""
    window = {"period_start": choice.period.start, "period_end": choice.period.end}
    set_ones = session.fetch("measures/attainment", choice.scope, **window, group_by=group_by)
    last = calendar.last_day(choice.period)
    rows = session.fetch("reps/ramp", choice.scope, first_day=None, last_day=last, **window)
    people = session.fetch("reps/board_people", choice.scope, group_by="rep")
    return ramp.ramped(set_ones, rows, dict(zip(people["rep_id"], people["hired_on"], strict=True)), curve)
