"""What the checks find in the records of a choice: now, and as known on the day of each import."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics import duplicates, quality
from metrics.quality_checks import CHECKS, LIMITS
from metrics.values import Value
from pages.components import session
from pages.components.filters import Choice
from queries import Scope

# The trend goes back so many import days, fewer where there is much to look at on each of them.
_MOST_DAYS, _LEAST_DAYS, _MOST_DEALS = 12, 2, 500_000
# A state of which none of these is known is only inferred: the deal was there, and nobody had looked yet.
_STATE = ["stage", "amount_original", "currency", "close_on", "probability"]


@dataclass(frozen=True, slots=True)
class Audit:
    """The records in sight with what the checks have against them.

    deals: rows of quality/deals. reasons: a column per check of deals, on their index. accounts, leads: with
    `reason`, accounts and deals with twin_id and twin. durations: rows of quality/durations. split: whether leads can
    be told apart by what was chosen.
    """

    deals: pd.DataFrame
    reasons: pd.DataFrame
    accounts: pd.DataFrame
    leads: pd.DataFrame
    durations: pd.DataFrame
    split: bool

    @property
    def found_deals(self) -> pd.Series:
        """Which deals have a finding."""
        return quality.has_finding(self.reasons)


def window(choice: Choice, *, everything: bool) -> dict[str, date | None]:
    """The parameters of the period, or of all records."""
    if everything:
        return {"period_start": None, "period_end": None}
    return {"period_start": choice.period.start, "period_end": choice.period.end}


def audit(choice: Choice, *, everything: bool) -> Audit:
    """What the checks find in the choice. everything: whatever the period."""
    return _now(*_key(choice), everything, choice)


def _key(choice: Choice) -> tuple[str, int, str]:
    """What an answer that is kept depends on."""
    release = session.release()
    return str(release), release.path.stat().st_mtime_ns if release else 0, repr(choice)


@st.cache_resource(max_entries=8, show_spinner=False)
def _now(release: str, made: int, chosen: str, everything: bool, _choice: Choice) -> Audit:
    whole = Scope(as_of=_choice.scope.as_of)
    return _audit(_choice, _choice.scope, everything, _choice.as_of, _twins(release, made, repr(whole), whole))


@st.cache_resource(max_entries=8, show_spinner=False)
def _twins(release: str, made: int, scoped: str, _whole: Scope) -> pd.DataFrame:
    """The likely twins among the deals of the whole company, with the name of each one's twin."""
    rows = session.fetch("quality/deal_twins", _whole, days=LIMITS.twin_days)
    found = duplicates.deals(rows, typo_letters=LIMITS.typo_letters, days=LIMITS.twin_days)
    return _named(found, rows["opportunity_id"], rows["name"])


def _audit(choice: Choice, scope: Scope, everything: bool, today: date, twins: pd.DataFrame) -> Audit:
    whole, asked = Scope(as_of=scope.as_of), window(choice, everything=everything)
    known = quality.company(
        session.fetch("quality/company", whole, today=today).iloc[0].to_dict(),
        session.fetch("quality/created_days", whole, today=today),
    )
    deals = session.fetch("quality/deals", scope, **asked)
    if scope.as_of is not None:
        deals = deals[deals[_STATE].notna().any(axis=1)].reset_index(drop=True)
    touched = session.fetch("quality/touched_deals", whole, today=today)["opportunity_id"]
    return Audit(
        deals=_with_twins(deals, "opportunity_id", twins),
        reasons=quality.judge_deals(deals, known, touched, twins, today),
        accounts=_accounts(scope, whole, today),
        leads=_leads(scope, whole, asked, today, known),
        durations=session.fetch("quality/durations", scope, **asked, today=today, longest=LIMITS.longest_minutes),
        split=not scope.by_deal,
    )


def _then(twins: pd.DataFrame, whole: Scope) -> pd.DataFrame:
    """Today's twins as far as both were known on a day."""
    known = session.fetch("quality/deal_twins", whole, days=LIMITS.twin_days)["opportunity_id"]
    found = twins[twins["id"].isin(known)]
    return found[found["group"].duplicated(keep=False)]


def _named(twins: pd.DataFrame, ids: pd.Series, names: pd.Series) -> pd.DataFrame:
    """The twins with the name of each other one, its id where it has none."""
    known = {key: name for key, name in zip(ids, names, strict=True) if isinstance(name, str)}
    return twins.assign(twin=pd.Series([known.get(key, key) for key in twins["twin_id"]], dtype=object))


def _with_twins(records: pd.DataFrame, key: str, twins: pd.DataFrame) -> pd.DataFrame:
    more = twins[["id", "twin_id", "twin", "group"]].astype(object).rename(columns={"id": key})
    return records.merge(more, on=key, how="left")


def _accounts(scope: Scope, whole: Scope, today: date) -> pd.DataFrame:
    rows = session.fetch("quality/accounts", whole, today=today)
    twins = _named(_twin_accounts(str(session.release()), repr(whole), today, rows), rows["account_id"], rows["name"])
    ours = session.fetch("quality/accounts_in_sight", scope)
    if scope.by_deal:
        ours = ours[ours["deals"] > 0]
    found = rows.merge(ours, on="account_id", how="inner")
    return _with_twins(found, "account_id", twins).assign(reason=quality.judge_accounts(found, twins))


