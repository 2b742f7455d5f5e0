"""What is expected of periods as of a day: numbers, ranges, the deals behind them, and groups that add up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from metrics.forecast import business, caveats, distribution, engine
from metrics.forecast.blend import BLEND, Blended
from metrics.forecast.caveats import FEW_WINS, Warned
from metrics.forecast.engine import Expected, Origin
from metrics.forecast.explanation import Reason, Walk, walk
from metrics.periods import Period

GROUP_DRAWS = 2000
_TOP = 3
_STEP = 7
STATED = "stage_weighted"


@dataclass(frozen=True)
class PeriodOutlook:
    """What a period wins in all, money. draws: the distribution, sorted. parts: won, open, new, adjustment = mean.

    weights: each expert's share, adding up to 1. path: day, p10, p50, p90 from the as-of day to the end.
    top_share: of the three largest deals in what open ones are expected to bring, 0 to 1; NaN without open deals.
    """

    period: Period
    won: float
    mean: float
    parts: dict[str, float]
    weights: dict[str, float]
    draws: np.ndarray
    path: pd.DataFrame
    top_share: float
    method: str
    is_range_only: bool

    @property
    def p10(self) -> float:
        """Exceeded in nine cases of ten."""
        return float(np.quantile(self.draws, 0.1))

    @property
    def p50(self) -> float:
        """As likely exceeded as not: the forecast."""
        return float(np.quantile(self.draws, 0.5))

    @property
    def p90(self) -> float:
        """Exceeded in one case of ten."""
        return float(np.quantile(self.draws, 0.9))

    def chance_of(self, quota: float) -> float:
        """Share of the draws that reach a quota, 0 to 1."""
        return float((self.draws >= quota).mean())

    def curve(self) -> pd.DataFrame:
        """The whole distribution: quantile 0.01 … 0.99, amount."""
        quantiles = np.arange(1, 100) / 100
        return pd.DataFrame({"quantile": quantiles, "amount": np.quantile(self.draws, quantiles)})


@dataclass(frozen=True)
class Outlook:
    """What is expected as of a day. deals: one row per open deal, in the order of opportunity_id.

    deals has amount (money if won), chance_i and sd_share_i (of the variance of the range) for each period i.
    """

    as_of: date
    periods: list[PeriodOutlook]
    deals: pd.DataFrame
    warnings: list[Warned]
    method: str
    origin: Origin
    expected: list[Expected]
    blended: list[Blended]
    bases: list[tuple[float, float]]

    @cached_property
    def _walks(self) -> dict[int, Walk]:
        return {}

    def walk(self, i: int) -> Walk:
        """Every deal's steps from the base rate to its chance in a period."""
        if i not in self._walks:
            days = self.origin.days_to(self.periods[i].period)
            self._walks[i] = walk(self.origin.learned, self.origin.book, days)
        return self._walks[i]

    def reasons(self, opportunity_id: str, i: int) -> list[Reason]:
        """One deal's steps. KeyError where it is not open."""
        place = np.flatnonzero(self.deals["opportunity_id"] == opportunity_id)
        if not len(place):
            raise KeyError(opportunity_id)
        return self.walk(i).reasons(int(place[0]))

    def rerun(self, i: int, chances: np.ndarray, amounts: np.ndarray) -> PeriodOutlook:
        """A period with other chances and amounts of the deals; the same seeds, calibration and adjustment."""
        base = self.expected[i]
        changed = replace(base, chances=np.asarray(chances, dtype=float), amounts=np.asarray(amounts, dtype=float))
        moved = float((changed.chances * changed.amounts).sum()) - float((base.chances * base.amounts).sum())
        if moved == 0 and np.array_equal(chances, base.chances) and np.array_equal(amounts, base.amounts):
            return self.periods[i]
        blended = self.blended[i]
        spread = self.origin.learned.amounts.spread
        drawn = distribution.simulate(changed.chances, changed.amounts, spread, changed.new, seed=i)
        return _period(self.origin, changed, replace(blended, mean=blended.mean + moved), drawn, self.bases[i][1])

    def groups(self, i: int, by: pd.Series, won: pd.Series, new_share: pd.Series) -> pd.DataFrame:
        """A period by group: group, won, open, new, adjustment, mean, p10, p50, p90; means add up to the whole's.

        by: each deal's group, aligned with deals. won: money by group. new_share: of new business by group,
        adding up to 1.
        """
        base, whole, blended = self.expected[i], self.periods[i], self.blended[i]
        names = sorted({*by.dropna(), *won.index, *new_share[new_share > 0].index})
        value = base.chances * base.amounts
        left = whole.parts["open"] + whole.parts["new"]
        rows = []
        spread = self.origin.learned.amounts.spread
        for name in names:
            inside = (by == name).to_numpy()
            share = float(new_share.get(name, 0.0))
            opened, new = float(value[inside].sum()), share * base.new.amount
            adjustment = whole.parts["adjustment"] * ((opened + new) / left if left else 0.0)
            part = replace(
                base,
                won=float(won.get(name, 0.0)),
                chances=base.chances[inside],
                amounts=base.amounts[inside],
                new=replace(base.new, deals=base.new.deals * share, amount=new),
            )
            drawn = distribution.simulate(part.chances, part.amounts, spread, part.new, draws=GROUP_DRAWS, seed=i)
            scale = blended.sd / self.bases[i][1] if self.bases[i][1] > 0 else 1.0
            placed = engine.place(drawn, part.won, opened + new + adjustment, scale * float(drawn.std()))
            low, middle, high = np.quantile(placed, [0.1, 0.5, 0.9])
            mean = part.won + opened + new + adjustment
            rows.append((name, part.won, opened, new, adjustment, mean, low, middle, high))
        columns = ["group", "won", "open", "new", "adjustment", "mean", "p10", "p50", "p90"]
        return pd.DataFrame(rows, columns=columns)

    def created_share(self, i: int) -> pd.DataFrame:
        """Share of an amount created on each day from tomorrow that is won by the period's end: day, share."""
        end = self.origin.days_to(self.periods[i].period)[1]
        share = business.won_share(self.origin.learned.business, max(end, 1))
        days = [date.fromordinal(self.origin.today + ahead) for ahead in range(1, end + 1)]
        return pd.DataFrame({"day": days, "share": [float(share[end - ahead]) for ahead in range(1, end + 1)]})


