"""Ramp: what reps win by month of tenure, cohorts by hiring quarter, and quotas cut to who is there and how far.

Rows are those of the query reps/ramp: one per rep and month of tenure, leavers among them. A month that is not over,
or that a rep left in, counts by its days.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression
from scipy.stats import t as student

from metrics import survival
from metrics.ratio import exact_sum
from metrics.values import Value

LONGEST = 24  # months of tenure that are shown
RAMPED_AFTER = 12  # whoever is longer there is held to be ramped
LEAST_REPS = 5  # newcomers, and ramped reps, that a ramp is measured from
# Spans of months of tenure that cohorts are told by; the last one is open.
SPANS = ((1, 3), (4, 6), (7, 9), (10, 12), (13, None))
_FIRST_MONTHS, _LOWER = 6, 0.85  # quotas of so many months, so much below the others', allow for a ramp already
_MOST_MONTHS = 36
_LEAST_FOR_INTERVAL = 3
_SNAP = 1e-6  # quotas by days are rounded to the fourth decimal

Curve = tuple[float, ...]


def by_month(rows: pd.DataFrame, longest: int = LONGEST) -> pd.DataFrame:
    """What reps in their n-th month won: one row per month of tenure up to `longest`.

    Columns: tenure_month, reps, left (of them, who have left since), person_months, won_amount, won_deals, won_month
    (money per month of one rep), low, high (its 95 % interval over reps, blank with fewer than three), quota,
    attained_amount, attainment (Σ ÷ Σ, blank without a quota), quota_reps.
    """
    lines = []
    for month, part in rows[rows["tenure_month"] <= longest].groupby("tenure_month"):
        there = part["days"] / part["month_days"]
        low, high = _interval(part["won_amount"].to_numpy(float), there.to_numpy(float))
        lines.append(
            {
                "tenure_month": int(month),
                "reps": part["rep_id"].nunique(),
                "left": int(part["left_on"].notna().sum()),
                "won_deals": int(part["won_deals"].sum()),
                "low": low,
                "high": high,
                "quota_reps": int((part["quota"].fillna(0) > 0).sum()),
            }
            | _sums(part)
        )
    names = [
        "tenure_month", "reps", "left", "person_months", "won_amount", "won_deals", "won_month", "low", "high", "quota",
        "attained_amount", "attainment", "quota_reps",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _sums(part: pd.DataFrame) -> dict[str, float]:
    """Sums over sums of some rows of reps/ramp."""
    months = float((part["days"] / part["month_days"]).sum())
    won, quota, attained = (exact_sum(part[name]) for name in ("won_amount", "quota", "attained_amount"))
    return {
        "person_months": months,
        "won_amount": won,
        "won_month": won / months if months else np.nan,
        "quota": quota,
        "attained_amount": attained,
        "attainment": attained / quota if quota > 0 else np.nan,
    }


def _interval(won: np.ndarray, months: np.ndarray) -> tuple[float, float]:
    """95 % interval of Σ won ÷ Σ months over reps (ratio estimator; Cochran, Sampling Techniques, section 6.4)."""
    n = len(won)
    if n < _LEAST_FOR_INTERVAL or not months.sum():
        return np.nan, np.nan
    ratio = won.sum() / months.sum()
    error = np.sqrt(n / (n - 1) * ((won - ratio * months) ** 2).sum()) / months.sum()
    reach = float(student.ppf(0.975, n - 1)) * error
    return max(ratio - reach, 0.0), ratio + reach


def cohorts(rows: pd.DataFrame, quarter: Callable[[date], str]) -> pd.DataFrame:
    """Who was hired in which quarter, and what they won by span of tenure: the latest first.

    quarter: the fiscal quarter that a day lies in. Columns: cohort, hired_first (to order by), reps, left, and for
    each span of SPANS, numbered from 0: won_0 (money per month of one rep), attainment_0, months_0 (person-months),
    blank with less than one person-month.
    """
    found = rows.assign(cohort=[quarter(day.date()) for day in rows["hired_on"]])
    lines = []
    for cohort, part in found.groupby("cohort"):
        people = part.drop_duplicates("rep_id")
        line: dict[str, object] = {
            "cohort": cohort,
            "hired_first": people["hired_on"].min(),
            "reps": len(people),
            "left": int(people["left_on"].notna().sum()),
        }
        for number, (first, last) in enumerate(SPANS):
            months = part["tenure_month"]
            inside = _sums(part[(months >= first) & (months <= (last or months.max()))])
            # A month that has only begun would be blown up to a whole one.
            told = inside["person_months"] >= 1
            line[f"won_{number}"] = inside["won_month"] if told else np.nan
            line[f"attainment_{number}"] = inside["attainment"] if told else np.nan
            line[f"months_{number}"] = inside["person_months"]
        lines.append(line)
    names = ["cohort", "hired_first", "reps", "left"]
    names += [f"{name}_{number}" for number in range(len(SPANS)) for name in ("won", "attainment", "months")]
    return pd.DataFrame(lines, columns=names).sort_values("hired_first", ascending=False, ignore_index=True)


def first_win(rows: pd.DataFrame) -> Value:
    """Months of tenure until half of the reps have won a first deal, those without one yet counted as such.

    Kaplan and Meier's median; blank where fewer than half have won one. n: reps known from their first month on.
    """
    whole = rows.groupby("rep_id")["tenure_month"].transform("min") == 1
    seen = rows[whole]
    wins = seen[seen["won_deals"] > 0].groupby("rep_id")["tenure_month"].min()
    last = seen.groupby("rep_id")["tenure_month"].max()
    months = wins.reindex(last.index).fillna(last)
    durations = pd.DataFrame({"days": months.astype(int), "ended": last.index.isin(wins.index).astype(int)})
    durations["running"] = 1 - durations["ended"]
    grouped = durations.groupby("days", as_index=False)[["ended", "running"]].sum()
    return Value(survival.percentile(grouped, 0.5) if len(last) else None, len(last), unit="count")


# ---- the ramp curve --------------------------------------------------------------------------------------------------


def parse(text: str | None) -> Curve | None:
    """The curve that a text such as “25, 50, 75” says: per cent of the full quota by month of tenure, full afterwards.

    None where it says none: one to 36 numbers from 0 to 100, none below the one before.
    """
    parts = [part for part in re.split(r"[\s,;、，%％]+", text or "") if part]
    if not 1 <= len(parts) <= _MOST_MONTHS or not all(re.fullmatch(r"\d{1,3}(\.\d{1,2})?", part) for part in parts):
        return None
    shares = tuple(float(part) / 100 for part in parts)
    return shares if max(shares) <= 1 and list(shares) == sorted(shares) else None


def written(curve: Sequence[float]) -> str:
    """A curve as `parse` reads it, in whole per cent; months of the full quota at its end are left out."""
    shares = [round(100 * share) for share in curve]
    while len(shares) > 1 and shares[-1] == shares[-2] == 100:
        shares.pop()
    return ", ".join(str(share) for share in shares)


def measured(rows: pd.DataFrame) -> pd.DataFrame | None:
    """How much of what ramped reps of the own team win newcomers win, by month of tenure; None with too few of either.

    Each month's won ÷ what ramped reps of the same teams won in as many months (everybody's where a team has none), so
    that a team of large deals that hires is no steep ramp; then the closest curve that only climbs (isotonic
    regression, weighted by what was expected), at most 1. Columns: tenure_month, reps, raw, share.
    """
    ramped, new = _sides(rows, RAMPED_AFTER)
    if ramped["rep_id"].nunique() < LEAST_REPS or new["rep_id"].nunique() < LEAST_REPS or ramped["won"].sum() <= 0:
        return None
    found = (
        new.assign(expected=_expected(new, ramped, "won"))
        .groupby("tenure_month", as_index=False)
        .agg(reps=("rep_id", "nunique"), won=("won", "sum"), expected=("expected", "sum"))
    )
    raw = found["won"] / found["expected"]
    share = isotonic_regression(raw, weights=found["expected"]).x.clip(0, 1)
    return found.assign(raw=raw, share=share)[["tenure_month", "reps", "raw", "share"]]


def already_lower(rows: pd.DataFrame) -> float | None:
    """Quotas of newcomers' first months ÷ those of ramped reps of the same teams, where they are lower; else None.

    Quotas that allow for the ramp already would be cut twice. Lower: by more than _LOWER says, with LEAST_REPS of
    either.
    """
    ramped, new = (side[side["quota"].fillna(0) > 0] for side in _sides(rows, _FIRST_MONTHS))
    if ramped["rep_id"].nunique() < LEAST_REPS or new["rep_id"].nunique() < LEAST_REPS:
        return None
    amounts = new["quota"].astype(float)
    share = float(amounts.sum() / _expected(new, ramped, "quota").sum())
    return share if share < _LOWER else None


def _sides(rows: pd.DataFrame, last: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Months of ramped reps, and months up to the last one of newcomers, with months, won and team."""
    there = rows.assign(
        months=rows["days"] / rows["month_days"], won=rows["won_amount"].astype(float), team=rows["team"].fillna("")
    )
    return there[there["tenure_month"] > RAMPED_AFTER], there[there["tenure_month"] <= last]


