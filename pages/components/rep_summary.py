"""What the conversation should be about: the few things that the whole page comes to."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from metrics.values import Value
from pages.components import rep_goals_words, rep_peers_words, signals_cards, words
from pages.components.i18n import _, ngettext
from pages.components.rep_peers import Compared
from pages.components.rep_person import Person
from pages.components.safety import markdown
from pages.components.signals import Book

_GAPS, _STRENGTHS = 2, 2


def show(now: dict[str, Value], goals: pd.DataFrame, compared: Compared, book: Book, person: Person) -> None:
    """The finding, and what to talk about, one line each."""
    st.markdown(f"**{standing(now, person)}**")
    lines = points(goals, compared, book, person)
    st.markdown("\n".join(f"- {markdown(line)}" for line in lines))


def standing(now: dict[str, Value], person: Person) -> str:
    """What was won of the quota with how much of the period gone, Markdown-safe."""
    choice = person.choice
    share, won = now["quota_attainment"].value, words.value(now["won_amount"], choice.currency)
    values = {
        "person": person.name,
        "won": won,
        "period": choice.period.label,
        "share": words.percent(share, digits=0),
        "gone": words.percent(choice.period.elapsed(choice.as_of), digits=0),
    }
    if share is None:
        text = _("{person} won {won} in {period}; there is no quota to hold it against")
    elif choice.as_of >= choice.period.end or choice.is_over:
        text = _("{person} won {won} in {period}, {share} of the quota")
    else:
        text = _("{person} won {won} in {period} so far: {share} of the quota, {gone} of the days gone")
    return markdown(text.format(**values))


def points(goals: pd.DataFrame, compared: Compared, book: Book, person: Person) -> list[str]:
    """What to talk about, in plain text: goals behind, gaps with their worth, strengths, deals at risk."""
    currency = person.choice.currency
    lines = [
        _("Goal behind in {period}: {goal}, now {now}").format(
            period=row["period"].label,
            goal=rep_goals_words.promise(row, currency),
            now=words.value(row["value"], currency),
        )
        for row in goals[goals["status"].isin(["behind", "not_met", "missed"])].to_dict("records")
    ]
    strong, weak = rep_peers_words.sorted_out(compared.gaps)
    lines += [_("Gap: {gap}").format(gap=rep_peers_words.gap_line(gap, currency)) for gap in weak[:_GAPS]]
    if strong:
        names = ", ".join(rep_peers_words.name(gap) for gap in strong[:_STRENGTHS])
        lines.append(_("Strength to share with others: {measures}").format(measures=names))
    if not strong and not weak:
        lines.append(_("Nothing sets this person apart from peers beyond chance: look at the deals."))
    return [*lines, *_deals(book, currency)]


def _deals(book: Book, currency: str) -> Sequence[str]:
    deals, money = book.deals, words.money(currency)
    groups = (
        (deals["is_due"] & deals["is_at_risk"], "risk"),
        (deals["is_overdue"], "overdue"),
    )
    found = []
    for chosen, code in groups:
        rows = deals[chosen]
        if rows.empty:
            continue
        text = (
            ngettext("{n} deal due is at risk: {amount}", "{n} deals due are at risk: {amount}", len(rows))
            if code == "risk"
            else ngettext(
                "{n} open deal is past its close date: {amount}",
                "{n} open deals are past their close date: {amount}",
                len(rows),
            )
        )
        found.append(text.format(n=words.number(len(rows)), amount=money(signals_cards.total(rows["amount"]))))
    return found
