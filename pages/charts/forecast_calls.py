"""Charts of calls and categories: what is won, called, expected and asked by person; the ladder of categories."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from pages.charts import style
from pages.components.safety import plotly as safe

Money = Callable[[float], str]
_ROW, _AROUND, _LONGEST = 46, 58, 40  # pixels of a row, around all; letters of a name
_MARKS = {
    "quota": {"symbol": "line-ns", "size": 20, "color": style.QUIET, "line": {"width": 2, "color": style.QUIET}},
    "model": {"symbol": "diamond", "size": 11, "color": style.SECOND},
    "call": {"symbol": "circle", "size": 12, "color": style.ACCENT},
    "stale": {"symbol": "circle-open", "size": 12, "color": style.ACCENT, "line": {"width": 2}},
}


def people(rows: pd.DataFrame, *, money: Money, words: Mapping[str, str]) -> go.Figure:
    """Money won (bar), called, expected by the model and asked (marks) of each person.

    rows: name, call, is_stale, won, quota and, where known, model; blanks are not drawn.
    words: texts for won, call, stale, quota and model.
    """
    found = rows.reset_index(drop=True)
    figure = _rows(len(found))
    _bars(
        figure,
        found["won"].fillna(0.0),
        style.ACCENT_PALE,
        words["won"],
        [money(won) for won in found["won"].fillna(0.0)],
    )
    is_stale = found["is_stale"].astype(bool)
    marks = {
        "quota": found["quota"],
        "model": found["model"] if "model" in found.columns else None,
        "call": found["call"].mask(is_stale),
        "stale": found["call"].where(is_stale),
    }
    for name, amounts in marks.items():
        known = amounts.dropna() if amounts is not None else pd.Series(dtype=float)
        if len(known):
            figure.add_scatter(
                x=known,
                y=known.index,
                mode="markers",
                name=safe(words[name]),
                marker=_MARKS[name],
                customdata=[
                    [safe(name), safe(money(amount))]
                    for name, amount in zip(found["name"][known.index], known, strict=True)
                ],
                hovertemplate="%{customdata[0]}, %{fullData.name}: %{customdata[1]}<extra></extra>",
            )
    for row, name in enumerate(found["name"]):
        _name(figure, row, f"<b>{safe(style.short(name, _LONGEST))}</b>")
    columns = [name for name in ("won", "call", "quota", "model") if name in found.columns]
    return _finished(figure, float(found[columns].max().max()), money, has_legend=True)


def ladder(
    rungs: pd.DataFrame, *, labels: Sequence[str], lines: Mapping[str, float], money: Money, words: Mapping[str, str]
) -> go.Figure:
    """Categories from sure to open: what each adds, on what those before it hold where they are cumulative.

    rungs: name, before (money of the rungs before; 0 where single), amount. labels: what stands with each name.
    lines: amounts drawn across all, by name; words: their texts.
    """
    found = rungs.reset_index(drop=True)
    figure = _rows(len(found))
    _bars(figure, found["before"], style.ACCENT_PALE, "", None)
    figure.add_bar(
        x=found["amount"],
        y=list(range(len(found))),
        base=found["before"],
        orientation="h",
        width=0.34,
        marker={"color": style.ACCENT},
        customdata=[[safe(name), safe(label)] for name, label in zip(found["name"], labels, strict=True)],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
        showlegend=False,
    )
    looks = {"quota": (style.QUIET, "dash"), "call": (style.SECOND, "solid")}
    for name, amount in lines.items():
        color, dash = looks[name]
        figure.add_scatter(
            x=[amount, amount],
            y=[-0.55, len(found) - 0.75],
            mode="lines",
            name=f"{safe(words[name])} {safe(money(amount))}",
            line={"color": color, "width": 2, "dash": dash},
            hoverinfo="skip",
        )
    for row, (name, label) in enumerate(zip(found["name"], labels, strict=True)):
        _name(figure, row, f"<b>{safe(style.short(name, _LONGEST))}</b>  {safe(label)}")
    highest = max([float((found["before"] + found["amount"]).max()), *lines.values()])
    return _finished(figure, highest, money, has_legend=bool(lines))


def _rows(count: int) -> go.Figure:
    """An empty figure of horizontal bars whose names stand above them, so that a phone has room for the bars."""
    figure = style.figure(height=round(_AROUND + _ROW * (count + 0.2)), margin_left=0, margin_right=0)
    figure.update_yaxes(range=[count - 0.55, -0.8], showticklabels=False, showgrid=False, rangemode="normal")
    figure.update_layout(barmode="overlay", hovermode="closest", margin={"l": 8, "r": 8, "t": 4, "b": _AROUND - 4})
    return figure


def _bars(figure: go.Figure, amounts: pd.Series, color: str, name: str, texts: Sequence[str] | None) -> None:
    hover = (
        {"hoverinfo": "skip"}
        if texts is None
        else {
            "customdata": [safe(text) for text in texts],
            "hovertemplate": "%{fullData.name}: %{customdata}<extra></extra>",
        }
    )
    figure.add_bar(
        x=amounts,
        y=list(range(len(amounts))),
        orientation="h",
        width=0.34,
        marker={"color": color},
        name=safe(name),
        showlegend=bool(name),
        **hover,
    )


def _name(figure: go.Figure, row: int, line: str) -> None:
    style.label(figure, 0, row, line, xanchor="left", yshift=_ROW * 0.17 + 9)


def _finished(figure: go.Figure, highest: float, money: Money, *, has_legend: bool) -> go.Figure:
    figure.update_xaxes(style.money_axis({}, max(highest, 1.0), money), showgrid=True)
    figure.update_layout(
        showlegend=has_legend,
        legend=style.LEGEND | {"y": 0, "yref": "container", "yanchor": "bottom", "traceorder": "normal"},
    )
    return figure
