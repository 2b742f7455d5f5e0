"""Workbooks: sheets to records of text, with limits checked before anything is unpacked."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers.grid import stage_records
from data.intake.readers.layout import HEADER_SEARCH, find_header
from data.intake.readers.parts import check_workbook
from data.intake.readers.staged import Kind, RawTable, ReadOptions
from data.sentence import Sentence

_MAX_CELLS = 20_000_000
_MAX_SHEETS = 100
_HALF_SECOND = dt.timedelta(microseconds=500_000)
_CORRUPT = Sentence(
    "The workbook is damaged or is no workbook. Open it in a spreadsheet program, save it anew, and import that."
)


def read_workbook(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    path: Path,
    kind: Kind,
    options: ReadOptions,
    findings: list[Finding],
) -> list[RawTable]:
    """Stage the sheet asked for, or every visible sheet that holds a table."""
    sheet = options.sheet
    if kind == "xlsx":
        names = check_workbook(path)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            findings = [
                *findings,
                Finding(
                    "MACROS_IGNORED", Sentence("The workbook has macros. They were not run; only values were read.")
                ),
            ]
    workbook = _open(path)
    sheets = [item for item in workbook.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    if len(sheets) > _MAX_SHEETS:
        raise Refused(
            "TOO_LARGE_UNPACKED",
            Sentence("The workbook has {n} sheets; at most {most} can be read.", n=len(sheets), most=_MAX_SHEETS),
        )
    if sheet is not None:
        if sheet not in [item.name for item in sheets]:
            raise Refused(
                "NO_SUCH_SHEET",
                Sentence(
                    "There is no sheet “{sheet}”. Sheets: {sheets}.",
                    sheet=sheet[:40],
                    sheets=[item.name for item in sheets],
                ),
            )
        return [stage_records(connection, relation, _records(workbook, sheet), findings, kind, sheet, options.tell)]
    shown = [item.name for item in sheets if item.visible == SheetVisibleEnum.Visible]
    tables = {name: records for name in shown if _is_table(records := _records(workbook, name))}
    if not tables:
        # Nothing as wide as an export: the fullest sheet, a hidden one only where the others are empty.
        order = [*shown, *(item.name for item in sheets if item.name not in shown)]
        every = {name: _records(workbook, name) for name in order}
        filled = {name: sum(1 for row in records for cell in row if cell) for name, records in every.items()}
        chosen = max(shown, key=lambda name: filled[name], default=None)
        if chosen is None or not filled[chosen]:
            chosen = max(order, key=lambda name: filled[name], default=None)
        if chosen is None or not filled[chosen]:
            raise Refused("EMPTY_FILE", Sentence("The workbook has no cells in it. Export it again."))
        tables = {chosen: every[chosen]}
    if len(sheets) > len(tables):
        findings = [
            *findings,
            Finding(
                "SHEET_CHOSEN",
                Sentence(
                    "Of {n} sheets {sheets} was read; the others hold no table or are hidden.",
                    n=len(sheets),
                    sheets=list(tables),
                ),
            ),
        ]
    single = len(sheets) == 1
    return [
        stage_records(
            connection, f"{relation}_{number}", records, findings, kind, None if single else name, options.tell
        )
        for number, (name, records) in enumerate(tables.items())
    ]


def _is_table(records: list[list[str]]) -> bool:
    if len(records) < 2:
        return False
    place = find_header(records[:HEADER_SEARCH])
    filled = [cell for cell in records[place] if cell]
    return len(filled) >= 3 and any(sum(1 for cell in record if cell) >= 3 for record in records[place + 1 :])


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Refused(
            "PASSWORD_PROTECTED",
            Sentence("The workbook is protected by a password. Save it without one and import it again."),
        ) from error
    except BaseException as error:
        raise _damaged(error) from error


def _damaged(error: BaseException) -> BaseException:
    """What to raise for an error of the workbook reader, which reports some damage as a panic, outside Exception."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError, Refused)):
        return error
    if "assword" in str(error):
        return Refused(
            "PASSWORD_PROTECTED",
            Sentence("The workbook is protected by a password. Save it without one and import it again."),
        )
    return Refused("CORRUPT_FILE", _CORRUPT)


def _records(workbook: CalamineWorkbook, name: str) -> list[list[str]]:
    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * max(sheet.total_width, 1) > _MAX_CELLS:
            raise Refused(
                "TOO_LARGE_UNPACKED",
                Sentence(
                    "Sheet “{name}” has more than {most} cells. Export it as CSV.",
                    name=name,
                    most=_MAX_CELLS,
                ),
            )
        records = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    except BaseException as error:
        raise _damaged(error) from error
    while records and not any(records[-1]):
        records.pop()
    return records


def _text(cell: object) -> str:
    """A cell as text that reads back to the same value."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case float():
            # Workbooks keep binary fractions: 15 digits are what a person typed.
            return format(Decimal(f"{cell:.15g}"), "f")
        case dt.datetime():
            moment = (cell + _HALF_SECOND).replace(
                microsecond=0
            )  # a binary fraction of a day falls just short of the second
            return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ")
        case dt.date():
            return cell.isoformat()
        case dt.timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return "" if cell is None else str(cell)
