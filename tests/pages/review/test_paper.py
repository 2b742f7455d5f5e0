"""Reviews on paper: tagged, with a language and a title, fonts inside, charts drawn in proportion, the same bytes."""

import re
import time
from dataclasses import replace

import pytest
import typst

from data.errors import Refused
from pages.review import paper, paper_charts, paper_fonts
from pages.review.document import Chart, Series
from pages.review.paper import as_pdf
from tests.pages.review.samples import EVERY, ORDINARY


def structure(pdf):
    """How often each kind of element stands in the document's structure."""
    found = re.findall(rb"/Type/StructElem/S/(\w+)", pdf)
    return {kind.decode(): found.count(kind) for kind in found}


def charts(document):
    return {chart.key: chart for section in document.sections for chart in section.charts}


# ---- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_it_keeps_to_the_standard_for_all_readers(name):
    pdf = as_pdf(EVERY[name])
    kinds = structure(pdf)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Marked true" in pdf
    assert f"/Lang({EVERY[name].locale.replace('_', '-')})".encode() in pdf
    assert kinds["Title"] == 1
    # A heading for each section and one for its finding; the definitions have theirs.
    parts = len(EVERY[name].sections) + bool(EVERY[name].definitions)
    assert (kinds["H1"], kinds["H2"]) == (parts, parts)
    drawn = [chart for section in EVERY[name].sections for chart in section.charts]
    assert kinds.get("Figure", 0) >= len(drawn)
    tables = [table for section in EVERY[name].sections for table in section.tables]
    assert kinds.get("H3", 0) == len(tables)
    assert kinds.get("Table", 0) == len([table for table in tables if table.rows]) + bool(EVERY[name].definitions)


def test_headings_of_tables_are_headings_of_columns():
    kinds = structure(as_pdf(ORDINARY))

    assert kinds["TH"] == 7 + 2  # of the wins, and of the definitions
    assert kinds["TD"] == 2 * 7 + 2 * 2


def test_charts_are_told_to_those_who_do_not_see_them():
    pdf = as_pdf(ORDINARY)

    for chart in charts(ORDINARY).values():
        assert chart.alt.encode() in pdf


@pytest.mark.parametrize("name", ["ordinary", "japanese"])
def test_fonts_are_inside(name):
    pdf = as_pdf(EVERY[name])

    fonts = len(re.findall(rb"/Type/FontDescriptor", pdf))
    assert fonts >= 2  # an upright and a bold one
    assert len(re.findall(rb"/FontFile[23] \d+ 0 R", pdf)) == fonts


def test_paper_is_as_asked():
    sizes = {
        size: set(re.findall(rb"/MediaBox\[0 0 (\d+)[.\d]* (\d+)", as_pdf(ORDINARY, size))) for size in ("a4", "letter")
    }

    assert sizes == {"a4": {(b"595", b"841")}, "letter": {(b"612", b"792")}}


def test_the_same_review_gives_the_same_bytes():
    first = {name: as_pdf(document) for name, document in EVERY.items()}
    time.sleep(1.1)

    assert {name: as_pdf(document) for name, document in EVERY.items()} == first


def test_nothing_of_the_data_is_markup():
    odd = replace(ORDINARY, title='#panic("x") *b* $x$ \\ "] <a> @b \x00')

    assert b'/Title(#panic("x") *b* $x$ \\\\ "] <a> @b ' in as_pdf(odd)


def test_a_sign_that_no_font_has_does_not_stop_the_printing():
    assert as_pdf(replace(ORDINARY, filters="Team: \U000fffff\u0b85")).startswith(b"%PDF-")


def test_japanese_without_a_font_for_it_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(paper_fonts, "_fonts", lambda: typst.Fonts(include_system_fonts=False))

    with pytest.raises(Refused, match="no font with Japanese characters") as refusal:
        as_pdf(EVERY["japanese"])
    assert refusal.value.code == "NO_FONT"
    assert as_pdf(EVERY["empty"]).startswith(b"%PDF-")


