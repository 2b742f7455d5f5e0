"""A measured value, with what is needed to judge it."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["ratio", "money", "days", "deals", "multiple", "money_per_day", "count"]


@dataclass(frozen=True, slots=True)
class Value:
    """value is None where the measure is undefined: blank, never 0.

    n: what it rests on (its denominator). low, high: 95 % interval, where there is one.
    """

    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    unit: Unit = "ratio"
