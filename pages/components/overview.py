"""What the Overview needs ready: its six cards, the bookings path, the stages and the open deals."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.periods import Period
from metrics.values import Value
from pages.components import calendar, path, reckoning, session, words
from pages.components.cards import Card, rests_on
from pages.components.figures import Figures
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext

_SHAPES = 4  # earlier periods whose course the path to target follows
SHOWN_DEALS = 15
# What the page shows of a deal, and how wide in pixels; the downloads hold more.
OPEN_DEAL_COLUMNS = {
    "name": 210,
    "account_name": 150,
    "rep_name": 110,
    "stage": 90,
    "amount": 95,
    "weighted_amount": 105,
    "close_on": 90,
    "age_days": 75,
    "next_step": 120,
}


def cards(figures: Figures, choice: Choice) -> list[Card]:
    """The six cards, in order."""
    now = figures.now
    deals = ngettext("{n} won deal", "{n} won deals", now["won_deals"].n or 0)
    return [
        Card(reckoning.BOOKINGS, (_against_quota(now, choice), rests_on(now["won_deals"], deals)), "bar"),
        Card(reckoning.WIN_RATE, (_interval(now["win_rate"]), rests_on(now["decided_deals"], _("n = {n} decided")))),
        Card(reckoning.DEAL_SIZE, (_median(now, choice), rests_on(now["deal_size_mean"], _("n = {n} won")))),
        Card(reckoning.CYCLE, (_middle_half(now, choice), rests_on(now["sales_cycle_median_days"], _("n = {n} won")))),
        Card(reckoning.WEIGHTED, (_unweighted(now, choice), rests_on(now["due_deals"], _("n = {n} due")))),
        Card(reckoning.COVERAGE, (_needed(now, choice), rests_on(now["quota"], _("n = {n} quotas")))),
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
    low, high = (words.number(now[f"sales_cycle_{name}_days"].value) for name in ("p25", "p75"))
    return _("middle half {low}–{high} days").format(low=low, high=high)


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

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no quota, and nothing won here or in the comparison."""
        known = [frame for frame in (self.actual, self.comparison) if frame is not None and len(frame)]
        return self.target is None and not any(frame["total"].iloc[-1] for frame in known)


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
    """Code → deals still due in the period, past their close date, and all; groups without a deal are left out."""
    still_due = deals[deals["is_due"] & ~deals["is_overdue"]]
    found = {"due": still_due, "overdue": deals[deals["is_overdue"]], "all": deals}
    return {code: rows for code, rows in found.items() if len(rows)}


def _window(choice: Choice) -> dict[str, date]:
    return {"period_start": choice.period.start, "period_end": choice.period.end, "today": choice.as_of}
