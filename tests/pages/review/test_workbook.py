"""Reviews as workbooks: typed cells that are read back as they were."""

import io
import time
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from pages.review.workbook import as_xlsx
from tests.pages.review.samples import EVERY, ORDINARY


def sheets(document):
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(document)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_tables_come_back_with_their_types_and_every_row():
    rows = sheets(ORDINARY)["Biggest wins"]

    assert rows[0] == ["Deal", "Account", "Amount", "Closed on", "Days", "Discount", "Meetings"]
    deal, account, amount, closed, days, discount, meetings = rows[1]
    assert (deal, account) == ("=HYPERLINK(0)", "Acme & Sons <b>")
    assert (amount, days, discount, meetings) == (250_000.5, 41, 0.125, 7)
    assert closed.isoformat() == "2026-09-30"
    assert rows[2] == ["Renewal", "", "", "", "", "", ""]


def test_charts_come_back_as_their_figures_with_the_range():
    found = sheets(ORDINARY)["Forecast of the next quarters"]

    assert found[1] == ["2026-Q4", 1_200_000.0, 1_000_000.0, 1_450_000.0]


def test_the_first_sheet_says_what_was_found_and_the_last_what_it_means():
    found = sheets(ORDINARY)
    texts = [str(cell) for row in found["Quarterly review 2026-Q3"] for cell in row]

    assert "2026-Q3 ended $65K short of its quota of $1M" in texts
    assert "Period: 2026-Q3; Team: West" in texts
    assert 0.26 in [cell for row in found["Quarterly review 2026-Q3"] for cell in row]
    assert list(found)[-1] == "Definitions"
    assert found["Definitions"][1] == ["Win rate", "Won ÷ (won + lost) by closing day."]


@pytest.mark.parametrize("name", EVERY)
def test_the_same_review_gives_the_same_bytes(name):
    first = as_xlsx(EVERY[name])
    time.sleep(1.1)

    assert as_xlsx(EVERY[name]) == first


def test_many_tables_of_one_title_have_sheets_of_their_own():
    table = replace(ORDINARY.section("deals").tables[0], title="History: [of] a very long name / that goes on")
    document = replace(ORDINARY, sections=(replace(ORDINARY.section("deals"), tables=(table,) * 60),))

    names = list(sheets(document))

    assert len({name.casefold() for name in names}) == len(names) == 62
    assert all(len(name) <= 31 for name in names)
