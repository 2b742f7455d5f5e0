"""Dates and times of day as people and CRMs write them.

A column has one date order. Text such as 03/04/2026 is kept open until the
whole column (or the analyst) has decided it; nothing is guessed cell by cell.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

DateOrder = Literal["dmy", "mdy"]

ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy")
BLANKS = {
    "",
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "#n/a",
    "na",
    "null",
    "none",
    "nan",
    "nat",
    "(blank)",
    "(none)",
    "未定",
    "なし",
}
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])")
_TWO_ORDERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*([^\W\d_]{3,})[\s.,\-/]*(\d{4}|\d{2})")
_NAMED_MONTH_DAY = re.compile(r"([^\W\d_]{3,})[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
_ERA = re.compile(r"(令和|平成|昭和|R|H|S)\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,9}\.?,\s+(?=\d|[^\W\d_]{3,})|\s*[(（][日月火水木金土][)）]$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*([ap]\.?m\.?|午前|午後)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.I,
)
_FARTHEST = timedelta(hours=14)
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero ene gennaio gen janeiro",
            "february feb februar février févr fevrier febrero febbraio fevereiro fev",
            "march mar märz mär mrz mars marzo março",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio maio mag",
            "june jun juni juin junio giugno junho giu",
            "july jul juli juillet juil julio luglio julho lug",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre settembre setembro set",
            "october oct oktober okt octobre octubre ottobre outubro ott out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class TwoOrders:
    """A date whose first two numbers may be day and month in either order."""

    first: int
    second: int
    year: int

    def read(self, order: DateOrder) -> date | None:
        """The date in one order; None if the calendar has no such day."""
        day, month = (self.first, self.second) if order == "dmy" else (self.second, self.first)
        return _day(self.year, month, day)


# What a text was found to say: a day, one of two days, or none.
Found = date | TwoOrders | None


def read_date(text: str) -> Found:
    """A date from text without a time of day; None if it is not a date."""
    text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip())
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3] or 1))
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _TWO_ORDERS.fullmatch(text):
        found = TwoOrders(int(match[1]), int(match[3]), _year(match[4]))
        return found if found.read("dmy") or found.read("mdy") else None
    if match := _DAY_NAMED_MONTH.fullmatch(text):
        return _named(match[2], match[1], match[3])
    if match := _NAMED_MONTH_DAY.fullmatch(text):
        return _named(match[1], match[2], match[3])
    if match := _ERA.fullmatch(text):
        year = 1 if match[2] == "元" else int(match[2])
        return _day(_ERAS[match[1]] + year, int(match[3]), int(match[4]))
    return None


def read_serial(text: str) -> tuple[date, time] | None:
    """A spreadsheet's day number (1900 system), 1954 to 2119; None for anything else."""
    if not _SERIAL.fullmatch(text) or not 20000 <= float(text) < 80000:
        return None
    days, part = divmod(float(text), 1)
    seconds = min(round(part * 86400), 86399)
    return date(1899, 12, 30) + timedelta(days=int(days)), time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def split_time(text: str) -> tuple[str, str]:
    """(date part, time part) of a text; the time part is empty where there is none."""
    match = re.search(r"[T\s]\s*((?:午前|午後)?\s*\d{1,2}:\d{2}.*)$", text)
    if not match:
        return text, ""
    return text[: match.start()].rstrip(" ,"), match[1].strip()


def read_time(text: str) -> timedelta | None:
    """Time since midnight in UTC, the offset taken off where one is written; None if unreadable."""
    if not text:
        return timedelta(0)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"^(午前|午後)\s*(.*)$", r"\2\1", text)
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[5] or "").lower().replace(".", "")
    if half in ("pm", "午後") and hour < 12:
        hour += 12
    elif half in ("am", "午前") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    found = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=int((match[4] or "").ljust(6, "0")))
    zone = match[6] or ""
    if zone[:1] in "+-" and zone:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        if offset > _FARTHEST or int(zone[-2:]) > 59:
            return None
        found += -offset if zone[0] == "+" else offset
    return found


def evidence_of(found: Iterable[object]) -> set[DateOrder]:
    """The orders that some date needs, because the other gives no day of the calendar."""
    evidence: set[DateOrder] = set()
    for item in found:
        if isinstance(item, TwoOrders):
            ways = [order for order in ORDERS if item.read(order)]
            if len(ways) == 1:
                evidence.add(ways[0])
    return evidence


def read_text(text: str) -> tuple[Found, timedelta | None]:
    """Date and time since midnight of a text; (None, 0) for a blank."""
    if text.casefold() in BLANKS:
        return None, timedelta(0)
    day, at = split_time(text)
    found = read_date(day)
    return found, read_time(at) if found else None


def differs_by_order(found: Found) -> bool:
    """Whether the order makes a difference: 05/05/2026 is the same day in both."""
    return isinstance(found, TwoOrders) and found.read("dmy") != found.read("mdy")


def all_serials(texts: Iterable[str]) -> bool:
    """Whether a column holds a spreadsheet's day numbers and nothing else."""
    filled = [text for text in texts if text.casefold() not in BLANKS]
    return bool(filled) and all(read_serial(text) for text in filled)


def examples(texts: list[str]) -> str:
    """A text that needs the one order and a text that needs the other, for a question."""
    by_order = {order: text for text in texts for order in evidence_of([read_text(text)[0]])}
    return ", ".join(by_order.values())


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _named(month: str, day: str, year: str) -> date | None:
    number = _MONTHS.get(month.casefold().rstrip("."))
    return _day(_year(year), number, int(day)) if number else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
