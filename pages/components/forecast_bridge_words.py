"""The bridge in words: causes, what they mean, and the finding."""

import math
from datetime import date
from itertools import accumulate

import pandas as pd

from metrics.forecast.bridge import Bridge
from metrics.periods import Period
from pages.components import words
from pages.components.i18n import _
from pages.components.pipeline_words import count_of, signed
from pages.components.safety import markdown

_LARGEST = 3  # causes named in the finding


def cause(code: str) -> str:
    """A cause, and the ends of the bridge."""
    return {
        "start": _("Forecast then"),
        "won": _("Won"),
        "new": _("New deals"),
        "reopened": _("Reopened"),
        "stage": _("Stage"),
        "amount": _("Amount"),
        "close_date": _("Close date"),
        "other": _("Other changes"),
        "time": _("Time passing"),
        "lost": _("Lost"),
        "won_elsewhere": _("Won in another period"),
        "removed": _("Removed"),
        "transferred": _("Handed over"),
        "not_created": _("Not yet created"),
        "adjustment": _("Adjustment"),
        "end": _("Forecast now"),
        "all": _("All changes"),
    }.get(code, code)


def meaning(code: str) -> str:
    """What a cause means."""
    return {
        "start": _("The mean of the forecast as it was made on the earlier day, from what was known then."),
        "won": _("Won since: the amount won, less what the forecast held of the deal already."),
        "new": _("Not known before, and open now: expected amount × chance."),
        "reopened": _("Won, lost or removed before, and open again."),
        "stage": _("Open on both days, in another stage now: what its chance changed."),
        "amount": _("Another amount in the CRM: the difference, at the chance the deal had."),
        "close_date": _("In the same stage, with another close date: what its chance changed."),
        "other": _("Another owner, product or forecast category: what its chance changed."),
        "time": _("Nothing about the deal changed, but it is older, the period's end is nearer, and more is known."),
        "lost": _("Lost since: what the forecast held of the deal."),
        "won_elsewhere": _("Won since, but not in this period: what the forecast held of the deal."),
        "removed": _("Deleted in the CRM, or no longer counted as won in this period."),
        "transferred": _("From or to other owners than those chosen."),
        "not_created": _("What deals that do not exist yet are expected to bring within the period."),
        "adjustment": _("What the blend with the pace of past periods, and the correction from past errors, changed."),
        "end": _("The mean of the present forecast."),
    }.get(code, "")


def finding(found: Bridge, period: Period, since: date, currency: str) -> str:
    """What moved the forecast, as a finding. Markdown-safe."""
    values = {
        "period": period.label,
        "change": words.money(currency)(abs(found.change)),
        "day": words.day(since),
        "now": words.money(currency)(found.end),
    }
    if not found.steps:
        return markdown(_("Nothing has moved the forecast of {period} since {day}").format(**values))
    text = (
        _("The forecast of {period} rose by {change} to {now} since {day}")
        if found.change > 0
        else _("The forecast of {period} fell by {change} to {now} since {day}")
        if found.change < 0
        else _("The forecast of {period} stands at {now} as on {day}")
    )
    largest = sorted(found.steps, key=lambda step: -abs(step.amount))[:_LARGEST]
    parts = [f"{signed(step.amount, currency)} {cause(step.cause).lower()}" for step in largest]
    said = _("{finding}: {parts}").format(finding=text.format(**values), parts=", ".join(parts))
    return markdown(said)


def equation(found: Bridge, currency: str) -> str:
    """Start, steps and end written out without cents, in plain text.

    Each step is written as the difference of the rounded levels around it, so that what is written adds up too.
    """
    whole = words.money(currency, compact=False)
    levels = accumulate((step.amount for step in found.steps), initial=found.start)
    rounded = [round(level) for level in levels]
    parts = [
        f"{'+' if step.amount > 0 else '−'} {whole(float(abs(after - before)))} {cause(step.cause).lower()}"
        for step, before, after in zip(found.steps, rounded, rounded[1:], strict=False)
    ]
    return " ".join([whole(float(rounded[0])), *parts, f"= {whole(float(rounded[-1]))}"])


def bar_label(code: str, amount: float, deals: int, currency: str) -> str:
    """What stands with a bar: signed amount and deals; of the forecasts the amount."""
    if code in ("start", "end"):
        return words.money(currency)(amount)
    text = signed(amount, currency)
    return f"{text} · {count_of(deals)}" if deals else text


def drilled(rows: pd.DataFrame, currency: str) -> str:
    """How many deals, and what they come to together. Markdown-safe."""
    deals = count_of(rows["opportunity_id"].nunique())
    return markdown(f"{deals} · {signed(float(round(math.fsum(rows['change']))), currency, compact=False)}")
