"""What deals known on a day teach: rates, amounts, new business; and what they say about open deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics import periods
from metrics.forecast import business, hazards, landmarks
from metrics.forecast.business import Business
from metrics.forecast.hazards import WEEKS, Hazards, Seen
from metrics.forecast.landmarks import Features
from metrics.forecast.states import NEVER, OPEN, States

_STATED_HALF = 12.0  # decided deals that weigh as much as what the CRM states
_AMOUNT_WEIGHT = 10.0
_LEAST_SPREAD = 0.02


@dataclass(frozen=True)
class Amounts:
    """What amounts are worth: usual ones where none is quoted, by product; realised ÷ quoted, and its variance."""

    usual: float
    by_product: np.ndarray
    realised: float
    spread: float

    def quoted(self, states: States) -> np.ndarray:
        """The amount of each row, or what deals of its product usually bring."""
        product = np.minimum(states.product, len(self.by_product) - 1)
        usual = np.full(len(states), self.usual)
        if len(self.by_product):
            usual = np.where(states.product == NEVER, self.usual, self.by_product[product])
        return np.where(np.isnan(states.amount), usual, states.amount)


@dataclass(frozen=True)
class Learned:
    """What was learned from the states known at the end of a day (`today`)."""

    states: States
    today: int
    hazards: Hazards
    business: Business
    amounts: Amounts
    cuts: np.ndarray
    stages: int | None
    stated: np.ndarray
    first_month: int

    @property
    def trust(self) -> float:
        """Weight of what was learned beside the chances that the CRM states: 0 without any decided deal."""
        return 1 - 0.5 ** (self.states.decided / _STATED_HALF)

    def features(self, book: States) -> Features:
        """What open deals look like today."""
        return landmarks.features(
            book, np.full(len(book), self.today), self.amounts.quoted(book), self.cuts, self.stages
        )

    def weeks(self, days: int) -> np.ndarray:
        """Whole weeks to the quarter's end of each day from tomorrow."""
        return weeks_left(self.today + 1, days, self.first_month)[0]

    def calendar(self, days: int) -> np.ndarray:
        """How many times likelier a win is on each day from tomorrow."""
        return self.hazards.calendar_won[self.weeks(days)]

    def stated_chance(self, book: States) -> np.ndarray:
        """The CRM's chance of winning: the deal's, else its stage's, else the usual one."""
        by_stage = self.stated[np.where(book.stage == NEVER, len(self.stated) - 1, book.stage)]
        return np.where(np.isnan(book.stated), by_stage, book.stated)

    def stated_within(self, book: States, days: Sequence[int]) -> np.ndarray:
        """The CRM's chance of being won within days from now, at the close date: days × deals.

        An overdue deal is due tomorrow; one without a close date a usual cycle after its creation.
        """
        due = np.where(book.due == NEVER, book.created + hazards.USUAL_CYCLE_DAYS, book.due)
        ahead = np.asarray(days)[:, None]
        return self.stated_chance(book) * ((due <= self.today + ahead) & (ahead > 0))

    def within(self, book: States, days: Sequence[int]) -> np.ndarray:
        """Chance of each open deal to be won within days from now: days × deals."""
        stated = self.stated_within(book, days)
        if self.trust == 0 or not len(book):
            return stated
        seen = self.features(book)
        rates = self.hazards
        cells, column = np.unique(cell_of(seen), return_inverse=True)
        found = hazards.table(
            rates, rates.won.cell[:, cells], rates.lost.cell[:, cells], self.weeks(max(*days, 1)), list(days)
        )
        learned = hazards.look_up(found, column, rates.multiplier(seen))
        return self.trust * learned + (1 - self.trust) * stated


def cell_of(seen: Features) -> np.ndarray:
    """Number of each deal's cell: stage × days in stage × amount band."""
    band = seen.stage * len(landmarks.STAGE_DAYS) + seen.stage_band
    return band * hazards.AMOUNT_BANDS + seen.amount_band


