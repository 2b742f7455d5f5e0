"""Velocity's four levers: what each is now, and what moving it a little is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metrics.measures import velocity
from metrics.values import Value

QUARTER_DAYS = 91
# Measure → which way is better. Deals in play are moved through those due: decided ones are past.
_LEVERS = {"deals_in_play": 1, "win_rate": 1, "deal_size_mean": 1, "sales_cycle_median_days": -1}


@dataclass(frozen=True, slots=True)
class Lever:
    """A lever as it is, as it would be, the velocity that follows, and what that is worth in money per quarter."""

    measure: str
    now: Value
    then: Value
    velocity: Value
    worth: Value


def levers(values: Mapping[str, Value], change: float = 0.1) -> list[Lever]:
    """The four levers, each moved by a share (0.1: 10 % better) while the others stay; blank without a velocity.

    values: the measures of a period, as `report.whole` gives them. A shorter cycle
    is better. Worth is the exact difference of velocities × 91 days: ten per cent
    off the cycle is worth more than ten per cent more deals.
    """
    rows = dict(values)
    in_play = (rows["decided_deals"].value or 0) + (rows["due_deals"].value or 0)
    rows["deals_in_play"] = Value(in_play, int(in_play), unit="deals")
    before = velocity(rows)
    found = []
    for name, better in _LEVERS.items():
        now = rows[name]
        then = replace(now, value=None if now.value is None else now.value * (1 + better * change), low=None, high=None)
        if name == "deals_in_play":
            moved = {"decided_deals": replace(now, value=then.value), "due_deals": replace(now, value=0)}
        else:
            moved = {name: then}
        after = velocity(rows | moved)
        gain = None if before.value is None or after.value is None else (after.value - before.value) * QUARTER_DAYS
        found.append(Lever(name, now, then, after, Value(gain, now.n, unit="money")))
    return found
