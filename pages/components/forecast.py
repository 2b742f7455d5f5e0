"""The forecast for a page: worked out once per release and day looked from, narrowed to what is filtered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

import queries
from data.warehouse import engine
from metrics import call_accuracy, calls, forecast, measures, periods
from metrics.forecast import Fiscal, Inputs, Outlook, Record
from metrics.periods import Grain, Period
from pages.components import filters, session
from pages.components.filters import Choice
from pages.components.i18n import _
from queries import Scope

_AHEAD = 2  # periods told after the one that is asked for
_OFFERED = 3
_MOST_RECORDS = 8  # kept in memory


def grain(choice: Choice) -> Grain:
    """Months are forecast by months, everything else by quarters."""
    found = periods.grain_of(choice.period, first_month=choice.calendar.first_month)
    return "month" if found == "month" else "quarter"


def asked(choice: Choice) -> Period:
    """The period to forecast: the chosen one, else the one under way at the end of the day looked from."""
    found = periods.grain_of(choice.period, first_month=choice.calendar.first_month)
    tomorrow = choice.as_of + timedelta(days=1)
    if found in ("month", "quarter") and choice.period.end > tomorrow:
        return choice.period
    return choice.calendar.containing(tomorrow, grain(choice))


def picked(choice: Choice) -> Period:
    """The period to forecast as picked on the page: the one of the filter bar or one of those after it."""
    first = asked(choice)
    offered = [earlier(choice, first, -steps) for steps in range(_OFFERED)]
    names = {str(steps): period.label for steps, period in enumerate(offered)}
    return offered[int(filters.url_choice(_("Period to forecast"), list(names), key="ahead", names=names))]


def outlook(choice: Choice, period: Period) -> Outlook:
    """What is expected of a period and the two after it, of the deals that are filtered."""
    return _outlook(choice, period, choice.as_of)


def before(choice: Choice, period: Period, days: int = 7) -> Outlook:
    """The outlook of some days earlier, from what was known then."""
    return _outlook(choice, period, choice.as_of - timedelta(days=days))


def quota(choice: Choice, period: Period) -> float | None:
    """The quota of a period in money; None where there is none."""
    rows = _fetch("measures/attainment", choice, group_by="all", period_start=period.start, period_end=period.end)
    return measures.attainment(rows)["quota"].value


def won_by_day(choice: Choice, group_by: str = "all") -> pd.DataFrame:
    """What was won each day by group: day, group_name, amount, deals."""
    return _fetch("forecast/won_by_day", choice, group_by=group_by)


def _fetch(name: str, choice: Choice, **params: object) -> pd.DataFrame:
    return session.fetch(name, choice.scope, **params)


def _outlook(choice: Choice, period: Period, day: date) -> Outlook:
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    fiscal = Fiscal(choice.calendar.first_month, choice.calendar.labelling)
    # What stands now is read faster than what stood at the end of the day that the data speaks of, and is the same.
    seen = None if day == choice.as_of and choice.scope.as_of is None else day
    whole = _whole(
        str(release.path),
        release.path.stat().st_mtime_ns,
        day,
        seen,
        choice.scope.ownership,
        fiscal,
        grain(choice),
        tuple(fiscal.shift(period, grain(choice), steps) for steps in range(_AHEAD + 1)),
    )
    if not choice.scope.filters:
        return whole
    scope = replace(choice.scope, as_of=seen)
    book = session.fetch("forecast/book", scope)
    inside = whole.deals["opportunity_id"].isin(book["opportunity_id"]).to_numpy()
    won = session.fetch("forecast/won_by_day", scope, group_by="all")
    company = session.fetch("forecast/won_by_day", Scope(as_of=seen, ownership=scope.ownership), group_by="all")
    marked = pd.concat([won.assign(group_name="in"), company.assign(group_name="all")])
    shares = forecast.new_shares(marked, day)
    share = float(shares.get("in", 0.0) / shares["all"]) if shares.get("all", 0) > 0 else 0.0
    return forecast.narrow(whole, inside, [_won(won, each.period, day) for each in whole.periods], share)


def _won(won: pd.DataFrame, period: Period, day: date) -> float:
    days = won["day"].dt.date
    return float(won["amount"][(days >= period.start) & (days < period.end) & (days <= day)].sum())


@st.cache_resource(max_entries=16, show_spinner=False)
def _whole(
    path: str,
    made: int,  # part of the key: a store may be deleted and built anew under the same name
    day: date,
    seen: date | None,
    ownership: queries.scope.Ownership,
    fiscal: Fiscal,
    by: Grain,
    asked: tuple[Period, ...],
) -> Outlook:
    """The company's outlook: filters choose from it, so that parts add up."""
    return _inputs(path, made, seen, ownership).outlook(day, fiscal, by, list(asked))


