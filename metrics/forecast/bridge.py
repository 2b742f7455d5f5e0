"""Bridge: which deals moved a forecast from one day to another, and by how much; the parts add up to the change.

Of a deal that is open on both days: amount effect = (amount now − amount then) × chance then, where the CRM's amount
changed; the rest of its change belongs to the first of stage, close date and other fields that changed, else to time.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from metrics.forecast import Outlook

# In the order they are shown: what closed, what came, what changed, what went, and what no deal stands for.
CAUSES = (
    "won",
    "new",
    "reopened",
    "stage",
    "amount",
    "close_date",
    "other",
    "time",
    "lost",
    "won_elsewhere",
    "removed",
    "transferred",
    "not_created",
    "adjustment",
)
WITHOUT_DEALS = frozenset({"not_created", "adjustment"})
_CAME = {"reopened": "reopened", "transferred_in": "transferred"}
_WENT = {"lost": "lost", "won": "won_elsewhere", "transferred_out": "transferred"}
_OTHER_FIELDS = ["rep_id", "forecast_category", "product"]
_KEPT = ["name", "account_name", "rep_name", "stage", "close_on", "quoted", *_OTHER_FIELDS]
_TEXTS = ["name", "account_name", "rep_name"]
_ROUNDING = 1e-9  # of the larger end: what sums of floats may differ by


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause added to the forecast (or took, then negative), in money, through how many deals."""

    cause: str
    amount: float
    deals: int


@dataclass(frozen=True)
class Bridge:
    """From one day's forecast (the mean) to another's, in money.

    steps: the causes that occurred, in the order of CAUSES. deals: one row per deal and cause: cause,
    opportunity_id, name, account_name, rep_name, value_then, value_now (money in the forecast), change (this
    cause's part of it), chance_then, chance_now (0 to 1, blank where not open), stage_then, stage_now,
    close_on_then, close_on_now; the largest change first.
    """

    start: float
    end: float
    steps: tuple[Step, ...]
    deals: pd.DataFrame

    @property
    def change(self) -> float:
        """End less start."""
        return self.end - self.start

    @property
    def difference(self) -> float:
        """What the steps fail to explain, in money: 0 unless the won deals given are not those of the forecast."""
        return self.change - math.fsum(step.amount for step in self.steps)

    @property
    def adds_up(self) -> bool:
        """Whether start and steps make the end."""
        return abs(self.difference) <= _ROUNDING * max(abs(self.start), abs(self.end), 1.0)

    def behind(self, cause: str) -> pd.DataFrame:
        """The deals of one cause, the largest change first."""
        return self.deals[self.deals["cause"] == cause].reset_index(drop=True)


def bridge(
    then: "Outlook", now: "Outlook", won_then: pd.DataFrame, won_now: pd.DataFrame, moves: pd.DataFrame
) -> Bridge:
    """What led from one forecast of a period to a later one of the same period, each outlook's first.

    won_then, won_now: opportunity_id, amount and, where known, name, account_name, rep_name of the deals won in the
    period as known on either day. moves: opportunity_id and reason (query pipeline/net_deals of all open deals).
    """
    deals = _by_deal(then.deals, now.deals, won_then, won_now, moves)
    rows = _by_cause(deals)
    first, last = then.periods[0], now.periods[0]
    new = float(last.parts["new"]) - float(first.parts["new"])
    open_change = _total(now.deals) - _total(then.deals)
    adjusted = math.fsum([last.mean, -first.mean, -(last.won - first.won), -open_change, -new])
    steps = [
        Step(str(cause), math.fsum(found["change"]), found["opportunity_id"].nunique())
        for cause, found in rows.groupby("cause")
    ]
    scale = max(abs(first.mean), abs(last.mean), 1.0)
    without = [Step("not_created", new, 0), Step("adjustment", adjusted, 0)]
    steps += [step for step in without if abs(step.amount) > _ROUNDING * scale]
    return Bridge(first.mean, last.mean, tuple(sorted(steps, key=lambda step: CAUSES.index(step.cause))), rows)


def bars(found: Bridge) -> pd.DataFrame:
    """The waterfall, one row per bar: cause (start and end for the first and last), base, amount (money), deals."""
    rows, level = [("start", 0.0, found.start, 0)], found.start
    for step in found.steps:
        rows.append((step.cause, level, step.amount, step.deals))
        level += step.amount
    rows.append(("end", 0.0, found.end, 0))
    return pd.DataFrame(rows, columns=["cause", "base", "amount", "deals"])


