"""Signals in words: what they say of a deal, with its numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from metrics import signals
from metrics.risk import Points
from pages.components import words
from pages.components.i18n import _, ngettext

Fact = Mapping[str, Any]
CODES = tuple(signals.SIGNALS)


def label(code: str) -> str:
    """The name of a signal."""
    return _(signals.SIGNALS[code].label)


def days(count: float) -> str:
    """A number of days, such as 63 days."""
    return ngettext("{n} day", "{n} days", int(count)).format(n=words.number(count))


def deals(count: float) -> str:
    """A number of deals, such as 12 deals."""
    return ngettext("{n} deal", "{n} deals", int(count)).format(n=words.number(count))


def category(code: str | None) -> str:
    """A forecast category; nothing where there is none."""
    return "" if code is None or pd.isna(code) else categories().get(code, code)


def categories() -> dict[str, str]:
    """The forecast categories by code."""
    return {
        "omitted": _("Omitted"),
        "pipeline": _("Pipeline"),
        "best_case": _("Best case"),
        "most_likely": _("Most likely"),
        "commit": _("Commit"),
        "closed": _("Closed, won"),
    }


def points(item: Points) -> str:
    """What a signal counts, such as +10."""
    return f"+{words.number(item.points)}"


def reasons(frame: pd.DataFrame, texts: Mapping[str, str]) -> pd.Series:
    """Per deal its signals with their points, which add up to its score: Stuck in stage +10, No next step +5.

    texts: of `reason_texts`.
    """
    codes = list(texts)
    given = frame[codes].fillna(False).to_numpy(dtype=np.int64)
    pattern = given @ (1 << np.arange(len(codes)))
    # Few patterns occur, however many deals there are.
    told = {
        number: ", ".join(texts[code] for place, code in enumerate(codes) if number >> place & 1)
        for number in np.unique(pattern).tolist()
    }
    return pd.Series(pattern, index=frame.index).map(told)


def reason_texts(known: Mapping[str, Points]) -> dict[str, str]:
    """What stands for each signal in a list of reasons."""
    return {code: f"{label(code)} {points(item)}" for code, item in known.items()}


def sentence(code: str, deal: Fact) -> str:
    """What a signal says of a deal that gives it, as plain text. deal: its facts, with close_on and rep_name."""
    text = _(signals.SIGNALS[code].sentence)
    match code:
        case "overdue":
            return text.format(close_on=words.day(deal["close_on"]), days=days(deal["overdue_days"]))
        case "pushed":
            count = int(deal["pushes"])
            return text.format(times=ngettext("{n} time", "{n} times", count).format(n=words.number(count)))
        case "stuck":
            return text.format(
                stage=deal["stage"],
                days=days(deal["stage_days"]),
                whose=deal["segment"] if deal["is_of_segment"] else _("all segments"),
                norm=days(deal["norm_days"]),
                n=words.number(deal["norm_stays"]),
            )
        case "silent":
            return text.format(days=days(deal["silent_days"]))
        case "cut":
            return text.format(share=words.percent(deal["cut_share"], digits=0))
        case "lone":
            count = int(deal["contacts"])
            return text.format(people=ngettext("{n} person is", "{n} people are", count).format(n=words.number(count)))
        case "overcalled":
            return _promise(text, deal)
        case _:
            return text


def _promise(text: str, deal: Fact) -> str:
    by_stage = _is_true(deal["stage_is_below"])
    name = "stage" if by_stage else "rep"
    whose = _("in {stage}").format(stage=deal["stage"]) if by_stage else _("by {owner}").format(owner=deal["rep_name"])
    return text.format(
        category=category(deal["forecast_category"]),
        n=words.number(deal[f"{name}_deals"]),
        whose=whose,
        rate=words.percent(deal[f"{name}_rate"], digits=0),
        average=words.percent(deal["average"], digits=0),
    )


def given(deal: Fact) -> list[str]:
    """Codes of the signals a deal gives."""
    return [code for code in signals.SIGNALS if _is_true(deal[code])]


def not_known(deal: Fact) -> list[str]:
    """Codes of the signals that the data does not tell of a deal."""
    return [code for code in signals.SIGNALS if pd.isna(deal[code])]


def _is_true(cell: object) -> bool:
    return not pd.isna(cell) and bool(cell)
