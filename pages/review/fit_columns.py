"""How wide the columns of a table are, on a slide or on paper."""

from collections.abc import Sequence

from pages.review import fit

_LEAST, _WORD, _MOST = 60, 120, 600  # points of a column of texts; and of a word in it that is not broken
_BOLD = 1.08  # how much wider headings are


def widths(
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    is_text: Sequence[bool],
    size: float,
    wide: float,
    *,
    side: float,
    grown: float,
) -> list[float]:
    """Columns as wide as what they hold, those of texts no wider than is left for them; more than `wide` where not even
    figures and words have room.

    side: points on each side of a cell's text. grown: how much wider than they must be columns may get to fill `wide`.
    """
    columns: Sequence[Sequence[str]] = list(zip(*cells, strict=True)) if cells else [()] * len(heads)
    asked = []
    for head, column, wordy in zip(heads, columns, is_text, strict=True):
        longest = max((fit.width(text, size) for text in column), default=0.0)
        word = max((fit.width(text, size) for text in head.split()), default=0.0) * _BOLD
        whole = fit.width(head, size) * _BOLD / (1 if wordy else 2)  # headings of figures may run over two lines
        need = max(longest, word, whole) + 2 * side + 1
        asked.append(min(need, _MOST) if wordy else need)
    texts = sum(each for each, wordy in zip(asked, is_text, strict=True) if wordy)
    free = wide - (sum(asked) - texts)
    if texts <= free:
        factor = min(grown, wide / sum(asked)) if asked else 1.0
        return [each * factor for each in asked]
    least = [
        min(each, max(_LEAST, min(_word(column, size) + 2 * side + 1, _WORD)))
        for each, column in zip(asked, columns, strict=True)
    ]
    floor = sum(each for each, wordy in zip(least, is_text, strict=True) if wordy)
    part = max(free - floor, 0.0) / (texts - floor) if texts > floor else 0.0
    return [
        low + (each - low) * part if wordy else each for each, low, wordy in zip(asked, least, is_text, strict=True)
    ]


def _word(texts: Sequence[str], size: float) -> float:
    """The width of the longest word, which is not to be broken."""
    return max((fit.width(word, size) for text in texts for word in text.split()), default=0.0)
