"""Reps side by side: what they add to the board, where they stand beside earlier periods, and who needs help with what.

Who is above or below the norm is told only where it lies beyond chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from metrics import calls, shrinkage
from metrics.measures import Row, count
from metrics.ratio import exact_sum, number, share
from metrics.values import Value

# A team has a norm of its own with so many reps who decided a deal.
LEAST_REPS = 4
# A place in the ranking takes so many deals; whoever has fewer is listed after the others.
LEAST_DEALS = 5
# Beyond chance: the chance that a rep lies above the norm is outside of these.
SURE = 0.975
CALLED_DAYS_BEFORE = 28  # so long before the end of a period a rep's own call is held against the result
CALLED_YEARS = 2
_LEAST_PAIRS = 5
_BAND = 0.25
_DAY = timedelta(days=1)


# ---- what the board adds to the measures of metrics.report -----------------------------------------------------------


def quota(reps: pd.DataFrame) -> dict[str, Value]:
    """What was won toward quota, and the gap. reps: rows of measures/attainment of one group."""
    carrying = reps[reps["quota"].fillna(0) > 0]
    n, won = len(carrying), exact_sum(carrying["won_amount"])
    return {
        "attained_amount": Value(won if n else None, n, unit="money"),
        "quota_gap": Value(exact_sum([won, -exact_sum(carrying["quota"])]) if n else None, n, unit="money"),
    }


def pipeline_yield(row: Row) -> Value:
    """Won ÷ (open at start + created in the period), n the deals in play. row: of the query reps/board_play."""
    return share(
        number(row.get("yield_amount")) or 0.0,
        number(row.get("available_amount")) or 0.0,
        n=count(row, "available_with_amount"),
    )


def hygiene(kept: pd.Series) -> Value:
    """Share of open deals that are well kept. kept: of metrics.signals.well_kept, blank where not known."""
    return share(int(kept.sum()), int(kept.count()), interval=True)


def own_calls(submissions: pd.DataFrame, won: pd.DataFrame, *, until: date) -> pd.DataFrame:
    """Each rep's own commit calls beside the own result: one row per rep and finished period.

    submissions: rows of forecast/calls; won: rows of forecast/won_by_person; until: last day known. Columns: rep_id,
    starts_on, ends_on, call (in force CALLED_DAYS_BEFORE the end of the period, or at its begin where it
    is shorter), actual. Money. Only periods that ended in the last CALLED_YEARS years.
    """
    first = date(until.year - CALLED_YEARS, until.month, 1)
    ends = submissions["ends_on"].dt.date
    said = submissions[(ends <= until + _DAY) & (ends > first) & (submissions["kind"] == "rep")]
    days = won["day"].dt.date
    rows = []
    for (start, end), part in said.groupby(["starts_on", "ends_on"]):
        starts_on, ends_on = start.date(), end.date()
        day = max(ends_on - timedelta(days=CALLED_DAYS_BEFORE), starts_on)
        by_then = part[part["submitted_at"] < datetime.combine(day + _DAY, time.min)]
        results = won[(days >= starts_on) & (days < ends_on)].groupby("rep_id")["amount"].sum()
        rows += [
            (rep, starts_on, ends_on, float(call["amount"]), float(results.get(rep, 0.0)))
            for (rep, _kind), call in calls.in_force(by_then).items()
        ]
    found = pd.DataFrame(rows, columns=["rep_id", "starts_on", "ends_on", "call", "actual"])
    return found.sort_values(["starts_on", "ends_on", "rep_id"], ignore_index=True)


def call_bias(called: pd.DataFrame) -> Value:
    """Σ (call − actual) ÷ Σ actual with its sign, n the calls; blank where nothing was won. called: of `own_calls`."""
    actual = exact_sum(called["actual"])
    off = exact_sum([*called["call"], -actual])
    return Value(off / actual if actual > 0 else None, len(called))


# ---- pacing ----------------------------------------------------------------------------------------------------------


def pace(rows: pd.DataFrame) -> tuple[Value, Value]:
    """Attainment by a day of a period and at its end: sums over sums. rows: of reps/board_pace, of one group."""
    carrying = rows[rows["quota"].fillna(0) > 0]
    n, whole = len(carrying), exact_sum(carrying["quota"])
    return (
        share(exact_sum(carrying["won_by_then_amount"]), whole, n=n),
        share(exact_sum(carrying["won_amount"]), whole, n=n),
    )


def paces(now: pd.DataFrame, earlier: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Each group's attainment now beside the same day of earlier periods: one row per group with a quota now.

    now, earlier: rows of reps/board_pace. Columns: group_name, now, usual (median), low, high (least and most of the
    earlier periods), periods (earlier ones with a quota), ahead (now − usual).
    """
    past = [dict(list(rows.groupby("group_name"))) for rows in earlier]
    lines = []
    for group, rows in now.groupby("group_name"):
        here = pace(rows)[0].value
        before = [pace(period[group])[0].value for period in past if group in period]
        known = [value for value in before if value is not None]
        usual, low, high = (float(np.median(known)), min(known), max(known)) if known else (np.nan, np.nan, np.nan)
        lines.append((group, here, usual, low, high, len(known)))
    found = pd.DataFrame(lines, columns=["group_name", "now", "usual", "low", "high", "periods"])
    numbers = ["now", "usual", "low", "high"]
    found[numbers] = found[numbers].astype(float)
    return found.assign(ahead=found["now"] - found["usual"])


