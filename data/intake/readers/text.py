"""Bytes of a text file to UTF-8: which encoding, and what stood in the way."""

import codecs
import re
from pathlib import Path

import chardet

from data.errors import Refused
from data.intake.findings import Finding
from data.sentence import Sentence

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
# A few broken letters in a text that is otherwise sound are damage, not another encoding.
_MOST_BROKEN = 0.1
_USUAL = ("windows-", "cp125", "iso-8859-", "koi8-", "gb", "big5", "euc-", "cp949", "tis-620", "utf-16", "utf-32")
_WESTERN = {"iso-8859-1", "windows-1252", "cp1252"}
_FALLBACKS = ["cp1252", "windows-1250", "latin-1"]
# Read as Western European, other scripts become rows of accented letters, and other accents signs inside words.
_LETTER = r"[^\W\d_]"
_FOREIGN = re.compile(
    r"[\u00c0-\u024f]{3,}"
    rf"|(?<={_LETTER})[¡-¦¬¯±-³¸¹¼-¿×÷ðþÐÞ](?={_LETTER})"
    rf"|[£¤¥¦¬¯¸](?={_LETTER})"
)
_ODD_WORD = re.compile(r"\w*[^\x00-\x7f]+\w*")
_ODD_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# What letters encoded twice decode to: European letters, punctuation and signs, kana, Chinese characters.
_LIKELY = re.compile(r"[\u00a0-\u017f\u2010-\u203a\u20ac\u2122\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]+")
_PAGE_CHARSET = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def to_utf8(path: Path, scratch: Path, said: str | None = None) -> tuple[Path, list[Finding]]:
    """A UTF-8 copy of a text file without BOM (the file itself where it is that already).

    said: the encoding that the analyst names. Returns the path and findings.
    Refused for NUL bytes and for bytes that no usual encoding explains, or not the one that was named.
    """
    with path.open("rb") as source:
        head = source.read(_SAMPLE)
    if said is not None:
        return _decoded(path, scratch, _known(said), "strict"), []
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _utf16_without_bom(head)
    guessed = encoding in ("utf-16-le", "utf-16-be")
    errors = "replace"
    if encoding is None:
        sound, ascii_only = _is_utf8(path)
        if sound:
            return path, [] if ascii_only else _mojibake(path)
        encoding = _page_encoding(head)
        guessed = encoding is None
        encoding = encoding or _guess(path, head)
    target = _decoded(path, scratch, encoding, errors)
    findings = [
        Finding(
            "ENCODING_GUESSED",
            Sentence(
                "The file does not say how its characters are written; it was read as {encoding}.", encoding=encoding
            ),
        )
    ]
    return target, (findings if guessed else []) + _mojibake(target)


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except LookupError as error:
        raise Refused(
            "BAD_ENCODING",
            Sentence("There is no encoding “{name}”. Usual ones: utf-8, cp1252, cp932, utf-16.", name=name[:40]),
        ) from error
    if not found._is_text_encoding:
        raise Refused(
            "BAD_ENCODING",
            Sentence("“{name}” is no encoding of text. Usual ones: utf-8, cp1252, cp932, utf-16.", name=name[:40]),
        )
    return "utf-8-sig" if found.name == "utf-8" else found.name


def _decoded(path: Path, scratch: Path, encoding: str, errors: str) -> Path:
    target, odd, broken, nul = scratch / "decoded.csv", 0, 0, False
    try:
        with (
            path.open("r", encoding=encoding, errors=errors, newline="") as source,
            target.open("w", encoding="utf-8", errors="replace", newline="") as sink,
        ):
            while block := source.read(_BLOCK):
                if not block.isascii():
                    odd += len(block) - len(block.encode("ascii", "ignore"))
                    broken += block.count("\ufffd")
                nul = nul or "\0" in block
                sink.write(block)
    except UnicodeError as error:
        raise _unreadable(encoding) from error
    if broken > max(1, odd * _MOST_BROKEN):
        raise _unreadable(encoding)
    if nul:
        raise _damaged()
    return target


def _unreadable(encoding: str) -> Refused:
    return Refused(
        "BAD_ENCODING",
        Sentence(
            "The file's characters cannot be read as {encoding}. Save it as UTF-8 and import it again.",
            encoding=encoding,
        ),
    )


