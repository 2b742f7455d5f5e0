"""The deals to talk about: what is open of a person, the most pressing first, with what its signals say."""

import pandas as pd
import streamlit as st

from pages.components import deal_story, deals, paper, session, signals, signals_cards, signals_words, tables, words
from pages.components.filters import summary
from pages.components.i18n import _, ngettext
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.signals import Book
from pages.components.tables import Column

_MOST = 10  # deals in sight


def book(person: Person) -> Book:
    """The person's open deals with their signals."""
    return signals.book(person.choice)


def pressing(deals: pd.DataFrame) -> pd.DataFrame:
    """The open deals in the order to talk about them.

    At risk and due first, then past their close date, then the other due ones; of equals the larger first.
    """
    order = pd.Series(3, index=deals.index)
    order = order.mask(deals["is_due"], 2).mask(deals["is_overdue"], 1).mask(deals["is_due"] & deals["is_at_risk"], 0)
    ranked = deals.assign(order=order).sort_values(
        ["order", "amount", "score", "opportunity_id"], ascending=[True, False, False, True], na_position="last"
    )
    return ranked.drop(columns="order")


def show(found: Book, person: Person) -> None:
    """The table, a row opening the deal's story; the downloads hold all open deals."""
    st.markdown(f"**{finding(found, person)}**")
    if found.deals.empty:
        st.caption(_("No deal of this person is open in this choice."))
        return
    ranked = pressing(found.deals)
    shown = _rows(ranked.head(_MOST), found, person)
    known = _columns(person)
    tables.show(
        shown,
        known,
        paper=("name", "account_name", "stage", "amount", "close_on", "score", "reasons", "next_step"),
        key="deals",
        file_name="profile-deals",
        alt=_("The deals to talk about"),
        download=False,
        on_pick=deal_story.pick(shown),
    )
    if not paper.is_on():
        note = _("{shown} of {all} open deals; the downloads hold all. Choose a row to read a deal's story.")
        tables.downloads(
            _rows(ranked, found, person),
            known,
            key="rep_deals",
            file_name="profile-deals",
            about=f"{person.name}; {summary(person.choice)}",
            note=note.format(shown=words.number(len(shown)), all=words.number(len(ranked))),
        )


def _rows(ranked: pd.DataFrame, found: Book, person: Person) -> pd.DataFrame:
    ids = f"|{'|'.join(ranked['opportunity_id'])}|"
    traits = session.fetch("deals/open_deals", person.choice.scope, today=person.choice.as_of, ids=ids)
    more = [name for name in traits.columns if name not in ranked.columns]
    texts = signals_words.reason_texts(found.calibration.points)
    rows = ranked.merge(traits[["opportunity_id", *more]], on="opportunity_id", how="left")
    # Some CRMs name no deal: its id is better than nothing.
    return rows.assign(
        name=rows["name"].fillna(rows["opportunity_id"]),
        reasons=signals_words.reasons(rows, texts),
        chance=rows["chance"].round(2),
    )


def _columns(person: Person) -> dict[str, Column]:
    plain = deals.columns(person.choice.currency)
    return {
        "name": plain["name"],
        "account_name": plain["account_name"],
        "stage": plain["stage"],
        "amount": plain["amount"],
        "close_on": plain["close_on"],
        "score": Column(_("Score"), "number", width=60, help=_("The sum of the points of its signals")),
        "reasons": Column(_("Signals"), width=260),
        "chance": Column(_("Chance"), "ratio", width=70, help=_("Chance of winning, from what became of past deals")),
        "next_step": plain["next_step"],
        "opportunity_id": plain["opportunity_id"],
    }


def finding(found: Book, person: Person) -> str:
    """How much is due, and how much of it at risk, Markdown-safe."""
    due = found.deals[found.deals["is_due"]]
    if due.empty:
        return markdown(_("No deal of {person} is due in {period}").format(
            person=person.name, period=person.choice.period.label
        ))  # fmt: skip
    money = words.money(person.choice.currency)
    risky = due[due["is_at_risk"]]
    text = ngettext(
        "{amount} due in {n} deal, {risk} of it at risk", "{amount} due in {n} deals, {risk} of it at risk", len(due)
    )
    return markdown(
        text.format(
            amount=money(signals_cards.total(due["amount"])),
            n=words.number(len(due)),
            risk=money(signals_cards.total(risky["amount"])),
        )
    )
