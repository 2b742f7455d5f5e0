"""The record: what would have been said each week of every finished period, against what came."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd

from metrics.forecast import baselines, engine
from metrics.forecast.engine import STEP, Fiscal, Origin, Winnings
from metrics.forecast.states import FAR, NEVER, States
from metrics.intervals import wilson
from metrics.periods import Grain, Period

OURS = "quarterdeck"
BASELINES = ("last_period", "year_before", "run_rate", "stage_weighted", "categories", "calls")
_DRAWS = 2000
_MOST_DEALS = 8000
_LEARNED = 4 * STEP - 1  # days of decisions before the first forecast
_USUAL_MISS, _LEAN, _TENTH = 0.3, 4.0, 1.2816
_MOST_SQUARE = 25.0  # one forecast of next to nothing must not widen all later ranges without end
_BANDS = np.array([0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
_LEAST_PERIODS, _CERTAIN = 6, 2.5
# Roll-ups of categories, each with those before it; reps promise the first.
_RUNGS = {
    "categories": ("closed", "commit"),
    "categories_most_likely": ("closed", "commit", "most_likely"),
    "categories_best_case": ("closed", "commit", "most_likely", "best_case"),
}


@dataclass(frozen=True)
class Record:
    """How good forecasts have been. origins: period_label, week, day, method, forecast, p10, p90, actual (money).

    scores: method, origins, wape, bias, pinball (÷ mean actual), coverage_80, skill (1 − our WAPE ÷ its, where both
    spoke). by_week: week, method, wape, bias, coverage_80, origins. reliability: said, happened, low, high, n.
    best_baseline: the one with the least WAPE; is_baseline_better: by more than chance.
    """

    grain: Grain
    origins: pd.DataFrame
    scores: pd.DataFrame
    by_week: pd.DataFrame
    reliability: pd.DataFrame
    best_baseline: str | None
    is_baseline_better: bool
    share: float


def backtest(
    states: States,
    fiscal: Fiscal,
    grain: Grain,
    *,
    ahead: int = 0,
    weeks: Collection[int] | None = None,
    share: float = 1.0,
    winnings: Winnings | None = None,
    categories: dict[int, str] | None = None,
    calls: pd.DataFrame | None = None,
    progress: Callable[[float], object] = lambda _done: None,
) -> Record:
    """Forecast each week of every finished period from what was known then, once four weeks had been learned from.

    ahead: forecast the period so many later instead of the one under way. weeks: only these of each period, 0 for the
    day before it. share: of all deals, how many are among the states. winnings: of the whole company, where the states
    are a share of it. categories: names by the number in states. calls: starts_on, day, call: the whole company's.
    progress: told the share done, 0 to 1; may raise to cancel.
    Of a large company a sample of the deals is looked at; amounts are told at the size of the whole.
    """
    whole = winnings or Winnings.of(states)
    keep = max(1, len(np.unique(states.deal)) // _MOST_DEALS)
    states = states if keep == 1 else states.of(states.deal % keep == 0)
    share /= keep
    came = Winnings.of(states)
    finished = _finished(states, fiscal, grain)
    targets = dict(zip(finished, finished[ahead:], strict=False))
    known = categories or {}
    rungs = {
        rung: [number for number, name in known.items() if name in names]
        for rung, names in _RUNGS.items()
        if names[-1] in known.values()
    }
    said = {}
    if calls is not None and share == 1:
        said = dict(zip(zip(calls["starts_on"], calls["day"], strict=True), calls["call"], strict=True))
    origins: dict[int, Origin] = {}
    rows, chances = [], []
    days = [
        (period, day)
        for period in targets
        for week, day in enumerate(_weeks(period))
        if day >= states.first_decision + _LEARNED and (weeks is None or week in weeks)
    ]
    for number, (current, day) in enumerate(days):
        period = targets[current]
        origin = origins.setdefault(day, Origin(states.known(day), day, fiscal, grain, origins=origins))
        actual = came.between(period.start.toordinal(), period.end.toordinal())
        week = (day + 1 - current.start.toordinal()) // STEP
        call = said.get((period.start, date.fromordinal(day)))
        won = whole.between(period.start.toordinal(), period.end.toordinal()) if share < 1 else actual
        size = won / actual if actual > 0 else 1 / share
        for method, *amounts in _said(origin, period, rungs, call):
            rows.append((period.label, week, day, method, *(size * amount for amount in amounts), won))
        chances.append(_outcomes(states, origin, period))
        progress((number + 1) / len(days))
    columns = ["period_label", "week", "day", "method", "forecast", "p10", "p90", "actual"]
    found = _with_ranges(pd.DataFrame(rows, columns=columns))
    table = scores(found)
    best, better = _best(found, table)
    return Record(
        grain=grain,
        origins=found,
        scores=table,
        by_week=by_week(found),
        reliability=_reliability(chances),
        best_baseline=best,
        is_baseline_better=better,
        share=share,
    )


def scores(origins: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by method over all its origins: WAPE = Σ|F − A| ÷ ΣA, bias = Σ(F − A) ÷ ΣA, pinball at 10/50/90."""
    ours = origins[origins["method"] == OURS].set_index(["period_label", "week"])
    rows = []
    for method, part in origins.groupby("method", sort=False):
        actual = part["actual"].sum()
        keys = pd.MultiIndex.from_frame(part[["period_label", "week"]])
        same = ours.loc[ours.index.intersection(keys)]
        theirs = (part["forecast"] - part["actual"]).abs().sum()
        own = (same["forecast"] - same["actual"]).abs().sum()
        rows.append(
            (
                method,
                len(part),
                theirs / actual if actual else np.nan,
                (part["forecast"] - part["actual"]).sum() / actual if actual else np.nan,
                _pinball(part),
                _covered(part),
                1 - own / theirs if theirs else np.nan,
            )
        )
    return pd.DataFrame(rows, columns=["method", "origins", "wape", "bias", "pinball", "coverage_80", "skill"])


