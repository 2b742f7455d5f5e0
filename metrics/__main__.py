"""`python -m metrics`: the measures of a period, for scripts and schedules."""

import json
import math
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

import queries
from data.errors import Refused
from data.warehouse import Store, engine
from metrics import catalog, periods, report, text
from metrics.periods import Period
from metrics.values import Value

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

# Everything, deals without a close date included.
_ALWAYS = Period("all", date(1, 1, 1), date(9999, 12, 31))


@app.callback()
def metrics() -> None:
    """What the numbers say."""


@app.command("report")
def report_command(
    period: Annotated[str | None, typer.Option("--period", help="2017-Q3, 2017-07, 2017 or FY2026-Q1 (fiscal).")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="First day after the period.")] = None,
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Look from the end of this day.")] = None,
    by: Annotated[str | None, typer.Option("--by", help=f"Group by {', '.join(queries.GROUPS)}.")] = None,
    where: Annotated[list[str] | None, typer.Option("--where", help=f"Filter: team=West. {', '.join(queries.FILTERS)}.")] = None,
    store: Annotated[Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.")] = Path("data/store"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, a stable contract.")] = False,
) -> None:
    """Every measure of a period; without a period, of everything there is."""
    release = Store(store).require_current()
    base = engine(release.path)
    facts = queries.run(base, "settings/organisation").iloc[0]
    rules = {"first_month": int(facts["fiscal_year_start"]), "labelling": facts["fiscal_year_label"]}
    chosen = _period(period, first, end, rules)
    told = facts["as_of"].date() if facts["as_of"] == facts["as_of"] else chosen.end
    day = as_of.date() if as_of else told
    dimension = {"region": "territory"}.get(by or "", by)
    if dimension is not None and dimension not in queries.GROUPS:
        raise Refused("BAD_OPTION", f"There is no grouping {by}. Group by {', '.join(queries.GROUPS)}.")
    scope = queries.Scope.of(as_of=as_of.date() if as_of else None, **_filters(where or []))
    answer = {
        "period": {"label": chosen.label, "start": _day(chosen.start), "end": _day(chosen.end)},
        "as_of": day.isoformat(),
        "release": release.number,
        "measures": _values(report.whole(_counts(base, scope, chosen, "all", day))),
        "groups": [],
    }
    if dimension:
        found = report.groups(_counts(base, scope, chosen, dimension, day), dimension)
        answer["groups"] = [{"group": name, "measures": _values(values)} for name, values in found.items()]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(answer, facts["currency"])


def _counts(base, scope: queries.Scope, period: Period, by: str, day: date) -> report.Counts:  # noqa: ANN001 - a SQLAlchemy engine
    window = {"period_start": period.start, "period_end": period.end, "group_by": by}
    return report.Counts(
        decided=queries.run(base, "measures/decided", scope, **window),
        created=queries.run(base, "measures/created", scope, **window),
        open_pipeline=queries.run(base, "measures/open_pipeline", scope, **window, today=day),
        attainment=queries.run(base, "measures/attainment", scope, **window),
    )


def _period(label: str | None, first: datetime | None, end: datetime | None, rules: dict) -> Period:
    if label and (first or end):
        raise Refused("BAD_OPTION", "Give either --period or --from and --to, not both.")
    if label:
        found = periods.parse(label, **rules)
        if found is None:
            raise Refused("BAD_OPTION", f"“{label}” is no period. Write 2017-Q3, 2017-07 or 2017.")
        return found
    if not first and not end:
        return _ALWAYS
    start, stop = first.date() if first else _ALWAYS.start, end.date() if end else _ALWAYS.end
    if start >= stop:
        raise Refused("BAD_OPTION", "--from must be before --to, which is the first day after the period.")
    return Period(f"{_day(start) or ''} – {_day(stop - timedelta(days=1)) or ''}", start, stop)


def _filters(given: list[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for item in given:
        name, _, value = item.partition("=")
        name = {"region": "territory"}.get(name, name)
        if name not in queries.FILTERS or not value:
            raise Refused("BAD_OPTION", f"--where takes FILTER=VALUE with one of {', '.join(queries.FILTERS)}, not “{item}”.")
        filters.setdefault(name, []).append(value)
    return filters


def _day(day: date) -> str | None:
    return None if day in (_ALWAYS.start, _ALWAYS.end) else day.isoformat()


def _values(values: dict[str, Value]) -> dict[str, dict]:
    return {
        name: {"value": _finite(item.value), "n": item.n, "low": item.low, "high": item.high, "unit": item.unit}
        for name, item in values.items()
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _print(answer: dict, currency: str) -> None:
    typer.echo(f"{answer['period']['label']}, as of {answer['as_of']}, release {answer['release']}")
    for title, values in [("", answer["measures"]), *((group["group"], group["measures"]) for group in answer["groups"])]:
        if title:
            typer.echo(f"\n{title}")
        for name, item in values.items():
            shown = text.value(Value(item["value"], item["n"], unit=item["unit"]), currency=currency, locale="en_US")
            label = catalog.MEASURES[name].label if name in catalog.MEASURES else name
            typer.echo(f"  {label:<34} {shown:>16}  n = {item['n']}")


if __name__ == "__main__":
    try:
        app()
    except (Refused, queries.QueryError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
