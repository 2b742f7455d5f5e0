"""The six cards of the Pipeline page."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from metrics import catalog, movement
from metrics.coverage import Need
from metrics.values import Value
from pages.components import pipeline, pipeline_coverage, pipeline_deals, pipeline_words, reckoning, words, work
from pages.components.cards import rests_on
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.pipeline import Flow
from pages.components.safety import markdown
from pages.components.work import Work


@dataclass(frozen=True, slots=True)
class PipelineCard:
    """A card: what it says, what that rests on, and how to show the work.

    good: which direction is good (up, down or none). before: the same at the
    comparison. since: what `before` is from. work: draws the button under it.
    """

    code: str
    label: str
    value: Value
    help: str
    work: Callable[[], None]
    notes: tuple[str, ...] = ()
    before: Value | None = None
    since: str = ""
    good: str = "none"
    series: list[float] = field(default_factory=list)


def cards(
    flow: Flow, then: pd.DataFrame | None, need: Need, opened: pd.DataFrame, choice: Choice
) -> list[PipelineCard]:
    """The cards in order. then: pipeline/movement of the comparison; opened: what is open, pipeline/open_by_month."""
    compared = choice.comparison.label if choice.comparison else ""
    now = pipeline.stock(opened) | {
        "coverage": need.coverage,
        "remaining_quota": Value(need.remaining, unit="money"),
    }
    return [
        _open(flow, now, choice),
        _moved("created", flow, then, compared, choice, good="up"),
        _moved("pushed_out", flow, then, compared, choice, good="down"),
        _slipped(flow, choice),
        _covered(need, now, choice),
        _missing(need, choice),
    ]


def show(card: PipelineCard, choice: Choice) -> None:
    """Draw a card into the place where it is called."""
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.code}"):
        st.metric(
            card.label,
            markdown(words.value(card.value, choice.currency)),
            help=markdown(card.help),
            chart_data=card.series if len(card.series) > 1 else None,
            chart_type="line" if card.code == "open" else "bar",
        )
        if card.since:
            st.markdown(_change(card, choice))
        st.caption("  \n".join(markdown(note) for note in card.notes if note))
        st.space("stretch")
        card.work()


def _change(card: PipelineCard, choice: Choice) -> str:
    """The change, green or red by what is good and always with a sign. Markdown-safe."""
    change = words.change(card.value, card.before, choice.currency)
    if change is None:
        return f":small[:gray[{markdown(_('nothing to compare with'))}]]"
    better, worse = ("+", "−") if card.good == "up" else ("−", "+")
    judged = card.good != "none"
    color = (
        "green" if judged and change.startswith(better) else "red" if judged and change.startswith(worse) else "gray"
    )
    return f":small[:{color}[**{markdown(change)}**] :gray[{markdown(card.since)}]]"


def _open(flow: Flow, now: dict[str, Value], choice: Choice) -> PipelineCard:
    name, deals = ("due_amount", "due_deals") if flow.window.due else ("open_amount", "open_deals")
    start = Value(float(flow.gross.start), flow.gross.start_deals, unit="money")
    shown = Work(
        name,
        "measures/open_pipeline",
        "open",
        _due if flow.window.due else _every,
        {_no_amount_reason(): lambda rows: rows["amount"].isna()},
        "amount",
    )
    return PipelineCard(
        code="open",
        label=words.label(name),
        value=now[name],
        help=_help(name),
        notes=(pipeline_words.count_of(now[deals].n or 0), _blank(now, deals)),
        before=start,
        since=_("since {day}").format(day=words.day_month(flow.window.first)),
        series=movement.levels(flow.weeks, flow.gross.start),
        work=lambda: work.button(shown, now, choice),
    )


def _due(rows: pd.DataFrame) -> pd.Series:
    return rows["is_due"]


def _every(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=rows.index)


def _no_amount_reason() -> str:
    return next(iter(reckoning.BOOKINGS.left_out))


def _blank(now: dict[str, Value], deals: str) -> str:
    known = {"due_deals": "due_amount", "open_deals": "open_amount"}[deals]
    missing = (now[deals].n or 0) - (now[known].n or 0)
    return _("{n} without amount").format(n=words.number(missing)) if missing else ""


def _moved(
    reason: str, flow: Flow, then: pd.DataFrame | None, compared: str, choice: Choice, *, good: str
) -> PipelineCard:
    step = flow.gross.step(reason)
    return PipelineCard(
        code=reason,
        label=pipeline_words.reason(reason),
        value=Value(abs(float(step.amount)), step.deals, unit="money"),
        help=pipeline_words.meaning(reason),
        notes=(pipeline_words.count_of(step.deals), _since(flow)),
        before=None if then is None else Value(abs(float(movement.total(then, reason))), unit="money"),
        since="" if then is None else _("vs {period}").format(period=compared),
        good=good,
        series=[abs(float(amount)) for amount in flow.weeks[reason]],
        work=lambda: _deals_button(reason, flow, choice),
    )


def _since(flow: Flow) -> str:
    return _("{first} to {last}").format(
        first=words.day_month(flow.window.first), last=words.day_month(flow.window.last)
    )


def _deals_button(reason: str, flow: Flow, choice: Choice) -> None:
    if st.button(_("Show the work"), key=f"work_{reason}", type="tertiary"):
        st.dialog(pipeline_words.reason(reason), width="large")(pipeline_deals.reason_dialog)(reason, flow, choice)


def _slipped(flow: Flow, choice: Choice) -> PipelineCard:
    rate = flow.slip.rate
    return PipelineCard(
        code="slip_rate",
        label=words.label("slip_rate"),
        value=rate,
        help=_help("slip_rate"),
        notes=(
            rests_on(rate, _("n = {n} due")),
            _("due in {period}").format(period=choice.period.label),
        ),
        work=lambda: _slip_button(flow, choice),
    )


def _slip_button(flow: Flow, choice: Choice) -> None:
    if st.button(_("Show the work"), key="work_slip_rate", type="tertiary"):
        st.dialog(words.label("slip_rate"), width="large")(pipeline_deals.slip_dialog)(flow, choice)


def _covered(need: Need, now: dict[str, Value], choice: Choice) -> PipelineCard:
    needed = Value(need.multiple, unit="multiple")
    note = _("no quota for this choice") if need.quota is None else ""
    if need.multiple is not None and need.quota is not None:
        note = _("needed {multiple}").format(multiple=words.value(needed, choice.currency))
    return PipelineCard(
        code="coverage",
        label=words.label("coverage"),
        value=need.coverage,
        help=_help("coverage"),
        notes=(
            _("quota is reached") if need.is_reached else note,
            rests_on(Value(None, need.coverage.n), _("n = {n} quotas")),
        ),
        work=lambda: work.button(reckoning.COVERAGE, now, choice),
    )


def _missing(need: Need, choice: Choice) -> PipelineCard:
    money = words.money(choice.currency)
    return PipelineCard(
        code="missing",
        label=_("Pipeline still missing"),
        value=Value(need.missing, unit="money"),
        help=_(
            "What must be added to the pipeline due in the period, so that the rest of the quota can be won from it."
        ),
        notes=(
            _("{amount} a week").format(amount=money(need.per_week)) if need.per_week else "",
            _("{n} weeks left").format(n=words.number(need.weeks_left, 1)),
        ),
        work=lambda: _arithmetic_button(need, choice),
    )


def _arithmetic_button(need: Need, choice: Choice) -> None:
    if st.button(_("Show the work"), key="work_missing", type="tertiary"):
        st.dialog(_("Pipeline still missing"), width="large")(pipeline_coverage.arithmetic)(
            need, choice, key="work_missing_steps"
        )


def _help(name: str) -> str:
    measure = catalog.MEASURES[name]
    return f"{_(measure.definition)} {_(measure.caveat)}"
