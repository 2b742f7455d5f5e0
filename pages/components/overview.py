"""What the Overview needs ready: its six cards, the bookings path, the stages and the open deals."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.periods import Period
from metrics.values import Value
from pages.components import calendar, path, session, words
from pages.components.cards import Card, rests_on
from pages.components.figures import Figures
from pages.components.filters import Choice
from pages.components.i18n import N_, _, ngettext
from pages.components.work import Reasons, Work

_SHAPES = 4  # earlier periods whose course the path to target follows
SHOWN_DEALS = 15
OPEN_DEAL_COLUMNS = (
    "name",
    "account_name",
    "rep_name",
    "team",
    "stage",
    "amount",
    "probability",
    "weighted_amount",
    "close_on",
    "age_days",
    "next_step",
)


def cards(figures: Figures, choice: Choice) -> list[Card]:
    """The six cards, in order."""
    now = figures.now
    deals = ngettext("{n} won deal", "{n} won deals", now["won_deals"].n or 0)
    return [
        Card(_BOOKINGS, (_against_quota(now, choice), rests_on(now["won_deals"], deals)), "bar"),
        Card(_WIN_RATE, (_interval(now["win_rate"]), rests_on(now["decided_deals"], _("n = {n} decided")))),
        Card(_DEAL_SIZE, (_median(now, choice), rests_on(now["deal_size_mean"], _("n = {n} won")))),
        Card(_CYCLE, (_middle_half(now, choice), rests_on(now["sales_cycle_median_days"], _("n = {n} won")))),
        Card(_WEIGHTED, (_unweighted(now, choice), rests_on(now["due_deals"], _("n = {n} due")))),
        Card(_COVERAGE, (_needed(now, choice), rests_on(now["quota"], _("n = {n} quotas")))),
    ]


def _against_quota(now: dict[str, Value], choice: Choice) -> str:
    if now["quota"].value is None:
        return _("no quota for this choice")
    share, quota = (words.value(now[name], choice.currency) for name in ("quota_attainment", "quota"))
    return _("{share} of {quota} quota").format(share=share, quota=quota)


def _interval(rate: Value) -> str:
    return _("95 %: {interval}").format(interval=words.interval(rate)) if rate.low is not None else _("nothing decided")


def _median(now: dict[str, Value], choice: Choice) -> str:
    if now["deal_size_median"].value is None:
        return _("nothing won")
    return _("median {amount}").format(amount=words.value(now["deal_size_median"], choice.currency))


def _middle_half(now: dict[str, Value], choice: Choice) -> str:
    if now["sales_cycle_median_days"].value is None:
        return _("nothing won")
    low, high = (words.value(now[f"sales_cycle_{name}_days"], choice.currency) for name in ("p25", "p75"))
    return _("half: {low} – {high}").format(low=low, high=high)


def _unweighted(now: dict[str, Value], choice: Choice) -> str:
    return _("of {amount} due").format(amount=words.value(now["due_amount"], choice.currency))


def _needed(now: dict[str, Value], choice: Choice) -> str:
    if now["quota"].value is not None and not now["remaining_quota"].value:
        return _("quota is reached")
    return _("needed {multiple}").format(multiple=words.value(now["coverage_needed"], choice.currency))


# ---- bookings path ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BookingsPath:
    """Paths of the period, of its comparison laid over it, and to the quota.

    due_by_now: where the target stands today.
    """

    actual: pd.DataFrame
    comparison: pd.DataFrame | None
    target: pd.DataFrame | None
    due_by_now: float | None
    today: date | None


def bookings_path(now: dict[str, Value], choice: Choice) -> BookingsPath:
    """The bookings path of what was chosen."""
    period, quota = choice.period, now["quota"].value
    compared = choice.comparison
    target = path.target(period, quota, _earlier(choice)) if quota else None
    known = target[target["day"] <= pd.Timestamp(choice.as_of)] if target is not None else None
    running = period.start <= choice.as_of < calendar.last_day(period)
    return BookingsPath(
        actual=_path(choice, period, choice.as_of),
        comparison=path.aligned(_path(choice, compared, compared.end), period) if compared else None,
        target=target,
        due_by_now=None if known is None else float(known["target"].iloc[-1]) if len(known) else 0.0,
        today=choice.as_of if running else None,
    )


def _path(choice: Choice, period: Period, until: date) -> pd.DataFrame:
    daily = session.fetch("overview/bookings_by_day", choice.scope, period_start=period.start, period_end=period.end)
    return path.cumulate(daily, period, until)


def _earlier(choice: Choice) -> list[pd.DataFrame]:
    """Whole paths of the periods before: what the course to target usually looks like."""
    found, period = [], choice.period
    for _step in range(_SHAPES):
        earlier = choice.calendar.compared(period, "previous")
        if earlier is None:
            break
        period = earlier
        found.append(_path(choice, period, period.end))
    return found


# ---- open deals ------------------------------------------------------------------------------------------------------


def stages(choice: Choice) -> pd.DataFrame:
    """Open deals by stage, in funnel order."""
    return session.fetch("overview/pipeline_by_stage", choice.scope, **_window(choice))


def stage_labels(rows: pd.DataFrame, currency: str) -> list[str]:
    """What stands with each bar: amount, deals, weighted amount."""
    money = words.money(currency)
    pattern = _("{amount} · {deals} · weighted {weighted}")
    return [
        pattern.format(
            amount=money(row["open_amount"]),
            deals=ngettext("{n} deal", "{n} deals", row["open_deals"]).format(n=words.number(row["open_deals"])),
            weighted=money(row["weighted_amount"]),
        )
        for row in rows.to_dict("records")
    ]


def open_deals(choice: Choice) -> pd.DataFrame:
    """Every open deal, the largest first."""
    return session.fetch("overview/open_deals", choice.scope, **_window(choice))


def groups_of_deals(deals: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Code → deals due in the period, past their close date, and all; groups without a deal are left out."""
    found = {"due": deals[deals["is_due"]], "overdue": deals[deals["is_overdue"]], "all": deals}
    return {code: rows for code, rows in found.items() if len(rows)}


