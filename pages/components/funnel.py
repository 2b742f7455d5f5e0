"""What the Funnel page needs ready: the stages of the entry cohort, the measures of the period, the levers."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from metrics import catalog, comparison, funnel, measures, report, velocity
from metrics.funnel import Stage
from metrics.periods import Period, add_months
from metrics.ratio import share
from metrics.values import Value
from metrics.velocity import Lever
from pages.components import codes, session, words
from pages.components.cards import rests_on
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

_FIRM = 0.8  # a cohort of which less than this is decided can still turn
_FEW = 30  # deals below which a longer period tells more
_COHORT_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Cohort:
    """The deals that entered stages in a period.

    stages: in funnel order. reached, dwell: rows of funnel/stages_reached and
    time_in_stage. started, won: of the deals whose path began in the period.
    """

    stages: list[Stage]
    reached: pd.DataFrame
    dwell: pd.DataFrame
    started: Value
    won: Value

    @property
    def decided(self) -> float | None:
        """The share of the deals that started which is won or lost by now."""
        return self.started.value


def cohort(choice: Choice, period: Period) -> Cohort:
    """The cohort of a period."""
    asked = {"period_start": period.start, "period_end": period.end, "group_by": "all"}
    conversion, reached, dwell = (
        session.fetch("funnel/stage_conversion", choice.scope, **asked),
        session.fetch("funnel/stages_reached", choice.scope, **asked),
        session.fetch("funnel/time_in_stage", choice.scope, **asked, today=choice.as_of),
    )
    first = reached[reached["stage"] == ""]
    n, won, decided = (int(first[column].sum()) for column in ("reached", "won", "decided"))
    return Cohort(
        funnel.stages(conversion, reached, dwell), reached, dwell, share(decided, n), share(won, n, interval=True)
    )


def is_followed(choice: Choice) -> bool:
    """Whether any deal's path through the stages is known at all."""
    everyone = replace(choice.scope, filters=())
    rows = session.fetch("funnel/stages_reached", everyone, period_start=None, period_end=None, group_by="all")
    return not rows.empty


def measured(choice: Choice) -> dict[str, Value]:
    """What was decided in the period and what is due in it, with velocity: no more than the page shows."""
    window = {"period_start": choice.period.start, "period_end": choice.period.end, "group_by": "all"}
    decided = session.fetch("measures/decided", choice.scope, **window)
    opened = session.fetch("measures/open_pipeline", choice.scope, **window, today=choice.as_of)
    values = measures.decided(report.row(decided, "all")) | measures.pipeline(report.row(opened, "all"))
    return values | {"velocity": measures.velocity(values)}


def side(choice: Choice, period: Period, group_by: str, group: str) -> comparison.Side:
    """One side of a comparison: a group of a dimension, or everything of a period."""
    asked = {"period_start": period.start, "period_end": period.end, "group_by": group_by}
    conversion = session.fetch("funnel/stage_conversion", choice.scope, **asked)
    dwell = session.fetch("funnel/time_in_stage", choice.scope, **asked, today=choice.as_of)
    decided = session.fetch("measures/decided", choice.scope, **asked)
    conversion, dwell = (frame[frame["group_name"] == group] for frame in (conversion, dwell))
    return comparison.Side(funnel.passed(conversion, dwell), measures.decided(report.row(decided, group)), dwell)


def months(choice: Choice) -> pd.DataFrame:
    """Months of creation × months to close, of the months up to the period's last: rows of funnel/cohorts."""
    last = min(choice.period.end, add_months(choice.as_of.replace(day=1), 1))
    first = add_months(last.replace(day=1), -_COHORT_MONTHS)
    return session.fetch("funnel/cohorts", choice.scope, first_day=first, last_day=choice.as_of)


