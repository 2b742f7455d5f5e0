"""What was forecast of past quarters beside what came, as a review tells it."""

from dataclasses import dataclass

from metrics.forecast import OURS, Record


@dataclass(frozen=True, slots=True)
class Said:
    """One forecast: of which quarter, in which week of it (0: the day before), and what came; money."""

    period: str
    week: int
    forecast: float
    low: float
    high: float
    actual: float

    @property
    def off(self) -> float | None:
        """How far the forecast was off, as a share of the result; None where nothing came."""
        return (self.forecast - self.actual) / self.actual if self.actual else None

    @property
    def is_inside(self) -> bool:
        """Whether the result lies in the range."""
        return self.low <= self.actual <= self.high


def said(record: Record, quarters: int) -> list[Said]:
    """Our forecasts of the last quarters that are over, oldest first, week by week."""
    found = _ours(record)
    last = list(dict.fromkeys(item.period for item in found))[-quarters:]
    return [item for item in found if item.period in last]


def on_the_eve(record: Record, period: str) -> Said | None:
    """What was forecast of a quarter on the day before it; None where that is not known."""
    return next((item for item in _ours(record) if (item.period, item.week) == (period, 0)), None)


def _ours(record: Record) -> list[Said]:
    rows = record.origins[record.origins["method"] == OURS].to_dict("records")
    money = ("forecast", "p10", "p90", "actual")
    return [Said(row["period_label"], int(row["week"]), *(float(row[name]) for name in money)) for row in rows]
