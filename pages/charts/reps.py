"""Charts of reps: how attainment is spread, the same day of earlier periods, the honest ranking, two measures."""

import math
from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Write = Callable[[float], str]
_ROW = 24
_MOST_NAMED = 9


def round_ticks(low: float, high: float) -> list[float]:
    """About four round numbers between two values, zero among them where it lies between."""
    about = (high - low) / 4
    if about <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(about))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= about)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5 times powers of ten between two positive values; fewer where there would be many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    inside = [tick for tick in found if low <= tick <= high]
    return inside if len(inside) <= 6 else [tick for tick in inside if f"{tick:e}".startswith("1")]


def spread(bands: pd.DataFrame, *, labels: Sequence[str], counts: Sequence[str]) -> go.Figure:
    """How many reps attained how much; reached bands in the accent, the others pale. bands: of metrics.reps.bands.

    labels: what each band is called; counts: how many reps, in words.
    """
    figure = style.figure(height=300)
    rows = list(range(len(bands)))
    figure.add_bar(
        x=rows,
        y=bands["reps"],
        marker={"color": [style.ACCENT if low >= 1 else style.ACCENT_PALE for low in bands["low"]]},
        customdata=[[safe(count), _named(names)] for count, names in zip(counts, bands["names"], strict=True)],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    )
    for row, reps in zip(rows, bands["reps"], strict=True):
        if reps:
            style.label(figure, row, reps, str(reps), yshift=10)
    at_quota = int((bands["low"] < 1).sum()) - 0.5
    figure.add_shape(type="line", x0=at_quota, x1=at_quota, y0=0, y1=1, yref="paper", line=_line())
    figure.update_xaxes(tickmode="array", tickvals=rows, ticktext=[safe(label) for label in labels])
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[0, max(bands["reps"].max(), 1) * 1.18])
    figure.update_layout(hovermode="closest", bargap=0.12)
    return figure


def _named(names: Sequence[str]) -> str:
    shown = [safe(style.short(name)) for name in names[:_MOST_NAMED]]
    return "<br>".join([*shown, "…"] if len(names) > _MOST_NAMED else shown)


def _line() -> dict[str, object]:
    return {"color": style.QUIET, "width": 1, "dash": "dot"}


