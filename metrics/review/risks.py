"""Open deals that look like those that were lost, and how much of what is due they are."""

from dataclasses import dataclass

import pandas as pd

from metrics import signals
from metrics.review.deals import amount, held_by
from metrics.review.plain import Record, records

_NAMES = ("name", "account_name", "rep_name")
_COLUMNS = ("opportunity_id", *_NAMES, "amount", "close_on")


@dataclass(frozen=True, slots=True)
class Risk:
    """deal: opportunity_id, name, account_name, rep_name, amount, close_on. signals: codes of those it shows."""

    deal: Record
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risks:
    """Of the deals due next. amount: of all; at_risk: those at risk, the largest first.

    share: of the amount that is at risk; few: that the largest deals hold; 0 to 1, None where nothing is due.
    overdue: deals past their close date; None where none is due.
    """

    amount: float
    at_risk: list[Risk]
    share: float | None
    few: float | None
    overdue: int | None


def due(book: pd.DataFrame, names: pd.DataFrame, *, largest: int) -> Risks:
    """Judge what is due. book: rows of a signals.Book; names: rows of deals/open_deals. largest: how many are few."""
    rows = book[book["is_due"] | book["is_overdue"]]
    deals = records(rows, ("amount",))
    risky = _risks(rows[rows["is_at_risk"]], names)
    whole = amount(deals)
    return Risks(
        amount=whole,
        at_risk=risky,
        share=amount([item.deal for item in risky]) / whole if whole > 0 else None,
        few=held_by(deals, largest),
        overdue=int(rows["is_overdue"].sum()) if len(rows) else None,
    )


def newly(now: pd.DataFrame, then: pd.DataFrame, names: pd.DataFrame) -> list[Risk]:
    """The deals at risk now that were not then, the largest first. now, then: as `book` of `due`."""
    before = set(then.loc[then["is_at_risk"], "opportunity_id"])
    return _risks(now[now["is_at_risk"] & ~now["opportunity_id"].isin(before)], names)


def _risks(rows: pd.DataFrame, names: pd.DataFrame) -> list[Risk]:
    known = names[["opportunity_id", *_NAMES]]
    named = rows.drop(columns=[*_NAMES], errors="ignore").merge(known, on="opportunity_id", how="left")
    ranked = named.sort_values(["amount", "opportunity_id"], ascending=[False, True], na_position="last")
    flags = ranked[list(signals.SIGNALS)].fillna(False).astype(bool).to_dict("records")
    shown = [tuple(code for code in signals.SIGNALS if row[code]) for row in flags]
    return [Risk(deal, codes) for deal, codes in zip(records(ranked, _COLUMNS), shown, strict=True)]
