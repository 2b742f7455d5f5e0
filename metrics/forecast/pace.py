"""The historical pace: what earlier periods still closed after the same day."""

from collections.abc import Sequence
from dataclasses import dataclass

_AGEING, _LEVEL_WEIGHT, _MOST_PERIODS = 0.7, 0.7, 8


@dataclass(frozen=True, slots=True)
class Past:
    """A finished period at the same day of it: won up to it and after it, money."""

    by_then: float
    after: float


def remainder(past: Sequence[Past], closed: float) -> float | None:
    """What is still won in a period of which `closed` is won; None without earlier periods. past: newest first."""
    shares = _shares(past)
    if not shares:
        return None
    after = sum(share * period.after for share, period in shares)
    return after * _level(shares, closed)


def following(past: Sequence[Past], closed: float) -> float | None:
    """What the period after it wins: the usual total, at most of the present level."""
    shares = _shares(past)
    if not shares:
        return None
    total = sum(share * (period.by_then + period.after) for share, period in shares)
    return total * _level(shares, closed) ** _LEVEL_WEIGHT


def _shares(past: Sequence[Past]) -> list[tuple[float, Past]]:
    weights = [_AGEING**age for age in range(min(len(past), _MOST_PERIODS))]
    return [(weight / sum(weights), period) for weight, period in zip(weights, past, strict=False)]


def _level(shares: list[tuple[float, Past]], closed: float) -> float:
    """How this period runs against the earlier ones, leaning on a whole usual period."""
    total = sum(share * (period.by_then + period.after) for share, period in shares)
    by_then = sum(share * period.by_then for share, period in shares)
    lean = _LEVEL_WEIGHT * total
    return (closed + lean) / (by_then + lean) if by_then + lean > 0 else 1.0
