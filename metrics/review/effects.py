"""From one quarter's won amount to another's: volume, mix, win rate and deal size, adding up to the cent.

Won amount of a group = deals decided × win rate × amount per won deal. Each factor's effect is its change times the
average of the others over both quarters, so no order of factors is favoured and swapping the quarters turns every
sign: the symmetric decomposition of Marshall and Edgeworth (see Balk, 2008, Price and Quantity Index Numbers, ch. 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from metrics.ratio import number

# In the order they are shown.
CAUSES = ("volume", "mix", "win_rate", "size")
_CENT = Decimal("0.01")
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Effects:
    """Won amounts of both quarters and what led from one to the other, in money, to the cent.

    volume: more or fewer deals decided. mix: more or fewer of them in groups that win more per deal. win_rate, size:
    of the groups themselves. groups: one row per group: group_name, volume, mix, win_rate, size, change.
    """

    start: Decimal
    end: Decimal
    volume: Decimal
    mix: Decimal
    win_rate: Decimal
    size: Decimal
    groups: pd.DataFrame

    @property
    def change(self) -> Decimal:
        """End less start: the sum of the four effects."""
        return self.end - self.start

    @property
    def leading(self) -> str:
        """The cause with the largest effect towards what came; arithmetic, not a claim of a cause."""
        way = 1 if self.change > 0 else -1
        return max(CAUSES, key=lambda cause: way * getattr(self, cause))

    @property
    def ranked(self) -> list["Part"]:
        """Each group's part in the change, the largest first."""
        ranked = self.groups.sort_values("change", key=lambda change: -change.abs(), kind="stable")
        return [
            Part(str(row["group_name"]), float(row["change"]), {cause: float(row[cause]) for cause in CAUSES})
            for row in ranked.to_dict("records")
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to the change, in money: in all, and by cause."""

    group: str
    change: float
    effects: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Side:
    """One group in one quarter; rates are None where nothing tells them."""

    decided: Fraction
    won: Fraction
    amount: Fraction

    @property
    def win_rate(self) -> Fraction | None:
        return self.won / self.decided if self.decided else None

    @property
    def size(self) -> Fraction | None:
        return self.amount / self.won if self.won else None


_NOTHING = _Side(_NONE, _NONE, _NONE)


def effects(before: pd.DataFrame, now: pd.DataFrame) -> Effects:
    """What led from the won amount of one quarter to that of another.

    before, now: rows of measures/decided by any grouping: group_name, won_deals, lost_deals, won_amount. A group that
    decides nothing in one of them is taken to have had the other's rates: it is a matter of volume and mix.
    """
    then_of, now_of = _sides(before), _sides(now)
    sides = {name: (then_of.get(name, _NOTHING), now_of.get(name, _NOTHING)) for name in sorted({*then_of, *now_of})}
    then, today = (sum((pair[place].decided for pair in sides.values()), _NONE) for place in (0, 1))
    exact = {name: _of_group(*pair, then, today) for name, pair in sides.items()}
    start, end = (sum((pair[place].amount for pair in sides.values()), _NONE) for place in (0, 1))
    rounded = _rounded({cause: sum((row[cause] for row in exact.values()), _NONE) for cause in CAUSES}, start, end)
    rows = [
        {"group_name": name, **{cause: float(row[cause]) for cause in CAUSES}, "change": float(sum(row.values()))}
        for name, row in exact.items()
    ]
    groups = pd.DataFrame(rows, columns=["group_name", *CAUSES, "change"])
    return Effects(start=_money(start), end=_money(end), groups=groups, **rounded)


def _sides(frame: pd.DataFrame) -> dict[str, _Side]:
    return {str(row["group_name"]): _side(row) for row in frame.to_dict("records")}


def _side(row: Mapping[Any, Any]) -> _Side:
    won, lost = (Fraction(int(number(row[column]) or 0)) for column in ("won_deals", "lost_deals"))
    amount = row["won_amount"]
    known = number(amount) is not None
    return _Side(won + lost, won, Fraction(str(amount)) if known and won else _NONE)


def _of_group(then: _Side, now: _Side, all_then: Fraction, all_now: Fraction) -> dict[str, Fraction]:
    """The four effects of one group; they add up to its change without any remainder."""
    rate_then, rate_now = _both(then.win_rate, now.win_rate)
    size_then, size_now = _both(then.size, now.size)
    share_then, share_now = _both(
        then.decided / all_then if all_then else None, now.decided / all_now if all_now else None
    )
    worth = (rate_then * size_then + rate_now * size_now) / 2
    deals = (then.decided + now.decided) / 2
    return {
        "volume": (all_now - all_then) * (share_then + share_now) / 2 * worth,
        "mix": (all_then + all_now) / 2 * (share_now - share_then) * worth,
        "win_rate": deals * (rate_now - rate_then) * (size_then + size_now) / 2,
        "size": deals * (size_now - size_then) * (rate_then + rate_now) / 2,
    }


def _both(then: Fraction | None, now: Fraction | None) -> tuple[Fraction, Fraction]:
    """Both values; where one is not known, it is taken not to have changed."""
    known = then if now is None else now
    known = _NONE if known is None else known
    return (known if then is None else then), (known if now is None else now)


def _rounded(parts: Mapping[str, Fraction], start: Fraction, end: Fraction) -> dict[str, Decimal]:
    """To the cent, what rounding leaves over in the largest: the parts still make the change."""
    cents = {cause: _money(part) for cause, part in parts.items()}
    largest = max(CAUSES, key=lambda cause: abs(parts[cause]))
    cents[largest] += _money(end) - _money(start) - sum(cents.values())
    return cents


def _money(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(_CENT)
