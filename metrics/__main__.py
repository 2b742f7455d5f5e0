"""`python -m metrics`: the measures of a period, for scripts and schedules."""

import json
import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import pandas as pd
import sqlalchemy as sa
import typer

import queries
from data import upgrade
from data.errors import Refused
from data.warehouse import Store, engine
from metrics import catalog, command_forecast, periods, report, text
from metrics.periods import Period
from metrics.values import Value
from queries import command

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_GROUP_ALIASES = {"region": "territory", "owner": "rep", "lead_source": "source"}
_DAY = "%Y-%m-%d"
# What the table for people shows of each group.
_COLUMNS = ("won_deals", "won_amount", "win_rate", "deal_size_mean", "sales_cycle_median_days", "quota_attainment")


@dataclass(frozen=True, slots=True)
class Window:
    """The days asked for; None where the question has no bound, so that deals without a date belong to it too."""

    label: str
    start: date | None
    end: date | None


@app.callback()
def metrics() -> None:
    """What the numbers say."""


@app.command("report")
def report_command(
    period: Annotated[
        str | None, typer.Option("--period", help="2017-Q3, 2017-07, 2017 or FY2026-Q1; quarters and years are fiscal.")
    ] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=[_DAY], help="First day.")] = None,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=[_DAY], help="First day after the period: not in it.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=[_DAY], help="Look from the end of this day; default: the latest import's."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help=f"Group by {', '.join(queries.GROUPS)}.")] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help=f"FILTER=VALUE, repeatable: {', '.join(queries.FILTERS)}.")
    ] = None,
    store: Annotated[Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.")] = Path(
        "data/store"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, a stable contract.")] = False,
) -> None:
    """Every measure of a period; without a period, of everything up to the as-of day."""
    release = upgrade.require(Store(store))
    base = engine(release.path)
    facts = queries.run(base, "settings/organisation").iloc[0]
    window = _window(period, first, end, facts)
    day = as_of.date() if as_of else command_forecast.told_on(facts)
    dimension = _dimension(by)
    scope = queries.Scope.of(as_of=as_of.date() if as_of else None, **_filters(where or [], base))
    answer = {
        "period": _period(window, facts, day),
        "as_of": day.isoformat(),
        "release": release.number,
        "measures": _values(report.whole(_counts(base, scope, window, "all", day))),
        "groups": [],
    }
    if dimension:
        counts = _counts(base, scope, window, dimension, day)
        if dimension == "stage":
            found = report.stages(counts, *_funnel(base, scope, window, day))
        else:
            found = report.groups(counts, dimension)
        answer["groups"] = [{"group": name, "measures": _values(values)} for name, values in found.items()]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(answer, str(facts["currency"]))


def _counts(base: sa.Engine, scope: queries.Scope, window: Window, by: str, day: date) -> report.Counts:
    asked = {"period_start": window.start, "period_end": window.end, "group_by": by}
    # Without an end, quotas of times to come are none yet.
    carried = asked | {"period_end": window.end or day + timedelta(days=1)}
    return report.Counts(
        decided=queries.run(base, "measures/decided", scope, **asked),
        created=queries.run(base, "measures/created", scope, **asked),
        open_pipeline=queries.run(base, "measures/open_pipeline", scope, **asked, today=day),
        attainment=queries.run(base, "measures/attainment", scope, **carried),
    )


def _funnel(base: sa.Engine, scope: queries.Scope, window: Window, day: date) -> list[pd.DataFrame]:
    asked = {"period_start": window.start, "period_end": window.end, "group_by": "all"}
    return [
        queries.run(base, "funnel/stage_conversion", scope, **asked),
        queries.run(base, "funnel/stages_reached", scope, **asked),
        queries.run(base, "funnel/time_in_stage", scope, **asked, today=day),
    ]


def _window(label: str | None, first: datetime | None, end: datetime | None, facts: pd.Series) -> Window:
    if label is not None and (first or end):
        raise Refused("BAD_OPTION", "Give either --period or --from and --to, not both.")
    if label is not None:
        rules = {"first_month": int(facts["fiscal_year_start"]), "labelling": facts["fiscal_year_label"]}
        found: Period | None = periods.parse(label, **rules)
        if found is None:
            raise Refused("BAD_PERIOD", f"“{label}” is no period. Write 2017-Q3, 2017-07, 2017 or FY2026-Q1.")
        return Window(found.label, found.start, found.end)
    if not first and not end:
        return Window("all", None, None)
    if first and end and first >= end:
        raise Refused("BAD_PERIOD", "--from must be before --to, which is the first day after the period.")
    shown = f"{f'{first:%Y-%m-%d}' if first else ''}..{f'{end - timedelta(days=1):%Y-%m-%d}' if end else ''}"
    return Window(shown, first.date() if first else None, end.date() if end else None)


def _period(window: Window, facts: pd.Series, day: date) -> dict[str, str]:
    """The window as told; an open bound shows the first or the last day with data."""
    start = window.start or (day if pd.isna(facts["first_day"]) else facts["first_day"].date())
    last = day if pd.isna(facts["last_day"]) else facts["last_day"].date()
    return {
        "label": window.label,
        "start": start.isoformat(),
        "end": (window.end or last + timedelta(days=1)).isoformat(),
    }


def _dimension(by: str | None) -> str | None:
    dimension = _GROUP_ALIASES.get(by or "", by)
    if dimension is not None and dimension not in queries.GROUPS:
        raise Refused("BAD_OPTION", f"There is no grouping {by}. Group by {', '.join(queries.GROUPS)}.")
    return dimension


def _filters(given: list[str], base: sa.Engine) -> dict[str, list[str]]:
    filters = queries.read_filters(given)
    if "owner" in filters:
        filters["owner"] = _rep_ids(filters["owner"], base)
    return filters


def _rep_ids(names: list[str], base: sa.Engine) -> list[str]:
    """People name reps, the filter takes ids: the ids of all reps so called, and the words themselves."""
    known = queries.run(base, "overview/filter_values")
    owners = known[(known["filter_name"] == "owner") & known["label"].isin(names)]
    return sorted({*names, *owners["code"]})


def _values(values: dict[str, Value]) -> dict[str, dict]:
    return {
        name: {"value": _finite(item.value), "n": item.n, "low": item.low, "high": item.high, "unit": item.unit}
        for name, item in values.items()
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _print(answer: dict, currency: str) -> None:
    asked = answer["period"]
    typer.echo(f"{asked['label']} ({asked['start']} up to, not including, {asked['end']})")
    typer.echo(f"as of {answer['as_of']}, release {answer['release']}\n")
    for name, item in answer["measures"].items():
        label = catalog.MEASURES[name].label if name in catalog.MEASURES else name
        typer.echo(f"{label:<28} {_text(item, currency):>16}  n = {item['n']}")
    if not answer["groups"]:
        return
    width = max(len(group["group"]) for group in answer["groups"])
    labels = [catalog.MEASURES[name].label for name in _COLUMNS]
    typer.echo("\n" + "  ".join([" " * width, *(f"{label:>16}" for label in labels)]))
    for group in answer["groups"]:
        cells = [f"{_text(group['measures'][name], currency):>16}" for name in _COLUMNS]
        typer.echo("  ".join([f"{group['group']:<{width}}", *cells]))


def _text(item: dict, currency: str) -> str:
    return text.value(Value(item["value"], item["n"], unit=item["unit"]), currency=currency, locale="en_US")


app.command("forecast")(command_forecast.forecast)
app.command("backtest")(command_forecast.backtest)


def main() -> None:
    """Run the command line."""
    command.run(app)


if __name__ == "__main__":
    main()