def look(origin: Origin, shown: pd.DataFrame, periods: Sequence[Period]) -> Outlook:
    """The outlook of periods that are not over, from an origin. shown: what to tell of each deal of its book."""
    deals = shown.reset_index(drop=True).assign(amount=origin.amounts)
    found, expected, blends, bases = [], [], [], []
    for i, period in enumerate(periods):
        said = origin.expect(period)
        blended = origin.blend(period)
        spread = origin.learned.amounts.spread
        drawn = distribution.simulate(said.chances, said.amounts, spread, said.new, seed=i)
        bases.append((float(drawn.mean()), float(drawn.std())))
        found.append(_period(origin, said, blended, drawn, bases[-1][1]))
        expected.append(said)
        blends.append(blended)
        luck = said.chances * (1 - said.chances) * said.amounts**2
        deals[f"chance_{i}"] = said.chances
        deals[f"sd_share_{i}"] = luck / luck.sum() if luck.sum() > 0 else 0.0
    return Outlook(
        as_of=date.fromordinal(origin.today),
        periods=found,
        deals=deals,
        warnings=caveats.of(origin, blends),
        method=found[0].method if found else BLEND,
        origin=origin,
        expected=expected,
        blended=blends,
        bases=bases,
    )


def narrow(outlook: Outlook, inside: np.ndarray, won: Sequence[float], new_share: float) -> Outlook:
    """The outlook of some of the deals, as part of the whole: all parts of a whole add up to it.

    inside: which of the deals. won: money of theirs in each period. new_share: of new business, 0 to 1.
    """
    origin = outlook.origin.narrowed(inside)
    found, expected, blends, bases = [], [], [], []
    deals = outlook.deals[inside].reset_index(drop=True)
    for i, (base, blended, whole) in enumerate(zip(outlook.expected, outlook.blended, outlook.periods, strict=True)):
        said = replace(
            base,
            won=won[i],
            chances=base.chances[inside],
            amounts=base.amounts[inside],
            new=replace(base.new, deals=base.new.deals * new_share, amount=base.new.amount * new_share),
        )
        own = float((said.chances * said.amounts).sum()) + said.new.amount
        left = whole.parts["open"] + whole.parts["new"]
        mean = own + whole.parts["adjustment"] * (own / left if left else 0.0)
        spread = origin.learned.amounts.spread
        drawn = distribution.simulate(said.chances, said.amounts, spread, said.new, seed=i)
        scale = blended.sd / outlook.bases[i][1] if outlook.bases[i][1] > 0 else 1.0
        bases.append((float(drawn.mean()), float(drawn.std())))
        blends.append(replace(blended, mean=mean, sd=scale * bases[-1][1]))
        expected.append(said)
        found.append(_period(origin, said, blends[-1], drawn, bases[-1][1]))
        luck = said.chances * (1 - said.chances) * said.amounts**2
        deals[f"sd_share_{i}"] = luck / luck.sum() if luck.sum() > 0 else 0.0
    return replace(outlook, periods=found, deals=deals, origin=origin, expected=expected, blended=blends, bases=bases)