def learn(states: States, today: int, *, share: float = 1.0, first_month: int = 1) -> Learned:
    """Learn from states known on a day.

    share: of all deals, how many are among these, 0 to 1. first_month: of the fiscal year.
    """
    marks = landmarks.take(states, today)
    staged = landmarks.is_staged(states, marks)
    stages = int(states.stage.max(initial=-1)) + 1 if staged or not states.decided else None
    worth = _amounts(states, today)
    examples = states.of(marks.row)
    quoted = worth.quoted(examples)
    cuts = landmarks.amount_cuts(quoted)
    features = landmarks.features(examples, marks.day, quoted, cuts, stages)
    seen = Seen(marks, features, stages or 0)
    stated = _stated(states)
    origin = today - landmarks.LOOKBACK_DAYS - landmarks.STEP
    weeks, quarter = weeks_left(origin + 1, today - origin, first_month)
    by_stage = stated if stages is not None else stated[-1:]
    by_calendar = hazards.calendar_helps(seen, by_stage, weeks, quarter, origin)
    return Learned(
        states=states,
        today=today,
        hazards=hazards.fit(seen, by_stage, weeks, origin, by_calendar=by_calendar),
        business=business.learn(states, today, share, worth.quoted(states)),
        amounts=worth,
        cuts=cuts,
        stages=stages,
        stated=stated,
        first_month=first_month,
    )


def weeks_left(first: int, days: int, first_month: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each day from `first`: whole weeks to the end of its fiscal quarter, at most 12; and the quarter's number."""
    quarter = periods.containing(date.fromordinal(first), "quarter", first_month=first_month)
    weeks, numbers = np.empty(days, dtype=int), np.empty(days, dtype=int)
    place = 0
    number = 0
    while place < days:
        end = quarter.end.toordinal()
        count = min(end - first - place, days - place)
        left = (end - 1 - (first + place + np.arange(count))) // 7
        weeks[place : place + count] = np.minimum(left, WEEKS - 1)
        numbers[place : place + count] = number
        place, number = place + count, number + 1
        quarter = periods.shift(quarter, "quarter", 1, first_month=first_month)
    return weeks, numbers


def _stated(states: States) -> np.ndarray:
    """The CRM's chance of winning of each stage, and of those not known: the mean of what it says, else a quarter."""
    count = int(states.stage.max(initial=-1)) + 1
    said = (states.kind == OPEN) & ~np.isnan(states.stated)
    overall = float(states.stated[said].mean()) if said.any() else hazards.USUAL_CHANCE
    by_stage = said & (states.stage != NEVER)
    number = np.bincount(states.stage[by_stage], minlength=count)
    summed = np.bincount(states.stage[by_stage], states.stated[by_stage], minlength=count)
    found = np.where(number > 0, summed / np.maximum(number, 1), overall)
    return np.clip(np.append(found, overall), 0.01, 0.99)


def _amounts(states: States, today: int) -> Amounts:
    won = states.won
    known = ~np.isnan(won.amount)
    amount, product = won.amount[known], won.product[known]
    count = int(states.product.max(initial=-1)) + 1
    if not len(amount):
        opened = states.amount[(states.kind == OPEN) & ~np.isnan(states.amount)]
        usual = float(opened.mean()) if len(opened) else 0.0
        return Amounts(usual, np.full(count, usual), 1.0, 0.0)
    weight = 0.5 ** ((today - won.closing_day[known]) / landmarks.HALF_LIFE_DAYS)
    usual = float((weight * amount).sum() / weight.sum())
    named = product != NEVER
    summed = np.bincount(product[named], weight[named] * amount[named], minlength=count)
    number = np.bincount(product[named], weight[named], minlength=count)
    by_product = (summed + _AMOUNT_WEIGHT * usual) / (number + _AMOUNT_WEIGHT)
    plain = Amounts(usual, by_product, 1.0, 0.0)
    rows = np.flatnonzero(states.is_last & (states.kind != OPEN) & ~np.isnan(states.amount))
    rows = rows[(rows > 0) & (states.kind[rows] == 1)]
    rows = rows[(states.deal[rows - 1] == states.deal[rows]) & (states.kind[rows - 1] == OPEN)]
    if not len(rows):
        return plain
    real, quoted = states.amount[rows], plain.quoted(states.of(rows - 1))
    weight = 0.5 ** ((today - states.closing_day[rows]) / landmarks.HALF_LIFE_DAYS)
    total = float((weight * quoted).sum())
    if total <= 0:
        return plain
    number = float(weight.sum())
    ratio = float((weight * real).sum()) / total
    realised = (number * ratio + _AMOUNT_WEIGHT) / (number + _AMOUNT_WEIGHT)
    off = float((weight * (real - realised * quoted) ** 2).sum() / (weight * quoted**2).sum())
    spread = (number * off + _AMOUNT_WEIGHT * _LEAST_SPREAD) / (number + _AMOUNT_WEIGHT)
    return Amounts(usual, by_product, realised, spread)