def _total(deals: pd.DataFrame) -> float:
    """The open deals' part of the forecast, in money."""
    return math.fsum(deals["amount"] * deals["chance_0"])


def _by_deal(
    then: pd.DataFrame, now: pd.DataFrame, won_then: pd.DataFrame, won_now: pd.DataFrame, moves: pd.DataFrame
) -> pd.DataFrame:
    """One row per deal that was in the forecast on either day, with what it was on both (_then, _now)."""
    both = _side(then, won_then).join(_side(now, won_now), how="outer", suffixes=("_then", "_now"))
    for side in ("_then", "_now"):
        for flag in ("is_open", "is_won"):
            both[flag + side] = both[flag + side].eq(True)
        both["value" + side] = both["value" + side].fillna(0.0)
    reasons = moves.drop_duplicates("opportunity_id").set_index("opportunity_id")["reason"]
    both["reason"] = reasons.reindex(both.index)
    for name in _TEXTS:
        both[name] = both[f"{name}_now"].combine_first(both[f"{name}_then"])
    return both.sort_index().reset_index(names="opportunity_id")


def _side(deals: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    """What each deal was on one day: open with a chance, or won."""
    opened = deals.set_index("opportunity_id").reindex(columns=[*_KEPT, "amount", "chance_0"])
    opened = opened.assign(is_open=True, is_won=False, value=opened["amount"] * opened["chance_0"])
    closed = won[~won["opportunity_id"].isin(opened.index)].set_index("opportunity_id")
    amounts = closed["amount"].astype(float).fillna(0.0)
    closed = closed.reindex(columns=_TEXTS).assign(is_open=False, is_won=True, value=amounts)
    return pd.concat([opened.astype(object), closed.astype(object)]).astype(
        {"value": float, "amount": float, "chance_0": float, "quoted": float}
    )


def _by_cause(deals: pd.DataFrame) -> pd.DataFrame:
    """Each deal's change under its cause; the effect of a changed amount is a row of its own."""
    stayed = deals["is_open_then"] & deals["is_open_now"]
    is_amount = stayed & _changed(deals, "quoted")
    effect = ((deals["amount_now"] - deals["amount_then"]) * deals["chance_0_then"]).where(is_amount, 0.0)
    rest = deals["value_now"] - deals["value_then"] - effect
    rows = pd.concat(
        [
            deals[is_amount].assign(cause="amount", change=effect[is_amount]),
            deals.assign(cause=_cause(deals, stayed), change=rest),
        ]
    )
    named = {"chance_0_then": "chance_then", "chance_0_now": "chance_now"}
    shown = ["cause", "opportunity_id", *_TEXTS, "value_then", "value_now", "change", *named.values()]
    shown += ["stage_then", "stage_now", "close_on_then", "close_on_now"]
    moved = rows[rows["change"] != 0.0].rename(columns=named)[shown]
    return moved.sort_values(
        ["change", "opportunity_id", "cause"],
        key=lambda column: -column.abs() if column.name == "change" else column,
        ignore_index=True,
    )


def _cause(deals: pd.DataFrame, stayed: pd.Series) -> pd.Series:
    """Why a deal's part of the forecast changed, the effect of its amount aside."""
    came = deals["reason"].map(_CAME).fillna("new").where(~deals["is_won_then"], "reopened")
    went = deals["reason"].map(_WENT).fillna("removed").where(~deals["is_won_then"], "removed")
    kept = pd.Series("time", index=deals.index)
    for cause, fields in (("other", _OTHER_FIELDS), ("close_date", ["close_on"]), ("stage", ["stage"])):
        for field in fields:
            kept = kept.where(~_changed(deals, field), cause)
    cause = kept.where(stayed, went.where(~deals["is_open_now"], came))
    return cause.where(~deals["is_won_now"], "won")


def _changed(deals: pd.DataFrame, field: str) -> pd.Series:
    """Whether a field differs between the two days; blank on both is no difference."""
    then, now = deals[f"{field}_then"], deals[f"{field}_now"]
    return (then != now) & ~(then.isna() & now.isna())
