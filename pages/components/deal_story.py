"""The story of one deal, in a dialog: how it stands, what its signals say, and what happened to it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pandas as pd
import streamlit as st

from metrics.risk import Calibration
from pages.charts import deals as charts
from pages.charts.style import CONFIG
from pages.components import deal_story_events, session, signals, signals_words, tables, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_KEY = "deal"
_TABLES = ("deals_table", "forecast_deals_table", "forecast_bridge_deals_table")  # whose rows open stories


def pick(deals: pd.DataFrame) -> Callable[[int], None]:
    """What a click on a row of a table of deals does: its story opens. deals: the rows, with opportunity_id."""

    def opened(row: int) -> None:
        st.query_params[_KEY] = deals["opportunity_id"].iloc[row]

    return opened


def open_from_link(choice: Choice) -> None:
    """Open the story that the link names, if any; closing it takes it out of the link."""
    wanted = st.query_params.get(_KEY)
    if not wanted:
        return
    head = session.fetch("deals/deal_head", signals.whole(choice), deal_id=wanted, today=choice.as_of)
    if head.empty:
        st.warning(markdown(_("There is no deal with the id {id} in this data.").format(id=wanted)))
        return
    deal = head.iloc[0].to_dict()
    title = deal["name"] if isinstance(deal["name"], str) else wanted
    st.dialog(markdown(title), width="large", on_dismiss=_close)(_body)(deal, choice)


def _close() -> None:
    """Take the deal out of the link, and its row out of its table's selection, so that it can be chosen again."""
    st.query_params.pop(_KEY, None)
    for table in _TABLES:
        if table in st.session_state:
            st.session_state[table] = {"selection": {"rows": [], "columns": [], "cells": []}}


def _body(deal: dict, choice: Choice) -> None:
    scope, deal_id = signals.whole(choice), deal["opportunity_id"]
    states = session.fetch("deals/deal_versions", scope, deal_id=deal_id)
    activities = session.fetch("deals/deal_activities", scope, deal_id=deal_id)
    told = deal_story_events.events(states, activities, choice.currency)
    _head(deal, choice)
    _signals(deal, choice)
    _timeline(deal, states, told, choice)
    st.caption("  \n".join(markdown(line) for line in _limits(states, activities)))
    _table(told, choice)


def _head(deal: dict, choice: Choice) -> None:
    exactly = words.money(choice.currency, compact=False)
    facts = {
        _("Account"): deal["account_name"],
        _("Owner"): deal["rep_name"],
        _("Stage"): deal["stage"],
        _("State"): words.stage_kind(deal["stage_kind"]),
        _("Amount"): exactly(None if pd.isna(deal["amount"]) else deal["amount"]),
        _("Close date"): _day(deal["close_on"]),
        _("Closed"): _day(deal["closed_on"]),
        _("Created"): _day(deal["created_on"]),
        _("Category"): signals_words.category(deal["forecast_category"]),
        _("Segment"): deal["segment"],
        _("Product"): deal["product"],
        _("Source"): deal["lead_source"],
        _("Contact"): deal["contact_name"],
        _("Next step"): deal["next_step"],
        _("Reason for the loss"): deal["loss_reason"],
        _("Deal id"): deal["opportunity_id"],
    }
    known = {name: fact for name, fact in facts.items() if isinstance(fact, str) and fact and fact != "–"}
    with st.container(horizontal=True, gap="medium"):
        for name, fact in known.items():
            st.markdown(f":small[:gray[{markdown(name)}]]  \n{markdown(fact)}", width="content")


def _signals(deal: dict, choice: Choice) -> None:
    """The signals of an open deal in sentences, and how their points add up."""
    calibration, facts = signals.explained(choice, deal["opportunity_id"])
    if facts is None:
        return
    facts |= {"close_on": deal["close_on"], "rep_name": deal["rep_name"]}
    given = signals_words.given(facts)
    st.markdown(f"**{markdown(_verdict(facts, given, calibration))}**")
    lines = [
        f"- {markdown(signals_words.label(code))} **{markdown(signals_words.points(calibration.points[code]))}** "
        f"{markdown(signals_words.sentence(code, facts))}{markdown(_caveat(code, calibration))}"
        for code in given
    ]
    st.markdown("\n".join(lines))
    if unknown := signals_words.not_known(facts):
        names = ", ".join(signals_words.label(code) for code in unknown)
        st.caption(markdown(_("Not known: {signals}").format(signals=names)))
    st.caption(markdown(_chances(deal, facts)))


