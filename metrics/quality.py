"""What in the data cannot be trusted: the checks, and what each has against a record.

A check judges a record by facts: "" is nothing against it, a code is the reason, blank is that the check does not
apply or that nothing can be known. So a check's denominator is what is not blank, and its finding what has a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from metrics.quality_checks import LIMITS, Limits
from metrics.ratio import share
from metrics.values import Value


@dataclass(frozen=True, slots=True)
class Company:
    """What is true of the whole company and decides what can be known of a record.

    has_people: a list of people was imported. has_currencies: deals name currencies. log_first: the first day with an
    activity on a deal; None where none has any. has_responses: some lead has an answer on record. one_probability: all
    open deals have the same, in several stages. mass_days: of `mass_days`.
    """

    has_people: bool
    has_currencies: bool
    log_first: date | None
    has_responses: bool
    one_probability: bool
    mass_days: frozenset[date]


def company(row: Mapping[str, Any], days: pd.DataFrame, limits: Limits = LIMITS) -> Company:
    """What is true of the company. row: of the query quality/company. days: rows of quality/created_days."""
    return Company(
        has_people=row["listed_people"] > 0,
        has_currencies=row["deals_with_currency"] > 0,
        log_first=None if pd.isna(row["log_first_on"]) else _day(row["log_first_on"]),
        has_responses=row["leads_with_response"] > 0,
        one_probability=row["open_with_probability"] >= limits.alike_deals
        and row["open_probabilities"] == 1
        and row["open_stages"] > 1,
        mass_days=mass_days(days, limits),
    )


def mass_days(days: pd.DataFrame, limits: Limits = LIMITS) -> frozenset[date]:
    """Days on which more deals were created than one believes.

    days: created_on and deals, a row per day with any. A day counts where it has at least mass_least deals and more
    than mass_factor times the norm: the median over all other days of its weekday between the first and the last day,
    those without a deal included, and at least 1.
    """
    if days.empty:
        return frozenset()
    counts = days.set_index(pd.DatetimeIndex(days["created_on"]))["deals"].astype(float)
    every = counts.reindex(pd.date_range(counts.index.min(), counts.index.max()), fill_value=0.0)
    found = set()
    for _weekday, same in every.groupby(every.index.day_of_week):
        for day, deals in same[same >= limits.mass_least].items():
            others = same.drop(day)
            norm = max(float(others.median()) if len(others) else 0.0, 1.0)
            if deals > limits.mass_factor * norm:
                found.add(_day(day))
    return frozenset(found)


def _day(moment: Any) -> date:  # noqa: ANN401 - however pandas holds a day that is known
    return date.fromisoformat(str(moment)[:10])


def judge_deals(
    facts: pd.DataFrame, known: Company, touched: pd.Series, twins: pd.DataFrame, today: date, limits: Limits = LIMITS
) -> pd.DataFrame:
    """A column of reasons per check of deals, on the index of the facts: "" fine, blank where it does not apply.

    facts: rows of quality/deals. touched: ids of open deals with an activity. twins: of duplicates.deals.
    """
    kind, stage = facts["stage_kind"], facts["stage"]
    is_open, is_won = kind == "open", kind == "won"
    close_on, closed_on, created_on = (_days(facts[name]) for name in ("close_on", "closed_on", "created_on"))
    now = pd.Timestamp(today)
    original, amount, chance = (facts[name].astype(float) for name in ("amount_original", "amount", "probability"))
    everyone = pd.Series(True, index=facts.index)
    has_left = (_days(facts["left_on"]) < now) | (facts["left_on"].isna() & facts["is_active"].eq(False))
    cycle = (closed_on - created_on).dt.days
    mass = created_on.isin([pd.Timestamp(day) for day in known.mass_days])
    return pd.DataFrame(
        {
            "missing_amount": _told(everyone, blank=original.isna(), zero=(original == 0) & (is_open | is_won)),
            "close_date": _told(
                everyone,
                absent=is_open & close_on.isna(),
                past=is_open & (close_on < now),
                undated=~is_open & closed_on.isna(),
            ),
            "owner_gone": _told(
                is_open,
                nobody=facts["rep_id"].isna(),
                left=has_left,
                unlisted=facts["is_listed"].ne(True) & known.has_people,
            ),
            "stage_unknown": _told(everyone, no_stage=stage.isna(), unread=facts["is_stage_known"].ne(True)),
            "cycle": _told(~is_open & cycle.notna(), negative=cycle < 0, zero_days=is_won & (cycle == 0)),
            "currency": _told(
                original.notna(),
                no_rate=amount.isna() & facts["currency"].notna(),
                no_currency=facts["currency"].isna() & known.has_currencies,
            ),
            "duplicate_deals": _twinned(facts["opportunity_id"], twins),
            "mass_created": _told(created_on.notna(), mass=mass),
            "probability": _told(
                is_open & chance.notna(),
                share=(chance > 0) & (chance < limits.least_probability),
                same=everyone & known.one_probability,
            ),
            "no_activity": _told(
                is_open & (_watched_since(created_on, known) <= now - timedelta(days=limits.idle_days)),
                untouched=~facts["opportunity_id"].isin(set(touched)) & facts["last_activity_on"].isna(),
            ),
        },
        index=facts.index,
    )


def _watched_since(created_on: pd.Series, known: Company) -> pd.Series:
    """Since when an activity of the deal would be on record: its creation, or the beginning of the log."""
    if known.log_first is None:
        return pd.Series(pd.NaT, index=created_on.index, dtype=created_on.dtype)
    first = pd.Timestamp(known.log_first)
    return created_on.mask(created_on < first, first)


def judge_leads(facts: pd.DataFrame, known: Company, answered: pd.Series) -> pd.Series:
    """What is against each lead. facts: rows of quality/leads. answered: ids of the leads an answer is on record of."""
    created, answer = facts["created_at"], facts["first_response_at"]
    is_answered = facts["lead_id"].isin(set(answered))
    return _told(
        pd.Series(True, index=facts.index),
        no_creation=created.isna(),
        backwards=answer < created,
        no_record=~is_answered & (not known.has_responses),
        unrecorded=~is_answered & facts["was_worked"].astype(bool),
    )


def judge_accounts(rows: pd.DataFrame, twins: pd.DataFrame) -> pd.Series:
    """What is against each account. rows: of quality/accounts. twins: of duplicates.accounts."""
    return _twinned(rows["account_id"], twins)


def _twinned(ids: pd.Series, twins: pd.DataFrame) -> pd.Series:
    reasons = dict(zip(twins["id"], twins["reason"], strict=True))
    return pd.Series([reasons.get(known, "") for known in ids], index=ids.index, dtype=object)


def _told(applies: pd.Series, **cases: pd.Series) -> pd.Series:
    """The first case that holds, by its name; "" where none does, blank where the check does not apply."""
    found = np.select([case.fillna(False).astype(bool) for case in cases.values()], list(cases), default="")
    return pd.Series(found, index=applies.index, dtype=object).where(applies.fillna(False).astype(bool), None)


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column)


def is_found(reasons: pd.Series) -> pd.Series:
    """Which records have something against them."""
    return reasons.notna() & (reasons != "")


def has_finding(reasons: pd.DataFrame) -> pd.Series:
    """Which records any check has something against."""
    return reasons.notna().any(axis=1) & ((reasons.fillna("") != "").any(axis=1))


def total(amounts: pd.Series) -> float:
    """The sum of amounts to the last digit that the warehouse keeps, a ten-thousandth; blanks add nothing."""
    return float((amounts.dropna() * 10_000).round().astype("int64").sum()) / 10_000


def clean_share(deals: pd.DataFrame, found: pd.Series) -> Value:
    """The share of the open pipeline's money in deals without a finding, n being the open deals.

    deals: stage_kind and amount. An open deal without an amount has no weight; how many there are is said apart.
    """
    is_open = deals["stage_kind"] == "open"
    return share(
        total(deals.loc[is_open & ~found, "amount"]), total(deals.loc[is_open, "amount"]), n=int(is_open.sum())
    )


def owners_of(records: pd.DataFrame) -> pd.DataFrame:
    """A row per owner with anything found: rep_id, rep_name, found, looked_at; the most first.

    records: these columns, a row per record or per sum of records; a blank owner is one as well.
    """
    sums = records.assign(rep_id=records["rep_id"].fillna("")).groupby("rep_id", as_index=False)
    rows = sums.agg(rep_name=("rep_name", "first"), found=("found", "sum"), looked_at=("looked_at", "sum"))
    return rows[rows["found"] > 0].sort_values(["found", "rep_id"], ascending=[False, True], ignore_index=True)


def by_owner(deals: pd.DataFrame, reasons: pd.DataFrame) -> pd.DataFrame:
    """A row per owner: deals, found_deals, score (share of deals without a finding) with low and high, open_amount,
    clean_share (of the open amount), affected_amount and a count per check; the most findings first.

    deals: rep_id, rep_name, team, stage_kind, amount.
    """
    if deals.empty:
        return pd.DataFrame(columns=["rep_id", "rep_name", "team", "deals", "found_deals", "score"])
    found = has_finding(reasons)
    counts = pd.DataFrame({code: is_found(reasons[code]) for code in reasons})
    rows = []
    for rep_id, places in deals.groupby(deals["rep_id"].fillna("")).groups.items():
        ours, bad = deals.loc[places], found.loc[places]
        score = share(int((~bad).sum()), len(ours), interval=True)
        rows.append(
            {
                "rep_id": rep_id,
                "rep_name": ours["rep_name"].iloc[0],
                "team": ours["team"].iloc[0],
                "deals": len(ours),
                "found_deals": int(bad.sum()),
                "score": score.value,
                "low": score.low,
                "high": score.high,
                "open_amount": total(ours.loc[ours["stage_kind"] == "open", "amount"]),
                "clean_share": clean_share(ours, bad).value,
                "affected_amount": total(ours.loc[bad, "amount"]),
                **counts.loc[places].sum().to_dict(),
            }
        )
    return pd.DataFrame(rows).sort_values(
        ["found_deals", "affected_amount", "rep_id"], ascending=[False, False, True], ignore_index=True
    )
