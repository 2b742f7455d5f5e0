"""Quotas in words: their periods, their changes, and what does not fit together with what to do about it."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from metrics.periods import Period
from metrics.quotas import Misfit
from pages.components import words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext

# The order in which they are told: what falsifies sums before what only looks odd.
ORDER = ("overlap", "parts", "left", "early", "none", "above", "partly")
_CLOSE = 0.001


def is_wrong(item: Misfit) -> bool:
    """Whether something is to be done: reports who carry more than their manager, or just as much, are usual."""
    return item.code != "above" or item.other < item.amount * (1 - _CLOSE)


def period(starts_on: date | pd.Timestamp, ends_on: date | pd.Timestamp, choice: Choice) -> str:
    """A period as the fiscal calendar names it, else its days."""
    start, end = (day.date() if isinstance(day, pd.Timestamp) else day for day in (starts_on, ends_on))
    for grain in ("month", "quarter", "year"):
        found = choice.calendar.containing(start, grain)
        if (found.start, found.end) == (start, end):
            return found.label
    return f"{start} – {end - timedelta(days=1)}"


def change(row: Mapping[str, object]) -> str:
    """What became of a quota. row: of quotas/history."""
    if pd.isna(row["amount"]):
        return _("taken back")
    return _("first set") if row["is_first"] else _("changed")


def sentence(item: Misfit, choice: Choice) -> str:
    """What does not fit, and what to do, in plain text."""
    money = words.money(choice.currency, compact=False)
    text = {
        "parts": _(
            "{rep}: the {n} smaller periods inside {period} add up to {other}, the quota of {period} is {amount}."
            " One of them counts, not both: set the one that is meant, or take the other back."
        ),
        "partly": _(
            "{rep}: {period} has a quota of {amount}, and {n} smaller ones of {other} that do not fill it. Set the ones"
            " that are missing, or take those back."
        ),
        "left": _("{rep} had left before {period} and carries a quota of {amount} in it. Take it back or hand it on."),
        "early": _("{rep} begins only after {period} and carries a quota of {amount} in it. Take it back."),
        "overlap": _(
            "{rep}: quotas of {amount} and {other} lie over the same days, {period}, and both are added. Take one back."
        ),
        "none": _("{rep} has {deals} in {period}, {amount} won, and no quota. Set one, or leave it if none is meant."),
        "above": _above(item),
    }[item.code]
    return text.format(
        rep=item.rep_name,
        period=period(item.starts_on, item.ends_on, choice),
        n=words.number(item.n),
        deals=ngettext("{n} deal", "{n} deals", item.n).format(n=words.number(item.n)),
        people=ngettext("{n} report", "{n} reports", item.n).format(n=words.number(item.n)),
        amount=money(item.amount),
        other=money(item.other),
        share=words.percent(abs(item.other / item.amount - 1) if item.amount else None, 0),
    )


def _above(item: Misfit) -> str:
    if item.other < item.amount * (1 - _CLOSE):
        return _(
            "{rep}: {people} carry {other} in {period}, {share} less than the manager's own quota of {amount}: even if"
            " all reach theirs, the manager does not. Raise theirs or lower the manager's."
        )
    if item.other > item.amount * (1 + _CLOSE):
        return _(
            "{rep}: {people} carry {other} in {period}, {share} more than the manager's quota of {amount}. Only the"
            " reports' are added."
        )
    return _(
        "{rep}: the manager's quota of {amount} in {period} is the sum of {people}; it stands above them and is not"
        " added."
    )


def total(amount: float, of: Period, choice: Choice) -> str:
    """The sum of a period."""
    return f"{of.label}: {words.money(choice.currency, compact=False)(amount)}"
