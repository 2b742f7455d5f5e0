"""Customers that fit beside all others."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_ROW, _AROUND = 50, 40  # pixels of a row, and around the rows


def win_rates(
    rates: pd.DataFrame, *, names: Sequence[str], labels: Sequence[str], percent: Callable[[float], str]
) -> go.Figure:
    """Win rates with their 95 % intervals, a row each, the first in the accent colour.

    rates: value, low, high (0 to 1, blank without deals). names, labels: above each row.
    """
    figure = style.figure(height=_AROUND + _ROW * len(rates), margin_left=0, margin_right=4)
    for place, row in enumerate(rates.to_dict("records")):
        color = style.QUIET if place else style.ACCENT
        line = f"<b>{safe(names[place])}</b>  {safe(labels[place])}"
        style.label(figure, 0, place, line, xanchor="left", yshift=16)
        if pd.isna(row["value"]):
            continue
        figure.add_scatter(
            x=[row["low"], row["high"]],
            y=[place, place],
            mode="lines",
            line={"color": color, "width": 3},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[row["value"]],
            y=[place],
            mode="markers",
            marker={"size": 11, "color": color},
            customdata=[safe(f"{names[place]}: {labels[place]}")],
            hovertemplate="%{customdata}<extra></extra>",
        )
    known = rates["high"].dropna()
    highest = min(1.0, float(known.max()) + 0.05) if len(known) else 1.0
    ticks = [step / 5 for step in range(6) if step / 5 <= highest]
    figure.update_xaxes(
        range=[0, highest * 1.02],
        tickmode="array",
        tickvals=ticks,
        ticktext=[percent(tick) for tick in ticks],
        showgrid=True,
    )
    figure.update_yaxes(range=[len(rates) - 0.6, -0.8], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(hovermode="closest")
    return figure
