"""Charts of the forecast: the way to the period's end, and the record by week."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]


def path(
    won: pd.DataFrame,
    fan: pd.DataFrame,
    earlier: pd.DataFrame,
    quota: float | None,
    *,
    names: dict[str, str],
    money: Money,
    day: Callable[[date], str],
) -> go.Figure:
    """Won so far, the range from today to the end, the quota, and earlier periods behind.

    won: day, amount (added up). fan: day, p10, p50, p90. earlier: label, day (of this period), amount. names: of won,
    range, forecast and quota.
    """
    figure = style.figure(height=330, margin_right=64)
    for label, part in earlier.groupby("label", sort=False):
        figure.add_scatter(
            x=part["day"],
            y=part["amount"],
            mode="lines",
            line={"color": style.FAINT, "width": 1},
            hovertemplate=f"{safe(label)}: %{{customdata}}<extra></extra>",
            customdata=[money(amount) for amount in part["amount"]],
        )
        style.label(figure, part["day"].iloc[-1], part["amount"].iloc[-1], safe(label), xanchor="left", xshift=4)
    figure.add_scatter(x=fan["day"], y=fan["p90"], mode="lines", line={"width": 0}, hoverinfo="skip")
    figure.add_scatter(
        x=fan["day"],
        y=fan["p10"],
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor="rgba(118, 130, 146, 0.25)",
        hovertemplate=f"{safe(names['range'])}: %{{customdata}}<extra></extra>",
        customdata=[f"{money(low)} – {money(high)}" for low, high in zip(fan["p10"], fan["p90"], strict=True)],
    )
    for frame, column, name, dash in ((won, "amount", names["won"], None), (fan, "p50", names["forecast"], "dot")):
        figure.add_scatter(
            x=frame["day"],
            y=frame[column],
            mode="lines",
            line={"color": style.ACCENT, "width": 2.5, "dash": dash},
            hovertemplate=f"{safe(name)}: %{{customdata}}<extra></extra>",
            customdata=[money(amount) for amount in frame[column]],
        )
    highest = max(fan["p90"].max(), quota or 0.0, earlier["amount"].max() if len(earlier) else 0.0)
    if quota is not None:
        figure.add_hline(y=quota, line={"color": style.SECOND, "width": 1.5, "dash": "dash"})
        style.label(
            figure,
            won["day"].iloc[0],
            quota,
            safe(f"{names['quota']} {money(quota)}"),
            xanchor="left",
            yanchor="bottom",
            bgcolor="rgba(0,0,0,0)",
        )
    figure.update_layout(yaxis=style.money_axis({}, highest, money))
    days = [stamp.date() for stamp in pd.date_range(won["day"].iloc[0], fan["day"].iloc[-1])]
    figure.update_xaxes(style.day_axis(days, day))
    return figure


def dots(amounts: list[float], quota: float | None, *, money: Money, quota_name: str) -> go.Figure:
    """Twenty equally likely futures as dots in columns; those that reach the quota are filled."""
    figure = style.figure(height=330)
    low, high = min(amounts), max(amounts)
    width = (high - low) / 9 or 1.0
    heights: dict[int, int] = {}
    places = []
    for amount in sorted(amounts):
        column = int((amount - low) / width)
        heights[column] = heights.get(column, 0) + 1
        places.append((low + (column + 0.5) * width, heights[column]))
    reaches = [quota is None or amount >= quota for amount in sorted(amounts)]
    figure.add_scatter(
        x=[x for x, _y in places],
        y=[y for _x, y in places],
        mode="markers",
        marker={
            "size": 17,
            "color": style.ACCENT,
            "symbol": ["circle" if reached else "circle-open" for reached in reaches],
            "line": {"width": 2, "color": style.ACCENT},
        },
        customdata=[money(amount) for amount in sorted(amounts)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    if quota is not None:
        figure.add_vline(x=quota, line={"color": style.SECOND, "width": 1.5, "dash": "dash"})
        # Beside its line, on the side where there is more room.
        side, shift = ("right", -6) if quota > (low + high) / 2 else ("left", 6)
        text = safe(f"{quota_name} {money(quota)}")
        style.label(figure, quota, max(heights.values()) + 1, text, xanchor=side, xshift=shift)
    figure.update_layout(hovermode="closest")
    ticks = [low, (low + high) / 2, high]
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[money(tick) for tick in ticks])
    figure.update_yaxes(visible=False, range=[0, max(heights.values()) + 2])
    return figure


def curve(
    quantiles: pd.DataFrame, marks: dict[str, float], *, money: Money, percent: Callable[[float], str]
) -> go.Figure:
    """The chance of reaching each amount or more. quantiles: quantile (0 to 1), amount. marks: name → amount."""
    figure = style.figure(height=300)
    figure.add_scatter(
        x=quantiles["amount"],
        y=1 - quantiles["quantile"],
        mode="lines",
        line={"color": style.ACCENT, "width": 2.5},
        customdata=[
            f"{money(amount)}: {percent(1 - quantile)}"
            for quantile, amount in quantiles[["quantile", "amount"]].itertuples(index=False)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for name, amount in marks.items():
        figure.add_vline(x=amount, line={"color": style.SECOND, "width": 1, "dash": "dash"})
        style.label(figure, amount, 1.04, safe(f"{name} {money(amount)}"))
    low, high = float(quantiles["amount"].iloc[0]), float(quantiles["amount"].iloc[-1])
    ticks = [low, (low + high) / 2, high]
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[money(tick) for tick in ticks])
    figure.update_yaxes(tickformat=".0%", range=[0, 1.12], tickvals=[0, 0.25, 0.5, 0.75, 1])
    return figure


def accuracy(by_week: pd.DataFrame, *, names: dict[str, str], percent: Callable[[float], str]) -> go.Figure:
    """Error by week of the period for the methods in `names`. by_week: week, method, wape (0 to 1)."""
    figure = style.figure(height=300, margin_right=120)
    looks = [
        {"color": style.ACCENT, "width": 3},
        {"color": style.SECOND, "width": 1.5, "dash": "dash"},
        {"color": style.QUIET, "width": 1.5, "dash": "dot"},
    ]
    for look, (method, name) in zip(looks, names.items(), strict=False):
        part = by_week[by_week["method"] == method]
        if part.empty:
            continue
        figure.add_scatter(
            x=part["week"],
            y=part["wape"],
            mode="lines",
            line=look,
            customdata=[percent(error) for error in part["wape"]],
            hovertemplate=f"{safe(name)}: %{{customdata}}<extra></extra>",
        )
        style.label(figure, part["week"].iloc[-1], part["wape"].iloc[-1], safe(name), xanchor="left", xshift=6)
    figure.update_yaxes(tickformat=".0%")
    return figure
