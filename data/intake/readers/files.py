"""What kind of file it is, told from its content; its name is only text."""

import shutil
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import duckdb

from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers.delimited import read_delimited
from data.intake.readers.grid import stage_records
from data.intake.readers.markup import read_markup
from data.intake.readers.parts import check_archive
from data.intake.readers.staged import RawTable, ReadOptions
from data.intake.readers.text import to_utf8
from data.intake.readers.workbook import read_workbook

_MAX_BYTES = 2 << 30
_ZIP, _EMPTY_ZIP, _OLE, _PDF = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
_MAX_MEMBERS = 200


def read(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, options: ReadOptions, scratch: Path
) -> list[RawTable]:
    """Stage every table of a file; Refused where it cannot be read.

    name: as the user knows it. path: where it lies. scratch: a folder for decoded copies.
    """
    size = path.stat().st_size
    if size > _MAX_BYTES:
        raise Refused(
            "TOO_LARGE",
            f"The file has {size / 2**20:,.0f} MB; at most {_MAX_BYTES / 2**20:,.0f} MB can be read. Export less"
            " at a time.",
        )
    with path.open("rb") as source:
        head = source.read(4096)
    relation = f"raw_{_staged_so_far(connection)}"
    suffix = Path(name).suffix.lower()
    if head.startswith(_EMPTY_ZIP):
        raise Refused("EMPTY_FILE", "The archive holds no files. Pack the exports and import it again.")
    if head.startswith(_ZIP):
        members = check_archive(path)
        if "[Content_Types].xml" in members or suffix in (".xlsx", ".xlsm"):
            return read_workbook(
                connection,
                relation,
                path,
                "xlsx",
                options.sheet,
                _mismatch(suffix, (".xlsx", ".xlsm", ".xlsb"), "an Excel workbook"),
            )
        return _read_zip(connection, path, members, options, scratch)
    if head.startswith(_OLE):
        return read_workbook(
            connection, relation, path, "xls", options.sheet, _mismatch(suffix, (".xls",), "an old Excel workbook")
        )
    if head.startswith(_PDF) or head[:4] in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08\x00"):
        raise Refused(
            "NOT_A_TABLE", "The file is a PDF, a picture or an archive, not a table. Export the list as CSV or Excel."
        )
    decoded, findings = to_utf8(path, scratch, options.encoding)
    with decoded.open("r", encoding="utf-8-sig", errors="ignore") as text:
        start = text.read(4096).lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<meta", "<head", "<?xml", "<!--")):
        findings = [*findings, *_mismatch(suffix, (".html", ".htm"), "a web page with a table")]
        return [stage_records(connection, relation, read_markup(decoded), findings, "html")]
    findings = [*findings, *_mismatch(suffix, (".csv", ".tsv", ".txt", ".tab", ""), "delimited text")]
    return [read_delimited(connection, relation, decoded, findings, options.delimiter)]


def _staged_so_far(connection: duckdb.DuckDBPyConnection) -> int:
    connection.execute("create temp sequence if not exists staged_tables")
    return connection.execute("select nextval('staged_tables')").fetchall()[0][0]


def _mismatch(suffix: str, usual: tuple[str, ...], what: str) -> list[Finding]:
    if suffix in usual:
        return []
    return [
        Finding(
            "EXTENSION_MISMATCH", f"The file is called {suffix or 'without ending'} but is {what}; it was read as that."
        )
    ]


def _read_zip(
    connection: duckdb.DuckDBPyConnection, path: Path, members: list[str], options: ReadOptions, scratch: Path
) -> list[RawTable]:
    wanted = [
        name
        for name in members
        if not name.endswith("/") and not name.startswith("__MACOSX") and not Path(name).name.startswith(".")
    ]
    if not wanted:
        raise Refused("EMPTY_FILE", "The archive holds no files. Pack the exports and import it again.")
    if len(wanted) > _MAX_MEMBERS:
        raise Refused(
            "TOO_LARGE_UNPACKED", f"The archive holds {len(wanted)} files; at most {_MAX_MEMBERS} can be read."
        )
    tables: list[RawTable] = []
    skipped: list[tuple[str, Refused]] = []
    for number, name in enumerate(wanted):
        folder = scratch / f"member_{number}"
        folder.mkdir()
        unpacked = _unpack(path, name, folder / "member")
        try:
            found = read(connection, name, unpacked, options, folder)
        except Refused as error:
            # Archives hold read-me files, pictures and exports of nothing beside the tables.
            if error.code not in ("NOT_A_TABLE", "EMPTY_FILE"):
                raise Refused(error.code, f"{name[:80]}: {error.message}") from error
            skipped.append((name, error))
            continue
        finally:
            unpacked.unlink()
        for table in found:
            label = name if table.member is None else f"{name} · {table.member}"
            tables.append(replace(table, member=label))
    if not tables:
        raise skipped[0][1]
    if skipped:
        told = ", ".join(f"“{name[:60]}”" for name, _ in skipped[:5])
        sentence = f"{len(skipped)} files of the archive are empty or no tables and were left out: {told}."
        tables[0] = replace(
            tables[0], findings=(*tables[0].findings, Finding("MEMBER_SKIPPED", sentence, (), len(skipped)))
        )
    return tables


def _unpack(path: Path, name: str, target: Path) -> Path:
    """One member on disk; its name is not used. Refused where it is damaged or an archive itself."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, KeyError) as error:
        raise Refused(
            "CORRUPT_FILE", f"The archive is damaged at {name[:80]}. Pack it anew and import it again."
        ) from error
    with target.open("rb") as source:
        is_archive = source.read(4) == _ZIP
    if is_archive and "[Content_Types].xml" not in check_archive(target):
        raise Refused("CORRUPT_FILE", f"The archive holds another archive, {name[:80]}. Unpack it first.")
    return target
