"""Workbooks: sheets to records of text, with limits checked before anything is unpacked."""

import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers.grid import HEADER_SEARCH, find_header, stage_records
from data.intake.readers.staged import Kind, RawTable

_MAX_UNPACKED = 300 << 20
_MAX_SHARE_PER_MEMBER = 100
_MAX_CELLS = 30_000_000
_MAX_SHEETS = 100
_CORRUPT = "The workbook is damaged or is no workbook. Open it in a spreadsheet program, save it anew, and import that."


def check_archive(path: Path) -> list[str]:
    """Names in a ZIP container; Refused where unpacking it would take too much, or it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise Refused("CORRUPT_FILE", _CORRUPT) from error
    if any(member.flag_bits & 1 for member in members):
        raise Refused("PASSWORD_PROTECTED", "The file is protected by a password. Save it without one and import it again.")
    total = sum(member.file_size for member in members)
    bomb = any(member.file_size > 50 << 20 and member.file_size > _MAX_SHARE_PER_MEMBER * max(member.compress_size, 1) for member in members)
    if total > 4 * _MAX_UNPACKED or bomb:
        raise Refused("TOO_LARGE_UNPACKED", f"Unpacked, the file would hold {total / 2**20:,.0f} MB, more than can be read. Export less at a time, or as CSV.")
    return [member.filename for member in members]


def read_workbook(
    connection: duckdb.DuckDBPyConnection, relation: str, path: Path, kind: Kind, sheet: str | None, findings: list[Finding]
) -> list[RawTable]:
    """Stage the sheet asked for, or every visible sheet that holds a table."""
    if kind == "xlsx":
        names = check_archive(path)
        _check_xml(path, names)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            findings = [*findings, Finding("MACROS_IGNORED", "The workbook has macros. They were not run; only values were read.")]
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = workbook.sheets_metadata
    except Exception as error:
        if "assword" in str(error):
            raise Refused("PASSWORD_PROTECTED", "The workbook is protected by a password. Save it without one and import it again.") from error
        if isinstance(error, (CalamineError, OSError, ValueError)):
            raise Refused("CORRUPT_FILE", _CORRUPT) from error
        raise
    if len(sheets) > _MAX_SHEETS:
        raise Refused("TOO_LARGE_UNPACKED", f"The workbook has {len(sheets)} sheets; at most {_MAX_SHEETS} can be read.")
    if sheet is not None:
        if sheet not in [item.name for item in sheets]:
            raise Refused("NO_SUCH_SHEET", f"There is no sheet “{sheet}”. Sheets: {', '.join(item.name for item in sheets)}.")
        return [stage_records(connection, relation, _records(workbook, sheet), findings, kind, sheet)]
    shown = [item.name for item in sheets if item.visible == SheetVisibleEnum.Visible]
    tables = {name: records for name in shown if _is_table(records := _records(workbook, name))}
    if not tables:
        tables = {shown[0] if shown else sheets[0].name: _records(workbook, shown[0] if shown else sheets[0].name)}
    if len(sheets) > len(tables):
        names = ", ".join(f"“{name}”" for name in tables)
        findings = [*findings, Finding("SHEET_CHOSEN", f"Of {len(sheets)} sheets {names} was read; the others hold no table or are hidden.")]
    single = len(sheets) == 1
    return [
        stage_records(connection, f"{relation}_{number}", records, findings, kind, None if single else name)
        for number, (name, records) in enumerate(tables.items())
    ]


def _is_table(records: list[list[str]]) -> bool:
    if len(records) < 2:
        return False
    place = find_header(records[:HEADER_SEARCH])
    filled = [cell for cell in records[place] if cell]
    return len(filled) >= 3 and any(sum(1 for cell in record if cell) >= 3 for record in records[place + 1 :])


def _records(workbook: CalamineWorkbook, name: str) -> list[list[str]]:
    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height * max(sheet.total_width, 1) > _MAX_CELLS:
            raise Refused("TOO_LARGE_UNPACKED", f"Sheet “{name}” has more than {_MAX_CELLS:,} cells. Export it as CSV.")
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refused("CORRUPT_FILE", _CORRUPT) from error
    records = [[_text(cell) for cell in row] for row in rows]
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
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
        case dt.date():
            return cell.isoformat()
        case dt.timedelta():
            return str(cell.total_seconds())
        case _:
            return "" if cell is None else str(cell)


def _check_xml(path: Path, names: list[str]) -> None:
    """Refused where a part of the workbook declares entities: no spreadsheet program writes them."""
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("CORRUPT_FILE", _CORRUPT)
    with zipfile.ZipFile(path) as archive:
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            try:
                with archive.open(name) as part:
                    head = part.read(4096)
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
                raise Refused("CORRUPT_FILE", _CORRUPT) from error
            if re.search(rb"<!(?:DOCTYPE|ENTITY)", head):
                raise Refused("CORRUPT_FILE", _CORRUPT)
