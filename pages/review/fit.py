"""How much text fits where: an estimate, on the safe side, that needs no fonts of the machine."""

import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import pairwise

LEADING = 1.25  # height of a line in sizes of the font
# Widths of signs in sizes of the font, a little more than those of Arial.
_FULL, _BROAD, _CAPITAL, _DIGIT, _SLIM, _USUAL = 1.02, 0.9, 0.71, 0.57, 0.34, 0.56
_BROAD_SIGNS, _SLIM_SIGNS = frozenset("MWmw%@—…"), frozenset("iljtfrI .,:;'|!()[]{}-/\\·")
_SEAM = 0.25
_WIDER: ContextVar[float] = ContextVar("how much wider fonts are", default=1.0)
_COUNT = re.compile(r"\bn = \d\S*(?: \d\S*)*")  # read as one: n = 412, n = 527, 596
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def wider(factor: float) -> Generator[None]:
    """Reckon with a font so much wider: where a company's own is not known."""
    token = _WIDER.set(factor)
    try:
        yield
    finally:
        _WIDER.reset(token)


def clean(text: str) -> str:
    """Text without the signs that no XML may hold, whose counts no line break parts."""
    return _UNPRINTABLE.sub("", _COUNT.sub(lambda found: found[0].replace(" ", "\u00a0"), text))


def width(text: str, size: float) -> float:
    """About how wide a line is, in the unit of the font's size."""
    return size * _units(text) * _WIDER.get()


def rows(text: str, size: float, wide: float) -> int:
    """About how many lines a text runs over in a width: broken between words, and anywhere in Japanese."""
    return sum(_rows(line, size, wide) for line in text.split("\n"))


def height(text: str, size: float, wide: float) -> float:
    """About how high a text is that runs over lines of a width; all in the unit of the font's size."""
    return rows(text, size, wide) * size * LEADING


def short(text: str, size: float, wide: float) -> str:
    """The text on one line of a width, its end left out where it does not fit."""
    text = " ".join(clean(text).split())
    if width(text, size) <= wide:
        return text
    kept = _longest(len(text), lambda count: width(text[:count], size) <= wide - size)
    return text[:kept].rstrip() + "…"


def fitted(text: str, sizes: Iterable[float], wide: float, high: float) -> tuple[str, float]:
    """The text and the first of the sizes it fits a box at; at the last one its end is left out if it must be."""
    text, size = clean(text), 0.0
    for size in sizes:
        if height(text, size, wide) <= high:
            return text, size
    kept = _longest(len(text), lambda count: height(text[:count] + "…", size, wide) <= high)
    return text[:kept].rstrip() + "…", size


def pages(texts: Iterable[str], size: float, wide: float, high: float, *, gap: float = 0) -> Iterator[list[str]]:
    """Texts in the lots that fit boxes of a height, in their order; a text that fits none stands alone."""
    lot: list[str] = []
    used = 0.0
    for text in texts:
        need = height(text, size, wide) + gap
        if lot and used + need > high:
            yield lot
            lot, used = [], 0.0
        lot.append(text)
        used += need
    if lot:
        yield lot


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to one that fits, where all smaller ones do too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _rows(line: str, size: float, wide: float) -> int:
    """Lines of a text without breaks of its own."""
    wide = max(wide, size)
    count, used = 1, 0.0
    for piece in _pieces(line):
        need = width(piece, size)
        if used + need <= wide or piece == " ":
            used += need
            continue
        count += 1 if used else 0
        count += int(need // wide)  # a word that is longer than the line is broken itself
        used = need % wide
    return count


def _pieces(line: str) -> list[str]:
    """What a line is never broken within: words, blanks, and single full-width signs."""
    found: list[str] = []
    word = ""
    for sign in line:
        if sign == " " or _is_full(sign):
            found += [word] * bool(word) + [sign]
            word = ""
        else:
            word += sign
    return found + [word] * bool(word)


@lru_cache(maxsize=20_000)
def _units(text: str) -> float:
    """The width of a line in sizes of its font."""
    plain = sum(map(_width, text))
    if text.isascii():
        return plain
    full = [_is_full(sign) for sign in text]
    seams = sum(one != other for one, other in pairwise(full))  # where office programs put a gap between scripts
    return plain + _SEAM * seams


@lru_cache(maxsize=4096)
def _width(sign: str) -> float:
    if _is_full(sign):
        return _FULL
    if sign in _BROAD_SIGNS:
        return _BROAD
    if sign in _SLIM_SIGNS:
        return _SLIM
    return _DIGIT if sign.isdigit() else _CAPITAL if sign.isupper() else _USUAL


def _is_full(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