def test_long_tables_are_broken_between_rows_and_short_ones_are_not():
    heavy = paper._data(EVERY["heavy"], "a4")["sections"][1]["tables"]

    assert [table["is_whole"] for table in heavy] == [False, True]
    assert [len(table["rows"]) for table in heavy] == [40, 2]
    assert heavy[0]["more"] == "20 more rows in the workbook"
    for table in heavy:
        assert sum(table["widths"]) <= 481.5


# ---- charts ----------------------------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_values_and_ranges_stand_where_they_end():
    rows = paper_charts.drawn(charts(ORDINARY)["outlook"], ORDINARY)["rows"]

    # The axis goes from 0 to the highest end of a range, 1,450,000.
    assert [(row["from"], row["to"]) for row in rows] == [
        (0.0, round(1.2 / 1.45, 5)),
        (0.0, round(0.9 / 1.45, 5)),
    ]
    assert rows[0]["range"] == [round(1.0 / 1.45, 5), 1.0]
    assert rows[0]["said"] == "$1.2M ($1M–$1.45M)"


def test_steps_of_a_bridge_begin_where_the_one_before_ended():
    rows = paper_charts.drawn(charts(ORDINARY)["result_bridge"], ORDINARY)["rows"]

    top = 1_120_000.5  # after the first step
    levels = [0.0, 1_000_000.0, 1_120_000.5, 1_090_000.25, 880_000.25, 935_001.0]
    for row, before, after in zip(rows[1:5], levels[1:5], levels[2:], strict=True):
        assert row["from"] == pytest.approx(min(before, after) / top, abs=1e-5)
        assert row["to"] == pytest.approx(max(before, after) / top, abs=1e-5)
    assert [row["said"] for row in rows] == ["$1M", "+$120K", "−$30K", "−$210K", "+$55K", "$935K"]
    assert (rows[0]["from"], rows[5]["from"]) == (0.0, 0.0)
    assert rows[1]["colour"] == rows[4]["colour"] != rows[2]["colour"]


def test_lines_stop_where_a_value_is_missing():
    plot = paper_charts.drawn(charts(ORDINARY)["trend"], ORDINARY)

    assert [len(run) for run in plot["lines"][0]["runs"]] == [1, 2]
    assert [len(run) for run in plot["lines"][1]["runs"]] == [4]
    assert [tick["said"] for tick in plot["ticks"]] == ["0.0%", "10.0%", "20.0%", "30.0%", "40.0%"]
    assert plot["lines"][0]["runs"][0][0] == [0.125, pytest.approx(0.31 / 0.4)]


def test_columns_stand_on_each_other():
    plot = paper_charts.drawn(charts(ORDINARY)["pipeline"], ORDINARY)
    first = [column for column in plot["columns"] if column["left"] < 0.2]

    # 400,000 of commit below 350,000 of best case, on an axis to 800,000.
    assert [(column["low"], column["high"]) for column in first] == [(0.0, 0.5), (0.5, 0.9375)]
    assert [total["said"] for total in plot["totals"]] == ["$750K", "$520K", "$80K"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((-50.0, 30.0), ["−$60", "−$40", "−$20", "$0", "$20", "$40"]),
        ((3.0,), ["$0", "$1", "$2", "$3"]),
        ((900_000_000.0,), ["$0", "$250M", "$500M", "$750M", "$1B"]),
    ],
)
def test_axes_have_round_ticks_around_zero_and_all_values(values, said):
    chart = Chart("k", "t", "line", "money", tuple("abc"[: len(values)]), (Series("s", values),), "alt")

    assert [tick["said"] for tick in paper_charts.drawn(chart, ORDINARY)["ticks"]] == said


def test_a_chart_without_figures_says_so():
    assert paper_charts.drawn(EVERY["empty"].sections[0].charts[0], EVERY["empty"])["shape"] == "nothing"