# ---- distribution ----------------------------------------------------------------------------------------------------


def bands(attainment: pd.Series) -> pd.DataFrame:
    """How many reps attained how much: bands of a quarter of the quota, the last one open.

    attainment: per rep, 0 to 1 and above. Columns: low, high (inf for the last), reps, names (of the index, in order).
    """
    known = attainment.dropna().sort_values()
    # a rep at 100 % to the cent is in the band that begins there
    places = np.clip(np.floor(known / _BAND + 1e-9), 0, 6).astype(int)
    rows = []
    for place in range(max(int(places.max()) if len(places) else 0, 4) + 1):
        names = list(known.index[places == place])
        rows.append((place * _BAND, (place + 1) * _BAND if place < 6 else np.inf, len(names), names))
    return pd.DataFrame(rows, columns=["low", "high", "reps", "names"])


# ---- honest ranking --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """What reps are ranked by: the measure of the catalogue, its columns, and whether more is better."""

    measure: str
    raw: str
    columns: tuple[str, ...]
    more_is_better: bool = True


SUBJECTS = {
    "win_rate": Subject("win_rate_honest", "win_rate", ("won_deals", "decided_deals")),
    "deal_size": Subject("deal_size_honest", "deal_size_median", ("size_deals", "size_log_sum", "size_log_squares")),
    "cycle": Subject(
        "cycle_honest", "sales_cycle_median_days", ("cycle_deals", "cycle_log_sum", "cycle_log_squares"), False
    ),
}


