"""How soon leads are answered: waits that may not be over yet, so those never answered count as the longest."""

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd

from metrics.intervals import wilson
from metrics.values import Value

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
WITHIN = {"5m": 5 * MINUTE, "1h": HOUR, "24h": DAY}
STEPS = {
    "notification": ("created_at", "notified_at"),
    "assignment": ("notified_at", "assigned_at"),
    "reaction": ("assigned_at", "responded_at"),
}
_BOUNDS = {"speed": ("created_at", "responded_at"), "reply": ("responded_at", "replied_at")}
_LEAST = 5

Clock = Callable[[pd.Series, pd.Series], pd.Series]


def calendar_seconds(start: pd.Series, end: pd.Series) -> pd.Series:
    """Seconds between moments by the calendar; blank where one is, or where the end comes first."""
    seconds = (end - start).dt.total_seconds()
    return seconds.where(seconds >= 0)


def waits(leads: pd.DataFrame, span: str, *, until: datetime, clock: Clock = calendar_seconds) -> pd.DataFrame:
    """How long each lead has waited: the leads with seconds and is_over.

    leads: rows of leads/response. span: speed (created → our first contact) or reply (our first contact → the lead's
    reply). until: what is not over by then (UTC) waits since. clock: seconds between moments, of the calendar or of
    working time. Leads whose answer came before their beginning are left out: their times are wrong.
    """
    first, last = _BOUNDS[span]
    started = leads[leads[first].notna() & (leads[first] <= until)]
    known = started[last].notna() & (started[last] <= until)
    end = started[last].where(known, until)
    found = started.assign(seconds=clock(started[first], end), is_over=known)
    return found[found["seconds"].notna()].reset_index(drop=True)


def backwards(leads: pd.DataFrame, span: str) -> int:
    """How many leads were answered before they began: they are left out."""
    first, last = _BOUNDS[span]
    return int((leads[last] < leads[first]).sum())


def summary(found: pd.DataFrame) -> dict[str, Value]:
    """Median wait in days, and the shares answered within 5 minutes, 1 hour, 24 hours, and not yet.

    found: of `waits`. Shares and median follow Kaplan and Meier: who still waits counts up to now. The median is blank
    where fewer than half have been answered for as long as is known.
    """
    n = len(found)
    waited, left = _waiting(found)
    half = np.flatnonzero(left <= 0.5 + 1e-12)
    values = {"median": Value(float(waited[half[0]]) / DAY if len(half) else None, n, unit="days")}
    reached = within(found, list(WITHIN.values()))
    for name, share in zip(WITHIN, reached, strict=True):
        # The interval is Wilson's as if all had been watched so long: few waits are cut off so early.
        low, high = wilson(share * n, n) if n else (None, None)
        values[f"within_{name}"] = Value(share if n else None, n, low, high)
    waiting = int((~found["is_over"]).sum())
    low, high = wilson(waiting, n)
    values["never"] = Value(waiting / n if n else None, n, low, high)
    return values


def within(found: pd.DataFrame, seconds: list[float]) -> list[float]:
    """The share answered within each of some times, 0 to 1, those who still wait counted as far as they have waited."""
    waited, left = _waiting(found)
    place = np.searchsorted(waited, seconds, side="right")
    return [0.0 if at == 0 else float(1 - left[at - 1]) for at in place]


def _waiting(found: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """All waits from the shortest, and the share still waiting after each: Kaplan and Meier (1958), JASA 53:457–481."""
    seconds, over = found["seconds"].to_numpy(dtype=float), found["is_over"].to_numpy(dtype=bool)
    # An answer comes before a wait of the same length is cut off.
    order = np.lexsort((~over, seconds))
    return seconds[order], np.cumprod(1 - over[order] / np.arange(len(order), 0, -1))


def curve(found: pd.DataFrame) -> pd.DataFrame:
    """The share answered within t, from a minute to 30 days, evenly on a logarithmic scale: seconds, share."""
    times = np.exp(np.linspace(np.log(MINUTE), np.log(30 * DAY), 120)).tolist()
    return pd.DataFrame({"seconds": times, "share": within(found, times)})


def by_group(found: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """One row per group, the most leads first: group_name, leads, median_days, and a share with its bounds each.

    found: of `waits`; group: aligned with it. Columns of shares: within_1h, low, high, within_24h, never.
    """
    rows = []
    for name, part in found.groupby(group.fillna("(none)"), sort=False):
        told = summary(part)
        hour = told["within_1h"]
        shares = (hour.value, hour.low, hour.high, told["within_24h"].value, told["never"].value)
        rows.append((name, len(part), told["median"].value, *shares))
    columns = ["group_name", "leads", "median_days", "within_1h", "low", "high", "within_24h", "never"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))
    return table.sort_values(["leads", "group_name"], ascending=[False, True], ignore_index=True)


def steps(leads: pd.DataFrame, clock: Clock = calendar_seconds) -> pd.DataFrame:
    """The median of each step up to our first contact: step, leads (with both moments), median_days, p90_days.

    Empty where the data has no moment of notification or assignment. A step without its own beginning starts where the
    one before it did.
    """
    rows, since = [], leads["created_at"]
    for step, (_first, last) in STEPS.items():
        if step != "reaction" and leads[last].notna().sum() < _LEAST:
            continue
        seconds = clock(since, leads[last]).dropna()
        rows.append((step, len(seconds), *(float(seconds.quantile(share)) / DAY for share in (0.5, 0.9))))
        since = leads[last].fillna(since)
    found = pd.DataFrame(rows, columns=["step", "leads", "median_days", "p90_days"])
    return found if len(found) > 1 else found.iloc[:0]
