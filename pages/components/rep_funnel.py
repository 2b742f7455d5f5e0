"""The funnel of a person beside the team's others."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics.periods import Period
from metrics.profile import Gap
from pages.charts import rep as charts
from pages.charts.style import CONFIG
from pages.components import rep_peers, tables, words
from pages.components import rep_peers_words as said
from pages.components.filters import summary
from pages.components.i18n import _
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.tables import Column


def show(person: Person, period: Period) -> None:
    """Conversion of each stage, the person's and that of the team's others at the same mix of segments."""
    gaps = [gap for gap in rep_peers.funnel(person, period) if gap.own.n]
    other = _("others in {team}").format(team=person.team) if person.team else _("everybody else")
    st.markdown(f"**{_finding(gaps, person, other)}**")
    if not gaps:
        st.caption(_("No deal of this person entered a stage in these days, or only in the last 60."))
        return
    rows = pd.DataFrame(
        {
            "stage": [gap.stage for gap in gaps],
            "own": pd.Series([gap.own.value for gap in gaps], dtype=float),
            "low": pd.Series([gap.own.low for gap in gaps], dtype=float),
            "high": pd.Series([gap.own.high for gap in gaps], dtype=float),
            "peers": pd.Series([gap.peers.value for gap in gaps], dtype=float),
            "own_n": [gap.own.n for gap in gaps],
            "peers_n": [gap.peers.n for gap in gaps],
            "difference": [said.signed(gap, gap.difference.value, person.choice.currency) for gap in gaps],
            "verdict": [said.verdict(gap) for gap in gaps],
        }
    )
    st.plotly_chart(
        charts.conversions(
            rows,
            percent=lambda share: words.percent(share, digits=0),
            names=(person.name, other),
            labels=[said.difference(gap, person.choice.currency) for gap in gaps],
        ),
        key="paper_funnel",
        config=CONFIG,
        alt=_("Conversion of each stage, of the person and of the others"),
    )
    with st.expander(_("Table"), key="rep_funnel_table"):
        _table(rows, person, period, other)


def _finding(gaps: Sequence[Gap], person: Person, other: str) -> str:
    sure = [gap for gap in gaps if gap.is_sure]
    if not gaps:
        text = _("No deal of {person} has gone through the funnel in these days")
    elif sure:
        text = _("{person} and {other} differ beyond chance in: {stages}")
    else:
        text = _("Stage by stage {person} and {other} differ by no more than chance")
    stages = ", ".join(gap.stage for gap in sure)
    return markdown(text.format(person=person.name, other=other, stages=stages))


def _table(rows: pd.DataFrame, person: Person, period: Period, other: str) -> None:
    columns = {
        "stage": Column(_("Stage"), width=140),
        "own": Column(person.name, "ratio", width=100),
        "own_n": Column(_("entered"), "number", width=70),
        "peers": Column(other, "ratio", width=130),
        "peers_n": Column(_("n of peers"), "number", width=80),
        "difference": Column(_("Difference"), width=90),
        "verdict": Column(_("Verdict"), width=150),
    }
    tables.show(
        rows,
        columns,
        paper=tuple(columns),
        key="rep_funnel",
        file_name="profile-funnel",
        about=f"{person.name}; {period.label}; {summary(person.choice)}",
        alt=_("Conversion of each stage in figures"),
    )