def ranking(counts: pd.DataFrame, subject: str, *, by_team: bool) -> pd.DataFrame:
    """Reps by what can be known of a subject, the furthest on the good side of the norm first.

    Against the norm, and not by value, so that nobody is on top for belonging to a strong team. Whoever has fewer
    than LEAST_DEALS deals comes after all others, without a place.

    counts: one row per rep: group_name, team, raw (what is measured, blank where there is none) and the
    subject's columns. by_team: lean on the norm of the own team where it has LEAST_REPS with deals, else of all.
    Columns added: n, value, low, high, norm, chance_above (of `metrics.shrinkage`), verdict (better, worse or
    blank: not beyond chance), whose (the team leaned on, None for everybody), apart (value − norm of rates, value ÷
    norm of the others), place (1 for the first; blank with too few deals). Reps without a deal are left out.
    """
    how = SUBJECTS[subject]
    deals = how.columns[1] if subject == "win_rate" else how.columns[0]
    rows = counts[counts[deals].fillna(0) > 0].reset_index(drop=True)
    if rows.empty:
        return rows.assign(
            n=[], value=[], low=[], high=[], norm=[], chance_above=[], verdict=[], whose=[], apart=[], place=[]
        )
    whole = _estimated(rows, how, None)
    whose = pd.Series([None] * len(rows), dtype=object)
    if by_team:
        sizes = rows.groupby("team")["group_name"].transform("size").reindex(rows.index).fillna(0)
        own = (sizes >= LEAST_REPS) & rows["team"].notna()
        if own.any():
            parts = rows[own].reset_index(drop=True)
            leaning = _estimated(parts, how, pd.factorize(parts["team"])[0])
            whole.loc[own] = leaning.to_numpy()
            whose = rows["team"].where(own, None)
    found = pd.concat([rows.assign(n=rows[deals].astype(int)), whole], axis=1).assign(whose=whose)
    above, below = found["chance_above"] >= SURE, found["chance_above"] <= 1 - SURE
    better, worse = (above, below) if how.more_is_better else (below, above)
    found["verdict"] = np.select([better, worse], ["better", "worse"], "")
    found["apart"] = found["value"] - found["norm"] if len(how.columns) == 2 else found["value"] / found["norm"]
    found["is_few"] = found["n"] < LEAST_DEALS
    found = found.sort_values(
        ["is_few", "apart", "n", "group_name"], ascending=[True, not how.more_is_better, False, True], ignore_index=True
    )
    places = pd.Series(range(1, len(found) + 1), index=found.index, dtype="Int64")
    return found.assign(place=places.where(~found["is_few"])).drop(columns="is_few")


def _estimated(rows: pd.DataFrame, how: Subject, groups: np.ndarray | None) -> pd.DataFrame:
    columns = [rows[name].to_numpy(float) for name in how.columns]
    if len(columns) == 2:
        return shrinkage.rates(columns[0], columns[1], groups)
    found = shrinkage.levels(columns[0], columns[1], columns[2], groups)
    scale = ["value", "low", "high", "norm"]
    return found.assign(**{name: np.exp(found[name]) for name in scale})


# ---- any two measures ------------------------------------------------------------------------------------------------


def quartiles(values: pd.Series) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile of the reps who have a value; None without any."""
    known = values.dropna()
    if known.empty:
        return None
    return float(known.quantile(0.25)), float(known.quantile(0.5)), float(known.quantile(0.75))


def relation(x: pd.Series, y: pd.Series) -> tuple[float | None, float | None, int]:
    """Spearman's rank correlation of two measures, its p value, and the reps with both; blank with fewer than five."""
    both = x.notna() & y.notna()
    n = int(both.sum())
    if n < _LEAST_PAIRS or x[both].nunique() < 2 or y[both].nunique() < 2:
        return None, None, n
    found = spearmanr(x[both], y[both])
    return float(found.statistic), float(found.pvalue), n


# ---- who needs help with what ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Help:
    """One thing to do: who, with what (win_rate, deal_size, cycle or coverage), and the figures of the sentence.

    worth: money that orders the list, 0 where it is not known.
    """

    group: str
    subject: str
    value: float
    norm: float
    n: int
    worth: float = 0.0


def helps(rankings: Mapping[str, pd.DataFrame], values: Mapping[str, Mapping[str, Value]], left: float) -> list[Help]:
    """Who needs help with what: those below the norm beyond chance, and those whose pipeline cannot reach the quota.

    rankings: subject → `ranking`. values: group → measures. left: share of the period still to come; without any
    there is nothing left to fill.
    """
    found = []
    for subject, rows in rankings.items():
        for row in rows[rows["verdict"] == "worse"].to_dict("records"):
            worth = abs(row["value"] - row["norm"]) / row["norm"] if row["norm"] else 0.0
            found.append(Help(row["group_name"], subject, row["value"], row["norm"], int(row["n"]), worth))
    if left > 0:
        for group, measured in values.items():
            missing, due = measured["remaining_quota"].value, measured["due_amount"].value
            covered = measured["coverage"].value
            if missing and covered is not None and covered < 1 and due is not None:
                found.append(Help(group, "coverage", covered * missing, missing, measured["due_deals"].n or 0, missing))
    order = ["win_rate", "deal_size", "cycle", "coverage"]
    return sorted(found, key=lambda each: (order.index(each.subject), -each.worth, each.group))
