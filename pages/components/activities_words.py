"""The Activities page in words: kinds, states, and findings as titles."""

import pandas as pd

from metrics.effect import Effect
from metrics.values import Value
from pages.components import words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown


def kind(code: str) -> str:
    """A kind of activity."""
    return {
        "call": _("Call"),
        "email": _("E-mail"),
        "meeting": _("Meeting"),
        "task": _("Task"),
    }.get(code, _("Other activity"))


def state(code: str) -> str:
    """What became of a meeting."""
    return {
        "held": _("Held"),
        "no_show": _("No-show"),
        "no_shows": _("No-show"),
        "not_held": _("Not reported as held"),
        "to_come": _("To come"),
    }.get(code, code)


def with_whom(code: str) -> str:
    """Whom a meeting was with."""
    return {"prospect": _("Prospect"), "customer": _("Customer"), "internal": _("Nobody named")}.get(code, code)


def grouping(code: str) -> str:
    """What activities are grouped by."""
    return {"rep": _("By rep"), "team": _("By team"), "territory": _("By territory"), "manager": _("By manager")}[code]


def activities_of(number: int) -> str:
    """A number of activities."""
    return ngettext("{n} activity", "{n} activities", number).format(n=words.number(number))


def meetings_of(number: int) -> str:
    """A number of meetings."""
    return ngettext("{n} meeting", "{n} meetings", number).format(n=words.number(number))


def done(measures: dict[str, Value], kinds: pd.DataFrame, choice: Choice) -> str:
    """How much was done, and what most of it was. Markdown-safe."""
    total = int(measures["activities_done"].value or 0)
    if not total:
        return markdown(_("No activity is logged in {period}").format(period=choice.period.label))
    top = kinds.loc[kinds["activities"].idxmax()]
    text = _("{activities} in {period}; the most frequent kind is: {kind}, {share}")
    return markdown(
        text.format(
            activities=activities_of(total),
            period=choice.period.label,
            kind=kind(top["kind"]),
            share=words.percent(float(top["share"]), digits=0),
        )
    )


def selling_time(measures: dict[str, Value], choice: Choice) -> str:
    """Selling time with its coverage, or why there is none. Markdown-safe."""
    time, timed = measures["selling_time"], measures["timed_share"]
    if time.value is not None:
        text = _("{share} of working time was logged with customers, on {coverage} of the working days")
        coverage = words.percent(measures["activity_coverage"].value, digits=0)
        return markdown(text.format(share=words.percent(time.value), coverage=coverage))
    return markdown(why_no_time(timed, choice))


def why_no_time(timed: Value, choice: Choice) -> str:
    """Why no selling time is shown, in plain text."""
    if choice.scope.by_deal:
        return _("Working days are not split by segment, product or source: of chosen deals there is no selling time")
    if not timed.n:
        return _("No call or meeting with customers is logged, so there is no selling time")
    if not timed.value:
        return _("No call or meeting has a duration: counts are not time, so there is no selling time")
    text = _("Only {share} of the calls and meetings have a usable duration: too few to call their sum selling time")
    return text.format(share=words.percent(timed.value, digits=0))


def meetings(met: dict[str, Value], choice: Choice) -> str:
    """What became of the meetings with prospects. Markdown-safe."""
    booked, held = int(met["booked"].value or 0), int(met["held"].value or 0)
    if not booked:
        return markdown(_("No meeting with a prospect is on record in {period}").format(period=choice.period.label))
    text = _("{held} of {booked} meetings with prospects were held in {period}")
    return markdown(text.format(held=words.number(held), booked=words.number(booked), period=choice.period.label))


def what(code: str) -> str:
    """What is counted in a deal's first days."""
    return _("All activities") if code == "any" else kind(code)


def effect(found: Effect, days: int) -> str:
    """What goes with more activity, as a finding that claims no cause. Markdown-safe."""
    told, above = found.is_told, (found.odds.value or 1) > 1
    text = {
        (False, False): _(
            "{kind}: deals with {least} or more in their first {days} days are not won more or less often beyond chance"
        ),
        (True, True): _(
            "{kind}: with {least} or more in their first {days} days, deals are won more often, {more} against {less}"
        ),
        (True, False): _(
            "{kind}: with {least} or more in their first {days} days, deals are won less often, {more} against {less}"
        ),
    }[told, told and above]
    return markdown(
        text.format(
            kind=what(found.what),
            least=words.number(found.least),
            days=words.number(days),
            more=words.percent(found.more.value, digits=0),
            less=words.percent(found.less.value, digits=0),
        )
    )


def odds(found: Effect) -> str:
    """An odds ratio with its interval, in plain text."""
    ratio = found.odds
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return "–"
    return f"{words.number(ratio.value, 2)} ({words.number(ratio.low, 2)}–{words.number(ratio.high, 2)})"


def band(first: int, last: int) -> str:
    """A band of numbers of activities."""
    if first == last:
        return words.number(first)
    if last >= 99:
        return _("{n} or more").format(n=words.number(first))
    return f"{words.number(first)}–{words.number(last)}"
