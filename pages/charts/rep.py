"""Charts of one person: differences from peers, conversion beside the team's, quarters, days of the week."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_ROW, _AROUND = 44, 46  # pixels of a row, and around the rows


def forest(
    rows: pd.DataFrame, *, labels: Sequence[str], percent: Callable[[float], str], names: dict[str, str]
) -> go.Figure:
    """Differences from the peers with their 95 % intervals, the good side on the right.

    rows: name, better (share of the peers' figure by which the person is better: 0.1 is 10 % better), low, high,
    verdict. labels: what stands above each line. names: worse, better.
    """
    figure = style.figure(height=_AROUND + _ROW * len(rows), margin_left=0, margin_right=4)
    places = list(range(len(rows)))
    ends = [abs(value) for column in ("low", "high", "better") for value in rows[column] if pd.notna(value)]
    reach = min(max([0.2, *ends]), 1.5) * 1.05
    figure.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", line={"color": style.QUIET, "width": 1})
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        color = {"strength": style.ACCENT, "gap": style.SECOND}.get(row["verdict"], style.QUIET)
        if pd.notna(row["low"]):
            ends_shown = [max(row["low"], -reach), min(row["high"], reach)]
            figure.add_scatter(
                x=ends_shown, y=[place, place], mode="lines", line={"color": color, "width": 3}, hoverinfo="skip"
            )
        symbol = {"strength": "triangle-right", "gap": "triangle-left"}.get(row["verdict"], "circle")
        figure.add_scatter(
            x=[max(min(row["better"], reach), -reach)],
            y=[place],
            mode="markers",
            marker={"size": 11, "color": color, "symbol": symbol},
            customdata=[[safe(row["name"]), safe(labels[place])]],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        )
        line = f"<b>{safe(style.short(row['name'], 30))}</b>  {safe(labels[place])}"
        style.label(figure, 0, place, line, xref="paper", xanchor="left", yshift=15)
    step = next(step for step in (0.1, 0.25, 0.5, 1.0) if reach / step <= 3.2)
    ticks = [step * count for count in range(-int(reach / step), int(reach / step) + 1)]
    texts = [percent(tick) if tick else safe(names["peers"]) for tick in ticks]
    figure.update_xaxes(range=[-reach, reach], tickmode="array", tickvals=ticks, ticktext=texts, showgrid=True)
    figure.update_yaxes(range=[len(rows) - 0.45, -0.8], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(hovermode="closest")
    return figure


def conversions(
    rows: pd.DataFrame, *, percent: Callable[[float], str], names: tuple[str, str], labels: Sequence[str]
) -> go.Figure:
    """Conversion of each stage: the person's with its 95 % interval (filled), the team's (hollow).

    rows: stage, own, low, high, peers (0 to 1, blank without deals), in funnel order. names: of the person and the
    team. labels: what stands above each line.
    """
    figure = style.figure(height=_AROUND + _ROW * len(rows), margin_left=0, margin_right=4)
    places = list(range(len(rows)))
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        if pd.notna(row["low"]):
            figure.add_scatter(
                x=[row["low"], row["high"]], y=[place, place], mode="lines", hoverinfo="skip", showlegend=False,
                line={"color": style.ACCENT, "width": 3}, opacity=0.5,
            )  # fmt: skip
        line = f"<b>{safe(style.short(row['stage'], 24))}</b>  {safe(labels[place])}"
        style.label(figure, 0, place, line, xref="paper", xanchor="left", yshift=15)
    marks = (("peers", names[1], "circle-open", style.QUIET), ("own", names[0], "circle", style.ACCENT))
    for column, name, symbol, color in marks:
        figure.add_scatter(
            x=rows[column],
            y=places,
            mode="markers",
            name=safe(style.short(name, 24)),
            marker={"size": 11, "symbol": symbol, "color": color, "line": {"width": 2 if column == "peers" else 0}},
            customdata=[[safe(stage), safe(label)] for stage, label in zip(rows["stage"], labels, strict=True)],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        )
    ticks = [0, 0.25, 0.5, 0.75, 1]
    figure.update_xaxes(
        range=[-0.02, 1.03], tickmode="array", tickvals=ticks, ticktext=[percent(tick) for tick in ticks], showgrid=True
    )
    figure.update_yaxes(range=[len(rows) - 0.45, -0.8], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(hovermode="closest", showlegend=True, legend=style.LEGEND)
    return figure


def quarters(
    rows: pd.DataFrame,
    *,
    money: Callable[[float], str],
    labels: Sequence[str],
    hovers: Sequence[str],
    names: dict[str, str],
) -> go.Figure:
    """What was won in each quarter as bars, the quota as a line across each; the running quarter pale.

    rows: label, won (money), quota (money, blank without one), is_running. labels: above each bar; hovers: on it.
    """
    figure = style.figure(height=300)
    places = list(range(len(rows)))
    figure.add_bar(
        x=places,
        y=rows["won"],
        name=safe(names["won"]),
        marker={"color": [style.ACCENT_PALE if running else style.ACCENT for running in rows["is_running"]]},
        customdata=[safe(text) for text in hovers],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    known = rows["quota"].notna()
    if known.any():
        across = [place for place, is_known in zip(places, known, strict=True) if is_known]
        figure.add_scatter(
            x=across,
            y=rows["quota"][known],
            mode="markers",
            name=safe(names["quota"]),
            marker={"symbol": "line-ew-open", "size": 26, "color": style.QUIET, "line": {"width": 2}},
            hoverinfo="skip",
        )
    highest = float(pd.concat([rows["won"], rows["quota"]]).max()) if len(rows) else 0.0
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        if labels[place]:
            top = max(row["won"], row["quota"] if pd.notna(row["quota"]) else 0.0)
            style.label(figure, place, top, safe(labels[place]), yshift=11)
    # In two lines, or a phone would turn them on their side: 2026 over Q3.
    ticks = ["<br>".join(safe(label).rsplit("-", 1)) for label in rows["label"]]
    figure.update_xaxes(tickmode="array", tickvals=places, ticktext=ticks, tickangle=0)
    axis = style.money_axis({}, highest * 1.08, money)
    figure.update_yaxes(axis)
    figure.update_layout(
        hovermode="closest", bargap=0.4, showlegend=bool(known.any()), legend=style.LEGEND | {"y": -0.2}
    )
    return figure


def weekdays(
    rows: pd.DataFrame,
    *,
    days: Sequence[str],
    percent: Callable[[float], str],
    names: tuple[str, str],
    hovers: Sequence[str],
) -> go.Figure:
    """The share of the person's activities on each day of the week as bars, the others' as marks.

    rows: own, others (0 to 1, blank without any), one row per day. names: of the person and of the others.
    """
    figure = style.figure(height=260)
    places = list(range(len(rows)))
    figure.add_bar(
        x=places, y=rows["own"], name=safe(style.short(names[0], 24)), marker={"color": style.ACCENT},
        customdata=[safe(text) for text in hovers], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=places, y=rows["others"], mode="markers", name=safe(style.short(names[1], 24)), hoverinfo="skip",
        marker={"symbol": "line-ew-open", "size": 30, "color": style.QUIET, "line": {"width": 2}},
    )  # fmt: skip
    highest = float(rows[["own", "others"]].max().max())
    step = 0.1 if highest <= 0.45 else 0.25
    ticks = [step * count for count in range(int(highest / step) + 2)]
    figure.update_xaxes(tickmode="array", tickvals=places, ticktext=[safe(day) for day in days])
    figure.update_yaxes(tickmode="array", tickvals=ticks, ticktext=[percent(tick) for tick in ticks])
    figure.update_layout(hovermode="closest", showlegend=True, legend=style.LEGEND | {"traceorder": "normal"})
    return figure
