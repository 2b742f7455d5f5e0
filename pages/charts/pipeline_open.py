"""Charts of the open pipeline: stage by close month, forecast categories, ages against the norm, pipeline created."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.charts.pipeline import week_axis
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_CELL, _ROW, _AROUND = 30, 48, 40  # pixels
_STEPS = 10  # of the theme's sequential palette, whose placeholders begin with #000011
_LONGEST = 13  # letters in a line of a stage's name over its column
_AGES = {
    "usual": {"color": "#000013"},
    "slow": {"color": "#000016"},
    "late": {"color": "#000019"},
    "beyond": {"color": style.SECOND},
    "unknown": {"color": style.FAINT, "pattern": {"shape": ".", "size": 5, "solidity": 0.2}},
}


def stage_by_month(
    amounts: pd.DataFrame, *, labels: Sequence[Sequence[str]], stages: Sequence[str], months: Sequence[str]
) -> go.Figure:
    """Open money by month it is due (rows) and stage (columns), darker where there is more.

    amounts: money, a row per month and a column per stage. labels: the text of
    each cell. stages, months: names of columns and rows.
    """
    figure = style.figure(height=_CELL * (len(months) + 2), margin_right=4)
    figure.add_heatmap(
        z=amounts.to_numpy(),
        x=list(range(len(stages))),
        y=list(range(len(months))),
        text=[[safe(cell) for cell in row] for row in labels],
        texttemplate="%{text}",
        textfont={"size": style.FONT_SIZE},
        customdata=[[[safe(month), safe(stage)] for stage in stages] for month in months],
        hovertemplate="%{customdata[0]}, %{customdata[1]}: %{text}<extra></extra>",
        colorscale=[[step / (_STEPS - 1), f"#0000{11 + step}"] for step in range(_STEPS)],
        zmin=0,
        zmax=float(amounts.to_numpy().max(initial=0)) or 1.0,
        xgap=2,
        ygap=2,
        showscale=False,
    )
    figure.update_xaxes(
        side="top",
        tickmode="array",
        tickvals=list(range(len(stages))),
        ticktext=[_lines(stage) for stage in stages],
        tickfont={"size": style.FONT_SIZE - 2},
        tickangle=0,
    )
    figure.update_yaxes(
        autorange="reversed",
        rangemode="normal",
        tickmode="array",
        tickvals=list(range(len(months))),
        ticktext=[safe(month) for month in months],
        showgrid=False,
    )
    figure.update_layout(hovermode="closest", margin={"l": 8, "r": 4, "t": 4, "b": 4})
    return figure


def _lines(name: str) -> str:
    """A name over a narrow column, broken between words and cut where it is very long."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= _LONGEST:
            lines[-1] = joined
        else:
            lines.append(word)
    shown = [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in lines if line]
    return "<br>".join(safe(line) for line in shown[:2])


def by_category(rows: pd.DataFrame, *, names: Sequence[str], labels: Sequence[str]) -> go.Figure:
    """Open money by forecast category, and inside each bar what the probabilities make of it.

    rows: open_amount, weighted_amount. names: of the rows; labels: what stands with each.
    """
    figure = _rows(len(rows), legend=False)
    for column, look in (("open_amount", style.ACCENT_PALE), ("weighted_amount", style.ACCENT)):
        figure.add_bar(
            x=rows[column],
            y=list(range(len(rows))),
            orientation="h",
            width=0.36,
            marker={"color": look},
            customdata=[[safe(name), safe(label)] for name, label in zip(names, labels, strict=True)],
            hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        )
    _name_rows(figure, names, labels)
    figure.update_xaxes(range=[0, float(rows["open_amount"].max() or 1.0) * 1.02], showticklabels=False)
    figure.update_layout(barmode="overlay")
    return figure


def ages(
    bands: pd.DataFrame, *, stages: Sequence[str], labels: Sequence[str], money: Money, words: Mapping[str, str]
) -> go.Figure:
    """Open money of each stage by how long it has stood there, against what won deals took.

    bands: row (number of the stage), band, open_amount. stages: names by row;
    labels: what stands with each. words: texts for the bands.
    """
    figure = _rows(len(stages), legend=True)
    for band, look in _AGES.items():
        found = bands[bands["band"] == band]
        if found.empty or not (found["open_amount"] > 0).any():
            continue
        figure.add_bar(
            x=found["open_amount"],
            y=found["row"],
            name=safe(words[band]),
            orientation="h",
            width=0.36,
            marker=look,
            customdata=[
                [safe(stages[row]), safe(money(amount))]
                for row, amount in zip(found["row"], found["open_amount"], strict=True)
            ],
            hovertemplate="%{customdata[0]}, %{fullData.name}: %{customdata[1]}<extra></extra>",
        )
    _name_rows(figure, stages, labels)
    highest = bands.groupby("row")["open_amount"].sum().max()
    figure.update_xaxes(range=[0, float(highest or 1.0) * 1.02], showticklabels=False)
    figure.update_layout(barmode="stack")
    return figure


def _rows(count: int, *, legend: bool) -> go.Figure:
    """An empty figure of horizontal bars whose names stand above them, so that a phone has room for the bars."""
    room = _AROUND if legend else 8
    figure = style.figure(height=round(room + _ROW * (count + 0.15)), margin_left=0, margin_right=0)
    figure.update_yaxes(range=[count - 0.6, -0.75], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(
        hovermode="closest",
        showlegend=legend,
        legend=style.LEGEND | {"y": 0, "traceorder": "normal"},
        margin={"l": 0, "r": 0, "t": 4, "b": room - 4},
    )
    return figure


def _name_rows(figure: go.Figure, names: Sequence[str], labels: Sequence[str]) -> None:
    lines = [f"<b>{safe(name)}</b>  {safe(label)}" for name, label in zip(names, labels, strict=True)]
    style.row_labels(figure, lines, row=_ROW, lift=_ROW * 0.18 + 9)


def created(
    weeks: pd.DataFrame,
    *,
    needed: float | None,
    money: Money,
    day: Callable[[date], str],
    words: Mapping[str, str],
) -> go.Figure:
    """Pipeline created in each week, against what is needed in each; weeks that are not over are paler.

    weeks: week_start, days (of it that are known), created_deals, created_amount. needed: money a week.
    words: texts for created and needed.
    """
    figure = style.figure(height=300)
    texts = [day(moment.date()) for moment in weeks["week_start"]]
    rows = list(range(len(texts)))
    figure.add_bar(
        x=rows,
        y=weeks["created_amount"],
        name=safe(words["created"]),
        marker={"color": [style.ACCENT if days == 7 else style.ACCENT_PALE for days in weeks["days"]]},
        customdata=[
            [safe(text), safe(money(amount))] for text, amount in zip(texts, weeks["created_amount"], strict=True)
        ],
        hovertemplate="%{customdata[0]}, %{fullData.name}: %{customdata[1]}<extra></extra>",
    )
    highest = float(weeks["created_amount"].max() or 0.0)
    if needed:
        figure.add_scatter(
            x=[-0.6, len(rows) - 0.4],
            y=[needed, needed],
            name=f"{safe(words['needed'])} {safe(money(needed))}",
            mode="lines",
            line={"color": style.SECOND, "width": 2, "dash": "dash"},
            hoverinfo="skip",
        )
    figure.update_yaxes(style.money_axis({}, max(highest, needed or 0.0) * 1.05 or 1.0, money))
    figure.update_xaxes(week_axis(texts))
    figure.update_layout(hovermode="closest", showlegend=True, legend=style.LEGEND | {"traceorder": "normal"})
    return figure
