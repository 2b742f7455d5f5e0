"""Bottlenecks, ranked by money: each as a sentence with what to do, how sure it is, and its deals."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from metrics.bottlenecks import Finding
from metrics.values import Value
from pages.components import deals, funnel, funnel_words, session, tables, trouble, words
from pages.components.filters import Choice, summary
from pages.components.funnel import FunnelCard
from pages.components.funnel_search import Found, bottlenecks_of
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column
from queries import Scope

_SHOWN, _HEIGHT, _ROWS = 5, 320, 8
_NOTHING = Value(None, 0, unit="money")


def ranked(choice: Choice) -> None:
    """The bottlenecks of what is filtered. A search that is under way is looked after once a second."""
    is_waiting = bottlenecks_of(choice) is None
    st.fragment(_ranked, run_every=1.0 if is_waiting else None)(choice, is_waiting)


def card(choice: Choice) -> None:
    """A card of what is at stake in the largest bottleneck."""
    value, notes = _NOTHING, (_("looking for them …"),)
    try:
        found = bottlenecks_of(choice)
    except Exception:  # told where the bottlenecks are
        found, notes = None, ()
    if found and not found.findings:
        notes = (_("none beyond chance"),)
    elif found:
        first = found.findings[0]
        value = Value(first.total, first.n, unit="money")
        unit = _("arrives later") if first.kind == "dwell" else _("a quarter")
        notes = (f"{unit} · n = {words.number(first.n)}", funnel_words.whose(first))
    funnel.show(FunnelCard("bottleneck", _("Largest bottleneck"), value, notes, _about()), choice)


def _ranked(choice: Choice, was_waiting: bool) -> None:
    try:
        found = bottlenecks_of(choice)
    except Exception as error:  # a fragment that runs by itself has no frame around it
        if was_waiting:
            st.rerun()
        trouble.show("funnel", error)
        return
    if found is None:
        st.markdown(f"**{_('Looking for bottlenecks …')}**")
        st.skeleton(height=160)
        return
    if was_waiting:
        st.rerun()  # the card above wants to know as well, and nobody need look again
    st.markdown(f"**{markdown(_headline(found, choice))}**", help=markdown(_about()))
    if not found.findings:
        st.caption(_("Every team, territory, owner, segment, source and product was compared, stage by stage."))
        return
    shown = found.findings
    if len(shown) > _SHOWN and not st.toggle(
        _("Show all {n}").format(n=words.number(len(shown))), key="funnel_all_findings"
    ):
        shown = shown[:_SHOWN]
    for number, finding in enumerate(shown, start=1):
        _one(number, finding, found, choice)
    with st.expander(_("All bottlenecks as a table")):
        _table(found, choice)


def _about() -> str:
    return _(
        "Each group is compared with its own past (the half-year up to now with the two years before) and with the rest"
        " of its dimension: conversion, days in stage and loss reasons. Told is what chance does not explain after"
        " correction for all comparisons, and what is no trifle: 5 points, or a quarter. The period chosen above"
        " does not matter here, the filters do."
    )


def _headline(found: Found, choice: Choice) -> str:
    if not found.findings:
        return _("No bottleneck: no group does worse than its past or its peers by more than chance")
    text = ngettext(
        "{n} bottleneck beyond chance: {stake}", "{n} bottlenecks beyond chance; the largest: {stake}",
        len(found.findings),
    )  # fmt: skip
    return text.format(
        n=words.number(len(found.findings)), stake=funnel_words.stake(found.findings[0], choice.currency)
    )


def _one(number: int, finding: Finding, found: Found, choice: Choice) -> None:
    with st.container(key=f"bottleneck_{number}", gap="xxsmall"):
        said, stake = funnel_words.sentence(finding), funnel_words.stake(finding, choice.currency)
        st.markdown(f"{number}\\. {markdown(said)} · **{markdown(stake)}**")
        st.caption(markdown(funnel_words.advice(finding)))
        with st.expander(_("How sure is this?"), key=f"bottleneck_sure_{number}", type="compact"):
            st.caption("  \n".join(markdown(line) for line in funnel_words.certainty(finding, found)))
        behind = st.expander(
            _("The deals behind it"), key=f"bottleneck_deals_{number}", on_change="rerun", type="compact"
        )
        if behind.open:
            with behind:
                _deals(number, finding, found, choice)


# ---- the deals behind a finding --------------------------------------------------------------------------------------


def _deals(number: int, finding: Finding, found: Found, choice: Choice) -> None:
    of = found.matured if finding.kind == "conversion" else found.latest
    window = {"period_start": of.recent_from if finding.against == "past" else of.before_from, "period_end": of.end}
    scope, known = narrowed(choice.scope, finding), deals.columns(choice.currency)
    if finding.kind == "conversion":
        rows = session.fetch("funnel/stage_deals", scope, **window, stage=finding.item)
        rows = rows[rows["outcome"] == "lost"]
        own = {"reached_on": Column(_("Entered on"), "date")}
    elif finding.kind == "dwell":
        rows = session.fetch("funnel/stage_stays", scope, **window, stage=finding.item, today=choice.as_of)
        own = {
            "stage_days": Column(_("Days in the stage"), "number"),
            "entered_on": Column(_("Entered on"), "date"),
            "left_on": Column(_("Left on"), "date"),
        }
    else:
        rows = session.fetch("funnel/lost_deals", scope, **window)
        rows = rows[rows["loss_reason"] == finding.item]
        own = {"stage": Column(_("Lost from")), "closed_on": known["closed_on"]}
    said = {
        "conversion": ngettext("{n} deal was lost from {item}", "{n} deals were lost from {item}", len(rows)),
        "dwell": ngettext("{n} stay in {item}", "{n} stays in {item}", len(rows)),
        "loss_reason": ngettext("{n} deal was lost for this reason", "{n} deals were lost for this reason", len(rows)),
    }
    st.caption(markdown(said[finding.kind].format(n=words.number(len(rows)), item=finding.item)))
    columns = {name: known[name] for name in ("name", "account_name", "rep_name", "team", "amount")}
    tables.show(
        rows,
        columns | own | {"opportunity_id": known["opportunity_id"]},
        key=f"bottleneck_rows_{number}",
        file_name=f"bottleneck-{number}",
        about=f"{summary(choice)}; {funnel_words.sentence(finding)}",
        alt=_("The deals behind it"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def narrowed(scope: Scope, finding: Finding) -> Scope:
    """The scope with the group of a finding as its filter."""
    if finding.dimension == "all":
        return scope
    others = tuple((name, values) for name, values in scope.filters if name != finding.dimension)
    return replace(scope, filters=(*others, (finding.dimension, (finding.group,))))


def _table(found: Found, choice: Choice) -> None:
    every = [each for finding in found.findings for each in (finding, *finding.further)]
    kinds, references = funnel_words.kinds(), funnel_words.references()
    rows = pd.DataFrame(
        {
            "whose": [funnel_words.whose(each) for each in every],
            "kind": [kinds[each.kind] for each in every],
            "item": [each.item for each in every],
            "value": [funnel_words.figure(each, each.value) for each in every],
            "n": [each.n for each in every],
            "against": [references[each.against] for each in every],
            "reference": [funnel_words.figure(each, each.reference) for each in every],
            "reference_n": [each.reference_n for each in every],
            "p": [funnel_words.probability(each.p) for each in every],
            "money": [each.money for each in every],
        }
    ).astype({"money": float})
    tables.show(
        rows,
        {
            "whose": Column(_("Whose deals"), width=180),
            "kind": Column(_("Measure")),
            "item": Column(_("Stage or loss reason")),
            "value": Column(_("Value")),
            "n": Column(_("n"), "number", width="small"),
            "against": Column(_("Compared with")),
            "reference": Column(_("Reference")),
            "reference_n": Column(_("n of the reference"), "number"),
            "p": Column(_("p, corrected")),
            "money": Column(_("At stake, {currency}").format(currency=choice.currency), "money"),
        },
        key="funnel_bottlenecks",
        file_name="bottlenecks",
        about=f"{summary(choice)}; {words.day(found.latest.before_from)} – "
        f"{words.day(found.latest.end - timedelta(days=1))}",
        alt=_("All bottlenecks as a table"),
    )