def _page_encoding(head: bytes) -> str | None:
    """The encoding that a web page declares, where there is such a one."""
    found = _PAGE_CHARSET.search(head[:4096])
    try:
        known = codecs.lookup(found[1].decode("ascii")) if found else None
    except LookupError:
        return None
    return known.name if known and known._is_text_encoding and known.name != "utf-8" else None


def _utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 where every second byte of the beginning is NUL."""
    sample = head[:2000]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    odd, even = sample[1::2].count(0) / len(sample[1::2]), sample[::2].count(0) / len(sample[::2])
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _is_utf8(path: Path) -> tuple[bool, bool]:
    """Whether a file is sound UTF-8, and whether it is plain ASCII; Refused for NUL bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only = True
    with path.open("rb") as source:
        try:
            while block := source.read(_BLOCK):
                if b"\0" in block:
                    raise _damaged()
                if block.isascii() and not decoder.getstate()[0]:
                    continue
                ascii_only = False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False, False
    return True, ascii_only


def _damaged() -> Refused:
    return Refused(
        "NUL_BYTES", Sentence("The file has NUL bytes in it: it is damaged, or not a text file. Export it again.")
    )


def _guess(path: Path, head: bytes) -> str:
    sample = _odd_lines(path, head)
    if _broken_share(sample, "utf-8") <= _MOST_BROKEN:
        return "utf-8-sig"  # cut off inside a letter, or one bad byte: all the others are sound
    if _decodes(sample, "cp932") and _looks_japanese(sample):
        return "cp932"
    if _decodes(sample, "cp1252") and not _looks_foreign(sample.decode("cp1252")):
        return "cp1252"
    found = (chardet.detect(sample).get("encoding") or "").lower()
    if found in _JAPANESE:
        return "cp932"
    usual = found.startswith(_USUAL) and found not in _WESTERN
    return next(name for name in ([found] if usual else []) + _FALLBACKS if _decodes(sample, name))


def _looks_foreign(text: str) -> bool:
    """Whether text read as Western European cannot be: odd letters in rows, or signs inside words.

    On the few odd letters of a list of names, guesses from statistics are no
    better than chance, and Western European is by far the most usual.
    """
    return len(_FOREIGN.findall(text)) > 0.2 * len(_ODD_WORD.findall(text))


def _broken_share(sample: bytes, encoding: str) -> float:
    """Share of the letters beyond ASCII that cannot be read; one cut off at the end of the sample does not count."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    odd = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / odd if odd else 0.0


def _odd_lines(path: Path, head: bytes) -> bytes:
    """Lines with bytes beyond ASCII: the rest tells nothing about the encoding."""
    lines, size = [], 0
    with path.open("rb") as source:
        while line := source.readline(_SAMPLE):
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
    written = sum("\u3000" <= character <= "\u30ff" or "\u4e00" <= character <= "\u9fff" for character in odd)
    # Common letters begin with bytes that Western European hardly uses; "ção" would be a Chinese character otherwise.
    leads = sum(0x81 <= byte <= 0x9F for byte in sample)
    if leads < written / 2:
        written = 0
    # Half-width kana come in words; single ones are what European letters look like in this encoding.
    narrow = sum(len(run) for run in re.findall("[\uff66-\uff9f]{3,}", text))
    return bool(odd) and (written + narrow) / len(odd) > 0.6


def _mojibake(path: Path) -> list[Finding]:
    sample = _odd_lines(path, b"").decode("utf-8", errors="ignore")
    if "\ufffd" in sample:
        sentence = Sentence(
            "Some letters are lost (shown as �): the file was damaged or cut off. Export it again if you can."
        )
    elif any(_encoded_twice(run) for run in _ODD_RUN.findall(sample)):
        sentence = Sentence(
            "Some letters look broken (such as Ã¼ for ü): the file was saved in two encodings. "
            "Export it again if you can."
        )
    else:
        return []
    return [Finding("MOJIBAKE_SUSPECTED", sentence)]


def _encoded_twice(run: str) -> bool:
    """Whether characters are the bytes of UTF-8 letters, each read as a letter of a Western encoding."""
    try:
        raw = bytes(ord(character) if ord(character) < 256 else character.encode("cp1252")[0] for character in run)
    except UnicodeEncodeError:
        return False
    decoded = codecs.getincrementaldecoder("utf-8")()
    try:
        return bool(_LIKELY.fullmatch(decoded.decode(raw)))
    except UnicodeDecodeError:
        return False
