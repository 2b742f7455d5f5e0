"""Reviews as slides: charts that hold the figures, tables with every row, nothing beyond its slide, the same bytes."""

import io
import time
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches
from python_calamine import CalamineWorkbook

from data.errors import Refused
from pages.review import fit
from pages.review.deck import as_pptx
from pages.review.deck_table import Laid
from tests.pages.review.samples import EVERY, ORDINARY

_POINT = 12700


def opened(document, template=None):
    return Presentation(io.BytesIO(as_pptx(document, template)))


def charts(deck):
    """The native charts by their alternative text."""
    return {
        shape._element.nvGraphicFramePr.cNvPr.get("descr"): shape.chart
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart
    }


def texts(slide):
    """Everything written on a slide, tables apart."""
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def table_rows(deck):
    """Every row of every table but the headings, as texts."""
    return [
        [cell.text for cell in row.cells]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1 if shape.table.first_row else 0 :]
    ]


def company_template():
    """A company's deck of four by three with two slides in it."""
    deck = Presentation()
    for number in (0, 5):
        slide = deck.slides.add_slide(deck.slide_layouts[number])
        slide.shapes.title.text = "A slide of the company"
    target = io.BytesIO()
    deck.save(target)
    return io.BytesIO(target.getvalue())


def as_office_template(file):
    """The same file in PowerPoint's own sense of a template, .potx."""
    target = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name).replace(
                b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"
            )
            copy.writestr(name, part)
    return io.BytesIO(target.getvalue())


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["outlook", "trend", "pipeline"])
def test_native_charts_hold_the_figures_of_the_review(key):
    wanted = {chart.key: chart for section in ORDINARY.sections for chart in section.charts}[key]
    plot = charts(opened(ORDINARY))[wanted.alt].plots[0]

    assert list(plot.categories) == list(wanted.categories)
    assert {series.name: tuple(series.values) for series in plot.series} == {
        series.name: series.values for series in wanted.series
    }


@pytest.mark.parametrize("name", ["ordinary", "heavy", "japanese"])
def test_charts_keep_to_the_standard_where_the_library_does_not(name):
    # What the Open XML SDK finds otherwise, and PowerPoint may offer to repair.
    found = charts(opened(EVERY[name])).values()
    assert found
    for chart in found:
        formats = list(chart._chartSpace.iter(qn("c:numFmt")))
        numbers = [axis.get("val") for tag in ("c:axId", "c:crossAx") for axis in chart._chartSpace.iter(qn(tag))]
        assert formats
        assert all(written.get("formatCode") for written in formats)
        assert len(numbers) == 6  # two of the plot, and two of each axis
        assert all(number.isdigit() for number in numbers)


def test_the_bridge_holds_its_levels_and_each_step_from_one_to_the_next():
    wanted = ORDINARY.section("result").charts[0]
    plot = charts(opened(ORDINARY))[wanted.alt].plots[0]
    series = {one.name: one.values for one in plot.series}

    # 1,000,000 + 120,000.50 − 30,000.25 − 210,000 + 55,000.75 = 935,001
    assert series["Won"] == (1_000_000.0, None, None, None, None, 935_001.0)
    assert series["Won +"] == (None, 120_000.5, None, None, 55_000.75, None)
    assert series["Won −"] == (None, None, 30_000.25, 210_000.0, None, None)
    # Steps stand on the lower of the two levels that they lead between.
    assert series[" "] == (0.0, 1_000_000.0, 1_090_000.25, 880_000.25, 880_000.25, 0.0)


def test_a_bridge_below_zero_is_drawn_on_both_sides_of_it():
    bridge = replace(
        ORDINARY.section("result").charts[0],
        categories=("then", "fall", "rise", "now"),
        series=(replace(ORDINARY.section("result").charts[0].series[0], values=(100.0, -150.0, 80.0, 30.0)),),
    )
    section = replace(ORDINARY.section("result"), charts=(bridge,))
    plot = charts(opened(replace(ORDINARY, sections=(section,))))[bridge.alt].plots[0]
    series = {one.name: one.values for one in plot.series}

    assert series["Won −"] == (None, 100.0, None, None)  # from 100 down to 0
    assert series["Won − (< 0)"] == (None, -50.0, None, None)  # and on to −50
    assert series["Won +"] == (None, None, 30.0, None)  # up from 0 to 30
    assert series["Won + (< 0)"] == (None, None, -50.0, None)  # after −50 to 0
    assert series[" "] == (0.0, 0.0, 0.0, 0.0)