def _expected(new: pd.DataFrame, ramped: pd.DataFrame, column: str) -> pd.Series:
    """What ramped reps of the own team (of everybody where it has none) have of a column in as many months."""
    sums = ramped.assign(amount=ramped[column].astype(float)).groupby("team")[["amount", "months"]].sum()
    usual = (sums["amount"] / sums["months"]).where(sums["amount"] > 0)
    return new["months"] * new["team"].map(usual).fillna(sums["amount"].sum() / sums["months"].sum())


def curve_of(found: pd.DataFrame) -> Curve:
    """The curve of `measured`; a month in which nobody was new is that of the month before."""
    shares = found.set_index("tenure_month")["share"].reindex(range(1, RAMPED_AFTER + 1)).ffill().fillna(0.0)
    return tuple(float(share) for share in shares)


# ---- ramped quotas ---------------------------------------------------------------------------------------------------


def ramped(quotas: pd.DataFrame, rows: pd.DataFrame, hired: Mapping[str, object], curve: Curve) -> pd.DataFrame:
    """Quotas cut to the days that their reps are there, each day by the share of its month of tenure.

    quotas: rows of measures/attainment of a period; rows: of reps/ramp of the same days, looked ahead to their end;
    hired: rep_id → first day of work; without one the whole quota counts. Columns added: quota_set (as it was set),
    there (of the quota, by days: 0 to 1), share (of what is left, by the curve). quota is the ramped one.
    """
    part = rows.assign(quota=rows["quota"].astype(float).fillna(0.0))
    shares = part["tenure_month"].map(lambda month: curve[month - 1] if month <= len(curve) else 1.0).astype(float)
    sums = part.assign(ramped=part["quota"] * shares).groupby("rep_id")[["quota", "ramped"]].sum()
    sums = sums.reindex(quotas["rep_id"].to_numpy()).set_axis(quotas.index)
    whole = quotas["quota"].astype(float)
    is_known = quotas["rep_id"].map(lambda rep: pd.notna(hired.get(rep))).astype(bool)
    there = (sums["quota"].fillna(0.0) / whole).where(is_known & (whole > 0), 1.0)
    there = there.where((there - 1).abs() > _SNAP, 1.0)
    share = (sums["ramped"] / sums["quota"]).where(sums["quota"] > 0, 1.0)
    return quotas.assign(quota_set=quotas["quota"], there=there, share=share, quota=whole * there * share)


def of_quota(found: pd.DataFrame) -> dict[str, Value]:
    """Ramped quota and attainment of the reps who carry one: sums over sums. found: of `ramped`, of one group."""
    n = int((found["quota_set"].fillna(0) > 0).sum())
    carrying = found[found["quota_set"].fillna(0) > 0]
    quota, won = exact_sum(carrying["quota"]), exact_sum(carrying["won_amount"])
    return {
        "ramped_quota": Value(quota if n else None, n, unit="money"),
        "ramped_attainment": Value(won / quota if quota > 0 else None, n),
    }
