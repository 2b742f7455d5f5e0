"""Bad files of our own, in the spirit of the collection that analysts' uploads were gathered in, but other ones."""

import gzip
import io
import zipfile
from dataclasses import dataclass
from decimal import Decimal

import pytest
import xlsxwriter

from data.intake import Options, Upload, import_files
from data.warehouse import Store
from tests.data.files import NOW, rows, state

HEAD = ["Opportunity ID", "Opportunity Name", "Opportunity Owner", "Stage", "Amount", "Close Date", "Created Date"]
DEALS = [
    ["D1", "Harbour", "Ada", "Closed Won", "1200.50", "2026-03-31", "2026-01-13"],
    ["D2", "Lighthouse", "Bo", "Proposal", "800.25", "2026-10-30", "2026-02-20"],
    ["D3", "Pier, north", "Ada", "Closed Lost", "99.25", "2026-04-25", "2026-01-27"],
    ["D4", "Quay", "Bo", "Negotiation", "3000", "2026-11-15", "2026-05-14"],
]
SUM = Decimal("5100.00")  # 1200.50 + 800.25 + 99.25 + 3000


@dataclass(frozen=True)
class Case:
    """A file and how it must end. codes: findings, or the one of the refusal; kept: rows taken; set_aside: rows not."""

    name: str
    content: bytes
    codes: tuple[str, ...] = ()
    kept: int = 4
    set_aside: int = 0
    total: Decimal | None = SUM
    refused: bool = False


def text(
    lines: list[list[str]] = DEALS, head: list[str] = HEAD, *, delimiter: str = ",", end: str = "\n", top: str = ""
) -> str:
    """A delimited file; a cell that holds the delimiter is quoted."""

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if delimiter in value or '"' in value or "\n" in value else value

    return top + end.join(delimiter.join(map(cell, line)) for line in [head, *lines]) + end


def with_column(place: int, *values: str) -> list[list[str]]:
    """The deals with other cells in one column."""
    return [[*deal[:place], value, *deal[place + 1 :]] for deal, value in zip(DEALS, values, strict=True)]


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        for name, lines in sheets:
            sheet = made.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return target.getvalue()


