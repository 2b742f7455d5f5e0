"""`python -m data`: import files, list and undo imports, build the demo company, verify, rebuild, back up."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, cast

import duckdb
import typer
from sqlalchemy.exc import OperationalError

from data import maintenance, mappings
from data.errors import Refused
from data.intake import ORDERS, DateOrder, DecimalHabit, FileReport, Options, Upload, import_files, undo
from data.warehouse import Store

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

StoreOption = Annotated[
    Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.", show_default=True)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, a stable contract.")]
DEFAULT_STORE = Path("data/store")
# What DuckDB says of a file that is damaged.
_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException, OperationalError)


def _pairs(given: list[str], what: str, known: tuple[str, ...] = ()) -> dict[str, str]:
    """NAME → VALUE of an option that may be given several times. known: what the value can be, if not anything."""
    pairs = [item.rpartition("=") for item in given]
    if wrong := [item for item, (left, _, right) in zip(given, pairs, strict=True) if not left or not right]:
        raise Refused("BAD_OPTION", f"{what} takes NAME=VALUE, not “{wrong[0]}”.")
    found = {left.strip(): right.strip() for left, _, right in pairs}
    if wrong := [value for value in found.values() if known and value not in known]:
        raise Refused("BAD_OPTION", f"{what} takes {' or '.join(known)}, not “{wrong[0]}”.")
    return found


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=maintenance.as_json))


def _tell(as_json: bool, value: Mapping[str, object], sentence: str) -> None:
    """What was done: for a script or for a person."""
    if as_json:
        _print_json(value)
    else:
        typer.echo(sentence)


@app.command("import")
def import_command(
    files: Annotated[
        list[Path], typer.Argument(help="CSV, TSV, XLSX, XLS or ZIP files; published together, all or nothing.")
    ],
    store: StoreOption = DEFAULT_STORE,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day the files speak of; default: now.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="The files hold everything: deals not in them are gone; quotas stay.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Go all the way, publish nothing.")] = False,
    date_order: Annotated[
        list[str] | None,
        typer.Option("--date-order", help='Of dates that can be read both ways: dmy, mdy, or "Close Date=dmy".'),
    ] = None,
    decimal: Annotated[
        DecimalHabit | None, typer.Option("--decimal", help="For numbers that can be read both ways.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="How characters are written, such as cp1252; default: found out.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", help='What stands between cells: one character, or "tab".')
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook to import.")] = None,
    entity: Annotated[
        str | None, typer.Option("--entity", help="What the file is about, where its columns do not tell.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help='What a column is: "Close=close_on"; "Notes=-" ignores it.')
    ] = None,
    stages: Annotated[
        list[str] | None, typer.Option("--stage", help='What a stage means: "Handshake=won" (open, won or lost).')
    ] = None,
    owners: Annotated[list[str] | None, typer.Option("--owner", help='Who an owner is: "J. Smith=Jane Smith".')] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="A mapping as JSON, from the Imports page.")] = None,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Ask anew what was answered for earlier files with the same columns.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import files and publish them as one release."""
    # Without the name of a column it is said of all of them.
    said = [item if "=" in item else f"*={item}" for item in date_order or []]
    orders = cast("dict[str, DateOrder]", _pairs(said, "--date-order", ORDERS))
    options = Options(
        as_of=datetime.combine(as_of.date(), time.max, UTC) if as_of else None,
        complete=complete,
        date_order=orders.pop("*", None),
        date_orders=orders,
        decimal=decimal,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        entity=entity,
        columns=_pairs(columns or [], "--map"),
        stages=_pairs(stages or [], "--stage", ("open", "won", "lost")),
        owners=_pairs(owners or [], "--owner"),
        imported_by=os.environ.get("USER"),
        remember=not afresh,
    )
    if mapping:
        options = mappings.applied(mappings.read(_content(mapping)), options)
    uploads = [Upload(path.name, path) for path in files]
    outcome = import_files(Store(store), uploads, options, now=datetime.now(UTC), dry_run=dry_run)
    if as_json:
        _print_json({"release": outcome.release, "imports": [_report(report) for report in outcome.imports]})
    else:
        for report in outcome.imports:
            typer.echo(_sentence(report))
    refused = [report for report in outcome.imports if report.refused]
    for report in refused:
        typer.echo(f"{report.file}: {report.refused}", err=True)
    if refused:
        raise typer.Exit(2)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("NO_SUCH_FILE", f"The mapping {path} cannot be read.") from error


