"""Who is on course: how attainment is spread over the reps, and the same day of earlier periods."""

from math import isinf

import numpy as np
import pandas as pd
import streamlit as st

from metrics import reps as metric
from pages.charts import reps as charts
from pages.charts.style import CONFIG
from pages.components import calendar, definitions, reps, reps_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.reps import Board
from pages.components.safety import markdown
from pages.components.tables import Column


def spread(board: Board, choice: Choice) -> None:
    """How many reps attained how much. board: of reps."""
    attained = pd.Series({name: values["quota_attainment"].value for name, values in board.groups.items()}, dtype=float)
    found = metric.bands(attained)
    reps_with, reached = int(found["reps"].sum()), int(found.loc[found["low"] >= 1, "reps"].sum())
    if not reps_with:
        st.markdown(f"**{markdown(_('Nobody carries a quota in this choice'))}**")
        st.caption(_("Import quotas (one row per person and period) on the Imports page."))
        return
    middle = words.percent(float(attained.median()), 0)
    title = _("{reached} of {n} reps have reached their quota; the one in the middle stands at {middle}").format(
        reached=words.number(reached), n=words.number(reps_with), middle=middle
    )
    st.markdown(f"**{markdown(title)}**", help=definitions.of("participation"))
    labels = [
        f"≥ {words.number(100 * row['low'])}"
        if isinf(row["high"])
        else f"{words.number(100 * row['low'])}–{words.number(100 * row['high'])}"
        for row in found.to_dict("records")
    ]
    counts = [ngettext("{n} rep", "{n} reps", count).format(n=words.number(count)) for count in found["reps"]]
    st.plotly_chart(
        charts.spread(found, labels=labels, counts=counts),
        key="attainment_spread",
        config=CONFIG,
        alt=_("Reps by attainment of their quota"),
    )
    st.caption(_("Reps by attainment of their quota, %"))


def pace(choice: Choice) -> None:
    """Everybody together at the same day of earlier periods."""
    now, earlier = reps.pacing(choice, reps.ALL)
    here = metric.pace(now)
    is_over = choice.as_of >= calendar.last_day(choice.period)
    lines = [(choice.period.label, here[0].value, here[1].value if is_over else None)]
    for period, rows in earlier:
        then, end = metric.pace(rows)
        lines.append((period.label, then.value, end.value))
    rows = pd.DataFrame(lines, columns=["label", "then", "end"]).astype({"then": float, "end": float})
    known = rows["then"].iloc[1:].dropna()
    usual = float(np.median(known)) if len(known) else None
    title = reps_words.course({"quota_attainment": here[0]}, usual, len(known), choice)
    st.markdown(f"**{markdown(title)}**", help=definitions.of("quota_attainment"))
    if here[0].value is None or not len(known):
        if here[0].value is not None:
            st.caption(_("No earlier period has a quota to compare with."))
        return
    st.plotly_chart(
        charts.pace(
            rows, percent=lambda share: words.percent(share, 0), then=_("by the same day"), end=_("at the end")
        ),
        key="attainment_pace",
        config=CONFIG,
        alt=_("Attainment by the same day of each period (filled), and at its end (hollow)"),
    )
    st.caption(_("Attainment by the same day of each period (filled), and at its end (hollow)"))


def by_group(board: Board, choice: Choice) -> None:
    """Each group at the same day of its own earlier periods."""
    now, earlier = reps.pacing(choice, board.group_by)
    found = metric.paces(now, [rows for _period, rows in earlier])
    if found.empty or not earlier:
        st.caption(_("No earlier period has a quota to compare with."))
        return
    tables.show(
        found.assign(group_name=found["group_name"].map(reps_words.group)).sort_values(
            ["ahead", "group_name"], ignore_index=True
        ),
        {
            "group_name": Column(reps_words.groupings()[board.group_by], width=170),
            "now": Column(_("Attained by now"), "ratio", help=definitions.of("quota_attainment")),
            "usual": Column(_("Usual by this day"), "ratio", help=_("Median of the periods before, at the same day.")),
            "ahead": Column(_("Ahead of usual"), "ratio"),
            "low": Column(_("Least before"), "ratio"),
            "high": Column(_("Most before"), "ratio"),
            "periods": Column(_("Periods before"), "number"),
        },
        key="reps_pace",
        file_name=f"reps-pace-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Attainment of each beside the same day of earlier periods"),
        height=420,
    )


def next_steps(board: Board, choice: Choice) -> None:
    """Who needs help with what: only what lies beyond chance, or what arithmetic tells. board: of reps."""
    rankings = {subject: reps.ranking(choice, subject, "year", by_team=True) for subject in metric.SUBJECTS}
    left = 1 - choice.period.elapsed(choice.as_of)
    found = metric.helps(rankings, board.groups, left)
    st.markdown(f"**{markdown(_title(len({item.group for item in found}), board, left))}**")
    people, rest = found[:8], found[8:]
    if people:
        st.markdown("\n".join(f"- {markdown(reps_words.help_sentence(item, choice))}" for item in people))
    if rest:
        with st.expander(ngettext("{n} more", "{n} more", len(rest)).format(n=words.number(len(rest)))):
            st.markdown("\n".join(f"- {markdown(reps_words.help_sentence(item, choice))}" for item in rest))
    st.caption(
        _(
            "Win rates, deal sizes and cycles of the last twelve months, each against the own team's norm (of teams"
            " with fewer than four reps: everybody's), and only where the difference lies beyond chance."
        )
    )


def _title(people: int, board: Board, left: float) -> str:
    if not people and left > 0 and board.whole["remaining_quota"].value is not None:
        return _("Nobody differs from the norm beyond chance, and no pipeline is too small")
    if not people:
        return _("Nobody differs from the norm beyond chance")
    return ngettext("{n} rep needs help, and with this", "{n} reps need help, and with this", people).format(
        n=words.number(people)
    )
