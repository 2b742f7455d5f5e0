"""Charts of the Overview: the bookings path to target, and the open pipeline by stage."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_ROW_HEIGHT, _AROUND_ROWS = 52, 40  # pixels per stage, and for the legend
_NARROW = 0.62  # past this share of the width a label stands left of its point, so that it stays inside


def bookings_path(
    actual: pd.DataFrame,
    *,
    period: tuple[date, date],
    today: date | None,
    money: Money,
    day: Callable[[date], str],
    words: Mapping[str, str],
    quota: float | None = None,
    target: pd.DataFrame | None = None,
    comparison: pd.DataFrame | None = None,
) -> go.Figure:
    """Money won so far, day by day, against the way to the quota and the comparison period.

    actual and comparison: day, total. target: day, target. period: first day and
    first day after. today: last day known, None where the period is over.
    money, day: write an amount and a day. words: texts for actual, target, quota and comparison.
    """
    figure = style.figure(height=300)
    first, last = period[0], period[1] - timedelta(days=1)
    if comparison is not None and len(comparison):
        _line(figure, comparison["day"], comparison["total"], words["comparison"], money, color=style.FAINT, width=2)
    if target is not None:
        _line(figure, target["day"], target["target"], words["target"], money, color=style.QUIET, width=1.5, dash="dot")
    if quota:
        figure.add_hline(y=quota, line={"color": style.QUIET, "width": 1})
        style.label(
            figure, 0, quota, f"{safe(words['quota'])} {safe(money(quota))}", xref="x domain", xanchor="left", yshift=9
        )
    if len(actual):
        _line(figure, actual["day"], actual["total"], words["actual"], money, color=style.ACCENT, width=3)
        _end_point(figure, actual, (first, last), money)
    if today is not None:
        figure.add_vline(x=pd.Timestamp(today), line={"color": style.QUIET, "width": 1, "dash": "dot"})
    totals = [frame["total"].max() for frame in (actual, comparison) if frame is not None and len(frame)]
    figure.update_yaxes(style.money_axis({}, max([quota or 0.0, *totals]) or 1.0, money))
    figure.update_xaxes(style.day_axis([day.date() for day in pd.date_range(first, last)], day))
    figure.update_layout(showlegend=True, legend=style.LEGEND)
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


def _end_point(figure: go.Figure, actual: pd.DataFrame, span: tuple[date, date], money: Money) -> None:
    day, total = actual["day"].iloc[-1], actual["total"].iloc[-1]
    figure.add_scatter(
        x=[day],
        y=[total],
        mode="markers",
        marker={"size": 8, "color": style.ACCENT},
        hoverinfo="skip",
        showlegend=False,
    )
    late = (day.date() - span[0]) / (span[1] - span[0]) > _NARROW if span[1] > span[0] else True
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
    texts for due, later and overdue. labels: what stands with each bar.
    """
    rows = list(range(len(stages)))
    figure = style.figure(height=round(_AROUND_ROWS + _ROW_HEIGHT * (len(rows) + 0.15)))
    parts = {
        "due": {"color": style.ACCENT},
        "later": {"color": style.ACCENT_PALE},
        "overdue": {"color": style.SECOND, "pattern": {"shape": "/", "size": 6, "solidity": 0.25}},
    }
    for part, marker in parts.items():
        amounts = stages[f"{part}_amount"]
        if not (amounts > 0).any():
            continue
        figure.add_bar(
            x=amounts,
            y=rows,
            name=safe(words[part]),
            orientation="h",
            marker=marker,
            width=0.4,
            customdata=[
                [safe(stage), safe(money(amount))] for stage, amount in zip(stages["stage"], amounts, strict=True)
            ],
            hovertemplate="%{customdata[0]}, %{fullData.name}: %{customdata[1]}<extra></extra>",
        )
    # Names stand above the bars: beside them, long ones would leave a phone no room for the bars.
    for row, stage, text in zip(rows, stages["stage"], labels, strict=True):
        name = f"<b>{safe(style.short(stage))}</b>  {safe(text)}"
        style.label(figure, 0, row, name, xanchor="left", yshift=_ROW_HEIGHT * 0.2 + 9, font={"size": style.FONT_SIZE})
    figure.update_xaxes(range=[0, float(stages["open_amount"].max() or 1.0) * 1.02], showticklabels=False)
    figure.update_yaxes(range=[len(rows) - 0.6, -0.75], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(
        barmode="stack", hovermode="closest", showlegend=True, legend=style.LEGEND | {"y": 0, "traceorder": "normal"}
    )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": _AROUND_ROWS - 4})
    return figure