def _report(report: FileReport) -> dict[str, object]:
    rows = report.rows
    return {
        "import_id": report.import_id,
        "file": report.file,
        "member": report.member,
        "entity": report.entity,
        "source": report.source,
        "rows": {
            "read": rows.read,
            "new": rows.new,
            "changed": rows.changed,
            "unchanged": rows.unchanged,
            "rejected": rows.rejected,
        },
        "amount_total": maintenance.money_text(report.amount_total),
        "findings": [
            {"code": item.code, "message": item.message, "rows": list(item.rows), "count": item.count}
            for item in report.findings
        ],
        "rejects": [
            {
                "row": item.row_number,
                "column": item.column,
                "value": item.value,
                "code": item.code,
                "reason": item.reason,
            }
            for item in report.rejects[:100]
        ],
        "refused": report.refused,
        "code": report.code,
    }


def _sentence(report: FileReport) -> str:
    name = f"{report.file} · {report.member}" if report.member else report.file
    if report.refused:
        return f"{name}: refused"
    rows = report.rows
    lines = [
        f"{name}: {report.entity} ({report.source}), import {report.import_id}",
        f"  {rows.read} rows read = {rows.new} new + {rows.changed} changed + {rows.unchanged} unchanged +"
        f" {rows.rejected} rejected",
    ]
    if report.amount_total is not None:
        lines.append(f"  control total {maintenance.money_text(report.amount_total)}")
    return "\n".join(lines + [f"  {item.code}: {item.message}" for item in report.findings])


@app.command("imports")
def imports_command(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the import log."""
    log = maintenance.import_log(Store(store))
    if as_json:
        _print_json({"release": Store(store).require_current().number, "imports": log})
        return
    for entry in log:
        state = f", undone {entry['undone_at']}" if entry["undone_at"] else ""
        rows = entry["rows"]
        typer.echo(
            f"{entry['import_id']:>4}  {entry['imported_at']}  {entry['entity']:<18} {entry['file']}:"
            f" {rows['read']} rows,"
            f" {rows['new']} new, {rows['changed']} changed, {rows['rejected']} rejected{state}"
        )


@app.command("undo")
def undo_command(
    import_id: Annotated[int, typer.Argument(help="Number of the import; `imports` lists them.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Take one import back, whichever it was."""
    release = undo(Store(store), import_id, now=datetime.now(UTC))
    _tell(as_json, {"release": release, "undone": import_id}, f"Import {import_id} is undone; release {release}.")


@app.command("demo")
def demo_command(
    store: StoreOption = DEFAULT_STORE,
    deals: Annotated[int, typer.Option("--deals", min=100, help="About how many deals.")] = 6000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another company.")] = 1,
    today: Annotated[
        datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="Last day of the demo; default: today.")
    ] = None,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where there is data already.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the demo company out again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the demo company in an empty store, or take it out again."""
    from data import demo

    target = Store(store)
    if remove:
        release = demo.remove(target, now=datetime.now(UTC))
        _tell(as_json, {"release": release}, f"The demo company is gone; release {release}.")
        return
    if target.current():
        if if_empty:
            return
        raise Refused(
            "STORE_NOT_EMPTY", f"{store} holds data already. Name another folder with --store for the demo company."
        )
    day: date = today.date() if today else datetime.now(UTC).date()
    demo.build(target, deals=deals, seed=seed, today=day)
    release = target.require_current().number
    _tell(as_json, {"release": release}, f"The demo company is ready: release {release} in {store}.")


@app.command("verify")
def verify_command(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Read every table of the current release and check what must hold."""
    problems = maintenance.verify(Store(store))
    if as_json:
        _print_json({"release": Store(store).require_current().number, "problems": problems})
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(2)
    if not as_json:
        typer.echo("Every table reads and every check holds.")


@app.command("rebuild")
def rebuild_command(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Build the current release anew from the kept uploads."""
    release = maintenance.rebuild(Store(store), now=datetime.now(UTC))
    _tell(as_json, {"release": release}, f"Rebuilt from the kept uploads as release {release}.")


@app.command("backup")
def backup_command(
    path: Annotated[Path, typer.Argument(help="File to write.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Copy the current release to one file, and goals, scenarios and views to files beside it."""
    release = Store(store).backup(path)
    done = {"release": release.number, "path": str(path)}
    _tell(as_json, done, f"Release {release.number} is copied to {path}.")


def run(command: Callable[[], None]) -> None:
    """Run a command line; a refusal becomes one sentence on standard error and exit code 2."""
    try:
        command()
    except Refused as error:
        typer.echo(error.message, err=True)
        sys.exit(2)
    except _DAMAGE as error:
        reason = str(error).splitlines()[0]
        typer.echo(f"The release in force cannot be read: {reason} Restore it from a backup.", err=True)
        sys.exit(2)


if __name__ == "__main__":
    run(app)
