"""A forecast small enough to check by hand: deals won or not, independently, with stated chances."""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from metrics.periods import Period

Q3 = Period("2026-Q3", date(2026, 7, 1), date(2026, 10, 1))
Q4 = Period("2026-Q4", date(2026, 10, 1), date(2027, 1, 1))
_KNOWN = ["name", "account_name", "rep_name", "team", "rep_id", "stage", "product", "forecast_category"]
_DRAWS = 2000


@dataclass(frozen=True)
class FakePeriod:
    """What `forecast.PeriodOutlook` promises, as far as bridge, what-if and needed ask for it."""

    period: Period
    won: float
    mean: float
    parts: dict[str, float]
    draws: np.ndarray

    @property
    def p10(self) -> float:
        return float(np.quantile(self.draws, 0.1))

    @property
    def p50(self) -> float:
        return float(np.quantile(self.draws, 0.5))

    @property
    def p90(self) -> float:
        return float(np.quantile(self.draws, 0.9))

    def chance_of(self, quota: float) -> float:
        return float((self.draws >= quota).mean())


@dataclass(frozen=True)
class FakeOutlook:
    """What `forecast.Outlook` promises, as far as bridge, what-if and needed ask for it."""

    as_of: date
    deals: pd.DataFrame
    fixed: tuple[tuple[float, float, float], ...]  # won, new, adjustment by period
    shares: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"day": [], "share": []}))
    of: tuple[Period, ...] = (Q3, Q4)

    @property
    def periods(self) -> list[FakePeriod]:
        amounts = self.deals["amount"].to_numpy(dtype=float)
        return [self.rerun(i, self.deals[f"chance_{i}"].to_numpy(dtype=float), amounts) for i in range(len(self.fixed))]

    def rerun(self, i: int, chances: np.ndarray, amounts: np.ndarray) -> FakePeriod:
        won, new, adjustment = self.fixed[i]
        opened = float((chances * amounts).sum())
        luck = np.random.default_rng(i).random((_DRAWS, len(chances)))
        totals = won + new + adjustment + ((luck < chances) * amounts).sum(axis=1)
        parts = {"won": won, "open": opened, "new": new, "adjustment": adjustment}
        return FakePeriod(self.of[i], won, won + opened + new + adjustment, parts, np.sort(totals))

    def created_share(self, i: int) -> pd.DataFrame:
        return self.shares if i == 0 else self.shares.iloc[:0]

    def with_fixed(self, *fixed: tuple[float, float, float]) -> "FakeOutlook":
        return replace(self, fixed=fixed)


def outlook(drawn: str, *fixed: tuple[float, float, float], as_of: date = date(2026, 8, 15)) -> FakeOutlook:
    """An outlook of deals drawn as a table; blank cells are not known. fixed: won, new, adjustment by period."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in drawn.strip().splitlines()]
    deals = pd.DataFrame(lines[1:], columns=lines[0]).rename(columns={"id": "opportunity_id"})
    deals = deals.reindex(columns=[*deals.columns, *(name for name in _KNOWN if name not in deals.columns)])
    for name in ("amount", "quoted", "chance_0", "chance_1"):
        deals[name] = deals[name].astype(float) if name in deals.columns else np.nan
    deals["chance_1"] = deals["chance_1"].fillna(0.0)
    deals["close_on"] = pd.to_datetime(deals["close_on"]) if "close_on" in deals.columns else pd.NaT
    return FakeOutlook(as_of, deals, fixed or ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))
