"""What becomes of leads, step by step."""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_ROW, _AROUND = 46, 12  # pixels per step, and around them


def steps(counts: Sequence[float], *, names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """A bar per step, named above with its label."""
    figure = style.figure(height=_AROUND + _ROW * len(counts), margin_right=4, margin_left=0)
    places = list(range(len(counts)))
    figure.add_bar(
        x=counts,
        y=places,
        orientation="h",
        width=0.4,
        marker={"color": style.ACCENT},
        customdata=[safe(f"{name}: {label}") for name, label in zip(names, labels, strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for place, name, label in zip(places, names, labels, strict=True):
        style.label(figure, 0, place - 0.38, safe(f"{name}  {label}"), xanchor="left", yanchor="middle")
    figure.update_yaxes(visible=False, autorange="reversed")
    figure.update_xaxes(visible=False, range=[0, max(1.0, *counts)])
    return figure
