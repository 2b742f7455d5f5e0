"""Any two measures of all reps against each other."""

import pandas as pd
import streamlit as st

from metrics import catalog
from metrics import reps as metric
from metrics.values import Value
from pages.charts import reps as charts
from pages.charts.style import CONFIG
from pages.components import reps, reps_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_X, _Y = "across", "up"
_NAMED = 6
_SURE = 0.05


def show(choice: Choice) -> None:
    """Choose two measures; see every rep by both, with the middle half of each."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        x = _select(_("Across"), _X, "prospect_meetings")
        y = _select(_("Up"), _Y, "quota_attainment")
    board = reps.board(choice, "rep", {x, y})
    points = pd.DataFrame(
        [
            {"group_name": name, "x": values.get(x, Value(None)).value, "y": values.get(y, Value(None)).value}
            for name, values in board.groups.items()
            if name != "(none)"
        ],
        columns=["group_name", "x", "y"],
    ).astype({"x": float, "y": float})
    both = points.dropna().reset_index(drop=True)
    st.markdown(f"**{markdown(_finding(points, x, y))}**")
    if both.empty:
        st.caption(_("No rep in this choice has both. Choose other measures or a longer period."))
        return
    st.plotly_chart(
        charts.pairs(
            both,
            across=metric.quartiles(points["x"]),
            up=metric.quartiles(points["y"]),
            titles=(reps_words.label(x), reps_words.label(y)),
            write=(_write(x, choice), _write(y, choice)),
            named=_outermost(both),
        ),
        key="reps_pairs",
        config=CONFIG,
        alt=_("Two measures of each rep against each other"),
    )
    missing = len(points) - len(both)
    note = _("Shaded: the middle half of the reps by each measure; lines: medians.")
    if missing:
        note += " " + _("{n} reps lack one of the two.").format(n=words.number(missing))
    st.caption(markdown(note))
    with st.expander(_("Table")):
        tables.show(
            both,
            {
                "group_name": Column(_("Owner"), width=170),
                "x": reps_words.column(x),
                "y": reps_words.column(y),
            },
            key="reps_pairs",
            file_name=f"reps-{x}-{y}".replace("_", "-"),
            about=summary(choice),
            alt=_("Two measures of each rep against each other"),
            height=420,
        )


def _select(label: str, key: str, first: str) -> str:
    def push() -> None:
        st.query_params[key] = st.session_state[key]

    options = [name for name in reps_words.MEASURES if name != "participation"]
    wanted = st.session_state.get(key) or st.query_params.get(key)
    st.session_state[key] = wanted if wanted in options else first
    return st.selectbox(label, options, format_func=reps_words.label, key=key, on_change=push, width=260)


def _finding(points: pd.DataFrame, x: str, y: str) -> str:
    rho, p, n = metric.relation(points["x"], points["y"])
    names = {"x": reps_words.label(x), "y": reps_words.label(y), "n": words.number(n)}
    if rho is None or p is None:
        return _("{x} and {y}: too few reps with both to tell of a relation (n = {n})").format(**names)
    if p >= _SURE or x == y:
        return _("{x} and {y} go together no more than chance would have it (n = {n})").format(**names)
    text = (
        _("Reps with more “{x}” have more “{y}”, by rank (ρ = {rho}, p = {p}, n = {n}): an association, no more")
        if rho > 0
        else _("Reps with more “{x}” have less “{y}”, by rank (ρ = {rho}, p = {p}, n = {n}): an association, no more")
    )
    return text.format(**names, rho=words.number(rho, 2), p="<0.001" if p < 0.001 else f"{p:.3f}")


def _write(name: str, choice: Choice) -> charts.Write:
    unit = catalog.MEASURES[name].unit

    def write(value: float) -> str:
        if name == "speed_to_lead":
            return words.number(value, 1)
        if unit == "ratio":
            return words.percent(value, 0)
        return words.value(Value(value, unit=unit), choice.currency)

    return write


def _outermost(both: pd.DataFrame) -> list[str]:
    """Those furthest from the middle, who are worth a name."""
    apart = pd.Series(0.0, index=both.index)
    for name in ("x", "y"):
        spread = both[name].std() or 0.0
        if spread > 0:
            apart += ((both[name] - both[name].median()) / spread) ** 2
    return list(both.loc[apart.nlargest(_NAMED).index, "group_name"])
