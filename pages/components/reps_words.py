"""The Reps page in words: groupings, columns of the board, and what a leader does next."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from metrics import catalog
from metrics.reps import Help
from metrics.values import Value
from pages.components import calendar, definitions, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.tables import Column, Kind

_KINDS: dict[str, Kind] = {"ratio": "ratio", "money": "money", "money_per_day": "money"}
# What can be a column, in the order of the board.
MEASURES = (
    "won_amount",
    "quota",
    "attained_amount",
    "quota_attainment",
    "quota_gap",
    "commit_attainment",
    "ramped_quota",
    "ramped_attainment",
    "participation",
    "remaining_quota",
    "due_amount",
    "coverage",
    "win_rate",
    "deal_size_mean",
    "deal_size_median",
    "sales_cycle_median_days",
    "velocity",
    "pipeline_yield",
    "pipeline_hygiene",
    "call_bias",
    "prospect_meetings",
    "selling_time",
    "activity_coverage",
    "speed_to_lead",
)
USUAL = (
    "quota",
    "attained_amount",
    "quota_attainment",
    "quota_gap",
    "commit_attainment",
    "coverage",
    "win_rate",
    "deal_size_mean",
    "deal_size_median",
    "sales_cycle_median_days",
    "velocity",
    "prospect_meetings",
)


def groupings() -> dict[str, str]:
    """What the board can have a row for."""
    return {"rep": _("Owner"), "team": _("Team"), "territory": _("Territory"), "manager": _("Manager")}


def group(name: str) -> str:
    """A group as a reader sees it: the one without a name in words."""
    return _("not known") if name == "(none)" else name


def label(name: str) -> str:
    """The name of a measure on the board, with its unit where that is another than elsewhere."""
    return _("Speed to lead, hours") if name == "speed_to_lead" else words.label(name)


def column(name: str) -> Column:
    """The column of a measure."""
    measure = catalog.MEASURES[name]
    return Column(label(name), _KINDS.get(measure.unit, "number"), help=definitions.of(name))


def rests_on(name: str) -> str | None:
    """What the n beside a measure counts; None where the measure is a sum, or its n stands in another column."""
    return {
        "win_rate": _("Decided deals"),
        "participation": _("Reps with a quota"),
        "deal_size_mean": _("Won deals with an amount"),
        "sales_cycle_median_days": _("Won deals with a cycle"),
        "pipeline_yield": _("Deals in play"),
        "pipeline_hygiene": _("Open deals judged"),
        "call_bias": _("Own calls"),
        "selling_time": _("Working days"),
        "speed_to_lead": _("Leads"),
    }.get(name)


def stay(row: Mapping[str, object], choice: Choice) -> str:
    """Since or until when a person is there, where that is inside the period. row: of reps/board_people."""
    first, last = choice.period.start, calendar.last_day(choice.period)
    parts = []
    hired, left = (_day(row[name]) for name in ("hired_on", "left_on"))
    if hired and first < hired <= last:
        parts.append(_("since {day}").format(day=words.day_month(hired)))
    if left and left <= last:
        parts.append(_("until {day}").format(day=words.day_month(left) if left >= first else words.day(left)))
    elif not row["is_active"]:
        parts.append(_("left"))
    return ", ".join(parts)


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, pd.Timestamp) and moment == moment else None


def course(now: Mapping[str, Value], usual: float | None, periods: int, choice: Choice) -> str:
    """Where everybody stands beside the same day of earlier periods, as a sentence in plain text."""
    attained = now["quota_attainment"]
    if attained.value is None:
        if choice.scope.by_deal:
            return _("Quotas are set for people: of a selection of segments, products or sources there is none")
        return _("There is no quota in {period}; import quotas to see who is on course").format(
            period=choice.period.label
        )
    if choice.as_of < choice.period.start:
        return _("{period} begins on {day}").format(period=choice.period.label, day=words.day(choice.period.start))
    if usual is None:
        text = _("{share} of quota is won in {period}")
    elif choice.as_of < calendar.last_day(choice.period):
        text = ngettext(
            "{share} of quota is won in {period}; at the same day of the period before it was {usual}",
            "{share} of quota is won in {period}; at the same day of the {n} periods before, {usual} was the median",
            periods,
        )
    else:
        text = ngettext(
            "{share} of quota was won in {period}; in the period before it was {usual}",
            "{share} of quota was won in {period}; in the {n} periods before, {usual} was the median",
            periods,
        )
    return text.format(
        share=words.percent(attained.value, 0),
        period=choice.period.label,
        n=words.number(periods),
        usual=words.percent(usual, 0),
    )


def help_sentence(item: Help, choice: Choice) -> str:
    """Who needs help with what, in plain text."""
    money = words.money(choice.currency)
    name = group(item.group)
    match item.subject:
        case "win_rate":
            text = _("{rep} wins fewer deals than usual: about {value} where {norm} is usual (n = {n} decided).")
            return text.format(
                rep=name, value=words.percent(item.value, 0), norm=words.percent(item.norm, 0), n=words.number(item.n)
            )
        case "deal_size":
            text = _("{rep} closes smaller deals than usual: typically {value} where {norm} is usual (n = {n} won).")
            return text.format(rep=name, value=money(item.value), norm=money(item.norm), n=words.number(item.n))
        case "cycle":
            text = _("{rep} takes longer than usual: typically {value} where {norm} is usual (n = {n} won).")
            days = [words.value(Value(round(days), unit="days"), choice.currency) for days in (item.value, item.norm)]
            return text.format(rep=name, value=days[0], norm=days[1], n=words.number(item.n))
        case _:
            deals = ngettext("{n} deal", "{n} deals", item.n).format(n=words.number(item.n))
            text = _("{rep} has too little in the pipeline: {due} due in {deals}, {missing} missing to quota.")
            return text.format(rep=name, due=money(item.value), deals=deals, missing=money(item.norm))
