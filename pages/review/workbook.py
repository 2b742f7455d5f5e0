"""A review as a workbook: every table and every chart's figures in typed cells, definitions at the end."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import xlsxwriter
from babel import numbers
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pages.review.document import Cell, Chart, Document, Kind, Table

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME, _LONGEST_TEXT = 31, 32_767
_MOST_ROWS = 1_048_575
_WIDTHS: dict[str, int] = {"text": 34, "date": 12, "money": 16}


def as_xlsx(document: Document) -> bytes:
    """The review as an Excel file; the same document gives the same bytes. Text stays text, whatever it looks like."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{document.title} {document.period}",
                "created": datetime.combine(document.as_of, datetime.min.time()),
            }
        )
        formats = _formats(book, document)
        names = _names(
            [
                f"{document.title} {document.period}",
                *(item.title for section in document.sections for item in (*section.tables, *section.charts)),
                document.labels["definitions"],
            ]
        )
        _summary(book.add_worksheet(next(names)), document, formats)
        for section in document.sections:
            for table in section.tables:
                _table(book.add_worksheet(next(names)), table, formats)
            for chart in section.charts:
                _chart(book.add_worksheet(next(names)), chart, formats)
        _definitions(book.add_worksheet(next(names)), document, formats)
    return target.getvalue()


def _formats(book: xlsxwriter.Workbook, document: Document) -> dict[str, Format]:
    """Cell formats by kind, and those of headings and long texts."""
    symbol = numbers.get_currency_symbol(document.currency, locale=document.locale).replace('"', "")
    patterns = {
        "money": f'"{symbol}"#,##0.00;-"{symbol}"#,##0.00',
        "share": "0.0%",
        "number": "#,##0",
        "days": "#,##0.0",
        "multiple": '0.0"×"',
        "date": "yyyy-mm-dd",
        "text": "@",
    }
    found = {kind: book.add_format({"num_format": pattern, "valign": "top"}) for kind, pattern in patterns.items()}
    found["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    found["title"] = book.add_format({"bold": True, "font_size": 16})
    found["long"] = book.add_format({"text_wrap": True, "valign": "top"})
    found["bold"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    return found


def _summary(sheet: Worksheet, document: Document, formats: dict[str, Format]) -> None:
    """Title, what it rests on, and section by section the finding, its lines and its figures."""
    labels = document.labels
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 3, 60)
    sheet.write_string(0, 0, f"{document.title} {document.period}", formats["title"])
    sheet.write_string(1, 0, labels["as_of"].format(day=document.write(document.as_of.isoformat(), "date")))
    sheet.write_string(2, 0, labels["release"].format(number=document.release))
    sheet.write_string(3, 0, _short(document.filters))
    sheet.freeze_panes(4, 0)
    row = 5
    for section in document.sections:
        sheet.write_string(row, 0, _short(section.title), formats["bold"])
        sheet.write_string(row, 1, _short(section.headline), formats["bold"])
        row += 1
        told = [labels["computed"].format(text=section.computed)] if section.computed else []
        for line in (*told, *section.lines):
            sheet.write_string(row, 1, _short(line), formats["long"])
            row += 1
        for card in section.cards:
            sheet.write_string(row, 1, _short(card.label), formats["long"])
            _write(sheet, row, 2, card.value, card.kind, formats)
            sheet.write_string(row, 3, _short(card.note), formats["long"])
            row += 1
        row += 1


def _table(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    kinds: list[Kind] = [column.kind for column in table.columns]
    _sheet(sheet, [column.label for column in table.columns], kinds, table.rows, formats)


def _chart(sheet: Worksheet, chart: Chart, formats: dict[str, Format]) -> None:
    """What the chart shows: a row for each category, a column for each series, and the range where there is one."""
    ranges = [values for values in (chart.low, chart.high) if values]
    heads = ["", *(series.name for series in chart.series), *("80 % −", "80 % +")[: len(ranges)]]
    columns = [series.values for series in chart.series] + ranges
    rows = [(name, *(values[place] for values in columns)) for place, name in enumerate(chart.categories)]
    _sheet(sheet, heads, ["text", *([chart.kind] * len(columns))], rows, formats)


def _sheet(
    sheet: Worksheet, heads: list[str], kinds: list[Kind], rows: Iterable[tuple[Cell, ...]], formats: dict[str, Format]
) -> None:
    """Rows under frozen headings that can be filtered."""
    sheet.freeze_panes(1, 0)
    for place, (head, kind) in enumerate(zip(heads, kinds, strict=True)):
        sheet.write_string(0, place, _short(head), formats["head"])
        sheet.set_column(place, place, _WIDTHS.get(kind, 13))
    last = 0
    for last, row in enumerate(list(rows)[:_MOST_ROWS], start=1):
        for place, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _write(sheet, last, place, value, kind, formats)
    if heads:
        sheet.autofilter(0, 0, last, len(heads) - 1)


def _definitions(sheet: Worksheet, document: Document, formats: dict[str, Format]) -> None:
    labels = document.labels
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 110)
    for place, name in enumerate(("measure", "meaning")):
        sheet.write_string(0, place, labels[name], formats["head"])
    notes = dict.fromkeys(note for section in document.sections for note in section.notes)
    rows = [(item.label, item.meaning) for item in document.definitions] + [("", note) for note in notes]
    for row, (label, meaning) in enumerate(rows, start=1):
        sheet.write_string(row, 0, _short(label), formats["bold"])
        sheet.write_string(row, 1, _short(meaning), formats["long"])


def _write(sheet: Worksheet, row: int, place: int, value: Cell, kind: Kind, formats: dict[str, Format]) -> None:
    if value is None:
        return
    if kind == "date":
        sheet.write_datetime(
            row, place, datetime.combine(date.fromisoformat(str(value)), datetime.min.time()), formats["date"]
        )
    elif isinstance(value, str):
        sheet.write_string(row, place, _short(value), formats["text"])
    else:
        sheet.write_number(row, place, value, formats[kind])


def _names(titles: Iterable[str]) -> Iterator[str]:
    """Sheet names that Excel takes: without its signs, not too long, each once whatever the case."""
    used: set[str] = set()
    for title in titles:
        base = " ".join(_FORBIDDEN.sub(" ", title).split()) or "-"
        name, number = base[:_LONGEST_NAME].strip(), 1
        while name.casefold() in used or name.casefold() == "history":  # Excel keeps that name for itself
            number += 1
            ending = f" {number}"
            name = base[: _LONGEST_NAME - len(ending)].strip() + ending
        used.add(name.casefold())
        yield name


def _short(text: str) -> str:
    return text[:_LONGEST_TEXT]
