"""Business that is not yet in the pipeline: how many deals come, how soon they are won, and how large they are."""

from dataclasses import dataclass

import numpy as np

from metrics.forecast.landmarks import HALF_LIFE_DAYS
from metrics.forecast.states import LOST, OPEN, WON, States

AGES = np.array([0, 3, 7, 14, 30, 60, 90, 120, 150, 180, 240, 365, 730, 1460])
_BANDS = len(AGES) - 1
_ARRIVALS_HALF_LIFE, _RECENT_HALF_LIFE = 42.0, 28.0
_WEIGHT, _AMOUNT_WEIGHT = 1.0, 10.0


@dataclass(frozen=True)
class Business:
    """What new deals do: arrivals a day, daily rates by age in days, amounts by age, and past amounts to draw from."""

    arrivals: float
    won_rate: np.ndarray
    lost_rate: np.ndarray
    mean: np.ndarray
    square: np.ndarray
    amounts: np.ndarray
    weights: np.ndarray
    quoted: float


@dataclass(frozen=True)
class Coming:
    """Business to be created and won within days from now: number of deals, money, and its second moment."""

    deals: float
    amount: float
    square: float


def learn(states: States, today: int, share: float, quoted: np.ndarray) -> Business:
    """Learn from deals known on a day. share: of all deals, how many are among these. quoted: money per state."""
    last = states.of(states.is_last)
    created = last.created
    closed, kind = np.where(last.kind == OPEN, today, last.closing_day), last.kind
    begun = min(states.first_decision, today)
    ages = np.arange(int(AGES[-1]))
    band_of = np.searchsorted(AGES, ages, side="right") - 1
    wins, losses, risk = np.zeros(_BANDS), np.zeros(_BANDS), np.zeros(_BANDS)
    late_wins, late_risk = np.zeros(_BANDS), np.zeros(_BANDS)
    for band in range(_BANDS):
        low = np.maximum(created + AGES[band], begun)
        high = np.minimum(created + AGES[band + 1], closed + 1)
        days = np.maximum(high - low, 0)
        back = today - (low + high) / 2
        weight, late = 0.5 ** (back / HALF_LIFE_DAYS), 0.5 ** (back / _RECENT_HALF_LIFE)
        inside = (days > 0) & (closed >= low) & (closed < created + AGES[band + 1]) & (kind != OPEN)
        risk[band], late_risk[band] = (weight * days).sum(), (late * days).sum()
        wins[band] = (weight * (inside & (kind == WON))).sum()
        late_wins[band] = (late * (inside & (kind == WON))).sum()
        losses[band] = (weight * (inside & (kind == LOST))).sum()
    won, lost = _shrunk(wins, risk), _shrunk(losses, risk)
    recent = (late_wins.sum() + 10) / ((late_risk * won).sum() + 10)
    mean, square, amounts, weights = _amounts(states, today)
    first = int(created.min(initial=today))
    span = np.arange(0, max(today - first, 0) + 1)
    arrivals = (0.5 ** ((today - created) / _ARRIVALS_HALF_LIFE)).sum() / (0.5 ** (span / _ARRIVALS_HALF_LIFE)).sum()
    fresh = (states.kind == OPEN) & (today - states.created <= 2 * HALF_LIFE_DAYS)
    return Business(
        arrivals=float(arrivals) / share if states.decided else 0.0,
        won_rate=won[band_of] * recent,
        lost_rate=lost[band_of],
        mean=mean[band_of],
        square=square[band_of],
        amounts=amounts,
        weights=weights,
        quoted=float(quoted[fresh].mean()) if fresh.any() else 0.0,
    )


def _shrunk(events: np.ndarray, risk: np.ndarray) -> np.ndarray:
    root = events.sum() / risk.sum() if risk.sum() else 0.0
    if root == 0:
        return np.zeros(len(events))
    return (events + _WEIGHT) / (risk + _WEIGHT / root)


def _amounts(states: States, today: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Mean and mean square of won amounts by age at winning, leaning on all; and the amounts with their weights."""
    won = states.won
    known = ~np.isnan(won.amount)
    amount, closed, created = won.amount[known], won.closing_day[known], won.created[known]
    if not len(amount):
        return np.zeros(_BANDS), np.zeros(_BANDS), np.zeros(0), np.zeros(0)
    weight = 0.5 ** ((today - closed) / HALF_LIFE_DAYS)
    band = np.clip(np.searchsorted(AGES, closed - created, side="right") - 1, 0, _BANDS - 1)
    count = np.bincount(band, weight, minlength=_BANDS)
    found = []
    for power in (1, 2):
        whole = float((weight * amount**power).sum() / weight.sum())
        summed = np.bincount(band, weight * amount**power, minlength=_BANDS)
        found.append((summed + _AMOUNT_WEIGHT * whole) / (count + _AMOUNT_WEIGHT))
    return found[0], found[1], amount, weight / weight.sum()


def coming(business: Business, calendar: np.ndarray, start: int, end: int) -> Coming:
    """What is created from tomorrow on and won after `start` and up to `end` days from now.

    calendar: how many times likelier a win is on each day from tomorrow.
    """
    if business.arrivals == 0 or end <= start:
        return Coming(0.0, 0.0, 0.0)
    days = np.arange(start, end)
    found = []
    for value in (np.ones(len(business.mean)), business.mean, business.square):
        by_age = np.concatenate([[0.0], np.cumsum(_wins_by_age(business)[:end] * value[:end])])
        # A deal won x days from now was created on one of the days up to then.
        found.append(float(business.arrivals * (calendar[days] * by_age[np.minimum(days + 1, len(by_age) - 1)]).sum()))
    return Coming(*found)


def won_share(business: Business, days_left: int) -> np.ndarray:
    """Share of an amount created today that is won within 0 … days_left days."""
    if business.quoted == 0:
        return np.zeros(days_left + 1)
    return np.cumsum(_wins_by_age(business)[: days_left + 1] * business.mean[: days_left + 1]) / business.quoted


def _wins_by_age(business: Business) -> np.ndarray:
    """Chance that a new deal is won at each age in days."""
    leaving = np.minimum(business.won_rate + business.lost_rate, 1.0)
    alive = np.concatenate([[1.0], np.cumprod(1 - leaving)[:-1]])
    return alive * business.won_rate
