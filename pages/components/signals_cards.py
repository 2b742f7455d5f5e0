"""The cards of the Deals page: what is due, at risk, overdue, untended, concentrated and well kept."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import signals
from metrics.ratio import share
from pages.components import signals_words, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.signals import Book

LARGEST = 3


def given(deals: pd.DataFrame, code: str) -> pd.Series:
    """Which deals give a signal; what is not known is not given."""
    return deals[code].fillna(False).astype(bool)


def _due(deals: pd.DataFrame) -> pd.Series:
    return deals["is_due"]


def _at_risk(deals: pd.DataFrame) -> pd.Series:
    return deals["is_due"] & deals["is_at_risk"]


def _overdue(deals: pd.DataFrame) -> pd.Series:
    return deals["is_overdue"]


def _idle(deals: pd.DataFrame) -> pd.Series:
    return deals["is_due"] & (given(deals, "silent") | given(deals, "no_step"))


def _unkept(deals: pd.DataFrame) -> pd.Series:
    return ~signals.well_kept(deals).fillna(True).astype(bool)


def _all(deals: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=deals.index)


# Groups of open deals by the code that links hold.
GROUPS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "due": _due,
    "risk": _at_risk,
    "overdue": _overdue,
    "idle": _idle,
    "unkept": _unkept,
    "all": _all,
}


def group_name(code: str) -> str:
    """What a group is called."""
    return {
        "due": _("Due in the period"),
        "risk": _("Due and at risk"),
        "overdue": _("Past close date"),
        "idle": _("Due and untended"),
        "unkept": _("Not well kept"),
        "all": _("All open deals"),
    }[code]


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with what it rests on, its definition, and the group of the deals behind it; all plain text."""

    label: str
    value: str
    notes: tuple[str, ...]
    meaning: str
    group: str


def cards(book: Book, choice: Choice) -> list[Card]:
    """The six cards, in order."""
    return [
        _due_card(book, choice),
        _risk_card(book, choice),
        _overdue_card(book, choice),
        _idle_card(book, choice),
        _concentration_card(book, choice),
        _kept_card(book),
    ]


def show(card: Card) -> None:
    """Draw a card; its button shows the deals behind it in the table."""
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.group}_{card.label}"):
        st.metric(card.label, markdown(card.value), help=markdown(card.meaning))
        st.caption("  \n".join(markdown(note) for note in card.notes))
        st.space("stretch")
        st.button(
            _("Show the deals"),
            key=f"show_{card.group}_{card.label}",
            type="tertiary",
            on_click=_show_group,
            args=(card.group,),
        )


def _show_group(code: str) -> None:
    st.query_params["group"] = code
    st.session_state["group"] = code


def total(amounts: pd.Series) -> float:
    """The sum of amounts to the last digit that the warehouse keeps, a ten-thousandth; blanks add nothing."""
    return float((amounts.dropna() * 10_000).round().astype("int64").sum()) / 10_000


def _sum(amounts: pd.Series, choice: Choice) -> str:
    known = len(amounts) == 0 or amounts.notna().any()
    return words.money(choice.currency)(total(amounts) if known else None)


def _due_card(book: Book, choice: Choice) -> Card:
    due = _amounts(book, "due")
    missing = int(due.isna().sum())
    notes = [signals_words.deals(len(due))]
    if missing:
        notes.append(_("{n} of them without an amount").format(n=words.number(missing)))
    return Card(
        _("Open and due"),
        _sum(due, choice),
        tuple(notes),
        _("The amount of the open deals whose close date lies in the period. Close dates are plans."),
        "due",
    )


def _risk_card(book: Book, choice: Choice) -> Card:
    found = _amounts(book, "risk")
    held = share(total(found), total(_amounts(book, "due")))
    notes = [signals_words.deals(len(found))]
    if held.value is not None:
        notes.append(_("{share} of the amount due").format(share=words.percent(held.value, digits=0)))
    return Card(
        _("At risk"),
        _sum(found, choice),
        tuple(notes),
        _(
            "The amount of the deals due in the period whose risk score is {score} or more. The score is the sum of the"
            " points of a deal's signals; how they are found stands below the table."
        ).format(score=words.number(book.settings.at_risk)),
        "risk",
    )


def _overdue_card(book: Book, choice: Choice) -> Card:
    found = _amounts(book, "overdue")
    undated = int(book.deals["close_on"].isna().sum())
    notes = [signals_words.deals(len(found))]
    if undated:
        notes.append(_("{n} open without a close date").format(n=words.number(undated)))
    return Card(
        _("Past close date"),
        _sum(found, choice),
        tuple(notes),
        _("The amount of all open deals whose close date has passed, whatever the period. They need a new date."),
        "overdue",
    )


def _idle_card(book: Book, choice: Choice) -> Card:
    is_due, found = _due(book.deals), _amounts(book, "idle")
    told = {code: not is_due.any() or book.deals.loc[is_due, code].notna().any() for code in ("silent", "no_step")}
    silent, stepless = (
        words.number(int((is_due & given(book.deals, code)).sum())) if told[code] else "–" for code in told
    )
    counts = _("{silent} without activity, {stepless} without next step").format(silent=silent, stepless=stepless)
    notes = [signals_words.deals(len(found)), counts]
    if unknown := [signals_words.label(code) for code in told if not told[code]]:
        notes.append(_("not known: {signals}").format(signals=", ".join(unknown)))
    return Card(
        _("Untended"),
        _sum(found, choice) if any(told.values()) else "–",
        tuple(notes),
        _("The amount of the deals due in the period that had no activity for too long, or have no next step."),
        "idle",
    )


def _concentration_card(book: Book, choice: Choice) -> Card:
    due = _amounts(book, "due")
    largest = due.nlargest(LARGEST)
    held = share(total(largest), total(due), n=len(due))
    return Card(
        _("Three largest deals"),
        words.percent(held.value, digits=0),
        (_sum(largest, choice), _("of {deals} due").format(deals=signals_words.deals(len(due)))),
        _("The share of the amount due in the period that the three largest deals hold: how much hangs on few deals."),
        "due",
    )


def _kept_card(book: Book) -> Card:
    is_kept = signals.well_kept(book.deals)
    kept = share(int(is_kept.sum()), int(is_kept.count()), interval=True)
    told = [code for code in signals.HYGIENE if book.deals[code].notna().any()]
    notes = [_("n = {n} open").format(n=words.number(kept.n or 0))]
    if kept.low is not None:
        notes.append(_("95 %: {interval}").format(interval=words.interval(kept)))
    if missing := [signals_words.label(code) for code in signals.HYGIENE if code not in told]:
        notes.append(_("not known: {signals}").format(signals=", ".join(missing)))
    return Card(
        words.label("pipeline_hygiene"),
        words.percent(kept.value, digits=0),
        tuple(notes),
        _(
            "The share of all open deals that are well kept: not past their close date, not without activity, not"
            " without a next step, not stuck in their stage. Deals of which one of these is not known are left out."
        ),
        "unkept",
    )


def _amounts(book: Book, group: str) -> pd.Series:
    return book.deals.loc[GROUPS[group](book.deals), "amount"]
