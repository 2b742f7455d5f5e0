"""Charts of pipeline movement: the waterfall, and reasons week by week."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_ROW, _AROUND = 46, 10  # pixels per bar of the waterfall, and around them
_NAMED_WEEKS = 5
_CLEAR = "rgba(0, 0, 0, 0)"
_THIRD = "#000003"  # third colour of the palette
_TAKING = {"shape": "/", "size": 6, "solidity": 0.25}
# What is drawn together week by week; nine colours would tell nobody anything.
GROUPS = {
    "created": ("created",),
    "came": ("pulled_in", "reopened", "transferred_in", "increased"),
    "won": ("won",),
    "lost": ("lost", "removed"),
    "went": ("pushed_out", "decreased", "transferred_out"),
}
_LOOK = {
    "created": {"color": style.ACCENT},
    "came": {"color": style.ACCENT_PALE},
    "won": {"color": _THIRD},
    "lost": {"color": style.SECOND},
    "went": {"color": style.SECOND, "pattern": _TAKING},
}


def waterfall(bars: pd.DataFrame, *, names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """From the pipeline of one day to that of another, a bar for each reason; a click anywhere on a row picks it.

    bars: reason, base, amount (money), in order. names: of the rows; labels: what
    stands with each name. Points have the number of their row.
    """
    rows = list(range(len(bars)))
    edges = [*bars["base"], *(bars["base"] + bars["amount"]), 0.0]
    low, high = min(edges), max(edges)
    high = high if high > low else low + 1.0
    figure = style.figure(height=_AROUND + _ROW * len(rows) + 4, margin_right=4, margin_left=0)
    # A thin bar, or none, is hard to hit: the row behind it takes the click as well.
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
    figure.add_bar(
        x=bars["amount"],
        base=bars["base"],
        y=rows,
        orientation="h",
        width=0.36,
        marker={
            "color": [
                _bar_color(reason, amount) for reason, amount in zip(bars["reason"], bars["amount"], strict=True)
            ],
            "pattern": {
                "shape": ["/" if amount < 0 and reason != "won" else "" for reason, amount in _pairs(bars)],
                "size": 6,
                "solidity": 0.25,
            },
        },
        customdata=[[safe(name), safe(label)] for name, label in zip(names, labels, strict=True)],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
    )
    lines = [f"<b>{safe(name)}</b>  {safe(text)}" for name, text in zip(names, labels, strict=True)]
    style.row_labels(figure, lines, row=_ROW, lift=_ROW * 0.18 + 9, left=low)
    _connect(figure, bars)
    figure.update_xaxes(range=[low, high + (high - low) * 0.01], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.7, -0.72], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(barmode="overlay", hovermode="closest", margin={"l": 0, "r": 4, "t": 4, "b": 4})
    return figure


def _pairs(bars: pd.DataFrame) -> list[tuple[str, float]]:
    return list(zip(bars["reason"], bars["amount"], strict=True))


def _bar_color(reason: str, amount: float) -> str:
    if reason in ("start", "end"):
        return style.QUIET
    if reason == "won":
        return _THIRD
    return style.ACCENT if amount >= 0 else style.SECOND


def _connect(figure: go.Figure, bars: pd.DataFrame) -> None:
    """Thin lines from the end of each bar to where the next one begins."""
    levels = [base + amount for base, amount in zip(bars["base"], bars["amount"], strict=True)]
    look = {"type": "line", "line": {"color": style.FAINT, "width": 1}, "layer": "below"}
    figure.layout.shapes = [
        {"x0": level, "x1": level, "y0": row - 0.18, "y1": row + 1.18} | look for row, level in enumerate(levels[:-1])
    ]


def by_week(weeks: pd.DataFrame, *, money: Money, day: Callable[[date], str], words: Mapping[str, str]) -> go.Figure:
    """What came in above the line and what went out below it, week by week.

    weeks: week_start and a column of money for each reason. words: texts for the keys of GROUPS.
    """
    figure = style.figure(height=330)
    texts = [day(moment.date()) for moment in weeks["week_start"]]
    up, down = 0.0, 0.0
    for group, reasons in GROUPS.items():
        amounts = weeks[[reason for reason in reasons if reason in weeks]].sum(axis="columns")
        if not amounts.any():
            continue
        figure.add_bar(
            x=list(range(len(texts))),
            y=amounts,
            name=safe(words[group]),
            marker=_LOOK[group],
            customdata=[[safe(text), safe(money(amount))] for text, amount in zip(texts, amounts, strict=True)],
            hovertemplate="%{customdata[0]}, %{fullData.name}: %{customdata[1]}<extra></extra>",
        )
        up, down = up + amounts.clip(lower=0), down + amounts.clip(upper=0)
    figure.update_yaxes(_signed_axis(float(pd.Series(down).min()), float(pd.Series(up).max()), money))
    figure.update_xaxes(week_axis(texts))
    figure.update_layout(
        hovermode="closest",
        barmode="relative",
        bargap=0.25,
        showlegend=True,
        legend=style.LEGEND | {"traceorder": "normal"},
    )
    return figure


def week_axis(texts: Sequence[str]) -> dict[str, object]:
    """An axis of weeks side by side, so many of them named that a phone has room for the names."""
    shown = range(0, len(texts), -(-len(texts) // _NAMED_WEEKS) or 1)
    return {
        "tickmode": "array",
        "tickvals": list(shown),
        "ticktext": [safe(texts[at]) for at in shown],
        "tickangle": 0,
        "range": [-0.6, len(texts) - 0.4],
    }


def _signed_axis(low: float, high: float, money: Money) -> dict[str, object]:
    """An axis around zero with round ticks on either side."""
    ticks: Any = style.money_axis({}, max(high, -low), money)["tickvals"]
    shown = [tick for tick in [*(-tick for tick in reversed(ticks[1:])), *ticks] if low * 1.2 <= tick <= high * 1.2]
    span = max(high - low, 1.0)
    return {
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [money(tick) for tick in shown],
        "range": [low - span * 0.04, high + span * 0.04],
        "rangemode": "normal",
        "zeroline": True,
        "zerolinecolor": style.QUIET,
    }
