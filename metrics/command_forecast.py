"""`python -m metrics forecast` and `backtest`: what a period will close, and how good such forecasts have been."""

import json
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import sqlalchemy as sa
import typer

import queries
from data import upgrade
from data.errors import Refused
from data.warehouse import Store, engine
from metrics import calls, measures, periods, text
from metrics import forecast as method
from metrics.forecast import Fiscal, told
from metrics.periods import Grain, Period
from metrics.values import Value

_DAY = "%Y-%m-%d"
_FORECAST = ("won", "p10", "p50", "p90", "quota")
_SCORES = ("wape", "bias", "pinball", "coverage_80", "skill")


_STORE = Annotated[Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.")]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, a stable contract.")]
_AS_OF = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=[_DAY], help="Look from the end of this day; default: the latest import's."),
]


def forecast(
    period: Annotated[
        str | None, typer.Option("--period", help="2017-Q4 or 2017-10; default: the quarter under way.")
    ] = None,
    as_of: _AS_OF = None,
    store: _STORE = Path("data/store"),
    as_json: _JSON = False,
) -> None:
    """What a period and the one after it will close, how sure that is, and why."""
    release = upgrade.require(Store(store))
    base = engine(release.path)
    facts = queries.run(base, "settings/organisation").iloc[0]
    day = as_of.date() if as_of else told_on(facts)
    fiscal = _fiscal(facts)
    wanted, grain = _to_forecast(period, day, fiscal)
    scope = queries.Scope(as_of=as_of.date() if as_of else None)
    inputs = method.gather(partial(queries.run, base, scope=scope), int(facts["deals"]))
    found = inputs.outlook(day, fiscal, grain, [wanted, fiscal.shift(wanted, grain, 1)])
    answer = told.outlook(found, partial(_quota, base, scope), release.number)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    typer.echo(f"as of {answer['as_of']}, release {answer['release']}\n")
    for each in answer["periods"]:
        shown = {
            name: text.value(Value(each[name], unit="money"), currency=facts["currency"], locale="en_US")
            for name in _FORECAST
        }
        typer.echo("  ".join([each["period"], *(f"{name} {value}" for name, value in shown.items())]))
    for warning in dict.fromkeys(warning for each in answer["periods"] for warning in each["warnings"]):
        typer.echo(f"! {warning}")


def backtest(
    grain: Annotated[str, typer.Option("--grain", help="quarter or month.")] = "quarter",
    ahead: Annotated[int, typer.Option("--ahead", min=0, max=4, help="0: the period under way; 1: the next …")] = 0,
    store: _STORE = Path("data/store"),
    as_json: _JSON = False,
) -> None:
    """How good forecasts would have been each week of every finished period, beside simple ones."""
    by: Grain | None = {"quarter": "quarter", "month": "month"}.get(grain)  # ty: ignore[invalid-assignment]
    if by is None:
        raise Refused("BAD_OPTION", f"--grain is quarter or month, not “{grain}”.")
    release = upgrade.require(Store(store))
    base = engine(release.path)
    facts = queries.run(base, "settings/organisation").iloc[0]
    day = told_on(facts)
    scope = queries.Scope()
    inputs = method.gather(partial(queries.run, base, scope=scope), int(facts["deals"]))
    said = queries.run(base, "forecast/calls", scope, period_start=None, period_end=None)
    people = queries.run(base, "forecast/calls_people", scope, period_start=None, period_end=None)
    tree = calls.tree(dict(zip(people["rep_id"], people["manager_id"], strict=True)))
    spoken = calls.record(said, tree, until=day)
    answer = told.record(
        method.backtest(
            inputs.states,
            _fiscal(facts),
            by,
            ahead=ahead,
            share=inputs.share,
            winnings=inputs.winnings,
            categories=dict(enumerate(inputs.names.categories)),
            calls=spoken[spoken["rep_id"].isna()],
        )
    )
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{answer['origins']} weekly forecasts by {answer['grain']}, release {release.number}\n")
    for name, row in answer["methods"].items():
        cells = [f"{key} {'–' if row[key] is None else format(row[key], '.3f')}" for key in _SCORES]
        typer.echo("  ".join([f"{name:<16}", *cells]))


def _fiscal(facts: pd.Series) -> Fiscal:
    return Fiscal(int(facts["fiscal_year_start"]), facts["fiscal_year_label"])


def _to_forecast(label: str | None, day: date, fiscal: Fiscal) -> tuple[Period, Grain]:
    """The period asked for, else the quarter that the next day lies in."""
    if label is None:
        return fiscal.containing(day.toordinal() + 1, "quarter"), "quarter"
    found = periods.parse(label, first_month=fiscal.first_month, labelling=fiscal.labelling)
    grain = None if found is None else periods.grain_of(found, first_month=fiscal.first_month)
    if found is None or grain is None:
        raise Refused("BAD_PERIOD", f"“{label}” is no period. Write 2017-Q4 or 2017-10.")
    if found.end <= day + timedelta(days=1):
        raise Refused("BAD_PERIOD", f"{found.label} is over on {day}: see `report`, or look from an earlier --as-of.")
    return found, grain


def _quota(base: sa.Engine, scope: queries.Scope, period: Period) -> float | None:
    asked = {"period_start": period.start, "period_end": period.end, "group_by": "all"}
    return measures.attainment(queries.run(base, "measures/attainment", scope, **asked))["quota"].value


def told_on(facts: pd.Series) -> date:
    """The day the data speaks of: the latest import's, else its last day. Refused for an empty store."""
    for column in ("as_of", "last_day"):
        if not pd.isna(facts[column]):
            return facts[column].date()
    raise Refused("EMPTY_STORE", "There is no data in this store yet. Import files, or build the demo company.")
