"""The look all charts share: calm ground, thin grid, direct labels, both themes.

Colours of data are Streamlit's placeholders for the theme's palette, replaced
in the browser, so one figure serves light and dark. What is not data is drawn
in greys that stand on both.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date

import plotly.graph_objects as go

ACCENT = "#000001"  # first colour of the palette
SECOND = "#000002"
ACCENT_PALE = "#000014"  # fourth of the ten steps of the sequential palette
QUIET = "rgba(118, 130, 146, 1)"  # text and lines beside the data
FAINT = "rgba(118, 130, 146, 0.5)"  # the comparison behind the data
GRID = "rgba(118, 130, 146, 0.18)"
FONT_SIZE = 12
LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": -0.12,
    "yanchor": "top",
    "traceorder": "reversed",
    "font": {"size": FONT_SIZE, "color": QUIET},
}
_STEPS = 10  # of the theme's sequential palette, whose placeholders begin with #000011
SCALE = [[step / (_STEPS - 1), f"#0000{11 + step}"] for step in range(_STEPS)]
_LEAST_AXIS = 4  # below it, ticks would repeat the same rounded amount
CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "displayNotifier": False,  # the browser tells of downloads itself
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}


def figure(*, height: int, margin_right: int = 16, margin_left: int = 8) -> go.Figure:
    """An empty figure in the house style; height in pixels, margins in pixels."""
    axis = {
        "showline": False,
        "zeroline": False,
        "gridcolor": GRID,
        "tickfont": {"size": FONT_SIZE, "color": QUIET},
        "automargin": True,
        "fixedrange": True,
        "title": {"text": "", "standoff": 0},  # Streamlit's theme would keep room for a title
    }
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": margin_left, "r": margin_right, "t": 12, "b": 8},
            "showlegend": False,
            "hovermode": "x unified",
            "hoverlabel": {"font": {"size": FONT_SIZE}},
            "bargap": 0.36,
            "xaxis": axis | {"showgrid": False, "hoverformat": "%Y-%m-%d"},
            "yaxis": axis | {"rangemode": "tozero"},
            "dragmode": False,
        }
    )


def label(figure: go.Figure, x: object, y: object, text: str, **more: object) -> None:
    """Write a direct label at a point; `text` must have gone through safety.plotly where it holds data."""
    figure.add_annotation(
        **({"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": FONT_SIZE, "color": QUIET}} | more)
    )


def row_labels(figure: go.Figure, lines: Sequence[str], *, row: float, lift: float, left: float = 0) -> None:
    """Write a label over the bar of each row, `lift` pixels above its middle; the texts as in `label`.

    row: its pixels. As a trace: Plotly draws annotations five times over where it draws the text of a trace once.
    """
    look = {"textfont": {"color": QUIET}}
    figure.add_scatter(
        x=[left] * len(lines),
        y=[number - lift / row for number in range(len(lines))],
        mode="text",
        text=list(lines),
        textposition="middle right",
        textfont={"size": FONT_SIZE, "color": QUIET},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
        selected=look,
        unselected=look,
    )


def money_axis(axis: dict[str, object], highest: float, money: Callable[[float], str]) -> dict[str, object]:
    """An axis from zero past `highest` with about four round ticks, labelled as the reader writes money."""
    step = _round_step(max(highest, _LEAST_AXIS) / 4)
    ticks = [step * number for number in range(int(highest / step) + 2)]
    return axis | {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [money(tick) for tick in ticks],
        "range": [0, max(highest * 1.06, _LEAST_AXIS)],
    }


def day_axis(days: Sequence[date], write: Callable[[date], str], *, most: int = 7) -> dict[str, object]:
    """An axis of days from the first to the last: ticks on month starts, or evenly where those are few or many."""
    starts = [day for day in days if day.day == 1]
    ticks = starts if 2 < len(starts) <= most else [*days[:: max(1, math.ceil(len(days) / (most - 1)))]]
    return {
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in ticks],
        "ticktext": [write(day) for day in ticks],
        "range": [days[0].isoformat(), f"{days[-1].isoformat()}T12:00"],
    }


def _round_step(about: float) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below `about`."""
    if about <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(about))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= about)


def steps(count: int) -> list[str]:
    """So many colours of the sequential palette, from pale to dark."""
    return [f"#0000{11 + min(_STEPS - 1, 2 + round(7 * step / max(count - 1, 1)))}" for step in range(count)]


def short(text: object, longest: int = 22) -> str:
    """A name cut to so many letters, so that it stays inside a phone's chart."""
    name = str(text)
    return name if len(name) <= longest else name[: longest - 1] + "…"
