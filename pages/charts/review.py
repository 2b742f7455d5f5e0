"""Charts of a review, drawn from its document: the same figures that its slides and sheets hold."""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe
from pages.review.document import Chart, Document

Write = Callable[[float | None], str]
_ROW, _AROUND, _HEIGHT = 38, 26, 300  # pixels per bar, around them, and of a chart over columns
_COLOURS = (style.ACCENT, style.SECOND, "#000003", "#000004", "#000005", "#000006")
_LONGEST, _LONGEST_TICK = 26, 16
_MOST_TICKS = 6  # names under columns that stand side by side in half a page


def draw(chart: Chart, document: Document) -> go.Figure:
    """The chart as a figure; values as the document writes them."""
    if chart.shape == "waterfall":
        return _waterfall(chart, document)
    shapes = {"bar": _bars, "line": _lines, "stacked": _columns}
    return shapes[chart.shape](chart, lambda value: document.write(value, chart.kind))


def _bars(chart: Chart, write: Write) -> go.Figure:
    values = chart.series[0].values
    figure = _rows(chart.categories)
    figure.add_bar(
        x=values,
        y=list(range(len(values))),
        orientation="h",
        marker={"color": style.ACCENT},
        error_x=_range(chart),
        customdata=[safe(write(value)) for value in values],
        hovertemplate="%{customdata}<extra></extra>",
    )
    ends = [max(value or 0.0, high or 0.0) for value, high in zip(values, chart.high or values, strict=True)]
    _label_rows(figure, ends, [write(value) for value in values])
    return figure


def _waterfall(chart: Chart, document: Document) -> go.Figure:
    steps = chart.steps
    colours = {"level": style.ACCENT, "rise": "#000003", "fall": style.SECOND}
    said = [document.write_step(step, chart.kind) for step in steps]
    figure = _rows(chart.categories)
    figure.add_bar(
        x=[step.value for step in steps],
        base=[step.start for step in steps],
        y=list(range(len(steps))),
        orientation="h",
        marker={"color": [colours[step.kind] for step in steps]},
        customdata=[safe(text) for text in said],
        hovertemplate="%{customdata}<extra></extra>",
    )
    _label_rows(figure, [max(step.start, step.end) for step in steps], said)
    return figure


def _lines(chart: Chart, write: Write) -> go.Figure:
    figure = style.figure(height=_HEIGHT)
    figure.update_layout(showlegend=len(chart.series) > 1, legend=style.LEGEND | {"traceorder": "normal"})
    for number, series in enumerate(chart.series):
        figure.add_scatter(
            x=list(range(len(chart.categories))),
            y=series.values,
            mode="lines+markers",
            name=safe(series.name),
            line={"color": _COLOURS[number % len(_COLOURS)], "width": 2, "dash": "solid" if number < 3 else "dot"},
            customdata=[safe(write(value)) for value in series.values],
            hovertemplate="%{customdata}",
            connectgaps=False,
        )
    _over_columns(figure, chart, write, [value for series in chart.series for value in series.values if value])
    return figure


def _columns(chart: Chart, write: Write) -> go.Figure:
    figure = style.figure(height=_HEIGHT)
    figure.update_layout(barmode="stack", showlegend=len(chart.series) > 1, legend=style.LEGEND)
    for number, series in enumerate(chart.series):
        figure.add_bar(
            x=list(range(len(chart.categories))),
            y=series.values,
            name=safe(series.name),
            marker={"color": _COLOURS[number % len(_COLOURS)]},
            customdata=[safe(write(value)) for value in series.values],
            hovertemplate="%{customdata}",
        )
    totals = [sum(series.values[place] or 0.0 for series in chart.series) for place in range(len(chart.categories))]
    for place, total in enumerate(totals):
        style.label(figure, place, total, safe(write(total)), yshift=10)
    _over_columns(figure, chart, write, totals)
    return figure


def _rows(names: Sequence[str]) -> go.Figure:
    """A figure of horizontal bars, the first on top."""
    figure = style.figure(height=_AROUND + _ROW * len(names), margin_left=4)
    figure.update_layout(hovermode="closest", barcornerradius=2)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        autorange="reversed",
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[safe(style.short(name, _LONGEST)) for name in names],
        rangemode="normal",
        showgrid=False,
    )
    return figure


def _label_rows(figure: go.Figure, ends: Sequence[float], texts: Sequence[str]) -> None:
    highest = max([*ends, 0.0]) or 1.0
    lowest = min([*ends, 0.0])
    figure.update_xaxes(range=[min(lowest, 0.0), highest * 1.28])
    for place, (end, text) in enumerate(zip(ends, texts, strict=True)):
        style.label(figure, end, place, safe(text), xanchor="left", xshift=6)


def _range(chart: Chart) -> dict[str, object] | None:
    if not chart.low or not chart.high:
        return None
    values = [value or 0.0 for value in chart.series[0].values]
    return {
        "type": "data",
        "symmetric": False,
        "array": [(high or value) - value for high, value in zip(chart.high, values, strict=True)],
        "arrayminus": [value - (low or value) for low, value in zip(chart.low, values, strict=True)],
        "color": style.QUIET,
        "thickness": 1.5,
        "width": 5,
    }


def _over_columns(figure: go.Figure, chart: Chart, write: Write, values: Sequence[float]) -> None:
    names = [safe(style.short(name, _LONGEST_TICK)) for name in chart.categories]
    every = -(-len(names) // _MOST_TICKS)
    places = list(range(len(names) - 1, -1, -every))[::-1]  # the last one has its name
    figure.update_xaxes(tickmode="array", tickvals=places, ticktext=[names[place] for place in places], automargin=True)
    highest = max([*values, 0.0])
    if chart.kind == "money":
        figure.update_layout(yaxis=style.money_axis(figure.layout.yaxis.to_plotly_json(), highest, write))
        return
    ticks = _ticks(highest, whole=chart.kind == "number")
    figure.update_yaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[safe(write(tick)) for tick in ticks],
        range=[0, max(highest * 1.12, ticks[-1])],
    )


def _ticks(highest: float, *, whole: bool) -> list[float]:
    """Up to five even marks from 0, at round numbers. whole: of things that are counted."""
    step = 10.0 ** floor(log10(highest / 4)) if highest > 0 else 0.25
    step = next((step * times for times in (1, 2, 2.5, 5, 10) if step * times * 4 >= highest * 0.99), step)
    step = max(1.0, ceil(step)) if whole else step
    return [step * place for place in range(max(2, int(highest / step) + 1))]
