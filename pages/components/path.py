"""The way bookings take through a period: sums day by day, and the line they should follow."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from metrics.periods import Period

# Below this, a few large deals would make the shape.
_LEAST_WINNING_DAYS = 20


def cumulate(daily: pd.DataFrame, period: Period, until: date) -> pd.DataFrame:
    """One row per day of the period up to and including `until`.

    daily: day, won_amount (money won on that day). Returns day, elapsed (share
    of the period gone at the end of the day, 0 to 1) and total (money won so far).
    """
    days = pd.date_range(period.start, periods_end(period, until), freq="D")
    won = daily.groupby("day")["won_amount"].sum() if len(daily) else pd.Series(dtype=float)
    total = won.reindex(days, fill_value=0.0).astype(float).cumsum()
    elapsed = (pd.Series(range(1, len(days) + 1), index=days) / period.days) if len(days) else pd.Series(dtype=float)
    return pd.DataFrame({"day": days, "elapsed": elapsed.to_numpy(), "total": total.to_numpy()})


def periods_end(period: Period, until: date) -> date:
    """The last day to draw: `until`, but never past the period's last day."""
    return min(until, period.end - timedelta(days=1))


def target(period: Period, quota: float, shapes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The line that leads to the quota: day, target (money).

    shapes: whole paths of earlier periods as `cumulate` returns them. The line
    follows their mean shape (seasonal); where they hold too few wins to have one, it is straight.
    """
    days = pd.date_range(period.start, periods_end(period, period.end), freq="D")
    elapsed = pd.Series(range(1, len(days) + 1), index=days) / period.days
    known = [shape for shape in shapes if len(shape) and shape["total"].iloc[-1] > 0]
    winning_days = sum(int((shape["total"].diff() > 0).sum()) for shape in known)
    curves = [_at(shape, elapsed) for shape in known] if winning_days >= _LEAST_WINNING_DAYS else []
    share = pd.concat(curves, axis=1).mean(axis=1) if curves else elapsed
    return pd.DataFrame({"day": days, "target": (share * quota).to_numpy()})


def _at(shape: pd.DataFrame, elapsed: pd.Series) -> pd.Series:
    """A path's share of its own end at these shares of time, interpolated."""
    share = pd.Series((shape["total"] / shape["total"].iloc[-1]).to_numpy(), index=shape["elapsed"].to_numpy())
    joint = pd.concat([pd.Series({0.0: 0.0}), share])
    joint = joint[~joint.index.duplicated(keep="last")]
    wanted = joint.reindex(joint.index.union(elapsed.to_numpy())).interpolate(method="index")
    return pd.Series(wanted.loc[elapsed.to_numpy()].to_numpy(), index=elapsed.index)


def aligned(path: pd.DataFrame, period: Period) -> pd.DataFrame:
    """An earlier path laid over the days of this period by share of time gone: day, total."""
    start, length = pd.Timestamp(period.start), pd.Timedelta(days=period.days)
    return pd.DataFrame(
        {"day": start + (path["elapsed"] * length).dt.round("D") - pd.Timedelta(days=1), "total": path["total"]}
    )
