"""Charts of the Overview: the bookings path to target, and the open pipeline by stage."""

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_NARROW = 0.62  # past this share of the width a label stands left of its point, so that it stays inside


def bookings_path(
    actual: pd.DataFrame,
    *,
    period: tuple[date, date],
    today: date | None,
    money: Money,
    words: Mapping[str, str],
    quota: float | None = None,
    target: pd.DataFrame | None = None,
    comparison: pd.DataFrame | None = None,
) -> go.Figure:
    """Money won so far, day by day, against the way to the quota and the comparison period.

    actual and comparison: day, total. target: day, target. period: first day and
    first day after. today: last day known, None where the period is over.
    words: texts for actual, target, quota, comparison and today.
    """
    figure = style.figure(height=300)
    first, last = pd.Timestamp(period[0]), pd.Timestamp(period[1]) - pd.Timedelta(days=1)
    if comparison is not None and len(comparison):
        _line(figure, comparison["day"], comparison["total"], words["comparison"], money, color=style.FAINT, width=2)
    if target is not None:
        _line(figure, target["day"], target["target"], words["target"], money, color=style.QUIET, width=1.5, dash="dot")
    if quota:
        figure.add_hline(y=quota, line={"color": style.QUIET, "width": 1})
        style.label(figure, 0, quota, f"{safe(words['quota'])} {safe(money(quota))}", xref="x domain", xanchor="left", yshift=9)
    if len(actual):
        _line(figure, actual["day"], actual["total"], words["actual"], money, color=style.ACCENT, width=3)
        _end_point(figure, actual, (first, last), money)
    if today is not None:
        figure.add_vline(x=pd.Timestamp(today), line={"color": style.QUIET, "width": 1, "dash": "dot"})
    totals = [frame["total"].max() for frame in (actual, comparison) if frame is not None and len(frame)]
    figure.update_yaxes(style.money_axis({}, max([quota or 0.0, *totals]) or 1.0, money))
    figure.update_xaxes(range=[first, last + pd.Timedelta(hours=12)], nticks=6)
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "font": {"size": style.FONT_SIZE, "color": style.QUIET}},
    )
    return figure


def _line(figure: go.Figure, x: pd.Series, y: pd.Series, name: str, money: Money, **line: object) -> None:
    figure.add_scatter(
        x=x,
        y=y,
        name=safe(name),
        mode="lines",
        line=line | {"shape": "hv"} if line.get("dash") is None else line,
        customdata=[safe(money(value)) for value in y],
        hovertemplate="%{fullData.name}: %{customdata}<extra></extra>",
    )


def _end_point(figure: go.Figure, actual: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], money: Money) -> None:
    day, total = actual["day"].iloc[-1], actual["total"].iloc[-1]
    figure.add_scatter(
        x=[day], y=[total], mode="markers", marker={"size": 8, "color": style.ACCENT}, hoverinfo="skip", showlegend=False
    )
    late = (day - span[0]) / (span[1] - span[0]) > _NARROW if span[1] > span[0] else True
    style.label(
        figure,
        day,
        total,
        f"<b>{safe(money(total))}</b>",
        xanchor="right" if late else "left",
        xshift=-8 if late else 8,
        yshift=11,
        font={"size": style.FONT_SIZE + 2, "color": style.ACCENT},
    )


def pipeline_by_stage(stages: pd.DataFrame, *, money: Money, words: Mapping[str, str], labels: list[str]) -> go.Figure:
    """Open amount by stage in funnel order, split by when it is due.

    stages: stage, due_amount, later_amount, overdue_amount, open_amount. words:
    texts for due, later and overdue. labels: what stands at the end of each bar.
    """
    names = [safe(_short(stage)) for stage in stages["stage"]]
    figure = style.figure(height=max(150, 64 + 44 * len(stages)))
    parts = {
        "due": {"color": style.ACCENT},
        "later": {"color": style.ACCENT, "opacity": 0.4},
        "overdue": {"color": style.SECOND, "pattern": {"shape": "/", "size": 6, "solidity": 0.25}},
    }
    for part, marker in parts.items():
        amounts = stages[f"{part}_amount"]
        if not (amounts > 0).any():
            continue
        figure.add_bar(
            x=amounts,
            y=names,
            name=safe(words[part]),
            orientation="h",
            marker=marker,
            customdata=[safe(money(amount)) for amount in amounts],
            hovertemplate="%{fullData.name}: %{customdata}<extra></extra>",
        )
    highest = float(stages["open_amount"].max() or 1.0)
    for name, amount, label in zip(names, stages["open_amount"], labels, strict=True):
        style.label(figure, amount, name, safe(label), xanchor="left", xshift=6, align="left")
    # Room at the right for the labels at the bars' ends.
    figure.update_xaxes(range=[0, highest * 1.75], showticklabels=False, rangemode="tozero")
    figure.update_yaxes(autorange="reversed", rangemode="normal", gridcolor="rgba(0, 0, 0, 0)")
    figure.update_layout(
        barmode="stack",
        hovermode="y unified",
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "font": {"size": style.FONT_SIZE, "color": style.QUIET}},
    )
    return figure


def _short(text: str, longest: int = 22) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
