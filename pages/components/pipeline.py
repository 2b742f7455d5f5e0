"""What the Pipeline page measures: the movement of a window, its comparison, what is open, and what is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from metrics import coverage, measures, movement
from metrics.coverage import Need
from metrics.movement import Movement, Slip
from metrics.periods import add_months
from metrics.ratio import exact_sum
from metrics.values import Value
from pages.components import calendar, session
from pages.components.filters import Choice
from pages.components.pipeline_days import Window, presets
from queries import Scope

_DAY = timedelta(days=1)
_YEAR = 12  # months of decided deals that the win rate rests on
_WEEKS = 13


@dataclass(frozen=True, slots=True)
class Flow:
    """The movement of a window, gross and net; weeks: as metrics.movement.by_week.

    slip: out of the period, whatever deals are chosen. sources: the files and the CRM's own history that all this rests
    on, query pipeline/snapshots.
    """

    window: Window
    gross: Movement
    net: Movement
    weeks: pd.DataFrame
    slip: Slip
    sources: pd.DataFrame


def flow(choice: Choice, window: Window) -> Flow:
    """The movement between the two days of a window."""
    rows = session.fetch("pipeline/movement", choice.scope, **window.params)
    ends, net = _ends(choice, window), session.fetch("pipeline/net_movement", choice.scope, **window.params)
    return Flow(
        window=window,
        gross=movement.movement(rows, ends),
        net=movement.net(net, ends),
        weeks=movement.by_week(rows),
        slip=_slip(choice, replace(window, due=window.due or choice.period)),
        sources=session.fetch("pipeline/snapshots", choice.scope, first_day=window.first, last_day=window.last),
    )


def before(choice: Choice, window: Window) -> pd.DataFrame | None:
    """The same movement in the comparison period, up to the day when it was as old; only of the period to date.

    Rows of pipeline/movement.
    """
    compared, due = choice.comparison_to_date, choice.comparison if window.due else None
    days = (window.first, window.last)
    if compared is None or presets(choice).get("period") != days or compared.start > calendar.last_day(compared):
        return None
    then = Window(compared.start - _DAY, calendar.last_day(compared), due)
    return session.fetch("pipeline/movement", choice.scope, **then.params)


def _ends(choice: Choice, window: Window) -> Mapping[str, Any]:
    return session.fetch("pipeline/start_and_end", choice.scope, **window.params).iloc[0].to_dict()


def _slip(choice: Choice, window: Window) -> Slip:
    net = session.fetch("pipeline/net_movement", choice.scope, **window.params)
    is_over = window.due is not None and window.last >= calendar.last_day(window.due)
    return movement.slip(net, _ends(choice, window), is_over=is_over)


def opened(choice: Choice, window: Window) -> pd.DataFrame:
    """What is open at the end of the day looked from, by stage, close month and forecast category."""
    due = {name: window.params[name] for name in ("period_start", "period_end")}
    return session.fetch("pipeline/open_by_month", choice.scope, **due, today=choice.as_of)


def stock(opened: pd.DataFrame) -> dict[str, Value]:
    """How many deals are open and due, and their amounts. opened: query pipeline/open_by_month."""
    row: dict[str, object] = {}
    for name, rows in (("open", opened), ("due", opened[opened["is_due"]])):
        deals, without = int(rows["open_deals"].sum()), int(rows["without_amount"].sum())
        row |= {f"{name}_deals": deals, f"{name}_with_amount": deals - without}
        row[f"{name}_amount"] = exact_sum(rows["open_amount"]) if deals > without else None
    return measures.pipeline(row)


def need(choice: Choice) -> Need:
    """What the quota of the period still needs, at the win rate by amount of the last twelve months."""
    period = choice.period
    reps = session.fetch(
        "measures/attainment", choice.scope, period_start=period.start, period_end=period.end, group_by="all"
    )
    end = choice.as_of + _DAY
    decided = session.fetch(
        "pipeline/decided_amounts", choice.scope, period_start=add_months(end, -_YEAR), period_end=end
    )
    rate = measures.decided(decided.iloc[0].to_dict())["win_rate_amount"]
    return coverage.need(reps, rate, days=period.days, days_left=_days_left(choice))


def _days_left(choice: Choice) -> int:
    """Days of the period after the day looked from."""
    return max((choice.period.end - max(choice.as_of + _DAY, choice.period.start)).days, 0)


def created_weeks(choice: Choice) -> pd.DataFrame:
    """Pipeline created in each of the last weeks, up to the day looked from."""
    monday = choice.as_of - timedelta(days=choice.as_of.weekday())
    first = monday - timedelta(weeks=_WEEKS - 1)
    return session.fetch("pipeline/created_by_week", choice.scope, first_day=first, last_day=choice.as_of)


def deals_of(choice: Choice, window: Window, reason: str) -> pd.DataFrame:
    """The deals behind one bar."""
    return session.fetch("pipeline/movement_deals", choice.scope, **window.params, reason=reason)


def net_deals(choice: Choice, window: Window) -> pd.DataFrame:
    """End against start, one line per deal that moved."""
    return session.fetch("pipeline/net_deals", choice.scope, **window.params)


def unfiltered(scope: Scope) -> Scope:
    """The same day without any filter: a norm rests on everybody's deals, not on the few of one rep."""
    return Scope(as_of=scope.as_of)
