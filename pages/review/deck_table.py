"""Tables of a review as native tables of slides, split where a slide ends, with their headings on each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from pages.review import fit, fit_columns
from pages.review.deck_text import Space, Style, paragraph_xml
from pages.review.document import Document, Table

_SIZES = (13, 12, 11, 10, 9, 8)
_SPLIT, _READABLE = 11, 10  # points: at which a table is split over slides, rather than written smaller still
_SIDE, _NARROW, _ABOVE = 7, 4, 3  # points beside the text of a cell, in a crowded table, and above it
_TOGETHER = 3  # rows at the end of a table that stay on a slide
_GROWN = 1.7  # how much wider than they must be columns may get
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the style without lines and grounds
_PALE = "<a:lumMod val='15000'/><a:lumOff val='85000'/>"


@dataclass(frozen=True, slots=True)
class Laid:
    """A table measured for a width. widths, heights: in points, of columns and of rows; the first is the heading's."""

    table: Table
    cells: list[list[str]]
    size: float
    widths: list[float]
    heights: list[float]
    has_head: bool

    def parts(self, first: float, others: float) -> list[range]:
        """The rows for each slide: as many as fit the height left on the first, and that of the others."""
        found, free, start, used = [], first, 1, self.heights[0]
        for row in range(1, len(self.heights)):
            if row > start and used + self.heights[row] > free:
                found.append(range(start, row))
                free, start, used = others, row, self.heights[0]
            used += self.heights[row]
        if start < len(self.heights):
            found.append(range(start, len(self.heights)))
        last = sum(len(part) for part in found[-2:])
        if len(found) > 1 and len(found[-1]) < _TOGETHER and last >= 2 * _TOGETHER:  # no row stands alone
            middle = found[-1].stop - _TOGETHER
            found[-2:] = [range(found[-2].start, middle), range(middle, found[-1].stop)]
        return found

    def least(self) -> float:
        """The height of the heading and the first rows: less of a table is none."""
        return sum(self.heights[:4])


def lay(
    table: Table,
    document: Document,
    space: Space,
    *,
    lines: int = 2,
    has_head: bool = True,
    sizes: Sequence[float] = _SIZES,
) -> Laid:
    """Measure a table at the largest size that fits a space; where none does, for being split.

    lines: of a text in a row; what is longer loses its end.
    """
    found = None
    kinds = [column.kind for column in table.columns]
    cells = [
        [_cell(document.write(value, kind)) for value, kind in zip(row, kinds, strict=True)]
        for row in table.rows[: table.shown]
    ]
    for size in sizes:
        laid = _laid(table, cells, space.wide, size, lines, has_head=has_head)
        if sum(laid.widths) > space.wide + 0.5:
            continue
        if sum(laid.heights) <= space.high:
            return laid
        if found is None or size >= _SPLIT:
            found = laid
        if size <= _READABLE:
            break
    if found is not None:
        return found
    narrow = _laid(table, cells, space.wide, sizes[-1], lines, has_head=has_head)
    return replace(narrow, widths=[each * space.wide / sum(narrow.widths) for each in narrow.widths])


def _laid(table: Table, cells: list[list[str]], wide: float, size: float, lines: int, *, has_head: bool) -> Laid:
    """A table measured at a size of its font. cells: its rows as they are written."""
    is_text = [column.kind == "text" for column in table.columns]
    heads = [fit.clean(column.label) for column in table.columns]
    widths = fit_columns.widths(heads, cells, is_text, size, wide, side=_side(size), grown=_GROWN)
    inner = [each - 2 * _side(size) for each in widths]
    high, high_head = (size * fit.LEADING * count + 0.1 for count in (lines, 3))
    kept = [[fit.fitted(text, (size,), free / 1.06, high_head)[0] for text, free in zip(heads, inner, strict=True)]]
    for row in cells:
        kept.append(
            [
                fit.fitted(text, (size,), free, high)[0] if wordy else fit.short(text, size, free + size / 2)
                for text, free, wordy in zip(row, inner, is_text, strict=True)
            ]
        )
    heights = [
        max((fit.height(text, size, free) for text, free in zip(row, inner, strict=True)), default=size) + 2 * _ABOVE
        for row in kept
    ]
    return Laid(table, kept, size, widths, heights if has_head else [0, *heights[1:]], has_head)


def add(slide: Slide, laid: Laid, part: Sequence[int], space: Space, document: Document) -> None:
    """Draw rows of a table under its heading."""
    chosen = [0, *part] if laid.has_head else list(part)
    at = Space(space.left, space.top, sum(laid.widths), sum(laid.heights[row] for row in chosen))
    frame = slide.shapes.add_table(1, 1, *at.emu)
    if not isinstance(frame, GraphicFrame):
        raise TypeError("A table is a graphic frame.")
    frame.name = fit.clean(laid.table.title)[:80] or "Table"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", fit.clean(laid.table.title))
    grid = "".join(f"<a:gridCol w='{Pt(wide)}'/>" for wide in laid.widths)
    rows = "".join(
        f"<a:tr h='{Pt(laid.heights[row])}'>"
        + "".join(_cell_xml(text, laid, row, column, document) for column, text in enumerate(laid.cells[row]))
        + "</a:tr>"
        for row in chosen
    )
    xml = (
        f"<a:tbl {nsdecls('a')}><a:tblPr firstRow='{int(laid.has_head)}'>"
        f"<a:tableStyleId>{_PLAIN}</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl>"
    )
    native = frame.table._tbl
    native.getparent().replace(native, parse_xml(xml))


def _cell_xml(text: str, laid: Laid, row: int, column: int, document: Document) -> str:
    is_head = laid.has_head and row == 0
    is_first = not laid.has_head and column == 0
    kind = laid.table.columns[column].kind
    side = Pt(_side(laid.size))
    style = Style(laid.size, is_bold=is_head or is_first, is_accent=is_first, is_right=kind not in ("text", "date"))
    colour, shade, wide = ("accent1", "", 1.25) if is_head else ("tx1", _PALE, 0.75)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraph_xml(text, style, document.locale)}</a:txBody>"
        f"<a:tcPr marL='{side}' marR='{side}' marT='{Pt(_ABOVE)}' marB='{Pt(_ABOVE)}' anchor='t'>"
        f"<a:lnB w='{Pt(wide)}'><a:solidFill><a:schemeClr val='{colour}'>{shade}</a:schemeClr></a:solidFill></a:lnB>"
        "</a:tcPr></a:tc>"
    )


def _side(size: float) -> float:
    return _SIDE if size >= _READABLE else _NARROW


def _cell(text: str) -> str:
    return " ".join(fit.clean(text).split())
