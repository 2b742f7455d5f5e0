"""Charts of a review as native charts of slides: their figures can be edited in the deck."""

import io
from datetime import datetime

import xlsxwriter
from babel import numbers
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import ChartData
from pptx.dml.color import ColorFormat
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Emu, Pt

from pages.review import deck_waterfall, fit
from pages.review.deck_waterfall import Columns
from pages.review.document import Chart, Document

_MOST_BARS = 18  # of one chart that can still be read
_QUIET, _PALE = 0.35, 0.85  # how much lighter than text what stands beside the data is, and its grid
_TICKS = 12  # names along an axis that can still be read
_COLOURS = (
    MSO_THEME_COLOR.ACCENT_1,
    MSO_THEME_COLOR.ACCENT_2,
    MSO_THEME_COLOR.ACCENT_3,
    MSO_THEME_COLOR.ACCENT_4,
    MSO_THEME_COLOR.ACCENT_5,
    MSO_THEME_COLOR.ACCENT_6,
)
_KINDS = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "waterfall": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
}
_NAME_SIZE, _LONGEST_NAME = 10, 190  # points
_CREATED = datetime.fromisoformat("2000-01-01")
_LINKED = "General"  # where a format is linked the standard asks for its name all the same
_CHARTS = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'


def add(slide: Slide, chart: Chart, document: Document, box: tuple[int, int, int, int]) -> None:
    """Draw a chart into a box (left, top, width, height) of a slide, with its alternative text."""
    categories, columns = _data(chart, document)
    pattern = _number_format(chart, document)
    data = ChartData(number_format=pattern)
    data.categories = categories
    for name, values in columns:
        data.add_series(name, values)
    frame = slide.shapes.add_chart(_KINDS[chart.shape], *(Emu(side) for side in box), data)
    if not isinstance(frame, GraphicFrame):
        raise TypeError("A chart is a graphic frame.")
    frame._element.nvGraphicFramePr.cNvPr.set("descr", fit.clean(chart.alt))
    native = frame.chart
    if not isinstance(native.part, ChartPart):
        raise TypeError("A chart is a part of its own.")
    native.part.chart_workbook.update_from_xlsx_blob(_workbook(categories, columns))
    _number_axes(native)
    _style(native, chart, pattern)
    if chart.shape == "waterfall":
        deck_waterfall.paint(native, columns)
    if chart.shape == "bar" and chart.low and chart.high:
        _add_range(native, chart)


def _data(chart: Chart, document: Document) -> tuple[list[str], Columns]:
    """Names of the categories, and the columns of figures as the native chart needs them."""
    names = [fit.short(name, _NAME_SIZE, _LONGEST_NAME) or "–" for name in chart.categories]
    if chart.shape == "waterfall":
        return deck_waterfall.columns(chart, names, document)
    most = shown(chart)
    return names[:most], [(fit.clean(item.name), item.values[:most]) for item in chart.series]


def shown(chart: Chart) -> int:
    """How many categories of a chart are drawn: of bars no more than can be told apart."""
    return min(len(chart.categories), _MOST_BARS) if chart.shape == "bar" else len(chart.categories)


def _number_axes(native: NativeChart) -> None:
    """The library numbers axes below zero, which the standard does not allow."""
    for tag in ("c:axId", "c:crossAx"):
        for reference in native._chartSpace.iter(qn(tag)):
            reference.set("val", reference.get("val").lstrip("-"))


def _style(native: NativeChart, chart: Chart, pattern: str) -> None:
    """Calm: no frames, few lines, names and figures small beside the data."""
    native.has_title = False
    native.font.size = Pt(10 if len(chart.categories) <= _TICKS else 8)
    _shade(native.font.color, _QUIET)
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
    names, figures = native.category_axis, native.value_axis
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.major_tick_mark = figures.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = False
    _shade(names.format.line.color, _PALE)
    _scale(native, chart)
    figures.tick_labels.number_format, figures.tick_labels.number_format_is_linked = pattern, False
    figures.format.line.fill.background()
    figures.has_major_gridlines = chart.shape != "bar"
    if figures.has_major_gridlines:
        _shade(figures.major_gridlines.format.line.color, _PALE)
    styles = {"bar": _style_bars, "line": _style_lines}
    styles.get(chart.shape, _style_columns)(native, chart)


