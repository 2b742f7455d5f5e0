"""Two groups or two periods of the funnel side by side."""

import pandas as pd
import streamlit as st

from metrics.comparison import Row, Side, compare
from pages.components import funnel, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_BY, _LEFT, _RIGHT = "by", "left", "right"  # names in the URL


def _dimensions() -> dict[str, str]:
    return {
        "period": _("Periods"),
        "team": _("Team"),
        "source": _("Source"),
        "segment": _("Segment"),
        "product": _("Product"),
        "rep": _("Owner"),
    }


def side_by_side(choice: Choice) -> None:
    """Choose what to compare; see conversions, times and results of both sides, and which differences are real."""
    names = _dimensions()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = _url_select(_("Compare"), list(names), _BY, names, first="team")
        sides = _sides(by, choice)
        if sides is None:
            return
    (left_name, left), (right_name, right) = sides
    rows = compare(left, right)
    st.markdown(f"**{markdown(_finding(rows, left_name, right_name))}**")
    tables.show(
        _frame(rows, choice),
        {
            "what": Column(_("Measure"), width=220),
            "left": Column(left_name),
            "left_n": Column("n", "number", width=70),
            "right": Column(right_name),
            "right_n": Column("n", "number", width=70),
            "change": Column(_("Difference")),
            "sure": Column(
                _("By chance?"), help=_("Fisher's exact test for shares, log-rank for times, Holm's correction at 5 %.")
            ),
        },
        key="funnel_compare",
        file_name=f"funnel-comparison-{choice.calendar.code(choice.period)}",
        about=f"{summary(choice)}; {left_name} / {right_name}",
        alt=_("Both sides of the comparison"),
    )


def _sides(by: str, choice: Choice) -> list[tuple[str, Side]] | None:
    if by == "period":
        if choice.comparison is None:
            st.caption(_("Choose a comparison in the filter bar."))
            return None
        periods = (choice.period, choice.comparison)
        return [(period.label, funnel.side(choice, period, "all", "all")) for period in periods]
    groups = _groups(by, choice)
    if len(groups) < 2:
        st.caption(_("There are no two groups to compare in this choice."))
        return None
    plain = {group: group for group in groups}
    left = _url_select(_("This"), groups, _LEFT, plain, first=groups[0])
    others = [group for group in groups if group != left]
    right = _url_select(_("with"), others, _RIGHT, plain, first=others[0])
    return [(group, funnel.side(choice, choice.period, by, group)) for group in (left, right)]


def _groups(by: str, choice: Choice) -> list[str]:
    """The groups with deals in the cohort, the largest first."""
    rows = session.fetch(
        "funnel/stage_conversion",
        choice.scope,
        period_start=choice.period.start,
        period_end=choice.period.end,
        group_by=by,
    )
    return list(rows.groupby("group_name")["entered"].sum().sort_values(ascending=False, kind="stable").index)


def _url_select(label: str, options: list[str], key: str, names: dict[str, str], *, first: str) -> str:
    def push() -> None:
        st.query_params[key] = st.session_state[key]

    wanted = st.session_state.get(key) or st.query_params.get(key)
    st.session_state[key] = wanted if wanted in options else first
    return st.selectbox(
        label, options, format_func=lambda code: names.get(code, code), key=key, on_change=push, width=220
    )


def _frame(rows: list[Row], choice: Choice) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "what": [words.label(row.measure) + (f" · {row.stage}" if row.stage else "") for row in rows],
            "left": [words.value(row.left, choice.currency) for row in rows],
            "left_n": [row.left.n for row in rows],
            "right": [words.value(row.right, choice.currency) for row in rows],
            "right_n": [row.right.n for row in rows],
            "change": [words.change(row.left, row.right, choice.currency) or "–" for row in rows],
            "sure": [_sure(row) for row in rows],
        }
    )


def _sure(row: Row) -> str:
    if row.p is None:
        return "–"
    shown = "<0.001" if row.p < 0.001 else f"{row.p:.3f}"
    return (_("no, p = {p}") if row.differs else _("may be, p = {p}")).format(p=shown)


def _finding(rows: list[Row], left: str, right: str) -> str:
    sure = [row for row in rows if row.differs]
    if not sure:
        return _("{left} and {right} differ by no more than chance").format(left=left, right=right)
    row = min(sure, key=lambda row: row.p or 0)
    what = words.label(row.measure) + (f" · {row.stage}" if row.stage else "")
    return _("{left} and {right} differ beyond chance, most of all in: {what}").format(
        left=left, right=right, what=what
    )
