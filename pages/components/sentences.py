"""Findings in a sentence: what a chart says, as its title."""

from collections.abc import Mapping

import pandas as pd

from metrics.values import Value
from pages.components import calendar, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown


def bookings(now: Mapping[str, Value], due_by_now: float | None, choice: Choice) -> str:
    """Whether bookings are on course, Markdown-safe; due_by_now: what should be won by now, None without a quota."""
    money = words.money(choice.currency)
    won, quota = now["won_amount"].value or 0.0, now["quota"].value
    if choice.as_of < choice.period.start:
        text = _("{period} begins on {day}; its quota is {quota}") if quota else _("{period} begins on {day}")
        return markdown(text.format(period=choice.period.label, day=words.day(choice.period.start), quota=money(quota)))
    if not quota or due_by_now is None:
        return markdown(
            _("{won} won in {period}; there is no quota to compare with").format(
                won=money(won), period=choice.period.label
            )
        )
    gap = won - due_by_now
    values = {"won": money(won), "gap": money(abs(gap)), "quota": money(quota), "period": choice.period.label}
    if choice.as_of >= calendar.last_day(choice.period):
        text = (
            _("{period} ended {gap} above its quota of {quota}")
            if gap >= 0
            else _("{period} ended {gap} short of its quota of {quota}")
        )
    else:
        text = (
            _("{won} won, {gap} ahead of the path to {quota}")
            if gap >= 0
            else _("{won} won, {gap} behind the path to {quota}")
        )
    return markdown(text.format(**values))


def pipeline(stages: pd.DataFrame, choice: Choice) -> str:
    """How much is open, and where most of it stands. stages: rows of overview/pipeline_by_stage. Markdown-safe."""
    money = words.money(choice.currency)
    total, deals = float(stages["open_amount"].sum()), int(stages["open_deals"].sum())
    text = ngettext("{amount} open in {n} deal", "{amount} open in {n} deals", deals).format(
        amount=money(total), n=words.number(deals)
    )
    overdue = float(stages["overdue_amount"].sum())
    if overdue > 0:
        text = _("{open}, {amount} of it past its close date").format(open=text, amount=money(overdue))
    elif total > 0:
        top = stages.loc[stages["open_amount"].idxmax()]
        share = words.percent(float(top["open_amount"]) / total, digits=0)
        text = _("{open}, {share} of it in {stage}").format(open=text, share=share, stage=top["stage"])
    return markdown(text)