def _scale(native: NativeChart, chart: Chart) -> None:
    """From zero, so that lengths compare; past the ranges where there are some, with room for what is written."""
    values = [value for item in chart.series for value in item.values if value is not None]
    ends = [value for value in (*chart.low, *chart.high) if value is not None]
    if min([*values, *ends, 0.0]) >= 0:
        native.value_axis.minimum_scale = 0
    if ends and chart.shape == "bar":
        native.value_axis.maximum_scale = max([*values, *ends]) * 1.04 or 1.0


def _style_bars(native: NativeChart, chart: Chart) -> None:
    plot = native.plots[0]
    native.category_axis.reverse_order = True
    native.value_axis.visible = False
    plot.gap_width = 45
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = _LINKED, True
    labels.show_value = True
    labels.position = XL_LABEL_POSITION.INSIDE_BASE if chart.low else XL_LABEL_POSITION.OUTSIDE_END
    if chart.low:
        labels.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
        labels.font.bold = True
    _fill(native)


def _style_columns(native: NativeChart, chart: Chart) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    _skip(native, chart)
    _fill(native)
    if len(chart.series) == 1 and chart.shape == "stacked":  # else what is written would be a part, not the whole
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _LINKED, True
        plot.data_labels.position = XL_LABEL_POSITION.INSIDE_END
        plot.data_labels.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def _style_lines(native: NativeChart, chart: Chart) -> None:
    _skip(native, chart)
    for number, series in enumerate(native.plots[0].series):
        colour = _COLOURS[number % len(_COLOURS)]
        series.smooth = False
        series.format.line.color.theme_color = colour
        series.format.line.width = Pt(2.25)
        series.marker.style = XL_MARKER_STYLE.CIRCLE
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.theme_color = colour
        series.marker.format.line.color.theme_color = colour
        series.marker.size = 5 if len(chart.categories) <= _TICKS else 3


def _fill(native: NativeChart) -> None:
    for number, series in enumerate(native.plots[0].series):
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.theme_color = _COLOURS[number % len(_COLOURS)]


def _skip(native: NativeChart, chart: Chart) -> None:
    """Leave out names along the axis where there are too many to be read."""
    every = -(-len(chart.categories) // _TICKS)
    if every > 1:
        axis = native.category_axis._element
        for child in axis.findall(qn("c:noMultiLvlLbl")):
            for tag in ("tickLblSkip", "tickMarkSkip"):
                child.addprevious(parse_xml(f'<c:{tag} {_CHARTS} val="{every}"/>'))


def _shade(target: ColorFormat, brightness: float) -> None:
    target.theme_color = MSO_THEME_COLOR.TEXT_1
    target.brightness = brightness


def _add_range(native: NativeChart, chart: Chart) -> None:
    """Error bars from the low to the high end, which the library cannot draw by itself."""
    values = chart.series[0].values[: shown(chart)]
    parts = []
    for kind, ends in (("plus", chart.high), ("minus", chart.low)):
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{abs((end or 0.0) - (value or 0.0)):.4f}</c:v></c:pt>'
            for place, (value, end) in enumerate(zip(values, ends, strict=False))
            if value is not None and end is not None
        )
        parts.append(f'<c:{kind}><c:numLit><c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{kind}>')
    xml = (
        f"<c:errBars {_CHARTS} "
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{''.join(parts)}"
        '<c:spPr><a:ln w="19050"><a:solidFill><a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/>'
        "</a:schemeClr></a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series = native.plots[0].series[0]._element
    series.find(qn("c:cat")).addprevious(parse_xml(xml))


def _number_format(chart: Chart, document: Document) -> str:
    """Excel's pattern of the figures: money in thousands or millions where readers write it so."""
    match chart.kind:
        case "share":
            return "0%"
        case "multiple":
            return '0.0"×"'
        case "money":
            symbol = numbers.get_currency_symbol(document.currency, locale=document.locale).replace('"', "")
            highest = max((abs(value) for item in chart.series for value in item.values if value), default=0.0)
            if document.language == "ja" and highest >= 10_000_000:
                return f'"{symbol}"#,##0,,"百万"'
            if document.language == "ja" or highest < 10_000:
                return f'"{symbol}"#,##0'
            return f'"{symbol}"0.0,,"M"' if highest >= 1_000_000 else f'"{symbol}"0,"K"'
        case _:
            return "#,##0"


def _workbook(categories: list[str], columns: Columns) -> bytes:
    """The sheet behind the chart, where the chart looks for it. Text stays text, and no clock is asked."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("Sheet1")
        for row, name in enumerate(categories, start=1):
            sheet.write_string(row, 0, name)
        for place, (name, values) in enumerate(columns, start=1):
            sheet.write_string(0, place, name)
            for row, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row, place, value)
    return target.getvalue()
