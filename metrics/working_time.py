"""Working time: days and seconds on which the organisation is open, in its own time zone and without its holidays.

An opening hour is one on the wall: on the two days a year when clocks change, a day that is open across the change is
an hour shorter or longer.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
import pandas as pd

WEEK = (1, 2, 3, 4, 5)
_DAY = timedelta(days=1)
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Calendar:
    """When the organisation works. ValueError for a week, hours, zone or country that make no sense.

    weekdays: ISO numbers, 1 for Monday. opens, closes: minutes since midnight, on the wall. zone: name of a time zone.
    country: ISO code whose public holidays are free, subdivision: of the country; empty for none. closed: further days.
    """

    weekdays: tuple[int, ...] = WEEK
    opens: int = 9 * 60
    closes: int = 18 * 60
    zone: str = "UTC"
    country: str = ""
    subdivision: str = ""
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not set(self.weekdays) <= set(range(1, 8)):
            raise ValueError(f"A working week is made of days 1 (Monday) to 7 (Sunday), not {self.weekdays}.")
        if not 0 <= self.opens < self.closes <= _MINUTES_A_DAY:
            raise ValueError("Opening hours begin before they end, within one day.")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"There is no time zone {self.zone}.") from error
        if self.country:
            try:
                holidays.country_holidays(self.country, subdiv=self.subdivision or None)
            except NotImplementedError as error:
                raise ValueError(f"The holidays of {self.country} {self.subdivision} are not known.") from error

    @property
    def day_minutes(self) -> int:
        """Opening minutes of a working day."""
        return self.closes - self.opens

    @cached_property
    def _holidays(self) -> holidays.HolidayBase | dict[date, str]:
        return holidays.country_holidays(self.country, subdiv=self.subdivision or None) if self.country else {}

    def is_working(self, day: date) -> bool:
        """Whether a day is one of the week's working days, no holiday and not closed."""
        return day.isoweekday() in self.weekdays and day not in self.closed and day not in self._holidays

    def days(self, first: date, end: date) -> list[date]:
        """Working days from first up to, not including, end."""
        every = (first + n * _DAY for n in range(max((end - first).days, 0)))
        return [day for day in every if self.is_working(day)]

    def seconds(self, start: pd.Series, end: pd.Series) -> pd.Series:
        """Working seconds between moments (UTC), pair by pair; blank where one is, or where the end comes first."""
        known = start.notna() & end.notna() & (end >= start)
        found = pd.Series(np.nan, index=start.index, dtype=float)
        if known.any():
            starts, ends = (_unix(moments[known]) for moments in (start, end))
            opened, lengths, passed = self._openings(starts.min(), ends.max())
            found[known] = _until(ends, opened, lengths, passed) - _until(starts, opened, lengths, passed)
        return found

    def _openings(self, first: float, last: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each working day in a span of Unix seconds: its opening, its length, and the seconds before it."""
        zone = ZoneInfo(self.zone)
        since, until = (datetime.fromtimestamp(moment, UTC).date() for moment in (first, last))
        days = self.days(since - _DAY, until + 2 * _DAY)
        opened = np.array([_moment(day, self.opens, zone) for day in days], dtype=float)
        lengths = np.array([_moment(day, self.closes, zone) for day in days], dtype=float) - opened
        return opened, lengths, np.concatenate([[0.0], np.cumsum(lengths)])


def _moment(day: date, minutes: int, zone: ZoneInfo) -> float:
    """Unix seconds of a time on the wall."""
    whole, rest = divmod(minutes, _MINUTES_A_DAY)
    return datetime.combine(day + whole * _DAY, time(rest // 60, rest % 60), zone).timestamp()


def _unix(moments: pd.Series) -> np.ndarray:
    return moments.to_numpy(dtype="datetime64[us]").astype(np.int64) / 1e6


def _until(moments: np.ndarray, opened: np.ndarray, lengths: np.ndarray, passed: np.ndarray) -> np.ndarray:
    """Working seconds from the first opening up to each moment."""
    if not len(opened):
        return np.zeros(len(moments))
    place = np.searchsorted(opened, moments, side="right") - 1
    within = np.clip(moments - opened[place], 0.0, lengths[place])
    return np.where(place < 0, 0.0, passed[place] + within)


def week(text: str) -> tuple[int, ...]:
    """Working days as the settings write them, such as 1,2,3,4,5. ValueError for anything else."""
    return tuple(sorted({int(part) for part in text.split(",")}))


def minutes(text: str) -> int:
    """Minutes since midnight of a time as the settings write it, such as 09:00; 24:00 is the day's end."""
    hours, _colon, rest = text.partition(":")
    return int(hours) * 60 + int(rest or 0)
