"""Quotas side by side: a grid of people and periods, what an edit of it changes, and what does not fit together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from metrics.periods import Period
from metrics.ratio import exact_sum

_CLOSE = 0.001  # sums that differ by less than a thousandth were rounded


# ---- the grid --------------------------------------------------------------------------------------------------------


def grid(known: pd.DataFrame, sellers: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """People by periods: who carries a quota in one of them, and everybody who sells and is there.

    known: rows of quotas/known; sellers: rows of quotas/sellers. Columns: rep_id, rep_name, team, manager_id, then the
    label of each period with the quota of just these days (blank without one), in the order of sellers.
    """
    first, last = pd.Timestamp(periods[0].start), pd.Timestamp(periods[-1].end)
    cells = {}
    for period in periods:
        start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
        inside = known[(known["starts_on"] == start) & (known["ends_on"] == end)]
        told = inside[inside["amount"].notna()]
        cells[period.label] = told.groupby("rep_id")["amount"].agg(exact_sum)
    carrying = {rep for column in cells.values() for rep in column.index}
    gone, later = sellers["left_on"] < first, sellers["hired_on"] >= last
    sells = ~sellers["is_manager"].astype(bool) | (sellers["won_deals"] + sellers["due_deals"] > 0)
    shown = sellers[sellers["rep_id"].isin(carrying) | (sells & ~gone & ~later)].reset_index(drop=True)
    found = shown[["rep_id", "rep_name", "team", "manager_id"]].assign(team=shown["team"].fillna(""))
    return found.assign(**{label: found["rep_id"].map(column).astype(float) for label, column in cells.items()})


def total(found: pd.DataFrame, label: str) -> float:
    """The sum of a period's quotas, managers' above those of their reports left out. found: of `grid`, or edited."""
    carrying = found[found[label].fillna(0) > 0]
    above = set(carrying.loc[carrying["manager_id"] != carrying["rep_id"], "manager_id"].dropna())
    return exact_sum(carrying.loc[~carrying["rep_id"].isin(above), label])


@dataclass(frozen=True, slots=True)
class Edit:
    """One quota of the grid that was given another amount; None takes it back."""

    rep_id: str
    period: Period
    amount: Decimal | None


def edits(
    found: pd.DataFrame, changed: Mapping[int, Mapping[str, float | None]], periods: Sequence[Period]
) -> list[Edit]:
    """What of the grid was given another amount. changed: row → column → value, as an editor tells."""
    by_label = {period.label: period for period in periods}
    rows = []
    for place, cells in sorted((int(place), cells) for place, cells in changed.items()):
        for label, value in cells.items():
            before = found[label].iloc[place] if label in by_label else None
            if label not in by_label or (pd.isna(before) and value is None) or value == before:
                continue
            amount = None if value is None else round(Decimal(str(value)), 4)
            rows.append(Edit(str(found["rep_id"].iloc[place]), by_label[label], amount))
    return rows


# ---- what does not fit together --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Misfit:
    """Quotas that do not fit together.

    code: parts (smaller periods do not add up to the larger one), partly (some of the smaller ones are missing), left
    (a quota after the last day of work), early (one that ends before the first), overlap (two count over the same
    days), above (a manager's and the reports': amount, other their sum), none (deals in the period, but no quota).
    amount, other: the two amounts held against each other. n: quotas, reports or deals behind it.
    """

    code: str
    rep_name: str
    starts_on: date
    ends_on: date
    amount: float = 0.0
    other: float = 0.0
    n: int = 0


def misfits(known: pd.DataFrame, sellers: pd.DataFrame, year: Period, period: Period) -> list[Misfit]:
    """What does not fit together among the quotas that touch a year.

    period: the part of the year that the deals of `sellers` (rows of quotas/sellers) are of.
    """
    start, end = pd.Timestamp(year.start), pd.Timestamp(year.end)
    touching = known[(known["starts_on"] < end) & (known["ends_on"] > start)]
    rows = touching[touching["amount"].fillna(0) > 0]
    rows = rows.assign(
        amount=rows["amount"].astype(float),
        **{name: _days(rows[name]) for name in ("starts_on", "ends_on", "hired_on", "left_on")},
    )
    found: list[Misfit] = []
    for _rep, own in rows.groupby("rep_id"):
        found += _sums(own) + _stay(own) + _overlaps(own)
    return [*found, *_above(rows), *_without(rows, sellers, period)]


def _days(moments: pd.Series) -> pd.Series:
    """Days without a time, None where there is none: pandas alone would keep moments where none is known."""
    days = [None if pd.isna(moment) else moment.date() for moment in moments]
    return pd.Series(days, index=moments.index, dtype=object)


def _sums(own: pd.DataFrame) -> list[Misfit]:
    """Smaller periods inside a larger one of the same person."""
    found = []
    for whole in own.to_dict("records"):
        inside = own[
            (own["starts_on"] >= whole["starts_on"])
            & (own["ends_on"] <= whole["ends_on"])
            & (own["quota_id"] != whole["quota_id"])
            & ((own["ends_on"] - own["starts_on"]) < (whole["ends_on"] - whole["starts_on"]))
        ]
        # A year holds quarters and months: the largest of them are compared.
        days = (inside["ends_on"] - inside["starts_on"]).map(lambda span: span.days)
        parts = inside[days > days.max() * 0.8] if len(inside) else inside
        parts = parts.drop_duplicates(["starts_on", "ends_on"])
        if parts.empty:
            continue
        covered = int((parts["ends_on"] - parts["starts_on"]).map(lambda span: span.days).sum())
        total, amount = exact_sum(parts["amount"]), whole["amount"]
        told = (whole["rep_name"], whole["starts_on"], whole["ends_on"], amount, total, len(parts))
        if covered < (whole["ends_on"] - whole["starts_on"]).days:
            found.append(Misfit("partly", *told))
        elif abs(total - amount) > _CLOSE * amount:
            found.append(Misfit("parts", *told))
    return found


def _stay(own: pd.DataFrame) -> list[Misfit]:
    found = []
    for row in own.to_dict("records"):
        told = (row["rep_name"], row["starts_on"], row["ends_on"], row["amount"])
        if pd.notna(row["left_on"]) and row["left_on"] < row["starts_on"]:
            found.append(Misfit("left", *told))
        if pd.notna(row["hired_on"]) and row["hired_on"] >= row["ends_on"]:
            found.append(Misfit("early", *told))
    return found


def _overlaps(own: pd.DataFrame) -> list[Misfit]:
    """Two that count over the same days, so that both are added."""
    rows = own[own["is_counted"].astype(bool)].sort_values(["starts_on", "ends_on", "quota_id"]).to_dict("records")
    return [
        Misfit(
            "overlap",
            one["rep_name"],
            max(one["starts_on"], two["starts_on"]),
            min(one["ends_on"], two["ends_on"]),
            one["amount"],
            two["amount"],
            2,
        )
        for place, one in enumerate(rows)
        for two in rows[place + 1 :]
        if two["starts_on"] < one["ends_on"] and one["starts_on"] < two["ends_on"]
    ]


def _above(rows: pd.DataFrame) -> list[Misfit]:
    """A manager's quota beside those that the reports carry over the same days."""
    found = []
    for row in rows.to_dict("records"):
        below = rows[
            (rows["manager_id"] == row["rep_id"])
            & (rows["rep_id"] != row["rep_id"])
            & (rows["starts_on"] == row["starts_on"])
            & (rows["ends_on"] == row["ends_on"])
        ]
        if len(below):
            told = (row["rep_name"], row["starts_on"], row["ends_on"], row["amount"], exact_sum(below["amount"]))
            found.append(Misfit("above", *told, below["rep_id"].nunique()))
    return found


def _without(rows: pd.DataFrame, sellers: pd.DataFrame, period: Period) -> list[Misfit]:
    """Who won a deal or has one due in the period, and carries no quota that touches it."""
    deals = sellers["won_deals"] + sellers["due_deals"]
    carrying = rows.loc[(rows["starts_on"] < period.end) & (rows["ends_on"] > period.start), "rep_id"]
    missing = sellers[(deals > 0) & ~sellers["is_manager"].astype(bool) & ~sellers["rep_id"].isin(carrying)]
    return [
        Misfit(
            "none",
            row["rep_name"],
            period.start,
            period.end,
            0.0 if pd.isna(row["won_amount"]) else float(row["won_amount"]),
            0.0,
            int(row["won_deals"] + row["due_deals"]),
        )
        for row in missing.to_dict("records")
    ]