@st.cache_data(max_entries=50, show_spinner=False)
def _twin_accounts(release: str, scoped: str, today: date, _rows: pd.DataFrame) -> pd.DataFrame:
    return duplicates.accounts(_rows, typo_letters=LIMITS.typo_letters)


def _leads(scope: Scope, whole: Scope, asked: Mapping[str, Any], today: date, known: quality.Company) -> pd.DataFrame:
    rows = session.fetch("quality/leads", scope, **asked, today=today)
    # What leads are like is another question than what deals are: a choice of deals tells nothing of leads.
    rows = rows.iloc[:0] if scope.by_deal else rows
    answered = session.fetch("quality/answered_leads", whole, today=today)["lead_id"]
    return rows.assign(reason=quality.judge_leads(rows, known, answered))


def counts(found: Audit) -> pd.DataFrame:
    """A row per check: check, kind, found, looked_at, share, amount and open_amount of what was found.

    amount is blank where no record has one; share where nothing was looked at.
    """
    rows = []
    for check in CHECKS.values():
        if check.kind == "deals":
            reasons, records = found.reasons[check.code], found.deals
        elif check.kind == "activities":
            done, bad = int(found.durations["activities"].sum()), int(found.durations["found"].sum())
            rows.append({"check": check.code, "kind": check.kind, "found": bad, "looked_at": done})
            continue
        else:
            records = found.accounts if check.kind == "accounts" else found.leads
            reasons = records["reason"]
        bad = quality.is_found(reasons)
        row: dict[str, object] = {
            "check": check.code,
            "kind": check.kind,
            "found": int(bad.sum()),
            "looked_at": int(reasons.count()),
        }
        if "amount" in records:
            amounts = records.loc[bad, "amount"]
            is_open = records.loc[bad, "stage_kind"] == "open" if "stage_kind" in records else amounts.notna()
            row |= {"amount": _known(amounts), "open_amount": _known(amounts[is_open])}
        rows.append(row)
    table = pd.DataFrame(rows, columns=["check", "kind", "found", "looked_at", "amount", "open_amount"])
    table = table.astype({"amount": float, "open_amount": float})
    return table.assign(share=(table["found"] / table["looked_at"].where(table["looked_at"] > 0)).astype(float))


def _known(amounts: pd.Series) -> float | None:
    """The sum, nothing where there are amounts and none is known."""
    return None if len(amounts) and not amounts.notna().any() else quality.total(amounts)


def totals(found: Audit) -> dict[str, Value]:
    """The measures of the cards: records_with_findings (n: all records looked at) and clean_pipeline_share."""
    marked = int(found.found_deals.sum()) + int(found.durations["found"].sum())
    marked += sum(int(quality.is_found(rows["reason"]).sum()) for rows in (found.accounts, found.leads))
    records = len(found.deals) + len(found.accounts) + len(found.leads) + int(found.durations["activities"].sum())
    return {
        "records_with_findings": Value(marked, records, unit="count"),
        "clean_pipeline_share": quality.clean_share(found.deals, found.found_deals),
    }


def trend(choice: Choice, *, everything: bool) -> pd.DataFrame:
    """What was found as known on the day of each import, the last ones: day, check, found, looked_at, share, amount.

    The rows of the check "" are the records with findings of all checks together, and the clean share as `share`.
    """
    return _trend(*_key(choice), everything, choice)


@st.cache_data(max_entries=50, show_spinner=False)
def _trend(release: str, made: int, chosen: str, everything: bool, _choice: Choice) -> pd.DataFrame:
    days = session.fetch("imports/days")["day"].dt.date
    whole = Scope(as_of=_choice.scope.as_of)
    twins, deals = _twins(release, made, repr(whole), whole), len(audit(_choice, everything=everything).deals)
    most = min(max(_MOST_DEALS // max(deals, 1), _LEAST_DAYS), _MOST_DAYS)
    points = []
    for day in days[days <= _choice.as_of].tail(most):
        scope = replace(_choice.scope, as_of=day)
        then = _audit(_choice, scope, everything, day, _then(twins, Scope(as_of=day)))
        measured = totals(then)
        records, clean = measured["records_with_findings"], measured["clean_pipeline_share"]
        points.append(counts(then).assign(day=day))
        line = {"day": day, "check": "", "found": records.value, "looked_at": records.n, "share": clean.value}
        points.append(pd.DataFrame([line]))
    columns = ["day", "check", "found", "looked_at", "share", "amount"]
    if not points:
        return pd.DataFrame(columns=columns)
    return pd.DataFrame([row for part in points for row in part.to_dict("records")], columns=columns)


def change(points: pd.DataFrame, code: str, column: str = "found") -> float | None:
    """By how much a check's line changed from the import before the last to the last; blank with fewer than two."""
    line = points.loc[points["check"] == code, column].tail(2)
    if len(line) < 2 or line.isna().any():
        return None
    return float(line.iloc[1]) - float(line.iloc[0])
