"""Charts of data quality: what a check found on the day of each import."""

from collections.abc import Callable, Sequence
from datetime import date

import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe


def trend(
    days: Sequence[date], found: Sequence[float], *, labels: Sequence[str], day: Callable[[date], str]
) -> go.Figure:
    """Findings as known on each import's day, evenly spaced; labels: on hovering, one per day."""
    figure = style.figure(height=220, margin_right=32)
    places = list(range(len(days)))
    figure.add_scatter(
        x=places,
        y=list(found),
        mode="lines+markers",
        line={"color": style.ACCENT, "width": 2},
        marker={"size": 7, "color": style.ACCENT},
        customdata=[safe(label) for label in labels],
        hovertemplate="%{customdata}<extra></extra>",
    )
    every = max(1, len(places) // 6)
    figure.update_xaxes(
        tickmode="array",
        tickvals=places[::every],
        ticktext=[safe(day(moment)) for moment in list(days)[::every]],
        range=[-0.4, len(places) - 0.6],
    )
    figure.update_yaxes(range=[0, max([*found, 1]) * 1.15], tickformat=",d", nticks=5)
    figure.update_layout(hovermode="closest")
    return figure
