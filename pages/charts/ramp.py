"""Charts of the ramp: what reps win by month of tenure, and the share of a full quota that each month is asked for."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Write = Callable[[float], str]
_BAND = "rgba(118, 130, 146, 0.16)"


def months(rows: pd.DataFrame, *, write: Write, ticks: Sequence[float], hovers: Sequence[str], full: bool) -> go.Figure:
    """A measure by month of tenure as a line, its 95 % interval as a band where there is one.

    rows: tenure_month, value, low, high. ticks: where the axis is labelled. full: draw a line at 1, the whole quota.
    """
    figure = style.figure(height=300)
    highest = max(float(rows["value"].max()) * 1.1, max(ticks))
    known = rows.dropna(subset=["low", "high"])
    if len(known):
        figure.add_scatter(
            x=[*known["tenure_month"], *known["tenure_month"][::-1]],
            y=[*known["high"].clip(upper=highest), *known["low"][::-1]],
            mode="lines", fill="toself", fillcolor=_BAND, line={"width": 0}, hoverinfo="skip",
        )  # fmt: skip
    if full:
        line = {"color": style.QUIET, "width": 1, "dash": "dot"}
        figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=1, y1=1, line=line, layer="below")
    figure.add_scatter(
        x=rows["tenure_month"],
        y=rows["value"],
        mode="lines+markers",
        line={"color": style.ACCENT, "width": 2},
        marker={"size": 7, "color": style.ACCENT},
        customdata=[safe(text) for text in hovers],
        hovertemplate="%{customdata}<extra></extra>",
    )
    _axes(figure, int(rows["tenure_month"].max()), ticks, write, highest)
    return figure


def curves(
    found: pd.DataFrame | None,
    given: Sequence[float] | None,
    *,
    percent: Write,
    names: tuple[str, str, str],
    last: int,
) -> go.Figure:
    """The share of a full quota by month of tenure: as measured month by month, smoothed, and as set.

    found: of metrics.ramp.measured. given: the curve set, from the first month on. names: of the three. last: month up
    to which is drawn.
    """
    figure = style.figure(height=300)
    highest = 1.0
    if found is not None:
        highest = max(highest, float(found["raw"].max()))
        figure.add_scatter(
            x=found["tenure_month"], y=found["raw"], mode="markers", name=safe(names[0]),
            marker={"symbol": "circle-open", "size": 8, "color": style.QUIET},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=found["tenure_month"], y=found["share"], mode="lines", name=safe(names[1]),
            line={"color": style.SECOND if given else style.ACCENT, "width": 2, "dash": "dot" if given else "solid"},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )  # fmt: skip
    if given:
        shares = [*given, *[1.0] * max(last - len(given), 0)][:last]
        figure.add_scatter(
            x=list(range(1, len(shares) + 1)), y=shares, mode="lines+markers", name=safe(names[2]),
            line={"color": style.ACCENT, "width": 2, "shape": "hvh"}, marker={"size": 6, "color": style.ACCENT},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )  # fmt: skip
    _axes(figure, last, [0.25 * step for step in range(int(highest / 0.25) + 1)], percent, highest * 1.05)
    figure.update_layout(showlegend=True, legend=style.LEGEND | {"traceorder": "normal", "y": -0.2})
    return figure


def _axes(figure: go.Figure, last: int, ticks: Sequence[float], write: Write, highest: float) -> None:
    step = 1 if last <= 8 else 3
    places = [1, *range(step, last + 1, step)] if step > 1 else list(range(1, last + 1))
    figure.update_xaxes(
        tickmode="array", tickvals=places, ticktext=[str(place) for place in places], range=[0.5, last + 0.5]
    )
    figure.update_yaxes(
        tickmode="array", tickvals=list(ticks), ticktext=[write(tick) for tick in ticks],
        range=[-0.02 * highest, highest], rangemode="normal",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
