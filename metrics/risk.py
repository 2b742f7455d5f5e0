"""The risk score: the sum of the points of a deal's signals, calibrated against what became of past deals.

Points are 10 × ln(odds ratio of losing), so 7 points double the odds of losing,
and the chance of winning follows from score and stage alone. They are fitted on
the earlier part of the past and checked on the later one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from metrics import signals
from metrics.ratio import share
from metrics.signals import Thresholds
from metrics.values import Value

# Below so many decided past deals nothing is fitted; a signal needs so many deals that gave it, and that did not.
LEAST_DEALS, LEAST_WITH_SIGNAL = 100, 20
# Points of a signal that the past does not tell of: odds of losing 1.65 times as high.
DEFAULT_POINTS = 5
AT_RISK = 10  # points from which a deal is at risk, unless the reader says otherwise: odds 2.7 times as high
BANDS = ((0, 0), (1, 9), (10, 19), (20, None))  # scores, both ends included
_FIT_SHARE = 0.6  # of the month ends
_RIDGE = 1.0  # prior: a coefficient is as likely as not within ±0.67, the odds ratio between a half and two
_STAGE = ["pipeline", "stage"]


@dataclass(frozen=True, slots=True)
class Points:
    """What a signal counts. deals: past deals that gave it; won_with: how often they were won.

    won_without: how often deals that did not were won, in stages mixed as theirs were.
    is_calibrated: False where the points are the default ones.
    """

    code: str
    points: int = DEFAULT_POINTS
    is_calibrated: bool = False
    deals: int = 0
    won_with: Value = field(default_factory=lambda: Value(None, 0))
    won_without: Value = field(default_factory=lambda: Value(None, 0))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the past says of signals.

    points: by code. bases: rows of pipeline, stage, log_odds (of losing without
    any signal) and deals it rests on; empty where nothing could be fitted.
    bands: low, high, deals, won, rate, rate_low, rate_high, expected, of past
    deals that were not used for the points. cells: of signals.promises. fitted,
    checked, undecided: numbers of past deals; first and last: month ends looked at.
    """

    points: Mapping[str, Points]
    bases: pd.DataFrame
    bands: pd.DataFrame
    cells: pd.DataFrame
    fitted: int
    checked: int
    undecided: int
    first: pd.Timestamp | None
    last: pd.Timestamp | None

    @property
    def is_fitted(self) -> bool:
        """Whether the past tells enough to give chances of winning."""
        return len(self.bases) > 0


def calibrate(history: pd.DataFrame, thresholds: Thresholds) -> Calibration:
    """Points, base odds and their check. history: rows of deals/signal_history; thresholds: as in signals.judge.

    Deals that are still open tell nothing yet and are left out. Those created
    before the day that parts earlier from later month ends, as they stood until
    then, are fitted; those created since, as they stood since, check: no deal is on both sides.
    """
    # Of a deal looked at more than once the first time speaks, in whatever order rows come.
    history = history.sort_values(["looked_on", "opportunity_id"], ignore_index=True)
    decided = history[history["outcome"].isin(("won", "lost"))]
    days = sorted(decided["looked_on"].unique())
    parting = days[round(_FIT_SHARE * len(days))] if len(days) > 1 else None
    earlier, later = (decided[part] for part in _sides(decided, parting))
    fitted, checked = earlier["opportunity_id"].nunique(), later["opportunity_id"].nunique()
    flags = _cross_judged(earlier, thresholds)
    points = {code: _without_fit(code, flags, earlier) for code in signals.SIGNALS}
    bases = pd.DataFrame(columns=[*_STAGE, "log_odds", "deals"])
    if fitted >= LEAST_DEALS and earlier["outcome"].nunique() == 2:
        points |= _points(points, flags, earlier)
        bases = _bases(points, flags, earlier)
    cells = signals.promises(earlier)
    known = Calibration(
        points=points,
        bases=bases,
        bands=pd.DataFrame(),
        cells=signals.promises(decided),
        fitted=fitted,
        checked=checked,
        undecided=history.loc[~history.index.isin(decided.index), "opportunity_id"].nunique(),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )
    later_flags = signals.judge(later, thresholds, cells)
    return _with_bands(known, later, later_flags)


def score(flags: pd.DataFrame, points: Mapping[str, Points]) -> pd.Series:
    """The sum of the points of a deal's signals; what is not known adds nothing."""
    total = np.zeros(len(flags), dtype=np.int64)
    for code in flags.columns:
        total += points[code].points * flags[code].fillna(False).to_numpy(dtype=bool)
    return pd.Series(total, index=flags.index)


def chance(flags: pd.DataFrame, stages: pd.DataFrame, calibration: Calibration) -> pd.DataFrame:
    """Chance of winning (0 to 1) and the number of past deals in the stage it rests on; blank where nothing was fitted.

    stages: pipeline and stage of each row. Odds of losing are the stage's
    times e^(points ÷ 10), of the signals that were calibrated.
    """
    measured = {code: item for code, item in calibration.points.items() if item.is_calibrated}
    bases = stages[_STAGE].merge(calibration.bases, on=_STAGE, how="left").set_axis(stages.index)
    log_odds = bases["log_odds"].astype(float) + score(flags[list(measured)], measured) / 10
    return pd.DataFrame({"chance": 1 / (1 + np.exp(log_odds)), "chance_deals": bases["deals"].astype("Int64")})


# ---- fitting ---------------------------------------------------------------------------------------------------------


