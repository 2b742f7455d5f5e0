"""The work behind each card: which deals count, which are left out and why, and the sum in words."""

from collections.abc import Mapping

import pandas as pd

from metrics.values import Value
from pages.components import words
from pages.components.i18n import N_, _
from pages.components.work import Behind, Reasons, Work

Measured = Mapping[str, Value]


def _won(deals: pd.DataFrame) -> pd.Series:
    return deals["stage_kind"] == "won"


def _due(deals: pd.DataFrame) -> pd.Series:
    return deals["is_due"]


def _all(deals: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=deals.index)


def _without_amount(deals: pd.DataFrame) -> pd.Series:
    return deals["amount"].isna()


_NO_AMOUNT: Reasons = {N_("The amount is missing, or could not be converted"): _without_amount}
_NO_SIZE: Reasons = _NO_AMOUNT | {N_("The amount is zero"): lambda deals: deals["amount"] == 0}
_NO_CYCLE: Reasons = {
    N_("The creation day is missing"): lambda deals: deals["cycle_days"].isna(),
    N_("It was closed before it was created"): lambda deals: deals["cycle_days"] < 0,
    N_("It was closed on the day it was created"): lambda deals: deals["cycle_days"] == 0,
}
_NO_WEIGHT: Reasons = _NO_AMOUNT | {
    N_("Neither the deal nor its stage has a probability"): lambda deals: deals["probability"].isna()
}
_NO_QUOTA: Reasons = {N_("No quota covers it on its close date"): lambda deals: ~deals["has_quota"]} | _NO_AMOUNT


def _rate(now: Measured, _found: Behind, currency: str) -> str:
    return _("{won} won ÷ {decided} decided = {result}").format(
        won=words.number(now["won_deals"].value),
        decided=words.number(now["decided_deals"].value),
        result=words.value(now["win_rate"], currency),
    )


def _mean(now: Measured, found: Behind, currency: str) -> str:
    return _("{total} ÷ {n} won deals with an amount = {result}").format(
        total=words.money(currency, compact=False)(found.total),
        n=words.number(len(found.counted)),
        result=words.value(now["deal_size_mean"], currency, compact=False),
    )


def _median(now: Measured, found: Behind, currency: str) -> str:
    return _("the middle of {n} cycles = {result}").format(
        n=words.number(len(found.counted)), result=words.value(now["sales_cycle_median_days"], currency)
    )


def _times(now: Measured, found: Behind, currency: str) -> str:
    exactly = words.money(currency, compact=False)
    return _("{due} due ÷ {missing} missing to quota = {result}").format(
        due=exactly(found.total),
        missing=exactly(now["remaining_quota"].value),
        result=words.value(now["coverage"], currency),
    )


BOOKINGS = Work("won_amount", "measures/decided", "decided", _won, _NO_AMOUNT, "amount")
WIN_RATE = Work("win_rate", "measures/decided", "decided", _all, equation=_rate)
DEAL_SIZE = Work("deal_size_mean", "measures/decided", "decided", _won, _NO_SIZE, "amount", _mean)
CYCLE = Work("sales_cycle_median_days", "measures/decided", "decided", _won, _NO_CYCLE, equation=_median)
WEIGHTED = Work("weighted_pipeline", "measures/open_pipeline", "open", _due, _NO_WEIGHT, "weighted_amount")
COVERAGE = Work("coverage", "measures/attainment", "open", _due, _NO_QUOTA, "amount", _times)