def _period(origin: Origin, said: Expected, blended: Blended, drawn: np.ndarray, base_sd: float) -> PeriodOutlook:
    """What a period's expectation comes to. drawn: of what it says, as `distribution.simulate` gives it."""
    scale = blended.sd / base_sd if base_sd > 0 else 1.0
    draws = np.sort(engine.place(drawn, said.won, blended.mean, scale * float(drawn.std())))
    value = said.chances * said.amounts
    opened = float(value.sum())
    low, middle, high = np.quantile(draws, [0.1, 0.5, 0.9])
    learned = origin.learned.states.decided > 0
    wins = len(origin.learned.states.won)
    return PeriodOutlook(
        period=said.period,
        won=said.won,
        mean=said.won + blended.mean,
        parts={
            "won": said.won,
            "open": opened,
            "new": said.new.amount,
            "adjustment": blended.mean - opened - said.new.amount,
        },
        weights=blended.shares,
        draws=draws,
        path=_path(origin, said, draws, blended.mean),
        top_share=float(np.sort(value)[-_TOP:].sum() / opened) if opened > 0 else float("nan"),
        method=blended.method if learned else STATED,
        is_range_only=bool(wins < FEW_WINS or high - low > middle),
    )


def _path(origin: Origin, said: Expected, draws: np.ndarray, left: float) -> pd.DataFrame:
    """How the range opens from today to the end: the mean by what is expected by then, the width by its variance."""
    first, end = origin.days_to(said.period)
    days = [*range(first, end, _STEP), end]
    within = origin.learned.within(origin.book, days)
    works, calendar = origin.learned.business, origin.learned.calendar(max(end, 1))
    means, widths = [], []
    for place, day in enumerate(days):
        came = business.coming(works, calendar, first, day)
        new = replace(said.new, deals=came.deals, amount=came.amount)
        # What a what-if changed is spread over the days as the unchanged chances are.
        chances = within[place] - within[0]
        means.append(float((chances * origin.amounts).sum()) + came.amount)
        widths.append(distribution.moments(chances, origin.amounts, origin.learned.amounts.spread, new)[0])
    share = np.array(means) / means[-1] if means[-1] > 0 else np.linspace(0, 1, len(days))
    width = np.sqrt(np.array(widths) / widths[-1]) if widths[-1] > 0 else np.zeros(len(days))
    rows = {"day": [date.fromordinal(origin.today + day) for day in days]}
    for name, quantile in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        off = float(np.quantile(draws, quantile)) - said.won - left
        rows[name] = np.maximum.accumulate(np.maximum(said.won, said.won + left * share + off * width))
    return pd.DataFrame(rows)
