"""Archives looked into before anything else opens them: real sizes, no entities, no cells far apart."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from data.errors import Refused
from data.sentence import Sentence

_MAX_UNPACKED = 1200 << 20
_MAX_RATIO = 100
_BOMB_BYTES = 50 << 20  # Below this a part may well grow a hundredfold: ten thousand equal rows do.
_MAX_CELLS = 16_000_000
_BLOCK = 1 << 20
_OVERLAP = 4096
_CORRUPT = Sentence(
    "The workbook is damaged or is no workbook. Open it in a spreadsheet program, save it anew, and import that."
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?:[^>]*?\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"'])?[^>]*?(/?)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr=[\"'](\d{1,7})[\"']")
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError)


def check_archive(path: Path) -> list[str]:
    """Names in a ZIP container; Refused where unpacking it would take too much, or it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _DAMAGE as error:
        raise Refused("CORRUPT_FILE", _CORRUPT) from error
    if any(member.flag_bits & 1 for member in members):
        raise Refused(
            "PASSWORD_PROTECTED",
            Sentence("The file is protected by a password. Save it without one and import it again."),
        )
    total = sum(member.file_size for member in members)
    bomb = any(
        member.file_size > _BOMB_BYTES and member.file_size > _MAX_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if total > _MAX_UNPACKED or bomb:
        raise Refused(
            "TOO_LARGE_UNPACKED",
            Sentence(
                "Unpacked, the file would hold {size} MB, more than can be read. Export less at a time, or as CSV.",
                size=total >> 20,
            ),
        )
    return [member.filename for member in members]


def check_workbook(path: Path) -> list[str]:
    """Names of a workbook's parts; Refused where one declares entities, lies about its size, or spreads cells far.

    No spreadsheet program declares entities. Cells are laid out in memory as a
    full rectangle, so that two of them in opposite corners would need all of it.
    """
    names = check_archive(path)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("CORRUPT_FILE", _CORRUPT)
    cells = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            try:
                cells += _check_part(path, member)
            except _DAMAGE as error:
                raise Refused("CORRUPT_FILE", _CORRUPT) from error
            if cells > _MAX_CELLS:
                raise Refused(
                    "TOO_LARGE_UNPACKED",
                    Sentence("The workbook's sheets have more than {most} cells. Export them as CSV.", most=_MAX_CELLS),
                )
    return names


def _check_part(path: Path, member: zipfile.ZipInfo) -> int:
    """How many cells a part spans, if it is a sheet."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    extent = _Extent() if is_xml and "/worksheets/" in member.filename else None
    kept = b""
    for block in _inflate(path, member):
        if not is_xml:
            continue
        # Spreadsheet programs write UTF-8; NUL bytes would hide a declaration from the search.
        if b"\0" in block or _DECLARATION.search(kept + block):
            raise Refused("CORRUPT_FILE", _CORRUPT)
        text = kept + block
        if extent:
            end = text.rfind(b">") + 1
            extent.add(text[:end])
            kept = text[end:]
        else:
            kept = text[-_OVERLAP:]
    if extent and extent.cells > _MAX_CELLS:
        raise Refused(
            "TOO_LARGE_UNPACKED",
            Sentence(
                "A sheet spans {rows} rows and {columns} columns, more than can be read. Delete stray "
                "cells far from the table, or export it as CSV.",
                rows=extent.rows,
                columns=extent.columns,
            ),
        )
    return extent.cells if extent else 0


def _inflate(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part as they really are; ValueError where there are more than it says."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(member.compress_type)
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
    with path.open("rb") as source:
        source.seek(member.header_offset)
        head = source.read(30)
        source.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
        packed, unpacked = member.compress_size, 0
        while packed > 0 and (raw := source.read(min(_BLOCK, packed))):
            packed -= len(raw)
            while raw:
                block = unpack.decompress(raw, _BLOCK) if unpack else raw
                raw = unpack.unconsumed_tail if unpack else b""
                unpacked += len(block)
                if unpacked > member.file_size:
                    raise ValueError(unpacked)
                yield block


class _Extent:
    """The rectangle that the filled cells of a sheet span."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._names: set[bytes] = set()

    def add(self, xml: bytes) -> None:
        found = _CELL.findall(xml)
        filled = [(name, row) for name, row, closed in found if not closed]
        self._names.update(name for name, _ in filled)
        rows = [int(row) for _, row in filled if row]
        if b"" in self._names:
            # Cells without an address stand beside each other, in the row that says where it is.
            rows += [int(row) for row in _ROW.findall(xml)]
            self.columns = max(self.columns, *(part.count(b"<c") for part in xml.split(b"<row")))
        self.rows = max([self.rows, *rows])
        self.columns = max([self.columns, *(_place(name) for name in self._names)])

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def _place(name: bytes) -> int:
    """Column letters to a number: A is 1, XFD 16 384."""
    place = 0
    for letter in name:
        place = place * 26 + letter - 64
    return place