def _verdict(facts: dict, given: list[str], calibration: Calibration) -> str:
    if pd.isna(facts["score"]):
        return _("No score: the data tells none of the signals")
    score = words.number(facts["score"])
    if not given:
        return _("Score {score}: no signal is given").format(score=score)
    if len(given) == 1:
        return _("Score {score}").format(score=score)
    parts = " + ".join(words.number(calibration.points[code].points) for code in given)
    return _("Score {score} = {parts}").format(score=score, parts=parts)


def _caveat(code: str, calibration: Calibration) -> str:
    item = calibration.points[code]
    if not item.is_calibrated:
        return " " + _("(default points, not calibrated)")
    return "" if item.points else " " + _("(it adds nothing to what the other signals tell here)")


def _chances(deal: dict, facts: dict) -> str:
    crm = words.percent(None if pd.isna(deal["probability"]) else deal["probability"], digits=0)
    if pd.isna(facts["chance"]):
        return _("Chance of winning: the past does not tell; the CRM says {crm}.").format(crm=crm)
    return _("Chance of winning: {chance}, from {n} past deals in this stage; the CRM says {crm}.").format(
        chance=words.percent(facts["chance"], digits=0), n=words.number(facts["chance_deals"]), crm=crm
    )


def _timeline(deal: dict, states: pd.DataFrame, told: pd.DataFrame, choice: Choice) -> None:
    if told.empty:
        return
    end = _end(deal, states, told, choice)
    marks = told[told["lane"] != ""]
    marks = marks.assign(
        text=[f"{words.day(row['moment'].date())} {row['kind']}: {row['text']}" for row in marks.to_dict("records")]
    )
    open_stays = deal_story_events.stays(states, end)
    st.plotly_chart(
        charts.story(
            open_stays[open_stays["kind"] == "open"],
            states[["valid_from", "amount"]].rename(columns={"valid_from": "moment"}),
            marks,
            end=end,
            money=words.money(choice.currency),
            day=words.day_month,
            words={
                "amount": _("Amount"),
                "stage": _("Stage"),
                "close": _("Close date changed (▶ pushed)"),
                "activity": _("Activities"),
                "owner": _("Owner changed"),
            },
        ),
        key="deal_story",
        config=CONFIG,
        alt=_("The deal's amount, stages, close-date changes, activities and owners over time"),
    )


def _end(deal: dict, states: pd.DataFrame, told: pd.DataFrame, choice: Choice) -> datetime:
    """Up to when the timeline runs: today, for a closed deal its last change, and a day at least."""
    moments = [moment.to_pydatetime() for moment in (*told["moment"], *states["valid_from"])]
    tomorrow = datetime.combine(choice.as_of + timedelta(days=1), time())
    return max(tomorrow if deal["stage_kind"] == "open" else max(moments), min(moments) + timedelta(days=1))


def _limits(states: pd.DataFrame, activities: pd.DataFrame) -> list[str]:
    """What the record does not tell."""
    lines = []
    seen = states[states["basis"] != "inferred"]
    if len(states) > len(seen) and len(seen):
        lines.append(
            _("What happened before {day} is not known: the record begins there.").format(
                day=words.day(seen["valid_from"].min())
            )
        )
    if (seen["basis"] == "snapshot").sum() > 1:
        lines.append(_("Some changes are known from uploaded files only: they happened between two of those."))
    if activities.empty:
        lines.append(_("No activity on this deal is known."))
    return lines


def _table(told: pd.DataFrame, choice: Choice) -> None:
    columns = {
        "moment": Column(_("When"), "moment", width=130),
        "kind": Column(_("What"), width=120),
        "text": Column(_("Change"), width=330),
        "owner": Column(_("Who owned or did it"), width=150),
    }
    tables.show(
        told.iloc[::-1],
        columns,
        key="deal_events",
        file_name="deal-story",
        about=choice.period.label,
        alt=_("What happened to the deal, newest first"),
        height=320,
    )


def _day(cell: object) -> str:
    return "–" if pd.isna(cell) else words.day(pd.Timestamp(cell).date())  # ty: ignore[invalid-argument-type]
