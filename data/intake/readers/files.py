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
from data.sentence import N_, Sentence

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
            Sentence(
                "The file has {size} MB; at most {most} MB can be read. Export less at a time.",
                size=size >> 20,
                most=_MAX_BYTES >> 20,
            ),
        )
    with path.open("rb") as source:
        head = source.read(4096)
    relation = f"raw_{_staged_so_far(connection)}"
    suffix = Path(name).suffix.lower()
    if head.startswith(_EMPTY_ZIP):
        raise Refused("EMPTY_FILE", Sentence("The archive holds no files. Pack the exports and import it again."))
    if head.startswith(_ZIP):
        members = check_archive(path)
        if "[Content_Types].xml" in members or suffix in (".xlsx", ".xlsm"):
            return read_workbook(
                connection,
                relation,
                path,
                "xlsx",
                options,
                _mismatch(
                    suffix,
                    (".xlsx", ".xlsm", ".xlsb"),
                    N_("The file's ending is {suffix}, but it is an Excel workbook; it was read as that."),
                ),
            )
        return _read_zip(connection, path, members, options, scratch)
    if head.startswith(_OLE):
        return read_workbook(
            connection,
            relation,
            path,
            "xls",
            options,
            _mismatch(
                suffix,
                (".xls",),
                N_("The file's ending is {suffix}, but it is an old Excel workbook; it was read as that."),
            ),
        )
    if head.startswith(_PDF) or head[:4] in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08\x00"):
        raise Refused(
            "NOT_A_TABLE",
            Sentence("The file is a PDF, a picture or an archive, not a table. Export the list as CSV or Excel."),
        )
    decoded, findings = to_utf8(path, scratch, options.encoding)
    with decoded.open("r", encoding="utf-8-sig", errors="ignore") as text:
        start = text.read(4096).lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<meta", "<head", "<?xml", "<!--")):
        findings = [
            *findings,
            *_mismatch(
                suffix,
                (".html", ".htm"),
                N_("The file's ending is {suffix}, but it is a web page with a table; it was read as that."),
            ),
        ]
        return [stage_records(connection, relation, read_markup(decoded), findings, "html", tell=options.tell)]
    findings = [
        *findings,
        *_mismatch(
            suffix,
            (".csv", ".tsv", ".txt", ".tab", ""),
            N_("The file's ending is {suffix}, but it is delimited text; it was read as that."),
        ),
    ]
    return [read_delimited(connection, relation, decoded, findings, options)]


def _staged_so_far(connection: duckdb.DuckDBPyConnection) -> int:
    connection.execute("create temp sequence if not exists staged_tables")
    return connection.execute("select nextval('staged_tables')").fetchall()[0][0]


def _mismatch(suffix: str, usual: tuple[str, ...], what: str) -> list[Finding]:
    if suffix in usual:
        return []
    return [Finding("EXTENSION_MISMATCH", Sentence(what, suffix=suffix[:20] or "–"))]


def _read_zip(
    connection: duckdb.DuckDBPyConnection, path: Path, members: list[str], options: ReadOptions, scratch: Path
) -> list[RawTable]:
    wanted = [
        name
        for name in members
        if not name.endswith("/") and not name.startswith("__MACOSX") and not Path(name).name.startswith(".")
    ]
    if not wanted:
        raise Refused("EMPTY_FILE", Sentence("The archive holds no files. Pack the exports and import it again."))
    if len(wanted) > _MAX_MEMBERS:
        raise Refused(
            "TOO_LARGE_UNPACKED",
            Sentence("The archive holds {n} files; at most {most} can be read.", n=len(wanted), most=_MAX_MEMBERS),
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
                raise Refused(
                    error.code, Sentence("{file}: {problem}", file=name[:80], problem=error.message)
                ) from error
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
        sentence = Sentence(
            "{n} files of the archive are empty or no tables and were left out: {files}.",
            n=len(skipped),
            files=[name for name, _ in skipped[:5]],
        )
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
            "CORRUPT_FILE",
            Sentence("The archive is damaged at {name}. Pack it anew and import it again.", name=name[:80]),
        ) from error
    with target.open("rb") as source:
        is_archive = source.read(4) == _ZIP
    if is_archive and "[Content_Types].xml" not in check_archive(target):
        raise Refused(
            "CORRUPT_FILE", Sentence("The archive holds another archive, {name}. Unpack it first.", name=name[:80])
        )
    return target
