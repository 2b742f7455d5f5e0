"""The honest ranking: what is known of each rep's win rate, deal size and cycle, drawn with its interval."""

import pandas as pd
import streamlit as st

from metrics import reps as metric
from metrics.values import Value
from pages.charts import reps as charts
from pages.charts.style import CONFIG
from pages.components import definitions, filters, reps, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_MOST = 60


def show(choice: Choice) -> None:
    """Choose what to rank by, over which days and against whom; see each rep with what is known."""
    with st.container(horizontal=True, gap="small"):
        subjects = {"win_rate": _("Win rate"), "deal_size": _("Deal size"), "cycle": _("Sales cycle")}
        subject = filters.url_choice(_("Rank by"), list(subjects), key="rank_by", names=subjects)
        spans = {"year": _("Twelve months"), "period": _("The period")}
        span = filters.url_choice(_("Over"), list(spans), key="rank_over", names=spans)
        norms = {"team": _("Against the own team"), "all": _("Against everybody")}
        norm = filters.url_choice(_("Against"), list(norms), key="rank_against", names=norms)
    rows = reps.ranking(choice, subject, span, by_team=norm == "team")
    how = metric.SUBJECTS[subject]
    days = reps.ranked_over(choice, span)
    if rows.empty:
        st.info(_("Nobody decided a deal in these days. Choose the twelve months, or widen the filters."))
        return
    if rows["value"].isna().all():
        st.info(_("Too few deals were won in these days to tell how far they spread."))
        _table(rows, how, choice)
        return
    st.markdown(f"**{markdown(_finding(rows))}**", help=definitions.of(how.measure))
    _chart(rows, how, choice)
    st.caption(
        markdown(
            _(
                "{days}. Filled: what is most likely, with its 95 % interval; hollow: as measured; tick: the norm. The"
                " fewer the deals, the closer to the norm. The order is by distance from it, those with fewer than five"
                " deals last. Blue: beyond chance, the norm itself not being certain."
            ).format(days=days.label)
        )
    )
    _table(rows, how, choice)


def _finding(rows: pd.DataFrame) -> str:
    better, worse = int((rows["verdict"] == "better").sum()), int((rows["verdict"] == "worse").sum())
    if not better and not worse:
        return ngettext(
            "The {n} rep does not differ from the norm beyond chance",
            "None of the {n} reps differs from the norm beyond chance",
            len(rows),
        ).format(n=words.number(len(rows)))
    return _("Beyond chance, {better} of {n} reps are better than the norm, and {worse} worse").format(
        n=words.number(len(rows)), better=words.number(better), worse=words.number(worse)
    )


def _chart(rows: pd.DataFrame, how: metric.Subject, choice: Choice) -> None:
    shown = rows if len(rows) <= _MOST else pd.concat([rows.head(_MOST // 2), rows.tail(_MOST // 2)])
    if len(shown) < len(rows):
        note = _("The first and the last {n} of {all}; the table holds all.")
        st.caption(markdown(note.format(n=words.number(_MOST // 2), all=words.number(len(rows)))))
    unit = "ratio" if how.raw == "win_rate" else "money" if how.raw == "deal_size_median" else "days"
    known = [value for name in ("low", "high", "value") for value in shown[name].dropna() if value > 0]
    is_log = unit != "ratio"
    ticks = charts.log_ticks(min(known), max(known)) if is_log else charts.round_ticks(0.0, max(known))
    write = _write(unit, choice)
    labels = [
        _("measured {raw}, n = {n}").format(raw=write(row["raw"]), n=words.number(row["n"]))
        for row in shown.assign(raw=shown[how.raw].astype(float)).to_dict("records")
    ]
    st.plotly_chart(
        charts.ranking(
            shown.assign(raw=shown[how.raw].astype(float)).reset_index(drop=True),
            write=write,
            ticks=ticks,
            labels=labels,
            log=is_log,
        ),
        key="reps_ranking",
        config=CONFIG,
        alt=_("What is known of each rep, with its 95 % interval, beside what was measured"),
    )


def _write(unit: str, choice: Choice) -> charts.Write:
    def write(value: float) -> str:
        if pd.isna(value):
            return "–"
        if unit == "ratio":
            return words.percent(value, 0)
        return words.value(Value(float(round(value)), unit="money" if unit == "money" else "days"), choice.currency)

    return write


def _table(rows: pd.DataFrame, how: metric.Subject, choice: Choice) -> None:
    kind = "ratio" if how.raw == "win_rate" else "money" if how.raw == "deal_size_median" else "number"
    verdicts = {"better": _("better than the norm"), "worse": _("worse than the norm"), "": _("may be chance")}
    decimals = 0 if kind == "number" else 6
    shown = rows.assign(
        verdict=rows["verdict"].map(verdicts),
        raw=rows[how.raw].astype(float),
        whose=rows["whose"].where(rows["whose"].notna(), _("everybody")),
    ).round(dict.fromkeys(("value", "low", "high", "norm", "raw"), decimals))
    tables.show(
        shown,
        {
            "place": Column(
                "#", "number", width=50, help=_("Nobody with fewer than five deals has a place: they come last.")
            ),
            "group_name": Column(_("Owner"), width=170),
            "raw": Column(words.label(how.raw), kind, help=definitions.of(how.raw)),
            "n": Column(_("Decided deals") if how.raw == "win_rate" else _("Won deals"), "number"),
            "value": Column(words.label(how.measure), kind, help=definitions.of(how.measure)),
            "low": Column(_("Low (95 %)"), kind),
            "high": Column(_("High (95 %)"), kind),
            "norm": Column(_("Norm"), kind),
            "whose": Column(_("Norm of"), help=_("Teams with fewer than four reps have no norm of their own.")),
            "verdict": Column(_("By chance?")),
        },
        key="reps_ranking",
        file_name=f"reps-ranking-{how.measure.replace('_', '-')}-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The ranking in figures"),
        height=420,
    )
