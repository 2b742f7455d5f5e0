"""The funnel stage by stage: what became of the deals that entered, how long they stayed, and the deals themselves."""

import pandas as pd
import streamlit as st

from metrics import catalog
from metrics.funnel import Stage
from metrics.velocity import Lever
from pages.charts import funnel as charts
from pages.charts.style import CONFIG
from pages.components import deals, funnel, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.funnel import Cohort
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

STAGE = "stage"  # what names the opened stage in the URL
_HEIGHT, _ROWS = 320, 8


def outcomes() -> dict[str, str]:
    """What becomes of a deal that entered a stage."""
    return {"advanced": _("advanced"), "open": _("still open in it"), "lost": _("lost from it")}


def conversion(found: Cohort, choice: Choice) -> None:
    """The funnel: each stage's deals by what became of them, with conversion, n and reached."""
    st.markdown(f"**{markdown(_conversion_finding(found))}**", help=markdown(_help("stage_conversion")))
    rows = _counts(found.stages)
    if rows["entered"].sum() == 0:
        st.caption(_("No deal entered a stage in this choice. Choose a longer period, or widen the filters."))
        return
    event = st.plotly_chart(
        charts.stages(rows, words=outcomes(), labels=[_stage_label(stage) for stage in found.stages]),
        key=f"funnel_stages_{choice.calendar.code(choice.period)}",
        on_select="rerun",
        selection_mode="points",
        config=CONFIG,
        alt=_("Deals that entered each stage, by what became of them"),
    )
    _follow_click(event, [stage.stage for stage in found.stages])
    funnel.undecided(found, choice)


def _follow_click(event: dict, stages: list[str]) -> None:
    """A click on a row of the chart names its stage in the URL, once."""
    points = event["selection"]["points"]
    picked = stages[int(points[0]["y"])] if points else None
    if picked != st.session_state.get("_funnel_clicked"):
        st.session_state["_funnel_clicked"] = picked
        if picked:
            st.query_params[STAGE] = picked


def _counts(stages: list[Stage]) -> pd.DataFrame:
    names = ("entered", "advanced", "open", "lost", "skipped")
    rows = [{name: int(stage.measures[f"stage_{name}"].value or 0) for name in names} for stage in stages]
    return pd.DataFrame(rows, columns=list(names)).assign(stage=[stage.stage for stage in stages])


def _stage_label(stage: Stage) -> str:
    rate, reached = stage.measures["stage_conversion"], stage.measures["stage_reached"]
    return _("{rate} go on ({interval}), n = {n} · reached by {reached}").format(
        rate=words.percent(rate.value, digits=0),
        interval=words.interval(rate) or "–",
        n=words.number(rate.n),
        reached=words.percent(reached.value, digits=0),
    )


def _conversion_finding(found: Cohort) -> str:
    losing = [stage for stage in found.stages if stage.measures["stage_lost"].value]
    if not losing:
        return _("No deal of this cohort is lost yet")
    worst = max(losing, key=lambda stage: stage.measures["stage_lost"].value or 0)
    lost = int(worst.measures["stage_lost"].value or 0)
    text = ngettext(
        "Most deals are lost from {stage}: {n} of {entered} that entered it",
        "Most deals are lost from {stage}: {n} of {entered} that entered it",
        lost,
    )
    entered = worst.measures["stage_entered"].value
    return text.format(stage=worst.stage, n=words.number(lost), entered=words.number(entered))


def dwell(found: Cohort) -> None:
    """How long stays in each stage last: median and slow quarter, with n and how many still run."""
    known = [stage for stage in found.stages if (stage.measures["time_in_stage"].n or 0) > 0]
    timed = [stage for stage in known if stage.measures["time_in_stage"].value is not None]
    if timed:
        longest = max(timed, key=lambda stage: stage.measures["time_in_stage"].value or 0)
        days = words.value(longest.measures["time_in_stage"], "")
        finding = _("Deals wait longest in {stage}: half of the stays last {days} or more").format(
            stage=longest.stage, days=days
        )
    else:
        finding = _("Too few stays have ended to tell how long they last")
    st.markdown(f"**{markdown(finding)}**", help=markdown(_help("time_in_stage")))
    if not known:
        st.caption(_("No stay in a stage began in this choice."))
        return
    rows = pd.DataFrame(
        {
            "stage": [stage.stage for stage in known],
            "median": [stage.measures["time_in_stage"].value for stage in known],
            "slow": [stage.measures["time_in_stage_p75"].value for stage in known],
        }
    ).astype({"median": float, "slow": float})
    st.plotly_chart(
        charts.days_in_stage(
            rows,
            words={"median": _("half of the stays end within"), "slow": _("three of four end within")},
            labels=[_days_label(stage) for stage in known],
        ),
        key="funnel_days",
        config=CONFIG,
        alt=_("Days that stays in each stage last: median and 75th percentile"),
    )


def _days_label(stage: Stage) -> str:
    measures = stage.measures
    return _("{median}, slow quarter {slow} · n = {n}, {running} running").format(
        median=words.value(measures["time_in_stage"], ""),
        slow=words.value(measures["time_in_stage_p75"], ""),
        n=words.number(measures["time_in_stage"].n),
        running=words.number(measures["stays_running"].value),
    )


def table(found: Cohort, choice: Choice) -> None:
    """The funnel in figures, for who opens it."""
    tables.folded(_("The funnel in figures"), key="funnel_figures", draw=lambda: _figures(found, choice))


