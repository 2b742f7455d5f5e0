"""How soon leads are answered: the share answered within t, and by hour of the day."""

from collections.abc import Callable, Mapping
from math import log10

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_HOUR = 3600.0


def answered(
    curves: Mapping[str, pd.DataFrame], ticks: Mapping[float, str], *, percent: Callable[[float], str]
) -> go.Figure:
    """The share answered within each time. curves: name → seconds, share. ticks: seconds → label."""
    figure = style.figure(height=300, margin_right=90)
    ends = {name: found["share"].iloc[-1] for name, found in curves.items()}
    # Two curves often end alike: the name of the higher one stands above its end, the other below.
    higher = max(ends, key=ends.__getitem__, default=None)
    looks = ({"color": style.ACCENT, "width": 3}, {"color": style.SECOND, "width": 1.5, "dash": "dash"})
    for look, (name, found) in zip(looks, curves.items(), strict=False):
        figure.add_scatter(
            x=found["seconds"] / _HOUR,
            y=found["share"],
            mode="lines",
            line=look | {"shape": "hv"},
            customdata=[percent(share) for share in found["share"]],
            hovertemplate=f"{safe(name)}: %{{customdata}}<extra></extra>",
        )
        # On a logarithmic axis a label stands at the logarithm.
        end = log10(found["seconds"].iloc[-1] / _HOUR)
        style.label(
            figure, end, ends[name], safe(name), xanchor="left", xshift=4, yanchor="bottom" if name == higher else "top"
        )
    figure.update_xaxes(
        type="log",
        tickmode="array",
        tickvals=[seconds / _HOUR for seconds in ticks],
        ticktext=[safe(label) for label in ticks.values()],
    )
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return figure


def by_hour(table: pd.DataFrame, *, percent: Callable[[float], str], count: Callable[[float], str]) -> go.Figure:
    """Share answered within the hour by hour of creation. table: group_name (hour), leads, within_1h, low, high."""
    figure = style.figure(height=260)
    figure.add_bar(
        x=table["group_name"],
        y=table["within_1h"],
        marker={"color": style.ACCENT},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": table["high"] - table["within_1h"],
            "arrayminus": table["within_1h"] - table["low"],
            "color": style.QUIET,
            "thickness": 1,
        },
        customdata=[
            f"{int(hour):02}:00: {percent(share)}, n = {count(leads)}"
            for hour, share, leads in zip(table["group_name"], table["within_1h"], table["leads"], strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.update_xaxes(
        tickmode="array", tickvals=list(range(0, 24, 3)), ticktext=[f"{hour:02}" for hour in range(0, 24, 3)]
    )
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return figure