def test_the_sheet_behind_a_chart_holds_what_is_drawn():
    chart = charts(opened(ORDINARY))["Forecast of two quarters with its 80 % range"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))

    assert book.get_sheet_by_name("Sheet1").to_python() == [
        ["", "Forecast"],
        ["2026-Q4", 1_200_000.0],
        ["2027-Q1", 900_000.0],
    ]


def test_lengths_begin_at_zero_and_ranges_are_inside():
    chart = charts(opened(ORDINARY))["Forecast of two quarters with its 80 % range"]

    assert chart.value_axis.minimum_scale == 0
    assert chart.value_axis.maximum_scale > 1_450_000
    bars = chart.plots[0].series[0]._element
    ends = {
        side: [float(value.text) for value in bars.findall(f".//{{*}}errBars/{{*}}{side}//{{*}}v")]
        for side in ("minus", "plus")
    }
    assert ends == {"minus": [200_000.0, 300_000.0], "plus": [250_000.0, 350_000.0]}


def test_every_row_that_is_to_be_shown_stands_in_a_table_in_its_order_and_the_rest_is_counted():
    heavy = EVERY["heavy"]
    deck = opened(heavy)
    days = [row[4] for row in table_rows(deck) if len(row) == 7]

    # 40 of 60 rows are shown, then the two of the other table.
    assert days == [f"{number} d" for number in range(40)] + ["41 d", "–"]
    said = [text for slide in deck.slides for text in texts(slide)]
    assert "20 more rows in the workbook" in said  # of the table
    assert "6 more rows in the workbook" in said  # 24 bars, of which 18 can be told apart


def test_a_table_over_several_slides_has_its_headings_on_each():
    parts = [shape.table for slide in opened(EVERY["heavy"]).slides for shape in slide.shapes if shape.has_table]
    wins = [part for part in parts if len(part.columns) == 7]

    assert len(wins) > 3
    for part in wins:
        assert [cell.text for cell in part.rows[0].cells] == [
            "Deal", "Account", "Amount", "Closed on", "Days", "Discount", "Meetings",
        ]  # fmt: skip
        assert len(part.rows) > 2


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (3, [3]),  # 20 + 3 × 30 = 110 fill the first slide
        (8, [3, 5]),  # and 20 + 5 × 30 = 170 the next
        (14, [3, 5, 3, 3]),  # 3, 5, 5 and 1: no row stands alone
        (15, [3, 5, 4, 3]),  # 3, 5, 5 and 2
    ],
)
def test_a_table_is_split_where_a_slide_is_full_and_leaves_no_row_alone(rows, parts):
    laid = Laid(ORDINARY.section("deals").tables[0], [], 10, [], [20.0] + [30.0] * rows, has_head=True)

    assert [len(part) for part in laid.parts(110, 170)] == parts


# ---- what stands on every slide --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_nothing_leaves_its_slide_and_no_text_its_box(name):
    deck = opened(EVERY[name])
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    for slide in deck.slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(set(numbers)) == len(numbers)  # else PowerPoint would offer to repair the file
        for shape in slide.shapes:
            high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + high <= deck.slide_height
            if shape.has_text_frame and not shape.is_placeholder:
                wide = (shape.width - shape.text_frame.margin_left - shape.text_frame.margin_right) / _POINT
                need = sum(
                    fit.height(paragraph.text, paragraph.runs[0].font.size.pt, wide)
                    for paragraph in shape.text_frame.paragraphs
                    if paragraph.runs
                )
                assert need <= shape.height / _POINT + 4, shape.text_frame.text


@pytest.mark.parametrize("name", EVERY)
def test_what_stands_on_a_slide_does_not_cover_anything_else(name):
    for slide in opened(EVERY[name]).slides:
        boxes = [
            (
                shape.left,
                shape.top,
                shape.left + shape.width,
                shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height),
                shape.name,
            )
            for shape in slide.shapes
        ]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (one, other)


@pytest.mark.parametrize("name", EVERY)
def test_every_slide_has_a_title_a_footer_a_number_and_sources_and_no_empty_place(name):
    document = EVERY[name]
    slides = list(opened(document).slides)
    for number, slide in enumerate(slides, start=1):
        assert slide.shapes.title.text_frame.text
        assert all(shape.text_frame.text for shape in slide.placeholders)
        if number == 1:
            continue
        kinds = {shape.placeholder_format.type: shape for shape in slide.placeholders}
        footer = next(shape.text_frame.text for kind, shape in kinds.items() if "FOOTER" in str(kind))
        assert document.write(document.as_of.isoformat(), "date") in footer
        assert str(document.release) in footer
        assert document.filters[:30] in footer
        field = next(shape for kind, shape in kinds.items() if "SLIDE_NUMBER" in str(kind))
        assert [item.get("type") for item in field._element.iter() if item.tag.endswith("}fld")] == ["slidenum"]
        assert document.filters in slide.notes_slide.notes_text_frame.text


