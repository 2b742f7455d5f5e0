"""`python -m queries`: list the SQL files, run one with filters and parameters."""

import csv
import io
import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import typer

import queries
from data import upgrade
from data.errors import Refused
from data.warehouse import Store, engine
from queries import command

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@app.command("list")
def list_command() -> None:
    """Every query with its purpose and parameters."""
    for name in queries.names():
        query = queries.load(name)
        params = ", ".join(f"{param} {kind}" for param, kind in query.params.items())
        typer.echo(f"{name} ({params})\n    {query.purpose}")


@app.command("run")
def run_command(
    name: Annotated[str, typer.Argument(help="Name as `list` shows it, such as measures/decided.")],
    params: Annotated[list[str] | None, typer.Option("--param", help="NAME=VALUE; an empty value is a blank.")] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help=f"FILTER=VALUE, repeatable: {', '.join(queries.FILTERS)}.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Look from the end of this day.")
    ] = None,
    store: Annotated[Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.")] = Path(
        "data/store"
    ),
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="How to print the rows.")] = "table",
) -> None:
    """Run one query and print its rows."""
    query = queries.load(name)
    given = _typed_params(query, params or [])
    scope = queries.Scope.of(as_of=as_of.date() if as_of else None, **queries.read_filters(where or []))
    release = upgrade.require(Store(store))
    rows = queries.run(engine(release.path), name, scope, **given)
    sys.stdout.write({"table": as_table, "csv": as_csv, "json": as_json}[form](rows))


def _typed_params(query: queries.Query, given: list[str]) -> dict[str, object]:
    """NAME=VALUE pairs as the header types them; Refused for unknown, missing and unreadable ones."""
    texts = dict(_pair(item, "--param") for item in given)
    wanted = ", ".join(f"{name} {kind}" for name, kind in query.params.items()) or "no parameters"
    if unknown := [name for name in texts if name not in query.params]:
        raise Refused("BAD_PARAM", f"{query.name} has no parameter {unknown[0]}. It takes {wanted}.")
    if missing := [name for name in query.params if name not in texts]:
        raise Refused("BAD_PARAM", f"{query.name} also needs --param {missing[0]}=…. It takes {wanted}.")
    return {name: parse_value(name, query.params[name], text) for name, text in texts.items()}


def parse_value(name: str, kind: str, text: str) -> object:
    """A parameter's text as its SQL type; None for an empty text; Refused where it does not fit."""
    if text == "":
        return None
    try:
        if kind == "DATE":
            return date.fromisoformat(text)
        if kind.startswith("TIMESTAMP"):
            return datetime.fromisoformat(text)
        if kind in ("BIGINT", "INTEGER"):
            return int(text)
        if kind == "DOUBLE":
            return float(text)
        if kind == "BOOLEAN":
            return _TRUTH[text.lower()]
    except (ValueError, KeyError):
        example = {"DATE": " such as 2017-09-30", "BOOLEAN": ": true or false"}.get(kind, "")
        raise Refused("BAD_PARAM", f"--param {name} takes a {kind}{example}, not “{text}”.") from None
    return text


def _pair(item: str, option: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not equals or not name.strip():
        raise Refused("BAD_OPTION", f"{option} takes NAME=VALUE, not “{item}”.")
    return name.strip(), value


def as_table(rows: pd.DataFrame) -> str:
    """Rows in columns a person can read; blanks stay empty."""
    if rows.empty:
        return f"{'  '.join(rows.columns)}\n(no rows)\n"
    cells = [[str(name) for name in rows.columns], *([_plain(cell) for cell in row] for row in _rows(rows))]
    widths = [max(len(row[column]) for row in cells) for column in range(len(rows.columns))]
    right = [pd.api.types.is_numeric_dtype(kind) for kind in rows.dtypes]
    lines = (
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    )
    return "\n".join(lines) + "\n"


def as_csv(rows: pd.DataFrame) -> str:
    """Rows as CSV for a spreadsheet: no text cell can start a formula, blanks are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([_inert(cell) for cell in row] for row in _rows(rows))
    return buffer.getvalue()


def as_json(rows: pd.DataFrame) -> str:
    """Rows as a JSON list of objects; blanks are null, dates ISO."""
    records = [dict(zip(rows.columns, row, strict=True)) for row in _rows(rows)]
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def _rows(rows: pd.DataFrame) -> Iterable[list[object]]:
    return ([_scalar(cell) for cell in row] for row in rows.itertuples(index=False, name=None))


def _scalar(cell: object) -> object:
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return None
    if isinstance(cell, datetime):
        # A DATE arrives as midnight of its day.
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    return cell.item() if isinstance(cell, np.generic) else cell


def _plain(cell: object) -> str:
    # Line ends and tabs would break the columns.
    return "" if cell is None else " ".join(str(cell).split()) if isinstance(cell, str) else str(cell)


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def main() -> None:
    """Run the command line."""
    command.run(app)


if __name__ == "__main__":
    main()