def by_week(origins: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by week of the period and method."""
    rows = []
    for (week, method), part in origins.groupby(["week", "method"], sort=False):  # ty: ignore[not-iterable]
        actual = part["actual"].sum()
        off = part["forecast"] - part["actual"]
        wape, bias = (off.abs().sum() / actual, off.sum() / actual) if actual else (np.nan, np.nan)
        rows.append((week, method, wape, bias, _covered(part), len(part)))
    found = pd.DataFrame(rows, columns=["week", "method", "wape", "bias", "coverage_80", "origins"])
    return found.sort_values(["week", "method"], ignore_index=True)


def _finished(states: States, fiscal: Fiscal, grain: Grain) -> list[Period]:
    """Periods the data covers from their first to their last day, oldest first."""
    if states.last_decision == NEVER:
        return []
    period = fiscal.containing(states.first_decision, grain)
    if period.start.toordinal() < states.first_decision - STEP:
        period = fiscal.shift(period, grain, 1)
    found = []
    while period.end.toordinal() <= states.last_decision + 1 + STEP:
        found.append(period)
        period = fiscal.shift(period, grain, 1)
    return found


def _weeks(period: Period) -> list[int]:
    """The day before a period and each seventh day after it."""
    return list(range(period.start.toordinal() - 1, period.end.toordinal() - 1, STEP))


def _said(
    origin: Origin, period: Period, rungs: dict[str, list[int]], call: float | None
) -> list[tuple[str, float, float, float]]:
    """What each method says on a day: name, forecast, and the range where it has one of its own."""
    expected, blended = origin.expect(period), origin.blend(period)
    drawn = engine.draw(expected, blended, origin.learned.amounts.spread, seed=0, draws=_DRAWS)
    low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9])
    won, guess = expected.won, expected.guess
    said = {"model": guess.experts["pipeline"]}
    said |= {name: value for name, value in guess.experts.items() if name != "pipeline"}
    said |= guess.baselines
    for rung, promised in rungs.items():
        if (amount := baselines.committed(origin, period, promised)) is not None:
            said[rung] = amount
    none = float("nan")
    found = [(OURS, float(middle), float(low), float(high))]
    found += [(name, won + amount, none, none) for name, amount in said.items()]
    return found if call is None else [*found, ("calls", max(float(call), won), none, none)]


def _with_ranges(origins: pd.DataFrame) -> pd.DataFrame:
    """Methods without a range of their own get one from their misses at the same week of earlier periods."""
    low, high = origins["p10"].to_numpy(dtype=float, copy=True), origins["p90"].to_numpy(dtype=float, copy=True)
    placed = origins.assign(place=np.arange(len(origins)))
    for _key, part in placed[origins["p10"].isna()].groupby(["method", "week"], sort=False):
        squares: list[float] = []
        for place, forecast, actual in zip(part["place"], part["forecast"], part["actual"], strict=True):
            usual = _USUAL_MISS * max(forecast, 1e-9)
            sd = usual * sqrt((_LEAN + sum(squares)) / (_LEAN + len(squares)))
            low[place], high[place] = max(forecast - _TENTH * sd, 0.0), forecast + _TENTH * sd
            squares.append(min(((actual - forecast) / usual) ** 2, _MOST_SQUARE))
    return origins.assign(p10=low, p90=high)


def _covered(part: pd.DataFrame) -> float:
    return float(((part["actual"] >= part["p10"]) & (part["actual"] <= part["p90"])).mean())


def _pinball(part: pd.DataFrame) -> float:
    """Mean pinball loss at 10, 50 and 90 %, ÷ the mean actual."""
    losses = []
    for quantile, column in ((0.1, "p10"), (0.5, "forecast"), (0.9, "p90")):
        off = part["actual"] - part[column]
        losses.append(np.maximum(quantile * off, (quantile - 1) * off).mean())
    actual = part["actual"].mean()
    return float(np.mean(losses) / actual) if actual else float("nan")


def _outcomes(states: States, origin: Origin, period: Period) -> pd.DataFrame:
    """Each open deal's chance on a day, and whether it was won in the period after it."""
    book = origin.book
    won_on = np.full(int(states.deal.max(initial=0)) + 1, FAR)
    won_on[states.won.deal] = states.won.closing_day
    day = won_on[book.deal]
    happened = (day > origin.today) & (day < period.end.toordinal())
    return pd.DataFrame({"chance": origin.expect(period).chances, "happened": happened})


def _reliability(chances: list[pd.DataFrame]) -> pd.DataFrame:
    """By band of stated chances: the mean said, the share that happened with its 95 % interval, and n."""
    columns = ["said", "happened", "low", "high", "n"]
    if not chances:
        return pd.DataFrame(columns=columns)
    every = pd.concat(chances, ignore_index=True)
    band = np.searchsorted(_BANDS, every["chance"], side="right")
    rows = []
    for _number, part in every.groupby(band):
        low, high = wilson(int(part["happened"].sum()), len(part))
        rows.append((float(part["chance"].mean()), float(part["happened"].mean()), low, high, len(part)))
    return pd.DataFrame(rows, columns=columns)


def _best(origins: pd.DataFrame, table: pd.DataFrame) -> tuple[str | None, bool]:
    """The baseline with the least WAPE, and whether it has been better than ours in more periods than chance has it.

    table: its `scores`. Weeks of a period share its outcome: the differences are taken period by period.
    """
    others = table[table["method"].isin(BASELINES)].dropna(subset=["wape"])
    if others.empty:
        return None, False
    best = str(others.loc[others["wape"].idxmin(), "method"])
    off = origins.assign(off=(origins["forecast"] - origins["actual"]).abs())
    wide = off.pivot_table(index=["period_label", "week"], columns="method", values="off")
    scale = origins.groupby("period_label")["actual"].first()
    differences = ((wide[OURS] - wide[best]).dropna().groupby("period_label").mean() / scale).dropna()
    if len(differences) < _LEAST_PERIODS:
        return best, False
    error = float(differences.std(ddof=1)) / sqrt(len(differences))
    return best, bool(error > 0 and differences.mean() / error > _CERTAIN)