def _sides(decided: pd.DataFrame, parting: pd.Timestamp | None) -> tuple[pd.Series, pd.Series]:
    """Which states are fitted, and which check."""
    if parting is None:
        everything = pd.Series(True, index=decided.index)
        return everything, ~everything
    earlier = (decided["looked_on"] < parting) & (decided["created_on"] < parting)
    return earlier, (decided["looked_on"] >= parting) & (decided["created_on"] >= parting)


def _cross_judged(states: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Signals of past states; a deal's promise is judged by the other half of the deals, never by its own outcome."""
    half = ((states["created_on"] - pd.Timestamp("1900-01-01")) // timedelta(days=2)) % 2
    parts = [signals.judge(states[half == side], thresholds, signals.promises(states[half != side])) for side in (0, 1)]
    return pd.concat(parts).reindex(states.index)


def _without_fit(code: str, flags: pd.DataFrame, states: pd.DataFrame) -> Points:
    """The default points of a signal, with what became of the deals that gave it."""
    given = flags[code].fillna(False).astype(bool)
    with_it = states[given].drop_duplicates("opportunity_id")
    without = states[flags[code].eq(False).fillna(False).astype(bool)].drop_duplicates("opportunity_id")
    rates = without.assign(rate=without["outcome"] == "won").groupby(_STAGE, as_index=False)["rate"].mean()
    alike = with_it[_STAGE].merge(rates, on=_STAGE)["rate"].mean()
    return Points(
        code,
        deals=len(with_it),
        won_with=share(int((with_it["outcome"] == "won").sum()), len(with_it), interval=True),
        won_without=Value(None if pd.isna(alike) else float(alike), len(without)),
    )


def _points(known: Mapping[str, Points], flags: pd.DataFrame, states: pd.DataFrame) -> dict[str, Points]:
    """Points of the signals that enough past deals gave, fitted together: a signal counts what others do not tell."""
    told = [
        code
        for code, item in known.items()
        if item.deals >= LEAST_WITH_SIGNAL and (item.won_without.n or 0) >= LEAST_WITH_SIGNAL
    ]
    given = flags[told].fillna(False).astype(float)
    design = pd.concat([given, _stage_columns(states)], axis=1)
    fitted = _fit(design, states["outcome"] == "lost", np.zeros(len(states)))
    return {
        code: Points(
            code,
            max(0, round(10 * fitted[code])),
            is_calibrated=True,
            deals=known[code].deals,
            won_with=known[code].won_with,
            won_without=known[code].won_without,
        )
        for code in told
    }


def _bases(points: Mapping[str, Points], flags: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Odds of losing without a signal by stage, given the points as they are shown: rounded, and none below zero."""
    measured = {code: item for code, item in points.items() if item.is_calibrated}
    offset = score(flags[list(measured)], measured).to_numpy() / 10
    fitted = _fit(_stage_columns(states), states["outcome"] == "lost", offset)
    stages = states.groupby(_STAGE).agg(deals=("opportunity_id", "nunique")).reset_index()
    own = [fitted[("stage", *stage)] for stage in stages[_STAGE].itertuples(index=False)]
    return stages.assign(log_odds=fitted["all"] + np.array(own))


def _stage_columns(states: pd.DataFrame) -> pd.DataFrame:
    """One column per stage, and `all`: an additive model's base rates, drawn towards that of all."""
    stages = sorted(set(states[_STAGE].itertuples(index=False, name=None)))
    columns = {
        ("stage", *stage): ((states["pipeline"] == stage[0]) & (states["stage"] == stage[1])).astype(float)
        for stage in stages
    }
    return pd.DataFrame({"all": 1.0, **columns}, index=states.index)


def _fit(design: pd.DataFrame, lost: pd.Series, offset: np.ndarray) -> dict[object, float]:
    """Coefficients of a logistic regression of `lost`, ridge-shrunk but for the column `all`, by Newton's method.

    le Cessie & van Houwelingen (1992), Applied Statistics 41:191–201. Equal rows are counted, not repeated.
    """
    patterns = np.column_stack([design.to_numpy(float), offset])
    rows, place = np.unique(patterns, axis=0, return_inverse=True)
    n = np.bincount(place.ravel()).astype(float)
    k = np.bincount(place.ravel(), weights=lost.to_numpy(float))
    x, base = rows[:, :-1], rows[:, -1]
    penalty = np.array([0.0 if name == "all" else _RIDGE for name in design.columns])
    beta = np.zeros(x.shape[1])
    for _step in range(50):
        p = 1 / (1 + np.exp(-(base + x @ beta)))
        slope = x.T @ (k - n * p) - penalty * beta
        curve = (x * (n * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta += np.clip(step, -2, 2)  # far from the solution a full step may overshoot
        if np.abs(step).max() < 1e-9:
            break
    return dict(zip(design.columns, beta.tolist(), strict=True))


# ---- checking --------------------------------------------------------------------------------------------------------


def _with_bands(known: Calibration, states: pd.DataFrame, flags: pd.DataFrame) -> Calibration:
    """The calibration with its check: by score, how many past deals were won, and how many were expected to be."""
    seen = states.assign(
        score=score(flags, known.points),
        expected=chance(flags, states, known)["chance"],
        won=states["outcome"] == "won",
    )
    rows = []
    for low, high in BANDS:
        band = seen[(seen["score"] >= low) & (seen["score"] <= (np.inf if high is None else high))]
        once = band.drop_duplicates("opportunity_id")
        rate = share(int(once["won"].sum()), len(once), interval=True)
        rows.append(
            {
                "low": low,
                "high": high,
                "deals": len(once),
                "won": int(once["won"].sum()),
                "rate": rate.value,
                "rate_low": rate.low,
                "rate_high": rate.high,
                "expected": once["expected"].mean() if len(once) else None,
            }
        )
    return replace(known, bands=pd.DataFrame(rows))