@st.cache_resource(max_entries=4, show_spinner=False)
def _inputs(path: str, made: int, seen: date | None, ownership: queries.scope.Ownership) -> Inputs:
    base = engine(Path(path))
    ask = partial(queries.run, base, scope=Scope(as_of=seen, ownership=ownership))
    deals = int(queries.run(base, "settings/organisation")["deals"].iloc[0])
    return forecast.gather(ask, deals)


def earlier(choice: Choice, period: Period, steps: int) -> Period:
    """The period some steps before another."""
    return Fiscal(choice.calendar.first_month, choice.calendar.labelling).shift(period, grain(choice), -steps)


def record(
    choice: Choice, progress: Callable[[float], object], *, ahead: int = 0, weeks: tuple[int, ...] | None = None
) -> Record:
    """How good forecasts of the whole company have been; worked out once per release. progress: told 0 to 1.

    ahead: of the period so many after the one under way. weeks: told only of these weeks of each period.
    """
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    fiscal = Fiscal(choice.calendar.first_month, choice.calendar.labelling)
    made = release.path.stat().st_mtime_ns
    seen, owned = choice.scope.as_of, choice.scope.ownership
    key = (str(release.path), made, choice.as_of, seen, owned, fiscal, grain(choice), ahead, weeks)
    kept = _records()
    found = kept.get(key)
    if found is None:
        found = _record(*key, progress)
        while len(kept) >= _MOST_RECORDS:
            kept.pop(next(iter(kept)), None)
        kept[key] = found
    return found


def callers(choice: Choice, *, weeks: tuple[int, ...] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Calls beside what came of them (`call_accuracy.outcomes`), and the people: rows of forecast/calls_people.

    weeks: only as they stood in these weeks of each period.
    """
    ask = partial(_fetch, choice=choice)
    said, people = _spoken(ask, choice.as_of, weeks)
    tree = calls.tree(dict(zip(people["rep_id"], people["manager_id"], strict=True)))
    return call_accuracy.outcomes(said, ask("forecast/won_by_person"), tree, until=choice.as_of), people


def _spoken(
    ask: Callable[..., pd.DataFrame], day: date, weeks: tuple[int, ...] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The record of calls up to a day (`calls.record`), and the people. weeks: only these of each period."""
    said = ask("forecast/calls", period_start=None, period_end=None)
    people = ask("forecast/calls_people", period_start=None, period_end=None)
    tree = calls.tree(dict(zip(people["rep_id"], people["manager_id"], strict=True)))

    def origins(starts_on: date, ends_on: date) -> list[tuple[int, date]]:
        every = calls.weekly_origins(starts_on, ends_on)
        return [origin for origin in every if weeks is None or origin[0] in weeks]

    return calls.record(said, tree, until=day, origins=origins), people


@st.cache_resource(show_spinner=False)
def _records() -> dict[tuple, Record]:
    """Records by what was asked.

    A cached function could show no progress: what it draws is drawn again with its result, into places that are gone.
    """
    return {}


def _record(
    path: str,
    made: int,
    day: date,
    seen: date | None,
    ownership: queries.scope.Ownership,
    fiscal: Fiscal,
    by: Grain,
    ahead: int,
    weeks: tuple[int, ...] | None,
    progress: Callable[[float], object],
) -> Record:
    inputs = _inputs(path, made, seen, ownership)
    scope = Scope(as_of=seen, ownership=ownership)
    base = engine(Path(path))
    spoken = _spoken(partial(queries.run, base, scope=scope), day, weeks)[0]
    return forecast.backtest(
        inputs.states,
        fiscal,
        by,
        ahead=ahead,
        weeks=weeks,
        share=inputs.share,
        winnings=inputs.winnings,
        categories=dict(enumerate(inputs.names.categories)),
        calls=spoken[spoken["rep_id"].isna()],
        progress=progress,
    )