def _window(choice: Choice) -> dict[str, date]:
    return {"period_start": choice.period.start, "period_end": choice.period.end, "today": choice.as_of}


# ---- the work behind the cards ---------------------------------------------------------------------------------------


def _won(deals: pd.DataFrame) -> pd.Series:
    return deals["stage_kind"] == "won"


def _due(deals: pd.DataFrame) -> pd.Series:
    return deals["is_due"]


def _all(deals: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=deals.index)


def _without_amount(deals: pd.DataFrame) -> pd.Series:
    return deals["amount"].isna()


_NO_AMOUNT: Reasons = {N_("The amount is missing, or could not be converted"): _without_amount}
_NO_CYCLE: Reasons = {
    N_("The creation day is missing"): lambda deals: deals["cycle_days"].isna(),
    N_("It was closed before it was created"): lambda deals: deals["cycle_days"] < 0,
}
_NO_WEIGHT: Reasons = _NO_AMOUNT | {
    N_("Neither the deal nor its stage has a probability"): lambda deals: deals["probability"].isna()
}

_BOOKINGS = Work("won_amount", "measures/decided", "decided", _won, _NO_AMOUNT, "amount")
_WIN_RATE = Work("win_rate", "measures/decided", "decided", _all)
_DEAL_SIZE = Work("deal_size_mean", "measures/decided", "decided", _won, _NO_AMOUNT, "amount")
_CYCLE = Work("sales_cycle_median_days", "measures/decided", "decided", _won, _NO_CYCLE)
_WEIGHTED = Work("weighted_pipeline", "measures/open_pipeline", "open", _due, _NO_WEIGHT, "weighted_amount")
_COVERAGE = Work("coverage", "measures/attainment", "open", _due, _NO_AMOUNT, "amount")
