"""The states deals were in, as arrays: what a forecast learns from, and what it is asked about.

Days are ordinals (date.toordinal), money is in the organisation's currency.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

OPEN, WON, LOST = 0, 1, 2
FAR = 10_000_000  # a day nobody lives to see
NEVER = -1
_LEAST_STAYS, _USUAL_STAY = 20, 30.0  # stays that a stage's own median needs; days, where nothing is known
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class States:
    """One row per state of a deal, in the order of deals and time.

    deal: number of the deal. since, until: first day of the state and first day after it (FAR while in force).
    kind: OPEN, WON or LOST. stage, rep, product, category: numbers of names, NEVER where not known. amount: as quoted,
    NaN where not known. due, closed, stage_since: days, NEVER where not known. pushes: how often the close date had
    moved past its quarter. created: day of the deal's creation. stated: chance of winning as the CRM says, 0 to 1.
    """

    deal: np.ndarray
    since: np.ndarray
    until: np.ndarray
    kind: np.ndarray
    stage: np.ndarray
    rep: np.ndarray
    product: np.ndarray
    category: np.ndarray
    amount: np.ndarray
    due: np.ndarray
    closed: np.ndarray
    stage_since: np.ndarray
    pushes: np.ndarray
    created: np.ndarray
    stated: np.ndarray

    def __len__(self) -> int:
        return len(self.deal)

    def of(self, chosen: np.ndarray) -> "States":
        """These rows only."""
        return States(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def known(self, day: int) -> "States":
        """What was known at the end of a day: nothing that came later, nor that it would end."""
        seen = self.of(self.since <= day)
        return replace(seen, until=np.where(seen.until > day, FAR, seen.until))

    @cached_property
    def is_last(self) -> np.ndarray:
        """Whether a row is the last that is known of its deal."""
        last = np.ones(len(self), dtype=bool)
        last[:-1] = self.deal[1:] != self.deal[:-1]
        return last

    @cached_property
    def ending(self) -> tuple[np.ndarray, np.ndarray]:
        """(day, kind) in which each row's deal is next closed; FAR and OPEN where it is not."""
        rows = np.arange(len(self))
        next_closed = np.minimum.accumulate(np.where(self.kind == OPEN, len(self), rows)[::-1])[::-1]
        found = np.minimum(next_closed, len(self) - 1)
        same = (next_closed < len(self)) & (self.deal[found] == self.deal)
        return np.where(same, self.closing_day[found], FAR), np.where(same, self.kind[found], OPEN)

    @cached_property
    def closing_day(self) -> np.ndarray:
        """The day a closed row's deal was closed: entered late, it still was that day."""
        return np.where(self.closed == NEVER, self.since, np.minimum(self.closed, self.since))

    @cached_property
    def won(self) -> "States":
        """The last rows of deals that are won."""
        return self.of(self.is_last & (self.kind == WON))

    @cached_property
    def book(self) -> "States":
        """The last rows of deals that are open."""
        return self.of(self.is_last & (self.kind == OPEN))

    @cached_property
    def decided(self) -> int:
        """Number of deals that are won or lost."""
        return int((self.is_last & (self.kind != OPEN)).sum())

    @cached_property
    def first_decision(self) -> int:
        """The day of the first closing; before it nobody wrote any down. FAR without one."""
        return int(self.closing_day[self.kind != OPEN].min(initial=FAR))

    @cached_property
    def last_decision(self) -> int:
        """The day of the last closing; NEVER without one."""
        return int(self.closing_day[self.kind != OPEN].max(initial=NEVER))


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers in `States` stand for: sorted, so that they do not depend on the order of rows."""

    deals: np.ndarray
    stages: np.ndarray
    reps: np.ndarray
    products: np.ndarray
    categories: np.ndarray


def read(frame: pd.DataFrame) -> tuple[States, Names]:
    """States and names from rows of forecast/states, in the order of opportunity_id and time."""
    deal, deals = _coded(frame["opportunity_id"])
    stage, stages = _coded(frame["stage"])
    rep, reps = _coded(frame["rep_id"])
    product, products = _coded(frame["product"])
    category, categories = _coded(frame["forecast_category"])
    since, created = days_of(frame["since"]), days_of(frame["created_on"])
    # A deal without a creation date was there when it was first seen.
    first = np.ones(len(frame), dtype=bool)
    first[1:] = deal[1:] != deal[:-1]
    seen = since[np.maximum.accumulate(np.where(first, np.arange(len(frame)), 0))] if len(frame) else since
    since = _supposed(frame, since, first, stage, created)
    # A state lasts until the next one of its deal.
    until = np.full(len(frame), FAR)
    until[:-1][~first[1:]] = since[1:][~first[1:]]
    found = States(
        deal=deal,
        since=since,
        until=until,
        kind=frame["kind"].map({"open": OPEN, "won": WON}).fillna(LOST).to_numpy(dtype=np.int8),
        stage=stage,
        rep=rep,
        product=product,
        category=category,
        amount=frame["amount"].to_numpy(dtype=float),
        due=days_of(frame["close_on"]),
        closed=days_of(frame["closed_on"]),
        stage_since=days_of(frame["stage_since"]),
        pushes=frame["pushes"].fillna(0).to_numpy(dtype=np.int64),
        created=np.where(created == NEVER, seen, np.minimum(created, seen)),
        stated=frame["stated"].to_numpy(dtype=float),
    )
    return found, Names(deals, stages, reps, products, categories)


def _supposed(
    frame: pd.DataFrame, since: np.ndarray, first: np.ndarray, stage: np.ndarray, created: np.ndarray
) -> np.ndarray:
    """The days of all states; a loss that nobody dated is taken to have followed a usual stay in the stage before.

    Else such deals would seem to have been open until a file first told of them. The usual stay is the median of the
    dated ones in that stage, where there are some, or of all.
    """
    follows = np.flatnonzero(~first)
    dated = frame["is_dated"].fillna(True).to_numpy(dtype=bool)
    undated = follows[~dated[follows]]
    if not len(undated):
        return since
    entered = np.where(days_of(frame["stage_since"]) == NEVER, created, days_of(frame["stage_since"]))
    moved = follows[
        dated[follows] & ((stage[follows] != stage[follows - 1]) | (frame["kind"].to_numpy()[follows] != "open"))
    ]
    stays = pd.Series(since[moved] - entered[moved - 1]).groupby(stage[moved - 1])
    usual = stays.median()[stays.size() >= _LEAST_STAYS]
    overall = float(np.median(since[moved] - entered[moved - 1])) if len(moved) else _USUAL_STAY
    days = pd.Series(stage[undated - 1]).map(usual).fillna(overall).to_numpy()
    found = since.copy()
    found[undated] = np.clip(entered[undated - 1] + np.ceil(days), since[undated - 1], since[undated]).astype(np.int64)
    return found


def day_of(number: int) -> date:
    """The date of a day's number."""
    return date.fromordinal(int(number))


def _coded(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, names = pd.factorize(column, sort=True)
    return codes, np.asarray(names, dtype=object)


def days_of(column: pd.Series) -> np.ndarray:
    """Dates as days; NEVER where blank."""
    moments = pd.to_datetime(column).to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(moments), NEVER, moments.astype(np.int64) + _EPOCH)
