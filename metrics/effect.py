"""Whether deals on which more was done at first were won more often: an association, with its uncertainty.

Activity is counted in a deal's first days, among the deals not yet decided when these
are over: what follows from an outcome, or was impossible after it, is not counted as its
cause. Like is compared with like within segments. Even so, nobody has drawn lots.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import pandas as pd
from scipy.stats import chi2

from metrics.intervals import Z95
from metrics.ratio import share
from metrics.significance import holm
from metrics.values import Value

WHAT = ("any", "call", "email", "meeting")
_COLUMNS = {"call": ["calls"], "email": ["emails"], "meeting": ["meetings"], "any": ["calls", "emails", "meetings"]}
# Numbers of activities that are shown together.
BANDS = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 99))
# With fewer deals than this on one side nothing is claimed, whatever a test says.
LEAST = 10
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """Odds of winning with more against less, within strata; low, high: 95 % interval. None where nothing is told.

    p: that of no association.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What goes with at least `least` activities of a kind: win rates of both sides, and the odds within segments.

    p: adjusted for all kinds that were looked at (Holm).
    """

    what: str
    least: int
    more: Value
    less: Value
    odds: OddsRatio
    p: float

    @property
    def is_told(self) -> bool:
        """Whether the difference is more than chance, on enough deals of either side."""
        enough = min(self.more.n or 0, self.less.n or 0) >= LEAST
        sure = self.odds.low is not None and self.odds.high is not None and not self.odds.low <= 1 <= self.odds.high
        return enough and sure and self.p < LEVEL


def compared(rows: pd.DataFrame) -> pd.DataFrame:
    """The deals that can be compared: within the log, and not decided before their first days were over."""
    return rows[~rows["is_early"].astype(bool) & ~rows["is_outside"].astype(bool)]


def touches(rows: pd.DataFrame, what: str) -> pd.Series:
    """How many activities of a kind the deals of each row have."""
    return rows[_COLUMNS[what]].sum(axis="columns")


def bands(rows: pd.DataFrame, what: str) -> list[tuple[int, int, Value]]:
    """Win rate by number of activities: first and last number of the band, and the rate with its interval."""
    found, number = compared(rows), touches(compared(rows), what)
    rates = []
    for first, last in BANDS:
        ours = found[(number >= first) & (number <= last)]
        won = int(ours["won_deals"].sum())
        rates.append((first, last, share(won, won + int(ours["lost_deals"].sum()), interval=True)))
    return rates


def effects(rows: pd.DataFrame) -> list[Effect]:
    """The effect of each kind, split where the deals fall into two halves as equal as can be.

    rows: of the query activities/early_touches. Kinds that all deals have equally many of tell nothing.
    """
    found = compared(rows)
    drafts = [(what, least) for what in WHAT if (least := _split(found, what)) is not None]
    judged = [(what, least, _sides(found, what, least)) for what, least in drafts]
    adjusted = holm([odds.p for _what, _least, (_more, _less, odds) in judged])
    return [Effect(what, least, *sides, p) for (what, least, sides), p in zip(judged, adjusted, strict=True)]


def _split(rows: pd.DataFrame, what: str) -> int | None:
    """The least number of activities of the upper part, where both parts come closest to half of the deals.

    Chosen by how many deals lie where, never by who won, so that the test stays honest.
    """
    deals = (rows["won_deals"] + rows["lost_deals"]).groupby(touches(rows, what)).sum().sort_index()
    deals = deals[deals > 0]
    if len(deals) < 2:
        return None
    above = deals[::-1].cumsum()[::-1].iloc[1:] / deals.sum()
    return int((above - 0.5).abs().idxmin())


def _sides(rows: pd.DataFrame, what: str, least: int) -> tuple[Value, Value, OddsRatio]:
    parts = (
        rows.assign(more=touches(rows, what) >= least).groupby(["more", "segment"])[["won_deals", "lost_deals"]].sum()
    )
    segments = pd.Index(sorted(set(rows["segment"])))
    upper, lower = (parts.loc[side].reindex(segments, fill_value=0).astype(float) for side in (True, False))
    a, b, c, d = (part[column].to_numpy() for part in (upper, lower) for column in ("won_deals", "lost_deals"))
    sides = [share(float(won.sum()), float((won + lost).sum()), interval=True) for won, lost in ((a, b), (c, d))]
    return sides[0], sides[1], odds_ratio(a, b, c, d)


def odds_ratio(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> OddsRatio:
    """The common odds ratio of strata, each a table of won a, lost b with more and won c, lost d with less.

    Mantel and Haenszel (1959), J Natl Cancer Inst 22:719–748, its variance after Robins, Breslow and
    Greenland (1986), Biometrics 42:311–323, the test without association with continuity correction.
    """
    n = a + b + c + d
    told = (n > 1) & (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    a, b, c, d, n = (each[told] for each in (a, b, c, d, n))
    if not len(n):
        return OddsRatio(None, None, None, 1.0)
    mean = (a + b) * (a + c) / n
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    distance = max(abs(float((a - mean).sum())) - 0.5, 0.0)
    p = float(chi2.sf(distance**2 / float(variance.sum()), 1))
    r, s = a * d / n, b * c / n
    if not r.sum() or not s.sum():
        return OddsRatio(None, None, None, p)
    along, across = (a + d) / n, (b + c) / n
    spread = (
        float((along * r).sum()) / (2 * float(r.sum()) ** 2)
        + float((along * s + across * r).sum()) / (2 * float(r.sum()) * float(s.sum()))
        + float((across * s).sum()) / (2 * float(s.sum()) ** 2)
    )
    centre, half = log(float(r.sum()) / float(s.sum())), Z95 * sqrt(spread)
    return OddsRatio(exp(centre), exp(centre - half), exp(centre + half), p)


def basis(rows: pd.DataFrame) -> dict[str, int]:
    """How many decided deals are compared, and how many are left out and why: compared, early, outside."""
    deals = rows["won_deals"] + rows["lost_deals"]
    outside, early = rows["is_outside"].astype(bool), rows["is_early"].astype(bool)
    return {
        "compared": int(deals[~outside & ~early].sum()),
        "early": int(deals[early & ~outside].sum()),
        "outside": int(deals[outside].sum()),
    }
