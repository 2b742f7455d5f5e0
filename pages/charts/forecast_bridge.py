"""Chart of the bridge: what led from one forecast to a later one, a bar for each cause."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_ROW, _AROUND = 46, 10  # pixels per row, and around them
_CLEAR = "rgba(0, 0, 0, 0)"
_THIRD = "#000003"  # third colour of the palette
_HALF = 0.18  # of a row: half the thickness of a bar


def waterfall(bars: pd.DataFrame, *, names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """From one day's forecast to another's; a click anywhere on a row picks it.

    bars: cause, base, amount (money), in order, the two forecasts first and last. names: of the rows; labels: what
    stands with each. The changes are small beside the forecasts, so the axis shows the changes only, and the
    forecasts are marks on it, not bars. Points have the number of their row.
    """
    rows = list(range(len(bars)))
    levels = [*(bars["base"] + bars["amount"]), *bars["base"][1:-1]]
    low, high = min(levels), max(levels)
    high = high if high > low else low + 1.0
    figure = style.figure(height=_AROUND + _ROW * len(rows) + 4, margin_right=4, margin_left=0)
    # A thin bar is hard to hit: the row behind it takes the click as well.
    figure.add_bar(
        x=[high - low] * len(rows),
        base=low,
        y=rows,
        orientation="h",
        width=1,
        marker={"color": _CLEAR},
        hoverinfo="none",
        unselected={"marker": {"opacity": 1}},
    )
    said = [[safe(name), safe(label)] for name, label in zip(names, labels, strict=True)]
    _changes(figure, bars.iloc[1:-1], said[1:-1])
    for row in (rows[0], rows[-1]):
        level = bars["amount"].iloc[row]
        line = {"color": style.QUIET, "width": 4}
        figure.add_shape(type="line", x0=level, x1=level, y0=row - _HALF, y1=row + _HALF, line=line)
    for row, (name, label) in enumerate(said):
        style.label(figure, low, row, f"<b>{name}</b>  {label}", xanchor="left", yshift=_ROW * _HALF + 9)
    _connect(figure, bars)
    edge = (high - low) * 0.015
    figure.update_xaxes(range=[low - edge, high + edge], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.7, -0.72], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(barmode="overlay", hovermode="closest", margin={"l": 0, "r": 4, "t": 4, "b": 4})
    return figure


def _changes(figure: go.Figure, changes: pd.DataFrame, said: Sequence[Sequence[str]]) -> None:
    """A bar for each cause, from where the one before ended; hatched where it takes. said: name and label of each."""
    figure.add_bar(
        x=changes["amount"],
        base=changes["base"],
        y=list(range(1, len(changes) + 1)),
        orientation="h",
        width=2 * _HALF,
        marker={
            "color": [_color(*pair) for pair in zip(changes["cause"], changes["amount"], strict=True)],
            "pattern": {
                "shape": ["/" if amount < 0 else "" for amount in changes["amount"]],
                "size": 6,
                "solidity": 0.25,
            },
        },
        customdata=said,
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
    )


def _color(cause: str, amount: float) -> str:
    if cause == "won":
        return _THIRD
    return style.ACCENT if amount >= 0 else style.SECOND


def _connect(figure: go.Figure, bars: pd.DataFrame) -> None:
    """Thin lines from the end of each row to where the next one begins."""
    levels = [base + amount for base, amount in zip(bars["base"], bars["amount"], strict=True)]
    for row, level in enumerate(levels[:-1]):
        line = {"color": style.FAINT, "width": 1}
        figure.add_shape(type="line", x0=level, x1=level, y0=row - _HALF, y1=row + 1 + _HALF, line=line, layer="below")