def packed(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def page(lines: list[list[str]], cell: str = "td") -> str:
    made = "".join("<tr>" + "".join(f"<{cell}>{value}</{cell}>" for value in line) + "</tr>" for line in lines)
    return f"<html><body><p>Report</p><table>{made}</table></body></html>"


JAPANESE = [
    ["商談ID", "商談名", "所有者", "フェーズ", "金額（千円）", "完了予定日", "作成日"],
    ["J1", "表参道 更新", "佐藤", "受注", "１，２００", "令和8年3月31日", "令和8年1月13日"],
    ["J2", "ソフト十", "鈴木", "提案", "800", "R8.10.30", "R8.2.20"],
]
US = ["03/31/2026", "10/30/2026", "04/25/2026", "11/15/2026"]
CASES = [
    Case("utf16be.csv", text(delimiter=";", end="\r\n").encode("utf-16-be").join([b"\xfe\xff", b""])),
    Case("utf16be_no_bom.csv", text(delimiter="\t").encode("utf-16-be"), ("ENCODING_GUESSED",)),
    Case("pipes.csv", text(delimiter="|", end="\r\n").encode()),
    Case("old_mac.csv", text(end="\r").encode()),
    Case("hint.csv", text(delimiter="|", top="sep=|\r\n", end="\r\n").encode()),
    Case(
        "tausende.csv",
        text(with_column(4, "1.200,50 €", "800,25 €", "99,25 €", "3.000 €"), delimiter=";").encode("cp1252"),
        ("ENCODING_GUESSED",),
    ),
    Case(
        "千円.csv",
        text(JAPANESE[1:], JAPANESE[0]).encode("cp932"),
        ("ENCODING_GUESSED",),
        2,
        total=Decimal(2_000_000),  # (1200 + 800) × 1000
    ),
    Case(
        "億.csv", text(with_column(4, "1億5000万", "3千万", "250万円", "￥１０")).encode(), total=Decimal(182_500_010)
    ),
    Case(
        "titles.csv",
        text(top="Pipeline review\nAs of:,2026-11-20\nFilters:,My team\n\n").encode(),
        ("HEADER_NOT_FIRST",),
    ),
    Case(
        "footer.csv",
        (text() + '\n"Confidential - Do Not Distribute"\n"Copyright 2026 Harbour Inc."\n').encode(),
        ("FOOTER_REMOVED",),
    ),
    Case("合計.csv", text([*DEALS, ["合計", "", "", "", "5100", "", ""]]).encode(), ("TOTAL_ROW_REMOVED",), 4, 1),
    Case(
        "summe.csv",
        text([*DEALS[:2], ["Zwischensumme", "", "", "", "2000.75", "", ""], *DEALS[2:]]).encode(),
        ("TOTAL_ROW_REMOVED",),
        4,
        1,
    ),
    Case("pasted.csv", (text(DEALS[:2]) + "\ufeff" + text(DEALS[2:])).encode("utf-8-sig"), ("HEADER_REPEATED",), 4, 1),
    Case(
        "shouted.csv",
        (text(DEALS[:2]) + text(DEALS[2:]).replace("Stage", "STAGE")).encode(),
        ("HEADER_REPEATED",),
        4,
        1,
    ),
    Case(
        "twins.csv",
        text([[*deal, deal[4]] for deal in DEALS], [*HEAD, "amount*"]).encode(),
        ("DUPLICATE_HEADERS",),
        refused=True,
    ),
    Case(
        "two_habits.csv",
        text(with_column(4, "1.200,50", "1,800.25", "99", "3")).encode(),
        ("AMBIGUOUS_NUMBERS",),
        refused=True,
    ),
    Case(
        "two_orders.csv",
        text(with_column(5, "31/03/2026", "10/30/2026", "25/04/2026", "15/11/2026")).encode(),
        ("AMBIGUOUS_DATES",),
        refused=True,
    ),
    Case("american.csv", text([[*deal[:5], day, day] for deal, day in zip(DEALS, US, strict=True)]).encode()),
    Case("american_times.csv", text(with_column(6, *(f"{day} 11:59 PM" for day in US))).encode()),
    Case("serials.csv", text(with_column(5, "46112", "46325", "46137.5", "46341")).encode()),
    Case(
        "minus_behind.csv",
        text(with_column(4, "500-", "(250)", "−1.00", "751")).encode(),
        ("NEGATIVE_AMOUNT",),
        total=Decimal(0),
    ),
    Case("shares.csv", text([[*deal, "0.5"] for deal in DEALS], [*HEAD, "Probability"]).encode()),
    Case(
        "too_likely.csv",
        text(
            [[*deal, chance] for deal, chance in zip(DEALS, ("50", "110", "-5", "20"), strict=True)],
            [*HEAD, "Probability (%)"],
        ).encode(),
        ("BAD_PERCENT",),
    ),
    Case("blank_id.csv", text(with_column(0, "D1", "", "D3", "D4")).encode(), ("BLANK_ID",), 3, 1, Decimal("4299.75")),
    Case("again.csv", text([*DEALS, DEALS[0]]).encode(), ("DUPLICATE_ROWS",), 4, 1),
    Case("contradicts.csv", text([*DEALS, ["D1 ", *DEALS[1][1:]]]).encode(), ("CONFLICTING_IDS",), refused=True),
    Case("ragged.csv", (text() + "D5,short\n").encode(), ("RAGGED_ROW",), 4, 1),
    Case("quoted.csv", text(with_column(1, 'the "best"', "two\nlines", "a,b", "plain")).encode()),
    Case("unclosed.csv", text().replace("Lighthouse", '"Lighthouse').encode(), ("UNBALANCED_QUOTE",), refused=True),
    Case("only_header.csv", text([]).encode(), ("NO_ROWS",), refused=True),
    Case("lines.json", b'{"id": 1, "stage": "Won"}\n{"id": 2, "stage": "Lost"}\n', ("MISSING_COLUMNS",), refused=True),
    Case("wide.csv", (",".join(f"h{n}" for n in range(5000)) + "\n1\n").encode(), ("NOT_A_TABLE",), refused=True),
    Case("deals.csv.gz", gzip.compress(text().encode()), ("NOT_A_TABLE",), refused=True),
    Case("login.xlsx", b"<!doctype html><form><input name=password></form>", ("NOT_A_TABLE",), refused=True),
    Case("page.xls", page([HEAD, *DEALS]).encode("utf-16"), ("EXTENSION_MISMATCH",)),
    Case(
        "spanned.html",
        page([HEAD, *DEALS]).replace("<td>Harbour</td>", "<td colspan='1' rowspan='x'>Harbour</td>").encode(),
    ),
    Case(
        "spreadsheet2003.xls", b"<?xml version='1.0'?><Workbook><Worksheet/></Workbook>", ("NOT_A_TABLE",), refused=True
    ),
    Case(
        "titled.xlsx",
        book(("Report", [["Pipeline"], [], HEAD, *DEALS, ["Total", "", "", "", "5100"]])),
        ("HEADER_NOT_FIRST", "TOTAL_ROW_REMOVED"),
        4,
        1,
    ),
    Case("cover.xlsx", book(("Read me", [["Made by operations"]]), ("Deals", [HEAD, *DEALS])), ("SHEET_CHOSEN",)),
    Case("empty.xlsx", book(("Sheet1", [])), ("EMPTY_FILE",), refused=True),
    Case("cut.xlsx", book(("Deals", [HEAD, *DEALS]))[:-300], ("CORRUPT_FILE",), refused=True),
    Case("folder.zip", packed(exports__deals_csv=text().encode(), exports___hidden=b"junk")),
    Case("with_letter.zip", packed(letter_pdf=b"%PDF-1.7", deals_csv=text().encode()), ("MEMBER_SKIPPED",)),
    Case("nested.zip", packed(inner_zip=packed(deals_csv=text().encode())), ("CORRUPT_FILE",), refused=True),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_ends_as_it_must(case: Case, tmp_path) -> None:
    store = Store(tmp_path / "store")
    outcome = import_files(store, [Upload(case.name, case.content)], Options(), now=NOW)
    (report,) = outcome.imports
    codes = {finding.code for finding in report.findings} | ({report.code} if report.code else set())
    assert codes == set(case.codes), report.refused
    if case.refused:
        assert str(report.refused).endswith((".", "?"))
        assert store.current() is None
        return
    assert report.refused is None
    account = report.rows
    assert account.read == account.new + account.changed + account.unchanged + account.rejected
    assert (account.new, account.rejected) == (case.kept, case.set_aside)
    assert report.amount_total == case.total
    assert len(report.rejects) == case.set_aside
    assert {path.name for path in tmp_path.iterdir()} == {"store"}


def test_a_workbook_of_several_lists_is_taken_whole(tmp_path) -> None:
    accounts = [["Account Name", "Industry", "Employees"], ["Harbour", "Shipping", 12], ["Quay", "Shipping", 3]]
    content = book(("Accounts", accounts), ("Deals", [HEAD, *DEALS]))
    outcome = import_files(Store(tmp_path), [Upload("all.xlsx", content)], Options(), now=NOW)
    assert [(report.entity, report.rows.new) for report in outcome.imports] == [("accounts", 2), ("opportunities", 4)]


def test_rows_without_an_id_are_known_again(tmp_path) -> None:
    """Two deals alike in all that a key could be made of are two, and stay two."""
    plain = [deal[1:] for deal in DEALS]
    store = Store(tmp_path)
    for turn, lines in enumerate(([*plain, plain[0]], [plain[0], *plain])):
        outcome = import_files(store, [Upload("deals.csv", text(lines, HEAD[1:]).encode())], Options(), now=NOW)
        account = outcome.imports[0].rows
        assert (account.new, account.unchanged) == ((5, 0), (0, 5))[turn]
    before = state(store)
    cut = [[*plain[1][:3], "900", *plain[1][4:]]]
    account = import_files(store, [Upload("cut.csv", text(cut, HEAD[1:]).encode())], Options(), now=NOW).imports[0].rows
    assert (account.new, account.changed) == (0, 1)
    assert len(rows(store, "select * from opportunities")) == len(before["opportunities"]) == 5


def test_a_row_without_the_name_that_stands_for_its_id_is_set_aside(tmp_path) -> None:
    content = b"Account Name,Industry\nHarbour,Shipping\n,Fishing\nQuay,Trade\n"
    report = import_files(Store(tmp_path), [Upload("accounts.csv", content)], Options(), now=NOW).imports[0]
    assert (report.rows.new, [item.code for item in report.rejects]) == (2, ["BLANK_ID"])


@pytest.mark.parametrize("header", ["Quarter", "Start Date"])
def test_a_quota_for_the_end_of_time_counts_nowhere(tmp_path, header) -> None:
    content = f"Rep Name,{header},Quota\nAda,9999-12-31,5\nBo,2026-04-01,7\n".encode()
    report = import_files(Store(tmp_path), [Upload("quotas.csv", content)], Options(), now=NOW).imports[0]
    assert report.rows.new == 2
    assert rows(Store(tmp_path), "select amount from quotas where is_counted and starts_on is not null") == [(7,)]


@pytest.mark.parametrize("offset", ["+99:99", "-15:00", "+09:75"])
def test_an_offset_that_there_is_not_makes_no_moment(tmp_path, offset) -> None:
    head = "Lead ID,Company,Lead Owner,Status,Created Date"
    lines = f"{head}\nL1,A,Ada,New,2026-01-02T10:00:00+09:00\nL2,B,Bo,New,2026-01-02T10:00:00"
    report = import_files(Store(tmp_path), [Upload("leads.csv", f"{lines}{offset}\n".encode())], Options(), now=NOW)
    assert [(item.row_number, item.code) for item in report.imports[0].rejects] == [(3, "BAD_DATE")]


def test_refused_rows_come_back_mended(tmp_path) -> None:
    """As the page writes them: the file's own columns, then why; what may run as a formula has an apostrophe."""
    store = Store(tmp_path)
    lines = with_column(4, "1", "two", "3", "4")
    lines[1][1] = "=cmd|' /C calc'!A0"
    report = import_files(store, [Upload("deals.csv", text(lines).encode())], Options(), now=NOW).imports[0]
    assert report.rows.rejected == 1
    mended = [["D2", "'=cmd|' /C calc'!A0", *lines[1][2:4], "2", *lines[1][5:], "3", "Amount: “two” is not a number"]]
    head = [*HEAD, "Quarterdeck: Row", "Quarterdeck: 理由"]
    report = import_files(store, [Upload("refused.csv", text(mended, head).encode())], Options(), now=NOW).imports[0]
    assert (report.rows.new, report.findings) == (1, ())
    found = rows(store, "select name, amount from opportunities where opportunity_id = 'D2'")
    assert found == [("=cmd|' /C calc'!A0", 2)]
    assert rows(store, "select count(*) from opportunities") == [(4,)]


@pytest.mark.parametrize(
    "cells", ["<td colspan=100 rowspan=100>" * 400, "<td>" * 40_000], ids=["by their spans", "one by one"]
)
def test_a_page_of_very_many_cells_is_refused_while_it_is_read(tmp_path, cells, monkeypatch) -> None:
    monkeypatch.setattr("data.intake.readers.markup._MAX_CELLS", 30_000)
    content = f"<table><tr><td>Deal ID<td>Stage</tr><tr>{cells}</table>".encode()
    report = import_files(Store(tmp_path), [Upload("deals.html", content)], Options(), now=NOW).imports[0]
    assert report.code == "TOO_LARGE_UNPACKED"


def test_the_cells_of_all_sheets_count_together(tmp_path, monkeypatch) -> None:
    content = book(("One", [HEAD, *DEALS]), ("Two", [HEAD, *DEALS]))  # 7 × 5 cells each
    monkeypatch.setattr("data.intake.readers.parts._MAX_CELLS", 69)
    report = import_files(Store(tmp_path), [Upload("deals.xlsx", content)], Options(), now=NOW).imports[0]
    assert report.code == "TOO_LARGE_UNPACKED"


def test_a_cell_without_end_is_told_as_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("data.intake.readers.delimited._ENDLESS", 1000)
    content = text(with_column(1, "x" * 2000, "b", "c", "d")).encode()
    report = import_files(Store(tmp_path), [Upload("deals.csv", content)], Options(), now=NOW).imports[0]
    assert report.code == "CELL_TOO_LARGE"
    assert "line 2" in str(report.refused)
