"""Ratios: a summed numerator over a summed denominator, never an average of rates."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from metrics.intervals import wilson
from metrics.values import Value

if TYPE_CHECKING:
    from metrics.definitions import Measure


def number(value: Any) -> float | None:  # noqa: ANN401 - whatever a frame holds
    """A cell as a float; None for blanks of every kind."""
    return None if value is None or pd.isna(value) else float(value)


def exact_sum(amounts: Iterable[float]) -> float:
    """The sum of amounts as written in decimals, to the last digit: 0.1 + 0.2 is 0.3; blanks add nothing."""
    return float(sum((Decimal(str(amount)) for amount in amounts if not pd.isna(amount)), Decimal(0)))


def share(part: float, whole: float, *, n: int | None = None, interval: bool = False) -> Value:
    """part ÷ whole, n being the whole unless given; blank where there is no whole.

    interval: part and whole are counts, so the 95 % Wilson interval goes with it.
    """
    n = n if n is not None else int(whole)
    if not whole > 0:
        return Value(None, n)
    low, high = wilson(part, whole) if interval else (None, None)
    return Value(part / whole, n, low, high)


def compute(measure: "Measure", counts: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sum both halves of a ratio to the grain of `by`, then divide: a column named like the measure.

    counts: rows with the measure's numerator and denominator columns. Rates are
    never averaged: a rep with 2 deals must not weigh as much as one with 200. No
    denominator gives NaN, not 0: "nothing decided" is not "lost everything".
    ValueError for a measure that is no ratio of two columns.
    """
    if not measure.numerator or not measure.denominator:
        raise ValueError(f"{measure.name} is no ratio of two columns")
    halves = [measure.numerator, measure.denominator]
    if by:
        sums = counts.groupby(list(by), as_index=False, dropna=False)[halves].sum()
    else:
        sums = counts[halves].sum().to_frame().T
    denominator = sums[measure.denominator].where(sums[measure.denominator] > 0)
    return sums.assign(**{measure.name: sums[measure.numerator] / denominator})
