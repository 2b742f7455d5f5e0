"""Charts of activities: weeks by kind, groups beside one another, meetings, and win rate by activity."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.charts.pipeline import week_axis
from pages.components.safety import plotly as safe

_ROW, _AROUND = 40, 10  # pixels per row of horizontal bars, and around them
_THIRD = "#000003"  # third colour of the palette
_COLORS = {
    "call": style.ACCENT,
    "email": style.SECOND,
    "meeting": _THIRD,
    "task": style.ACCENT_PALE,
    "other": style.QUIET,
    "held": style.ACCENT,
    "no_shows": style.SECOND,
    "not_held": style.FAINT,
    "to_come": style.ACCENT_PALE,
}


def weeks(grid: pd.DataFrame, *, names: Mapping[str, str], day: Callable[[date], str]) -> go.Figure:
    """Counts week by week, stacked. grid: a row per week (its Monday), a column per part; names: part → name."""
    figure = style.figure(height=300)
    texts = [day(moment.date()) for moment in grid.index]
    for column, name in names.items():
        figure.add_bar(
            x=list(range(len(texts))),
            y=grid[column],
            name=safe(name),
            marker={"color": _COLORS[column]},
            customdata=[safe(text) for text in texts],
            hovertemplate="%{customdata}, %{fullData.name}: %{y:,}<extra></extra>",
        )
    figure.update_xaxes(week_axis(texts))
    figure.update_layout(
        hovermode="closest",
        barmode="stack",
        bargap=0.25,
        showlegend=True,
        legend=style.LEGEND | {"traceorder": "normal"},
    )
    return figure


def rows(values: Sequence[float], *, names: Sequence[str], labels: Sequence[str], least: float = 0.0) -> go.Figure:
    """Horizontal bars, each named above; values may be blank (NaN). least: the axis reaches at least so far."""
    figure = style.figure(height=_AROUND + _ROW * len(values), margin_right=4, margin_left=0)
    numbers = list(range(len(values)))
    known = [0.0 if pd.isna(value) else float(value) for value in values]
    figure.add_bar(
        x=known,
        y=numbers,
        orientation="h",
        width=0.34,
        marker={"color": style.ACCENT},
        customdata=[[safe(name), safe(text)] for name, text in zip(names, labels, strict=True)],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )
    lines = [f"<b>{safe(style.short(name, 30))}</b>  {safe(text)}" for name, text in zip(names, labels, strict=True)]
    style.row_labels(figure, lines, row=_ROW, lift=_ROW * 0.17 + 9)
    figure.update_xaxes(range=[0, max([*known, least, 1e-9]) * 1.03], showticklabels=False)
    figure.update_yaxes(range=[len(numbers) - 0.6, -0.78], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(hovermode="closest", margin={"l": 0, "r": 4, "t": 4, "b": 4})
    return figure


def win_rates(
    rates: pd.DataFrame,
    *,
    names: Sequence[str],
    cases: Sequence[str],
    labels: Sequence[str],
    percent: Callable[[float], str],
) -> go.Figure:
    """Win rate by number of activities with 95 % intervals.

    rates: value, low, high (0 to 1, blank without deals). names, cases: under each point; labels: on hovering.
    """
    figure = style.figure(height=300)
    places = list(range(len(rates)))
    figure.add_scatter(
        x=places,
        y=rates["value"],
        mode="markers",
        marker={"size": 10, "color": style.ACCENT},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": rates["high"] - rates["value"],
            "arrayminus": rates["value"] - rates["low"],
            "color": style.ACCENT,
            "thickness": 2,
            "width": 6,
        },
        customdata=[safe(label) for label in labels],
        hovertemplate="%{customdata}<extra></extra>",
    )
    highest = float(rates["high"].max()) if rates["high"].notna().any() else 1.0
    ticks = [step / 5 for step in range(6) if step / 5 <= highest + 0.2]
    figure.update_yaxes(
        tickvals=ticks, ticktext=[percent(tick) for tick in ticks], range=[0, min(highest + 0.08, 1.04)]
    )
    figure.update_xaxes(
        tickmode="array",
        tickvals=places,
        ticktext=[f"{safe(name)}<br>{safe(case)}" for name, case in zip(names, cases, strict=True)],
        range=[-0.5, len(places) - 0.5],
    )
    figure.update_layout(hovermode="closest")
    return figure