def pace(rows: pd.DataFrame, *, percent: Write, then: str, end: str) -> go.Figure:
    """Attainment by the same day of each period (filled), and at its end (hollow): the present one on top.

    rows: label, then, end (0 to 1, end blank while the period runs), the present period first.
    """
    figure = style.figure(height=60 + 30 * len(rows))
    places = list(range(len(rows)))
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        if pd.notna(row["end"]) and pd.notna(row["then"]):
            line = {"color": style.FAINT, "width": 2}
            figure.add_shape(type="line", x0=row["then"], x1=row["end"], y0=place, y1=place, line=line, layer="below")
    for column, name, symbol, pale in (("end", end, "circle-open", True), ("then", then, "circle", False)):
        figure.add_scatter(
            x=rows[column],
            y=places,
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 10,
                "color": [style.QUIET if pale or place else style.ACCENT for place in places],
                "line": {"width": 2 if pale else 0},
            },
            name=safe(name),
            customdata=[
                [safe(label), percent(value) if pd.notna(value) else ""]
                for label, value in zip(rows["label"], rows[column], strict=True)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra>" + safe(name) + "</extra>",
        )
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        if pd.notna(row["then"]):
            # on the side away from the end, so that the line does not run through it
            is_left = pd.isna(row["end"]) or row["end"] >= row["then"]
            style.label(
                figure, row["then"], place, percent(row["then"]), xanchor="right" if is_left else "left",
                xshift=-9 if is_left else 9,
            )  # fmt: skip
    highest = max([1.0, *rows["then"].dropna(), *rows["end"].dropna()])
    ticks = [step * 0.25 for step in range(int(highest / 0.25) + 1)][:: 1 if highest <= 1.5 else 2]
    figure.add_shape(type="line", x0=1, x1=1, y0=0, y1=1, yref="paper", line=_line(), layer="below")
    figure.update_xaxes(
        range=[-0.12 * highest, highest * 1.06], tickmode="array", tickvals=ticks,
        ticktext=[percent(tick) for tick in ticks], showgrid=True,
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=places, ticktext=[safe(label) for label in rows["label"]], showgrid=False,
        range=[len(rows) - 0.4, -0.6], rangemode="normal",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    return figure


def ranking(rows: pd.DataFrame, *, write: Write, ticks: Sequence[float], labels: Sequence[str], log: bool) -> go.Figure:
    """Reps, the best on top: what is known of each with its 95 % interval, the raw figure (hollow) and the norm (tick).

    rows: group_name, value, low, high, norm, raw, verdict. labels: what stands on the right, such as n.
    log: on a scale of ratios. ticks: where the axis is labelled.
    """
    places = list(range(len(rows)))
    figure = style.figure(height=50 + _ROW * len(rows), margin_right=8)
    sure = [bool(verdict) for verdict in rows["verdict"]]
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        line = {"color": style.ACCENT if row["verdict"] else style.FAINT, "width": 3}
        figure.add_scatter(
            x=[row["low"], row["high"]], y=[place, place], mode="lines", line=line, hoverinfo="skip", opacity=0.6
        )
    figure.add_scatter(
        x=rows["norm"], y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns-open", "size": 12, "color": style.QUIET, "line": {"width": 1}},
    )  # fmt: skip
    figure.add_scatter(
        x=rows["raw"], y=places, mode="markers", hoverinfo="skip",
        marker={"symbol": "circle-open", "size": 8, "color": style.QUIET},
    )  # fmt: skip
    figure.add_scatter(
        x=rows["value"],
        y=places,
        mode="markers",
        marker={"size": 9, "color": [style.ACCENT if known else style.QUIET for known in sure]},
        customdata=[
            [safe(row["group_name"]), write(row["value"]), write(row["low"]), write(row["high"]), safe(label)]
            for row, label in zip(rows.to_dict("records"), labels, strict=True)
        ],
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]} (%{customdata[2]} – %{customdata[3]})"
        "<br>%{customdata[4]}<extra></extra>",
    )
    known = [
        value for value in (*rows["low"], *rows["high"], *rows["raw"]) if pd.notna(value) and (value > 0 or not log)
    ]
    figure.update_xaxes(
        type="log" if log else "linear", tickmode="array", tickvals=list(ticks), showgrid=True,
        ticktext=[write(tick) for tick in ticks], side="top",
    )  # fmt: skip
    if not log and known:
        figure.update_xaxes(range=[0, min(max(known) * 1.04, 1.02)])
    figure.update_yaxes(
        tickmode="array", tickvals=places, ticktext=[safe(style.short(name, 18)) for name in rows["group_name"]],
        showgrid=False, range=[len(rows) - 0.4, -0.6], rangemode="normal",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    return figure


def pairs(
    points: pd.DataFrame,
    *,
    across: tuple[float, float, float] | None,
    up: tuple[float, float, float] | None,
    titles: tuple[str, str],
    write: tuple[Write, Write],
    named: Sequence[str],
) -> go.Figure:
    """Two measures of all groups; the middle half of each lies in the shaded band, the medians are lines.

    points: group_name, x, y. across, up: quartiles. named: groups that are labelled.
    """
    figure = style.figure(height=420)
    for quartiles, axis in ((across, "x"), (up, "y")):
        if quartiles:
            low, middle, high = quartiles
            other = "y" if axis == "x" else "x"
            whole = {f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper", "layer": "below"}
            figure.add_shape(
                type="rect", fillcolor=style.GRID, line={"width": 0}, **{f"{axis}0": low, f"{axis}1": high}, **whole
            )
            figure.add_shape(type="line", line=_line(), **{f"{axis}0": middle, f"{axis}1": middle}, **whole)
    figure.add_scatter(
        x=points["x"],
        y=points["y"],
        mode="markers",
        marker={"size": 10, "color": style.ACCENT, "opacity": 0.8},
        customdata=[
            [safe(row["group_name"]), write[0](row["x"]), write[1](row["y"])] for row in points.to_dict("records")
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>" + f"{safe(titles[0])}: %{{customdata[1]}}<br>{safe(titles[1])}: "
        "%{customdata[2]}<extra></extra>",
    )
    for row in points[points["group_name"].isin(list(named))].to_dict("records"):
        style.label(figure, row["x"], row["y"], safe(style.short(row["group_name"], 16)), yshift=13)
    for update, values, text, form in (
        (figure.update_xaxes, points["x"], titles[0], write[0]),
        (figure.update_yaxes, points["y"], titles[1], write[1]),
    ):
        low, high = min(0.0, float(values.min())), float(values.max())
        room = (high - low or 1.0) * 0.06
        ticks = round_ticks(low, high)
        update(
            title={"text": safe(text), "standoff": 8, "font": {"size": style.FONT_SIZE, "color": style.QUIET}},
            tickmode="array",
            tickvals=ticks,
            ticktext=[form(tick) for tick in ticks],
            range=[low - room, high + room * 2],
            rangemode="normal",
            showgrid=True,
        )
    figure.update_layout(hovermode="closest")
    return figure