def _figures(found: Cohort, choice: Choice) -> None:
    rows = _counts(found.stages).assign(
        conversion=[stage.measures["stage_conversion"].value for stage in found.stages],
        low=[stage.measures["stage_conversion"].low for stage in found.stages],
        high=[stage.measures["stage_conversion"].high for stage in found.stages],
        decided=[stage.measures["stage_decided"].value for stage in found.stages],
        reached=[stage.measures["stage_reached"].value for stage in found.stages],
        median=[stage.measures["time_in_stage"].value for stage in found.stages],
        slow=[stage.measures["time_in_stage_p75"].value for stage in found.stages],
        running=[stage.measures["stays_running"].value for stage in found.stages],
    )
    columns = {
        "stage": Column(_("Stage"), width=130),
        "entered": _column("stage_entered", "number"),
        "advanced": _column("stage_advanced", "number"),
        "lost": _column("stage_lost", "number"),
        "open": _column("stage_open", "number"),
        "skipped": _column("stage_skipped", "number"),
        "conversion": _column("stage_conversion", "ratio"),
        "low": Column(_("95 % from"), "ratio"),
        "high": Column(_("95 % to"), "ratio"),
        "decided": _column("stage_decided", "ratio"),
        "reached": _column("stage_reached", "ratio"),
        "median": _column("time_in_stage", "number"),
        "slow": _column("time_in_stage_p75", "number"),
        "running": _column("stays_running", "number"),
    }
    tables.show(
        rows,
        columns,
        key="funnel_table",
        file_name=f"funnel-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The funnel in figures"),
    )


def _column(measure: str, kind: tables.Kind) -> Column:
    return Column(words.label(measure), kind, help=_help(measure))


def _help(measure: str) -> str:
    return f"{_(catalog.MEASURES[measure].definition)} {_(catalog.MEASURES[measure].caveat)}"


def behind(found: Cohort, choice: Choice) -> None:
    """The deals behind a stage: chosen here or by a click on its row."""
    offered = [stage.stage for stage in found.stages if stage.measures["stage_entered"].value]
    if not offered:
        return
    key = "funnel_stage"

    def push() -> None:
        if st.session_state[key]:
            st.query_params[STAGE] = st.session_state[key]
        else:
            st.query_params.pop(STAGE, None)

    wanted = st.query_params.get(STAGE)
    st.session_state[key] = wanted if wanted in offered else None
    picked = st.pills(
        _("Deals behind a stage: click its row, or choose here"),
        offered,
        format_func=markdown,
        key=key,
        on_change=push,
    )
    if picked:
        _deals_of(picked, choice)


def _deals_of(stage: str, choice: Choice) -> None:
    rows = session.fetch(
        "funnel/stage_deals", choice.scope, period_start=choice.period.start, period_end=choice.period.end, stage=stage
    )
    names = outcomes()
    counts = rows["outcome"].value_counts()
    told = [f"{names[outcome]} {words.number(int(counts.get(outcome, 0)))}" for outcome in names]
    said = ngettext("{n} deal entered {stage}: {parts}", "{n} deals entered {stage}: {parts}", len(rows))
    st.markdown(f"**{markdown(said.format(n=words.number(len(rows)), stage=stage, parts=', '.join(told)))}**")
    known = deals.columns(choice.currency)
    columns = {
        "outcome": Column(_("What became of it")),
        **{name: known[name] for name in ("name", "account_name", "rep_name", "team", "amount")},
        "reached_on": Column(_("Entered on"), "date"),
        "advanced_on": Column(_("Went on"), "date"),
        "is_skipped": Column(_("Skipped"), "flag"),
        "created_on": known["created_on"],
        "opportunity_id": known["opportunity_id"],
    }
    tables.show(
        rows.assign(outcome=rows["outcome"].map(names)),
        columns,
        key="funnel_deals",
        file_name=f"funnel-deals-{choice.calendar.code(choice.period)}",
        about=f"{summary(choice)}; {stage}",
        alt=_("The deals that entered the stage"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def lever_table(levers: list[Lever], choice: Choice) -> None:
    """The four levers of velocity, and what 10 % of each is worth in a quarter."""
    best = max(levers, key=lambda lever: lever.worth.value or 0.0)
    if best.worth.value is None:
        finding = _("Velocity needs a won deal with an amount and a cycle, and deals in play")
    else:
        finding = _("{lever} 10 % better is worth {worth} a quarter").format(
            lever=funnel.lever_name(best.measure), worth=words.value(best.worth, choice.currency)
        )
    st.markdown(f"**{markdown(finding)}**", help=markdown(_help("velocity")))
    rows = pd.DataFrame(
        {
            "lever": [funnel.lever_name(lever.measure) for lever in levers],
            "now": [words.value(lever.now, choice.currency) for lever in levers],
            "then": [words.value(lever.then, choice.currency) for lever in levers],
            "velocity": [words.value(lever.velocity, choice.currency) for lever in levers],
            "worth": [lever.worth.value for lever in levers],
            "n": [lever.now.n for lever in levers],
        }
    ).astype({"worth": float})
    columns = {
        "lever": Column(_("Lever"), width=100),
        "now": Column(_("Now"), width=65),
        "then": Column(_("10 % better"), width=85),
        "velocity": Column(_("Velocity then"), width=95),
        "worth": Column(_("Worth per quarter, {currency}").format(currency=choice.currency), "money", width=125),
        "n": Column(_("n"), "number", width=50),
    }
    tables.show(
        rows,
        columns,
        key="funnel_levers",
        file_name=f"velocity-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The levers of velocity"),
    )
