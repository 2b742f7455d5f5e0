"""Charts of the funnel: what becomes of deals stage by stage, how long they stay, cohorts, losses."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

_ROW, _AROUND = 58, 40  # pixels per stage, and for the legend
_TAKING = {"shape": "/", "size": 6, "solidity": 0.25}
# In the order they are stacked; what became of a deal is told by pattern as well as by colour.
_OUTCOMES = {
    "advanced": {"color": style.ACCENT},
    "open": {"color": style.ACCENT_PALE},
    "lost": {"color": style.SECOND, "pattern": _TAKING},
}
_CLEAR = "rgba(0, 0, 0, 0)"


def stages(rows: pd.DataFrame, *, words: Mapping[str, str], labels: Sequence[str]) -> go.Figure:
    """Deals that entered each stage, by what became of them; a click anywhere on a row picks its stage.

    rows: stage, advanced, open, lost (deals), in funnel order. words: texts for
    the three outcomes. labels: what stands with each stage.
    """
    numbers = list(range(len(rows)))
    highest = max(1, *(rows["advanced"] + rows["open"] + rows["lost"]))
    figure = style.figure(height=round(_AROUND + _ROW * (len(rows) + 0.1)), margin_right=4, margin_left=0)
    figure.add_bar(x=[highest] * len(rows), y=numbers, width=1, orientation="h", marker={"color": _CLEAR})
    figure.update_traces(hoverinfo="skip", showlegend=False, unselected={"marker": {"opacity": 1}})
    # The row behind takes the click as well, so bars lie over it and are stacked by hand.
    base = rows["advanced"] * 0
    for outcome, marker in _OUTCOMES.items():
        figure.add_bar(
            x=rows[outcome],
            base=base,
            y=numbers,
            name=safe(words[outcome]),
            orientation="h",
            marker=marker,
            width=0.4,
            customdata=[[safe(stage)] for stage in rows["stage"]],
            hovertemplate="%{customdata[0]}, %{fullData.name}: %{x}<extra></extra>",
            unselected={"marker": {"opacity": 1}},
        )
        base = base + rows[outcome]
    _name_rows(figure, rows["stage"], labels, highest)
    figure.update_layout(barmode="overlay", clickmode="event+select")
    return figure


def days_in_stage(rows: pd.DataFrame, *, words: Mapping[str, str], labels: Sequence[str]) -> go.Figure:
    """Median days in each stage as a bar, and up to where three of four stays last as a thin line.

    rows: stage, median, slow (days; blank where unknown), in funnel order. words: texts for median and slow.
    """
    numbers = list(range(len(rows)))
    slow = rows["slow"].fillna(rows["median"])
    highest = max(1.0, float(slow.max()) if slow.notna().any() else 1.0)
    figure = style.figure(height=round(_AROUND + _ROW * (len(rows) + 0.1)), margin_right=4, margin_left=0)
    figure.add_bar(
        x=rows["median"],
        y=numbers,
        name=safe(words["median"]),
        orientation="h",
        width=0.4,
        marker={"color": style.ACCENT},
        hovertemplate="%{fullData.name}: %{x}<extra></extra>",
    )
    known = rows["slow"].notna()
    figure.add_scatter(
        x=rows.loc[known, "slow"],
        y=[number for number, is_known in zip(numbers, known, strict=True) if is_known],
        name=safe(words["slow"]),
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 3, "color": style.SECOND}},
        hovertemplate="%{fullData.name}: %{x}<extra></extra>",
    )
    _name_rows(figure, rows["stage"], labels, highest)
    return figure


def cohorts(
    grid: pd.DataFrame, *, percent: Callable[[float], str], names: Sequence[str], hover: Sequence[Sequence[str]]
) -> go.Figure:
    """Share of each month's deals that were won within a number of months; what has not come yet stays empty.

    grid: one row per month of creation, one column per number of months, shares 0
    to 1 or blank. names: of the rows. hover: text of each cell.
    """
    rows = list(range(len(grid)))
    figure = style.figure(height=64 + 26 * len(rows), margin_right=4, margin_left=0)
    figure.add_heatmap(
        z=grid.to_numpy(),
        x=[str(column) for column in grid.columns],
        y=rows,
        colorscale=style.SCALE,
        zmin=0,
        zmax=max(0.01, float(grid.max().max()) if grid.notna().any().any() else 0.01),
        xgap=1,
        ygap=1,
        showscale=False,
        text=[[percent(value) if pd.notna(value) else "" for value in row] for row in grid.to_numpy()],
        texttemplate="%{text}",
        textfont={"size": style.FONT_SIZE - 1},
        customdata=hover,
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    figure.update_yaxes(
        tickmode="array",
        tickvals=rows,
        ticktext=[safe(name) for name in names],
        autorange="reversed",
        showgrid=False,
        rangemode="normal",
    )
    figure.update_xaxes(type="category", side="top", showgrid=False)
    figure.update_layout(hovermode="closest")
    return figure


def losses(
    rows: pd.DataFrame, *, stages: Mapping[str, str], money: Callable[[float], str], labels: Sequence[str]
) -> go.Figure:
    """Lost money by reason, split by the stage it was lost from.

    rows: one per reason, one column of money per stage, the largest first. stages:
    column → name. labels: what stands with each reason.
    """
    numbers = list(range(len(rows)))
    figure = style.figure(height=round(_AROUND + _ROW * (len(rows) + 0.1)), margin_right=4, margin_left=0)
    for column, color in zip(stages, style.steps(len(stages)), strict=True):
        figure.add_bar(
            x=rows[column],
            y=numbers,
            name=safe(stages[column]),
            orientation="h",
            width=0.4,
            marker={"color": color},
            customdata=[safe(money(amount)) for amount in rows[column]],
            hovertemplate="%{fullData.name}: %{customdata}<extra></extra>",
        )
    highest = float(rows[list(stages)].sum(axis=1).max() or 1.0) if len(rows) else 1.0
    _name_rows(figure, rows.index, labels, highest)
    figure.update_layout(barmode="stack")
    return figure


def _name_rows(figure: go.Figure, names: Iterable[object], labels: Sequence[str], highest: float) -> None:
    """Write names and labels above the bars: beside them, long ones would leave a phone no room for the bars."""
    lines = [f"<b>{safe(style.short(name))}</b>  {safe(text)}" for name, text in zip(names, labels, strict=True)]
    style.row_labels(figure, lines, row=_ROW, lift=_ROW * 0.2 + 9)
    figure.update_xaxes(range=[0, highest * 1.03], showticklabels=False)
    figure.update_yaxes(range=[len(labels) - 0.6, -0.75], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(
        hovermode="closest",
        showlegend=True,
        legend=style.LEGEND | {"y": 0, "traceorder": "normal"},
        margin={"l": 0, "r": 4, "t": 4, "b": _AROUND - 4},
    )
