"""Charts of what is supposed and needed: twenty futures with and without a scenario, and what creation is worth."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_COLUMNS = 13  # dots nearer than so many parts of the axis stand on each other
_DOT, _STEP, _AROUND = 12, 15, 84  # pixels: a dot, from one to the next above it, and around all of them


def dots(
    base: Sequence[float], supposed: Sequence[float], *, quota: float | None, money: Money, words: Mapping[str, str]
) -> go.Figure:
    """Equally likely totals of a period, as forecast above and as supposed below it, on one axis of money.

    words: texts for base, supposed and quota.
    """
    edges = [*base, *supposed, *([quota] if quota is not None else [])]
    low, high = min(edges), max(edges)
    room = (high - low) * 0.06 or max(abs(high) * 0.06, 1.0)
    width = (high - low) / _COLUMNS or 1.0
    # Columns begin at the quota, so that no dot stands on the wrong side of it.
    first = low if quota is None else quota
    stacks = {"supposed": _stacked(supposed, first, width), "base": _stacked(base, first, width)}
    tallest = {name: max(y for _x, y in stack) for name, stack in stacks.items()}
    floor = {"supposed": 0.0, "base": tallest["supposed"] + 3.2}
    top = floor["base"] + tallest["base"] + 2.2
    figure = style.figure(height=round(_AROUND + _STEP * (top + 1)), margin_left=4, margin_right=4)
    for name, color in (("base", style.QUIET), ("supposed", style.ACCENT)):
        figure.add_scatter(
            x=[x for x, _y in stacks[name]],
            y=[floor[name] + y for _x, y in stacks[name]],
            mode="markers",
            name=safe(words[name]),
            marker={"size": _DOT, "color": color},
            customdata=[safe(money(amount)) for amount in sorted({"base": base, "supposed": supposed}[name])],
            hovertemplate="%{fullData.name}: %{customdata}<extra></extra>",
        )
        bold = f"<b>{safe(words[name])}</b>"
        style.label(figure, low - room, floor[name] + tallest[name] + 1.3, bold, xanchor="left")
    if quota is not None:
        text = f"{safe(words['quota'])} {safe(money(quota))}"
        _quota_line(figure, quota, top + 0.4, text, is_right=quota > (low + high) / 2)
    figure.update_xaxes(_axis(low, high, room, money))
    figure.update_yaxes(range=[-0.8, top + 0.6], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(hovermode="closest")
    return figure


def _axis(low: float, high: float, room: float, money: Money) -> dict[str, object]:
    """An axis of money from the lowest to the highest total, with room beside them."""
    ticks = [float(tick) for tick in np.linspace(low, high, 4)]
    return {
        "range": [low - room, high + room],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [safe(money(tick)) for tick in ticks],
        "rangemode": "normal",
    }


def _quota_line(figure: go.Figure, quota: float, top: float, text: str, *, is_right: bool) -> None:
    figure.add_vline(x=quota, line={"color": style.SECOND, "width": 2, "dash": "dash"})
    style.label(figure, quota, top, text, xanchor="right" if is_right else "left", yanchor="top")


def _stacked(amounts: Sequence[float], first: float, width: float) -> list[tuple[float, int]]:
    """Each amount at the middle of its column, above those that stand there already; one column begins at `first`."""
    found, filled = [], Counter[int]()
    for amount in sorted(amounts):
        column = math.floor((amount - first) / width)
        found.append((first + (column + 0.5) * width, filled[column]))
        filled[column] += 1
    return found


def created_share(
    days: pd.DataFrame,
    *,
    last_day: date | None,
    percent: Callable[[float], str],
    day: Callable[[date], str],
    words: Mapping[str, str],
) -> go.Figure:
    """What share of pipeline is won in the period, by the day it is created; last_day: marked as the last that helps.

    days: day, share (0 to 1). words: text for last.
    """
    figure = style.figure(height=220)
    moments = [moment.date() for moment in pd.to_datetime(days["day"])]
    figure.add_scatter(
        x=[moment.isoformat() for moment in moments],
        y=days["share"],
        mode="lines+markers" if len(days) < 3 else "lines",
        line={"color": style.ACCENT, "width": 2},
        customdata=[
            [safe(day(moment)), safe(percent(share))] for moment, share in zip(moments, days["share"], strict=True)
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )
    highest = float(days["share"].max())
    if last_day is not None:
        line = {"color": style.SECOND, "width": 1, "dash": "dash"}
        figure.add_vline(x=last_day.isoformat(), line=line)
        is_right = (last_day - moments[0]) * 2 > moments[-1] - moments[0]
        anchor = "right" if is_right else "left"
        text = f" {safe(words['last'])} {safe(day(last_day))} "
        style.label(figure, last_day.isoformat(), highest * 1.12 or 1.0, text, xanchor=anchor, yanchor="top")
    figure.update_yaxes(range=[0, highest * 1.15 or 1.0], tickformat=".0%", nticks=5)
    figure.update_xaxes(style.day_axis(moments, day))
    return figure
