"""Charts of the Deals page: the deals that decide the period, what is wrong with them, and one deal's story."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_ROW_HEIGHT, _AROUND_ROWS = 44, 36  # pixels per deal, and for the legend
_NAME, _LETTERS = 26, 42  # letters that a phone has room for: of a deal's name, and in a line
_LANES = ("owner", "activity", "close")  # of a story, from below; those without a mark are left out
_LATE = 0.08  # in this last part of a timeline a label stands left of its point, so that it stays inside


def deciding(deals: pd.DataFrame, labels: list[str], *, money: Money, words: Mapping[str, str]) -> go.Figure:
    """The largest deals due, one bar each, those at risk marked.

    deals: name, amount, is_at_risk; the largest first. labels: what stands with
    each bar. words: texts for risk and calm.
    """
    figure = style.figure(height=round(_AROUND_ROWS + _ROW_HEIGHT * (len(deals) + 0.3)))
    rows = pd.Series(range(len(deals)), index=deals.index)
    looks = {
        "calm": ({"color": style.ACCENT}, ~deals["is_at_risk"]),
        "risk": ({"color": style.SECOND, "pattern": {"shape": "/", "size": 6, "solidity": 0.25}}, deals["is_at_risk"]),
    }
    for name, (marker, chosen) in looks.items():
        part = deals[chosen]
        if part.empty:
            continue
        figure.add_bar(
            x=part["amount"],
            y=rows[chosen],
            name=safe(words[name]),
            orientation="h",
            marker=marker,
            width=0.34,
            customdata=[
                [safe(deal), safe(money(amount))] for deal, amount in zip(part["name"], part["amount"], strict=True)
            ],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    # Names stand above the bars: beside them, long ones would leave a phone no room for the bars.
    lines = [
        f"<b>{safe(_short(name, _NAME))}</b>  {safe(text)}" for name, text in zip(deals["name"], labels, strict=True)
    ]
    style.row_labels(figure, lines, row=_ROW_HEIGHT, lift=_ROW_HEIGHT * 0.17 + 9)
    _bare(figure, float(deals["amount"].max() or 1.0), len(rows))
    return figure


def signals(rows: pd.DataFrame, labels: list[str]) -> go.Figure:
    """How much of the amount due gives each signal, the most first. rows: label, amount; labels: with each bar."""
    figure = style.figure(height=round(_AROUND_ROWS + _ROW_HEIGHT * (len(rows) + 0.3)))
    places = list(range(len(rows)))
    figure.add_bar(
        x=rows["amount"],
        y=places,
        orientation="h",
        marker={"color": style.ACCENT_PALE},
        width=0.34,
        hoverinfo="skip",
    )
    lines = [f"<b>{safe(name)}</b>  {safe(text)}" for name, text in zip(rows["label"], labels, strict=True)]
    style.row_labels(figure, lines, row=_ROW_HEIGHT, lift=_ROW_HEIGHT * 0.17 + 9)
    _bare(figure, float(rows["amount"].max() or 1.0), len(places))
    figure.update_layout(showlegend=False)
    return figure


def _bare(figure: go.Figure, highest: float, rows: int) -> None:
    """Bars without axes: their labels say what they are."""
    figure.update_xaxes(range=[0, highest * 1.02], showticklabels=False)
    figure.update_yaxes(range=[rows - 0.6, -0.75], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(
        barmode="overlay",
        hovermode="closest",
        showlegend=True,
        legend=style.LEGEND | {"y": 0, "traceorder": "normal"},
        margin={"l": 0, "r": 0, "t": 4, "b": _AROUND_ROWS - 4},
    )


def story(
    stays: pd.DataFrame,
    amounts: pd.DataFrame,
    events: pd.DataFrame,
    *,
    end: datetime,
    money: Money,
    day: Callable[[date], str],
    words: Mapping[str, str],
) -> go.Figure:
    """One deal's life: its amount in steps above, bands of its stages, and marks of what happened below.

    stays: stage, began, ended. amounts: moment, amount (blank: none). events:
    moment, lane (close, activity or owner), is_bad, text. end: the last moment drawn. words: a text per lane, and for
    stage and amount.
    """
    figure = style.figure(height=380)
    _amount_steps(figure, amounts, end, money)
    lanes = [lane for lane in _LANES if (events["lane"] == lane).any()]
    stage_lane = len(lanes) + 0.35  # its names stand below it
    _stage_bands(figure, stays, day, stage_lane)
    for place, lane in enumerate(lanes):
        part = events[events["lane"] == lane]
        for is_bad, symbol, color in ((False, "circle", style.ACCENT), (True, "triangle-right", style.SECOND)):
            marks = part[part["is_bad"] == is_bad]
            if marks.empty:
                continue
            figure.add_scatter(
                x=marks["moment"],
                y=[place] * len(marks),
                mode="markers",
                marker={"size": 9 if is_bad else 7, "symbol": symbol, "color": color},
                customdata=[safe(text) for text in marks["text"]],
                hovertemplate="%{customdata}<extra></extra>",
            )
        style.label(figure, 0, place, safe(words[lane]), xref="paper", xanchor="left", yshift=13)
    style.label(figure, 0, stage_lane, safe(words["stage"]), xref="paper", xanchor="left", yshift=19)
    style.label(figure, 0, 1, safe(words["amount"]), xref="paper", yref="paper", xanchor="left", yanchor="bottom")
    first = min([*stays["began"], *amounts["moment"], *events["moment"]])
    figure.update_xaxes(
        style.day_axis([moment.date() for moment in pd.date_range(first.normalize(), end)], day, most=6)
    )
    figure.update_layout(
        hovermode="closest",
        barmode="overlay",
        margin={"l": 0, "r": 12, "t": 22, "b": 24},
        yaxis={"domain": [0, 0.62], "range": [-0.35, stage_lane + 0.7], "showticklabels": False, "showgrid": False},
        yaxis2={"domain": [0.72, 1], "rangemode": "tozero", "showgrid": False, "showticklabels": False},
    )
    return figure


def _amount_steps(figure: go.Figure, amounts: pd.DataFrame, end: datetime, money: Money) -> None:
    known = amounts[amounts["amount"].notna()]
    if known.empty:
        return
    figure.add_scatter(
        x=[*known["moment"], end],
        y=[*known["amount"], known["amount"].iloc[-1]],
        yaxis="y2",
        mode="lines",
        line={"shape": "hv", "color": style.ACCENT, "width": 2},
        customdata=[safe(money(amount)) for amount in [*known["amount"], known["amount"].iloc[-1]]],
        hovertemplate="%{customdata}<extra></extra>",
    )
    changed = known[known["amount"] != known["amount"].shift()]
    late = end - (end - known["moment"].iloc[0]) * _LATE
    for moment, amount in zip(changed["moment"], changed["amount"], strict=True):
        side = "right" if moment > late else "left"
        style.label(figure, moment, amount, safe(money(amount)), yref="y2", xanchor=side, yanchor="bottom")
    figure.update_layout(yaxis2={"range": [0, float(known["amount"].max() or 1.0) * 1.5], "fixedrange": True})


def _stage_bands(figure: go.Figure, stays: pd.DataFrame, day: Callable[[date], str], lane: float) -> None:
    """A band per stay, in turns dark and pale, with the stage's name where there is room."""
    if stays.empty:
        return
    span = (stays["ended"].max() - stays["began"].min()) / pd.Timedelta(days=1) or 1.0
    for number, stay in enumerate(stays.to_dict("records")):
        days = (stay["ended"] - stay["began"]) / pd.Timedelta(days=1)
        text = f"{stay['stage']}: {day(stay['began'].date())} – {day(stay['ended'].date())}"
        figure.add_bar(
            x=[days * 86_400_000],
            base=[stay["began"]],
            y=[lane],
            orientation="h",
            width=0.5,
            marker={"color": style.ACCENT if number % 2 else style.ACCENT_PALE},
            customdata=[safe(text)],
            hovertemplate="%{customdata}<extra></extra>",
        )
        room = int(_LETTERS * days / span)
        if room > 3:
            name = safe(_short(stay["stage"], room))
            style.label(figure, stay["began"], lane, name, xanchor="left", xshift=-2, yshift=-22)


def _short(text: object, longest: int) -> str:
    text = str(text or "")
    return text if len(text) <= longest else text[: longest - 1] + "…"
