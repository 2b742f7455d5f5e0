"""Bytes of a text file to UTF-8: which encoding, and what stood in the way."""

import codecs
from pathlib import Path

import chardet

from data.errors import Refused
from data.intake.findings import Finding

_BLOCK = 1 << 22
_SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JAPANESE = {"shift_jis", "shift-jis", "sjis", "shift_jis_2004", "cp932", "windows-31j", "shift_jisx0213"}
_MOJIBAKE = ("Ã¼", "Ã¶", "Ã¤", "Ã©", "Ã¨", "ÃŸ", "â€™", "â€œ", "Ã³", "Ã±", "ã‚", "Ã¡")


def to_utf8(path: Path, scratch: Path) -> tuple[Path, bool, list[Finding]]:
    """A UTF-8 copy of a text file without BOM (the file itself where it is that already).

    Returns the path, whether it is plain ASCII, and findings. Refused for NUL
    bytes and for bytes that no usual encoding explains.
    """
    with path.open("rb") as source:
        head = source.read(_SAMPLE)
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _utf16_without_bom(head)
    guessed = encoding in ("utf-16-le", "utf-16-be")
    if encoding is None:
        if _has_nul(path):
            raise Refused("NUL_BYTES", "The file has NUL bytes in it: it is damaged, or not a text file. Export it again.")
        sound, ascii_only = _is_utf8(path)
        if sound:
            return path, ascii_only, [] if ascii_only else _mojibake(path)
        encoding, guessed = _guess(path, head), True
    target = scratch / "decoded.csv"
    try:
        with path.open("r", encoding=encoding, newline="") as source, target.open("w", encoding="utf-8", newline="") as sink:
            while block := source.read(_BLOCK):
                sink.write(block)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise Refused("BAD_ENCODING", f"The file's characters cannot be read as {encoding}. Save it as UTF-8 and import it again.") from error
    findings = [Finding("ENCODING_GUESSED", f"The file does not say how its characters are written; it was read as {encoding}.")]
    return target, False, (findings if guessed else []) + _mojibake(target)


def _utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 where every second byte of the beginning is NUL."""
    sample = head[:2000]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    odd, even = sample[1::2].count(0) / len(sample[1::2]), sample[::2].count(0) / len(sample[::2])
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _has_nul(path: Path) -> bool:
    with path.open("rb") as source:
        return any(b"\0" in block for block in iter(lambda: source.read(_BLOCK), b""))


def _is_utf8(path: Path) -> tuple[bool, bool]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only = True
    with path.open("rb") as source:
        try:
            while block := source.read(_BLOCK):
                if block.isascii() and not decoder.getstate()[0]:
                    continue
                ascii_only = False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False, False
    return True, ascii_only


def _guess(path: Path, head: bytes) -> str:
    sample = _odd_lines(path, head)
    if _decodes(sample, "cp932") and _looks_japanese(sample):
        return "cp932"
    found = (chardet.detect(sample).get("encoding") or "cp1252").lower()
    if found in _JAPANESE:
        return "cp932"
    if found in ("ascii", "iso-8859-1", "latin-1", "windows-1252", "utf-8", "macroman", "mac-roman"):
        return "cp1252" if _decodes(sample, "cp1252") else "latin-1"
    try:
        codecs.lookup(found)
    except LookupError:
        return "cp1252"
    return found


def _odd_lines(path: Path, head: bytes) -> bytes:
    """Lines with bytes beyond ASCII: the rest tells nothing about the encoding."""
    lines, size = [], 0
    with path.open("rb") as source:
        for line in source:
            if not line.isascii():
                lines.append(line)
                size += len(line)
                if size > _SAMPLE:
                    break
    return b"".join(lines) or head


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_japanese(sample: bytes) -> bool:
    text = sample.decode("cp932")
    odd = [character for character in text if ord(character) > 127]
    kana = sum("\u3040" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff" for character in odd)
    return bool(odd) and kana / len(odd) > 0.6


def _mojibake(path: Path) -> list[Finding]:
    with path.open("r", encoding="utf-8", newline="") as source:
        sample = source.read(_SAMPLE)
    if not any(mark in sample for mark in _MOJIBAKE):
        return []
    return [Finding("MOJIBAKE_SUSPECTED", "Some letters look broken (such as Ã¼ for ü): the file was saved in two encodings. Export it again if you can.")]
