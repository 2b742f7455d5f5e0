"""A review on paper: a tagged PDF of the same findings, figures, charts and tables, set without a browser."""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

import typst

from pages.review import fit, fit_columns, paper_charts, paper_fonts
from pages.review.document import Document, Section, Table

Size = Literal["a4", "letter"]
_PAPERS = {"a4": ("a4", 481.0), "letter": ("us-letter", 498.0)}  # the typesetter's name, and points between margins
_SIZES, _SIDE = (8.5, 8, 7.5, 7, 6.5, 6), 4  # points of a table's text, and beside it
_WHOLE = 330  # points of a table that is not broken over pages
_SHEET = Path(__file__).with_name("paper.typ")
_ACCESSIBLE = "ua-1"  # the standard that asks for tags, a language, a title and texts for pictures


def as_pdf(document: Document, size: Size = "a4") -> bytes:
    """The review as a tagged PDF; the same document gives the same bytes.

    Refused("NO_FONT") where the machine has no font for the signs of the document.
    """
    data = json.dumps(_clean(_data(document, size)), ensure_ascii=False)
    families, fonts = paper_fonts.chosen(data)
    inputs = {"data": data, "families": json.dumps(families)}
    sheet = _SHEET.read_bytes()
    compiler = typst.Compiler(font_paths=fonts, sys_inputs=inputs)
    made_at = datetime.combine(document.as_of, time(), UTC)
    try:
        made = compiler.compile(sheet, format="pdf", timestamp=made_at, pdf_standards=_ACCESSIBLE)
    except typst.TypstError:  # a sign that no font here has: the standard forbids what is only a blemish
        made = compiler.compile(sheet, format="pdf", timestamp=made_at)
    return made if isinstance(made, bytes) else b"".join(made or [])


def _data(document: Document, size: Size) -> dict[str, object]:
    """All that is set, as finished texts and shares of lengths."""
    labels = document.labels
    day = labels["as_of"].format(day=document.write(document.as_of.isoformat(), "date"))
    language, _, region = document.locale.partition("_")
    stamp = f"{day} · {labels['release'].format(number=document.release)}"
    found = {
        "paper": _PAPERS[size][0],
        "language": language,
        "region": region[:2] or None,
        "title": f"{document.title} {document.period}",
        "stamp": stamp,
        "filters": document.filters,
        "basis": fit.short(f"{stamp} · {document.filters}", 8, 400),
        "labels": labels,
        "sections": [_section(section, document, _PAPERS[size][1]) for section in document.sections],
        "definitions": [[item.label, item.meaning] for item in document.definitions],
    }
    return found


def _section(section: Section, document: Document, wide: float) -> dict[str, object]:
    return {
        "title": section.title,
        "headline": section.headline,
        "computed": document.labels["computed"].format(text=section.computed) if section.computed else "",
        "lines": [line for line in section.lines if line.strip()],
        "cards": [
            {"label": card.label, "value": document.write(card.value, card.kind), "note": card.note}
            for card in section.cards
        ],
        "charts": [paper_charts.drawn(chart, document) for chart in section.charts],
        "tables": [_table(table, document, wide) for table in section.tables],
        "notes": list(section.notes),
    }


def _table(table: Table, document: Document, wide: float) -> dict[str, object]:
    """A table at the largest size that the width takes."""
    shown = table.rows[: table.shown]
    kinds = [column.kind for column in table.columns]
    left = len(table.rows) - len(shown)
    heads = [column.label for column in table.columns]
    rows = [[document.write(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in shown]
    is_text = [kind == "text" for kind in kinds]
    widths, size = [wide], _SIZES[0]
    for size in _SIZES:
        widths = fit_columns.widths(heads, rows, is_text, size, wide, side=_SIDE, grown=9)
        if sum(widths) <= wide + 0.5:
            break
    need = _height(rows, widths, size)
    return {
        "title": table.title,
        "size": size,
        "is_whole": need <= _WHOLE,
        "widths": [each * wide / max(sum(widths), wide) for each in widths],
        "columns": [
            {"label": head, "is_right": kind not in ("text", "date")} for head, kind in zip(heads, kinds, strict=True)
        ],
        "rows": rows,
        "more": document.labels["more"].format(n=document.write(left, "number")) if left else "",
    }


def _height(rows: list[list[str]], widths: list[float], size: float) -> float:
    """About how high rows are, in points."""
    free = [wide - 2 * _SIDE for wide in widths]
    lines = (max((fit.rows(text, size, wide) for text, wide in zip(row, free, strict=True)), default=1) for row in rows)
    return sum(count * size * fit.LEADING + 2 * _SIDE for count in lines)


def _clean(value: object) -> object:
    """The same without signs that cannot be printed."""
    match value:
        case str():
            return fit.clean(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {name: _clean(item) for name, item in value.items()}
        case _:
            return value
