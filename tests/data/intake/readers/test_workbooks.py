"""Workbooks: what stands in a cell comes out as text, and nothing dangerous is unpacked."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from data.errors import Refused

HEADER = ["Opportunity ID", "Opportunity Name", "Amount", "Close Date"]
DATA = [
    ["A1", "Renewal", 1000.5, "2026-01-05"],
    ["A2", "Upsell", 2000, "2026-02-06"],
    ["A3", "New", 3000.25, "2026-03-07"],
]


def workbook(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    """The bytes of a workbook that `fill` wrote."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, **options})
    fill(book)
    book.close()
    return sink.getvalue()


def put(book: xlsxwriter.Workbook, name: str, rows: list[list], top: int = 0) -> xlsxwriter.workbook.Worksheet:
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(top + number, 0, row)
    return sheet


def plain(rows: list[list]) -> bytes:
    return workbook(lambda book: put(book, "Deals", rows))


def patched(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return sink.getvalue()


def test_cells_as_text(stage):
    def fill(book):
        sheet = book.add_worksheet("Deals")
        day, moment = (
            book.add_format({"num_format": "dd/mm/yyyy"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        sheet.write_row(0, 0, ["id", "whole", "cents", "noise", "day", "moment", "flag", "text"])
        sheet.write_row(1, 0, ["A1", 12, 1234.56, 0.1 + 0.2])
        sheet.write_datetime(1, 4, dt.datetime.fromisoformat("2026-01-05"), day)
        sheet.write_datetime(1, 5, dt.datetime.fromisoformat("2026-01-05T23:59:59"), moment)
        sheet.write_boolean(1, 6, True)
        sheet.write_string(1, 7, "00123")
        sheet.write_row(2, 0, [123456789012345, -0.07, 1e-7, 1e15, "", "", False, "#N/A"])

    found = stage(workbook(fill), "deals.xlsx")
    assert found.cells == [
        ["A1", "12", "1234.56", "0.3", "2026-01-05", "2026-01-05 23:59:59", "true", "00123"],
        ["123456789012345", "-0.07", "0.0000001", "1000000000000000", "", "", "false", "#N/A"],
    ]
    assert found.table.kind == "xlsx"


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_of_both_calendars(stage, since_1904):
    def fill(book):
        sheet = put(book, "Deals", [["id", "name", "day"], ["A1", "Renewal"]])
        sheet.write_datetime(
            1, 2, dt.datetime.fromisoformat("2026-02-28"), book.add_format({"num_format": "yyyy-mm-dd"})
        )

    content = workbook(fill, date_1904=since_1904)
    assert stage(content, "deals.xlsx").cells == [["A1", "Renewal", "2026-02-28"]]


def test_seconds_are_rounded_not_cut(stage):
    def fill(book):
        sheet = put(book, "Deals", [["id", "name", "moment"], ["A1", "x"]])
        sheet.write_number(
            1, 2, 46027 + (12 * 3600 + 30 * 60 - 1e-4) / 86400, book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        )

    assert stage(workbook(fill), "deals.xlsx").cells[0][2] == "2026-01-05 12:30:00"


def test_a_formula_shows_its_value_and_one_without_is_empty(stage):
    def fill(book):
        sheet = put(book, "Deals", [HEADER, *DATA])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(2, 2, "=1+1", None, "")

    content = patched(
        workbook(fill), "xl/worksheets/sheet1.xml", lambda xml: re.sub(rb"(<f>1\+1</f>)<v></v>", rb"\1", xml)
    )
    assert [row[2] for row in stage(content, "deals.xlsx").cells] == ["2", "", "3000.25"]


def test_row_numbers_are_those_of_the_sheet(stage):
    content = workbook(lambda book: put(book, "Deals", [["Pipeline"], [], HEADER, *DATA], top=2))
    found = stage(content, "deals.xlsx")
    assert found.numbers == [6, 7, 8]
    assert "HEADER_NOT_FIRST" in found.codes


def test_a_table_that_does_not_begin_in_the_first_column(stage):
    def fill(book):
        sheet = book.add_worksheet("Deals")
        for number, row in enumerate([HEADER, *DATA]):
            sheet.write_row(3 + number, 2, row)

    found = stage(workbook(fill), "deals.xlsx")
    assert [name for name in found.table.header if name] == HEADER
    assert next([cell for cell in row if cell] for row in found.cells) == ["A1", "Renewal", "1000.5", "2026-01-05"]


def test_a_total_under_the_rows_is_set_aside(stage):
    found = stage(plain([HEADER, *DATA, ["Grand Total", None, 6000.75]]), "deals.xlsx")
    assert found.rejects == [(5, "TOTAL_ROW_REMOVED")]


def test_formatting_far_below_the_rows_is_no_row(stage):
    def fill(book):
        sheet, bold = put(book, "Deals", [HEADER, *DATA]), book.add_format({"bold": True})
        for row in range(4, 5000):
            sheet.write_blank(row, 0, None, bold)

    found = stage(workbook(fill), "deals.xlsx")
    assert (found.table.rows_read, found.codes) == (3, set())


def test_the_sheet_with_the_data_is_read_and_said(stage):
    def fill(book):
        put(book, "Cover", [["Pipeline report"], ["Made by", "Ana"]])
        put(book, "Data", [HEADER, *DATA])

    found = stage(workbook(fill), "deals.xlsx")
    assert (found.table.member, found.codes) == ("Data", {"SHEET_CHOSEN"})


def test_a_hidden_sheet_is_not_read_beside_a_visible_one(stage):
    def fill(book):
        put(book, "Old", [HEADER, ["Z9", "Stale", 1, "2020-01-01"]]).hide()
        put(book, "New", [HEADER, *DATA]).activate()

    found = stage(workbook(fill), "deals.xlsx")
    assert (found.table.member, found.table.rows_read, found.codes) == ("New", 3, {"SHEET_CHOSEN"})


def test_every_visible_table_is_read(stage_all):
    def fill(book):
        put(book, "Q1", [HEADER, *DATA])
        put(book, "Q2", [HEADER, *DATA[:1]])

    found = stage_all(workbook(fill), "deals.xlsx")
    assert [(item.table.member, item.table.rows_read) for item in found] == [("Q1", 3), ("Q2", 1)]
    assert found[0].table.relation != found[1].table.relation


def test_the_sheet_that_was_asked_for(stage):
    def fill(book):
        put(book, "Q1", [HEADER, *DATA])
        put(book, "Q2", [HEADER, *DATA[:1]])

    content = workbook(fill)
    assert stage(content, "deals.xlsx", sheet="Q2").table.rows_read == 1
    with pytest.raises(Refused, match="Q1") as refusal:
        stage(content, "deals.xlsx", sheet="Q3")
    assert refusal.value.code == "NO_SUCH_SHEET"


def test_a_narrow_table_is_found_behind_a_cover(stage):
    def fill(book):
        put(book, "Cover", [["Quotas of the year"]])
        put(book, "Quotas", [["Rep", "Quota"], ["Ann", 100], ["Bo", 200]])

    assert stage(workbook(fill), "quotas.xlsx").table.member == "Quotas"


def test_a_workbook_without_a_cell_is_empty(stage):
    with pytest.raises(Refused) as refusal:
        stage(plain([]), "deals.xlsx")
    assert refusal.value.code == "EMPTY_FILE"


def test_a_name_that_hides_the_workbook(stage):
    assert stage(plain([HEADER, *DATA]), "deals.csv").codes == {"EXTENSION_MISMATCH"}


def test_macros_are_left_alone(stage):
    sink = io.BytesIO(plain([HEADER, *DATA]))
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert stage(sink.getvalue(), "deals.xlsm").codes == {"MACROS_IGNORED"}


ENTITY = b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
FILE_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declaration", [ENTITY, FILE_ENTITY, b"<!--" + b" " * 10_000 + b"-->" + ENTITY])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused_wherever_they_are_declared(stage, declaration, part):
    content = patched(plain([HEADER, *DATA]), part, lambda xml: xml.replace(b"?>", b"?>" + declaration, 1))
    with pytest.raises(Refused) as refusal:
        stage(content, "deals.xlsx")
    assert refusal.value.code == "CORRUPT_FILE"


def test_entities_hidden_in_another_encoding_are_refused(stage):
    hidden = '<?xml version="1.0" encoding="utf-16"?>' + ENTITY.decode() + "<worksheet/>"
    content = patched(plain([HEADER, *DATA]), "xl/worksheets/sheet1.xml", lambda _: hidden.encode("utf-16"))
    with pytest.raises(Refused) as refusal:
        stage(content, "deals.xlsx")
    assert refusal.value.code == "CORRUPT_FILE"


def test_a_part_that_unpacks_beyond_measure_is_refused(stage):
    bomb = b"<x>" + b"A" * (300 << 20)
    content = patched(plain([HEADER, *DATA]), "xl/sharedStrings.xml", lambda _: bomb)
    assert len(content) < 1 << 20
    with pytest.raises(Refused) as refusal:
        stage(content, "deals.xlsx")
    assert refusal.value.code == "TOO_LARGE_UNPACKED"


def test_a_part_that_lies_about_its_size_is_refused(stage):
    content = patched(plain([HEADER, *DATA]), "xl/sharedStrings.xml", lambda _: b"<x>" + b"A" * (300 << 20))
    true_size = (3 + (300 << 20)).to_bytes(4, "little")
    with pytest.raises(Refused) as refusal:
        stage(content.replace(true_size, (1000).to_bytes(4, "little")), "deals.xlsx")
    assert refusal.value.code in ("TOO_LARGE_UNPACKED", "CORRUPT_FILE")


def test_two_cells_that_span_a_sheet_are_refused_before_they_are_laid_out(stage):
    def fill(book):
        put(book, "Deals", [HEADER, *DATA]).write(1_048_575, 16_383, "x")

    with pytest.raises(Refused) as refusal:
        stage(workbook(fill), "deals.xlsx")
    assert refusal.value.code == "TOO_LARGE_UNPACKED"


@pytest.mark.parametrize("cut", [100, 1000, -30])
def test_a_workbook_cut_short_is_refused(stage, cut):
    with pytest.raises(Refused) as refusal:
        stage(plain([HEADER, *DATA])[:cut], "deals.xlsx")
    assert refusal.value.code == "CORRUPT_FILE"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"\0" * 200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20]
)
def test_only_the_first_bytes_of_a_workbook(stage, content):
    with pytest.raises(Refused) as refusal:
        stage(content, "deals.xls")
    assert refusal.value.code == "CORRUPT_FILE"


def test_another_office_document_is_refused(stage):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refused) as refusal:
        stage(sink.getvalue(), "deals.xlsx")
    assert refusal.value.code == "CORRUPT_FILE"
