"""The Pipeline page in words: reasons, findings as titles, and sums written out."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from metrics.coverage import Need
from metrics.movement import Movement, Step
from pages.components import words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.pipeline_days import Window
from pages.components.safety import markdown

_LARGEST = 2  # reasons that a title names
_JOINER = "\u2060"  # keeps a sign and its amount in one line
_PUNCTUAL = 1.5  # days between files that still pass for daily


def reason(code: str) -> str:
    """A reason as people call it."""
    return {
        "start": _("Start"),
        "created": _("Newly created"),
        "pulled_in": _("Pulled in"),
        "reopened": _("Reopened"),
        "transferred_in": _("Handed to these owners"),
        "increased": _("Increased"),
        "decreased": _("Decreased"),
        "pushed_out": _("Pushed out"),
        "won": _("Won"),
        "lost": _("Lost"),
        "removed": _("Removed"),
        "transferred_out": _("Handed to other owners"),
        "end": _("End"),
        "none": _("No net change"),
    }.get(code, code)


def meaning(code: str) -> str:
    """What a reason means."""
    return {
        "created": _("Not known before. Deals that are older and only first seen in these days are among them."),
        "pulled_in": _("Open before, but due at another time; with the amount they come with."),
        "reopened": _("Won, lost or removed before, and open again."),
        "transferred_in": _("Owned by others before; with the amount they come with."),
        "increased": _("In the pipeline before and after, or then won, with a larger amount."),
        "decreased": _("In the pipeline before and after, or then won, with a smaller amount."),
        "pushed_out": _("Still open, but due at another time now; with the amount they had."),
        "won": _("Won; with the amount they were won with."),
        "lost": _("Lost; with the amount they had."),
        "removed": _("Deleted in the CRM, or missing from a file that was to hold every deal."),
        "transferred_out": _("Owned by others now; with the amount they had."),
    }.get(code, "")


def signed(amount: Decimal | float, currency: str, *, compact: bool = True) -> str:
    """An amount with its sign."""
    text = words.money(currency, compact=compact)(abs(float(amount)))
    return f"+{text}" if amount > 0 else f"−{text}" if amount < 0 else text


def which(window: Window) -> str:
    """Which pipeline is looked at, in plain text."""
    return _("Pipeline due in {period}").format(period=window.due.label) if window.due else _("Open pipeline")


def day_of(day: date) -> str:
    """A day with its year."""
    return words.day(day)


def movement(found: Movement, window: Window, currency: str) -> str:
    """What happened to the pipeline, as a finding. Markdown-safe."""
    values = {"which": which(window), "day": day_of(window.first), "last": day_of(window.last)}
    if found.is_still:
        text = _("{which}: nothing was open and nothing moved between {day} and {last}")
        return markdown(text.format(**values))
    values |= {"change": words.money(currency)(abs(float(found.change)))}
    text = (
        _("{which} grew by {change} from {day} to {last}")
        if found.change > 0
        else _("{which} fell by {change} from {day} to {last}")
        if found.change < 0
        else _("{which} is as large on {last} as on {day}")
    )
    said = text.format(**values)
    largest = sorted((step for step in found.steps if step.amount), key=lambda step: -abs(step.amount))[:_LARGEST]
    if not largest:
        return markdown(said)
    parts = [f"{signed(step.amount, currency)} {reason(step.reason).lower()}" for step in largest]
    text = _("{finding}: {parts}").format(finding=said, parts=", ".join(parts))
    return _finding(text)


def _finding(text: str) -> str:
    """A title, Markdown-safe, that breaks no line between a minus and its amount."""
    return markdown(text.replace("−", f"−{_JOINER}"))


def equation(found: Movement, currency: str) -> str:
    """Start, steps and end written out to the cent, in plain text."""
    exactly = words.money(currency, compact=False)
    parts = [
        f"{'+' if step.amount > 0 else '−'} {exactly(abs(float(step.amount)))} {reason(step.reason).lower()}"
        for step in found.steps
        if step.amount
    ]
    start, end = (exactly(float(amount)) for amount in (found.start, found.end))
    return " ".join([f"{start} {reason('start').lower()}", *parts, f"= {end} {reason('end').lower()}"])


def bar_label(code: str, amount: float, deals: int, currency: str) -> str:
    """What stands with a bar: signed amount and deals."""
    money = words.money(currency)(amount) if code in ("start", "end") else signed(amount, currency)
    return _("{amount} · {deals}").format(amount=money, deals=count_of(deals))


def count_of(deals: int) -> str:
    """A number of deals in words."""
    return ngettext("{n} deal", "{n} deals", deals).format(n=words.number(deals))


def drilled(step: Step, total: Decimal, currency: str) -> str:
    """The deals behind a bar and their sum, in plain text."""
    return _("{reason}: {deals} · total {amount}").format(
        reason=reason(step.reason), deals=count_of(step.deals), amount=signed(total, currency, compact=False)
    )


def net(found: Movement, currency: str) -> str:
    """What of the movement is left when each deal counts once. Markdown-safe."""
    moved = sum(step.deals for step in found.steps)
    text = ngettext(
        "Net, {n} deal makes the difference of {change}", "Net, {n} deals make the difference of {change}", moved
    )
    return _finding(text.format(n=words.number(moved), change=signed(found.change, currency)))


def weeks(table: pd.DataFrame, currency: str) -> str:
    """Which week moved the pipeline most, as a finding. table: as metrics.movement.by_week. Markdown-safe."""
    totals = table.drop(columns="week_start").sum(axis="columns") if len(table) else pd.Series(dtype=float)
    if not totals.any():
        return markdown(_("Week by week, nothing moved"))
    at = totals.abs().idxmax()
    text = _("The week of {day} moved the pipeline most: {change}")
    day, change = day_of(table.loc[at, "week_start"].date()), signed(totals.loc[at], currency)
    return _finding(text.format(day=day, change=change))


def basis(rows: pd.DataFrame, window: Window) -> list[str]:
    """What the movement rests on and how exact its days are: sentences in plain text. rows: pipeline/snapshots."""
    told = []
    history = rows[rows["basis"] == "history"]
    files = rows[rows["basis"] == "snapshot"].sort_values("as_of")
    inside = files[files["as_of"] >= pd.Timestamp(window.first + timedelta(days=1))]
    earlier = files[files["as_of"] < pd.Timestamp(window.first + timedelta(days=1))]
    if len(history):
        moves = int(history["moves"].sum())
        text = ngettext(
            "{n} change comes from the CRM's own history, dated to the moment.",
            "{n} changes come from the CRM's own history, dated to the moment.",
            moves,
        )
        told.append(text.format(n=words.number(moves)))
    if int(inside["moves"].sum()) or not len(history):
        told += _files(inside, earlier)
    if not len(history) and earlier.empty and len(inside):
        day = day_of(inside["as_of"].iloc[0].date())
        told.append(
            _("No file tells of deals before {day}: what that one shows counts as created by it.").format(day=day)
        )
    return told


def _files(inside: pd.DataFrame, earlier: pd.DataFrame) -> list[str]:
    """How far apart the files of a window lie, the last one before it included."""
    if inside.empty:
        return [_("No file of deals speaks of these days, so no move in them is known.")]
    moves = int(inside["moves"].sum())
    told = ngettext(
        "{n} change was found by comparing files, and is dated by the file that showed it;"
        " wins and losses by their closing day.",
        "{n} changes were found by comparing files, and are dated by the file that showed them;"
        " wins and losses by their closing day.",
        moves,
    ).format(n=words.number(moves))
    days = pd.concat([earlier.tail(1), inside])["as_of"].dt.normalize().drop_duplicates()
    gaps = days.diff().dt.days.dropna()
    if gaps.empty:
        return [told, _("It is the only file so far: import the next one, or the stage history, to see what moves.")]
    if gaps.max() <= _PUNCTUAL:
        return [told, _("The files lie a day apart.")]
    low, high = (words.number(float(gap)) for gap in (gaps.min(), gaps.max()))
    apart = _("{n} files, {low} days apart") if low == high else _("{n} files, {low} to {high} days apart")
    text = _("It rests on {files}: what happened in between and back is not seen.")
    return [told, text.format(files=apart.format(n=words.number(len(days)), low=low, high=high))]


def seen(found: Movement, window: Window, currency: str) -> str:
    """How much of what is called created is older than the window, in plain text; empty where nothing is."""
    if not found.seen_deals:
        return ""
    text = ngettext(
        "Of the created, {n} deal ({amount}) had been created by {day} already, and was first seen in these days.",
        "Of the created, {n} deals ({amount}) had been created by {day} already, and were first seen in these days.",
        found.seen_deals,
    )
    return text.format(
        n=words.number(found.seen_deals),
        amount=words.money(currency)(float(found.seen_amount)),
        day=day_of(window.first),
    )


def enough(need: Need, choice: Choice) -> str:
    """Whether there is enough pipeline, as a finding. Markdown-safe."""
    return markdown(enough_plain(need, choice))


def enough_plain(need: Need, choice: Choice) -> str:
    """Whether there is enough pipeline, as a finding in plain text."""
    money, period = words.money(choice.currency), choice.period.label
    if need.quota is None:
        text = _("Without a quota for this choice nobody can tell whether the pipeline is enough")
    elif need.is_reached:
        text = _("The quota of {period} is reached")
    elif need.missing is None:
        text = _("Nothing was decided in twelve months, so there is no win rate to tell what is enough")
    elif need.missing == 0:
        text = _("The pipeline due in {period} is enough: {open} open, {needed} needed")
    else:
        text = _("{missing} of pipeline is missing for {period}: {open} open, {needed} needed")
    values = {"missing": money(need.missing), "open": money(need.open), "needed": money(need.needed)}
    return text.format(period=period, **values)
