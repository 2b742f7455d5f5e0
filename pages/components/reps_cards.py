"""The six cards of the Reps page."""

from dataclasses import dataclass

import streamlit as st

from metrics.values import Value
from pages.components import definitions, words
from pages.components.cards import rests_on
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.reps import Measured
from pages.components.safety import markdown

_OF_QUOTA = ("quota_attainment", "participation", "quota_gap", "commit_attainment", "coverage")


@dataclass(frozen=True, slots=True)
class RepsCard:
    """A card of one measure: its value, and notes under it in plain text."""

    measure: str
    value: Value
    notes: tuple[str, ...] = ()


def cards(whole: Measured, choice: Choice) -> list[RepsCard]:
    """The cards in order. whole: the measures of everybody together."""
    money = words.money(choice.currency)
    reached = whole["participation"]
    with_quota = _("n = {n} with a quota").format(n=words.number(whole["quota"].n or 0))
    if not whole["quota"].n:
        return [*(RepsCard(name, whole[name], (_("no quota"),)) for name in _OF_QUOTA), _win_rate(whole)]
    needed = whole["coverage_needed"]
    return [
        RepsCard(
            "quota_attainment",
            whole["quota_attainment"],
            (
                _("{won} of {quota}").format(
                    won=money(whole["attained_amount"].value), quota=money(whole["quota"].value)
                ),
                with_quota,
            ),
        ),
        RepsCard(
            "participation",
            reached,
            (
                _("{reached} of {n} at or above quota").format(
                    reached=words.number(round((reached.value or 0) * (reached.n or 0))), n=words.number(reached.n or 0)
                ),
                rests_on(reached, _("n = {n} with a quota")),
            ),
        ),
        RepsCard("quota_gap", whole["quota_gap"], (with_quota,)),
        RepsCard("commit_attainment", whole["commit_attainment"], (with_quota,)),
        RepsCard(
            "coverage",
            whole["coverage"],
            (
                _("{due} due, {missing} missing").format(
                    due=money(whole["due_amount"].value), missing=money(whole["remaining_quota"].value)
                ),
                _("needed at the present win rate: {times}").format(times=words.value(needed, choice.currency)),
            ),
        ),
        _win_rate(whole),
    ]


def _win_rate(whole: Measured) -> RepsCard:
    return RepsCard("win_rate", whole["win_rate"], (rests_on(whole["win_rate"], _("n = {n} decided")),))


def show(card: RepsCard, choice: Choice) -> None:
    """Draw a card into the place where it is called."""
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.measure}"):
        st.metric(
            words.label(card.measure),
            markdown(words.value(card.value, choice.currency)),
            help=definitions.of(card.measure),
        )
        st.caption("  \n".join(markdown(note) for note in card.notes))