def test_titles_state_the_findings_and_notes_tell_the_sources():
    slides = list(opened(ORDINARY).slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]

    assert titles[0] == "Quarterly review 2026-Q3"
    for section in ORDINARY.sections[:3]:
        assert section.headline in titles
    notes = slides[titles.index("2026-Q3 ended $65K short of its quota of $1M")].notes_slide.notes_text_frame.text
    assert "Definitions and sources\nWin rate: won ÷ (won + lost) by closing day." in notes
    assert "Nothing was decided yet" not in titles  # it has nothing else to show, and stands among the contents
    assert ["Decisions", "Nothing was decided yet"] in table_rows(opened(ORDINARY))


def test_what_a_person_wrote_stands_in_the_title_and_what_was_computed_in_the_notes():
    slides = list(opened(ORDINARY.edited({"result": "We fell short"})).slides)
    slide = next(slide for slide in slides if slide.shapes.title.text_frame.text == "We fell short")

    assert "As computed: 2026-Q3 ended $65K short of its quota of $1M" in slide.notes_slide.notes_text_frame.text


def test_charts_and_tables_can_be_told_to_those_who_do_not_see_them():
    for slide in opened(ORDINARY).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_text_is_written_as_it_is_and_in_its_language():
    wins = table_rows(opened(ORDINARY))
    assert ["=HYPERLINK(0)", "Acme & Sons <b>", "$250K", "Sep 30, 2026", "41 d", "12.5%", "7"] in wins

    odd = replace(ORDINARY, filters="Team: \x00\x1b<a>&'\"", title="]]>")
    assert "Team: <a>&'\"" in " ".join(texts(list(opened(odd).slides)[1]))

    japanese = as_pptx(EVERY["japanese"])
    with zipfile.ZipFile(io.BytesIO(japanese)) as file:
        slide = file.read("ppt/slides/slide3.xml").decode()
    assert "ja-JP" in slide
    assert "2026-Q3 は売上目標 1億円に 650万円届かなかった" in slide


# ---- files -----------------------------------------------------------------------------------------------------------


def test_the_same_review_gives_the_same_bytes():
    first = {name: as_pptx(document) for name, document in EVERY.items()}
    branded = as_pptx(ORDINARY, company_template())
    time.sleep(2.1)  # the files of an archive are dated to two seconds

    assert {name: as_pptx(document) for name, document in EVERY.items()} == first
    assert as_pptx(ORDINARY, company_template()) == branded


def test_a_template_gives_its_size_and_master_and_keeps_none_of_its_slides():
    for template in (company_template(), as_office_template(company_template())):
        deck = opened(ORDINARY, template)

        assert (deck.slide_width, deck.slide_height) == (Inches(10), Inches(7.5))
        assert len(deck.slide_layouts) == 11
        titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
        assert "A slide of the company" not in titles
        assert "2026-Q3 ended $65K short of its quota of $1M" in titles
        for slide in deck.slides:
            assert all(shape.left + shape.width <= Inches(10) + 1 for shape in slide.shapes)


def bad_templates():
    whole = company_template().getvalue()
    parts = io.BytesIO()
    with zipfile.ZipFile(parts, "w") as file:
        file.writestr("word.txt", "no presentation")
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(broken, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, b"<p:broken" if name == "ppt/presentation.xml" else source.read(name))
    return {
        "empty": b"",
        "text": b"no presentation",
        "cut": whole[: len(whole) // 2],
        "archive": parts.getvalue(),
        "xml": broken.getvalue(),
    }


@pytest.mark.parametrize("name", bad_templates())
def test_a_template_that_is_none_is_refused_with_a_sentence(name):
    with pytest.raises(Refused, match="no PowerPoint file") as refusal:
        as_pptx(ORDINARY, io.BytesIO(bad_templates()[name]))
    assert refusal.value.code == "BAD_TEMPLATE"


def test_a_template_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="no PowerPoint file"):
        as_pptx(ORDINARY, tmp_path / "missing.pptx")