def undecided(found: Cohort, choice: Choice) -> None:
    """Say how much of the cohort is still open, and offer a longer period where it tells too little."""
    n, decided = found.started.n or 0, found.decided
    if decided is not None and decided < _FIRM:
        text = _("{share} of the {n} deals that started in {period} are not decided yet: conversions can still rise.")
        st.caption(
            markdown(
                text.format(share=words.percent(1 - decided, digits=0), n=words.number(n), period=choice.period.label)
            )
        )
    if n < _FEW or (decided is not None and decided < _FIRM):
        year = choice.calendar.presets(choice.as_of)["last_12_months"]
        if year != choice.period:
            st.button(
                _("Look at the last 12 months"),
                key="funnel_longer",
                type="tertiary",
                icon=":material/date_range:",
                on_click=codes.change,
                kwargs={"period": choice.calendar.code(year)},
            )


# ---- cards -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunnelCard:
    """A card: the measure it shows, its value, and notes under it in plain text.

    about: what it means, where that is no measure of the catalogue.
    """

    measure: str
    label: str
    value: Value
    notes: tuple[str, ...] = ()
    about: str = ""


def cards(found: Cohort, now: dict[str, Value], levers: list[Lever], choice: Choice) -> list[FunnelCard]:
    """The cards, in order."""
    best = max(levers, key=lambda lever: lever.worth.value or 0.0)
    undecided_share = None if found.decided is None else 1 - found.decided
    return [
        FunnelCard(
            "win_rate_cohort",
            _("Won of all that started"),
            found.won,
            (
                rests_on(found.won, _("n = {n} started")),
                _("{share} not decided yet").format(share=words.percent(undecided_share, digits=0)),
            ),
        ),
        _weakest(found),
        _slowest(found),
        FunnelCard(
            "velocity",
            words.label("velocity"),
            now["velocity"],
            (
                rests_on(now["velocity"], _("n = {n} in play")),
                _("{lever} 10 % better: {worth} a quarter").format(
                    lever=lever_name(best.measure), worth=words.value(best.worth, choice.currency)
                ),
            ),
        ),
    ]


def _weakest(found: Cohort) -> FunnelCard:
    known = [stage for stage in found.stages if stage.measures["stage_conversion"].value is not None]
    label = _("Weakest step")
    if not known:
        return FunnelCard("stage_conversion", label, Value(None, 0), (_("no deal entered a stage"),))
    stage = min(known, key=lambda stage: stage.measures["stage_conversion"].value)
    rate = stage.measures["stage_conversion"]
    return FunnelCard("stage_conversion", label, rate, (stage.stage, rests_on(rate, _("n = {n} entered"))))


def _slowest(found: Cohort) -> FunnelCard:
    known = [stage for stage in found.stages if stage.measures["time_in_stage"].value is not None]
    label = _("Longest stay")
    if not known:
        return FunnelCard("time_in_stage", label, Value(None, 0, unit="days"), (_("no stay has ended yet"),))
    stage = max(known, key=lambda stage: stage.measures["time_in_stage"].value)
    days, running = stage.measures["time_in_stage"], stage.measures["stays_running"].value
    note = ngettext("{n} stay, {running} running", "{n} stays, {running} running", days.n or 0)
    return FunnelCard(
        "time_in_stage", label, days, (stage.stage, note.format(n=words.number(days.n), running=words.number(running)))
    )


def show(card: FunnelCard, choice: Choice) -> None:
    """Draw a card into the place where it is called."""
    measure = catalog.MEASURES.get(card.measure)
    about = f"{_(measure.definition)} {_(measure.caveat)}" if measure else card.about
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.measure}"):
        st.metric(
            card.label,
            markdown(words.value(card.value, choice.currency)),
            help=markdown(about),
        )
        st.caption("  \n".join(markdown(note) for note in card.notes if note))


def lever_name(measure: str) -> str:
    """A lever of velocity by name."""
    return _("Deals in play") if measure == "deals_in_play" else words.label(measure)


def levers(now: dict[str, Value]) -> list[Lever]:
    """The four levers of velocity, each moved by 10 %."""
    return velocity.levers(now)
