"""Amounts and numbers as people and CRMs write them.

A column has one decimal habit, point or comma, decided from all its values.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from data.vocabulary import currency_of

DecimalHabit = Literal["point", "comma"]

LIMIT = Decimal(10) ** 14  # what decimal(18,4) holds
_HABITS: tuple[DecimalHabit, ...] = ("point", "comma")
_COMPOUND = re.compile(
    r"(?:([\d,.]+)億)?(?:([\d,.]+)千万)?(?:([\d,.]+)百万)?(?:([\d,.]+)万)?(?:([\d,.]+)千)?([\d,.]+)?"
)
# The E of EUR belongs to a mark, that of 1E3 does not.
_MARKS = re.compile(r"(?:[^\d.,'’\s()+\-−–eE億万千百%]|(?<!\d)[eE]|[eE](?![\d+\-]))+")
_MINUS = ("-", "−", "–")
_BODY = re.compile(r"\d[\d.,]*|[.,]\d+")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
# Yen marks also stand as plain money marks in exports whose currency column says otherwise.
_WEAK_MARKS = {"¥", "円"}


@dataclass(frozen=True, slots=True)
class Written:
    """An amount taken apart: sign, digits with separators, power of ten, currency mark."""

    sign: int
    body: str
    scientific: bool
    mark: str | None
    unit: tuple[tuple[str, int], ...] = ()


def take_apart(text: str) -> Written | None:
    """The parts of an amount; None if it is not one (12k, NaN, words)."""
    # Where Japanese programs write a yen sign, others read a backslash.
    text = unicodedata.normalize("NFKC", text).strip().replace("\\", "¥")
    marks = [mark.strip() for mark in _MARKS.findall(text) if mark.strip()]
    if len(marks) > 1 or (marks and not _is_currency(marks[0])):
        return None
    text = re.sub(r"[\s'’]", "", _MARKS.sub("", text))
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], -1
    elif text[:1] in _MINUS:
        text, sign = text[1:], -1
    elif text[-1:] in _MINUS:
        text, sign = text[:-1], -1
    else:
        text = text.removeprefix("+")
    mark = marks[0] if marks else None
    if any(unit in text for unit in "億万千百"):
        match = _COMPOUND.fullmatch(text)
        if not match or not any(match.groups()):
            return None
        units = zip(match.groups(), (10**8, 10**7, 10**6, 10**4, 10**3, 1), strict=True)
        return Written(sign, text, False, mark, tuple((part, size) for part, size in units if part))
    if _SCIENTIFIC.fullmatch(text):
        return Written(sign, text.replace(",", "."), True, mark)
    return Written(sign, text, False, mark) if _BODY.fullmatch(text) else None


def _is_currency(mark: str) -> bool:
    return currency_of(mark) is not None


def currency_mark(written: Written) -> str | None:
    """ISO code a mark stands for; None without a mark, or with one that says only "money"."""
    return None if written.mark is None or written.mark in _WEAK_MARKS else currency_of(written.mark)


def habits_told(bodies: Iterable[str]) -> set[DecimalHabit]:
    """The habits that some body needs: none where nothing tells, both where the column is mixed."""
    told: set[DecimalHabit] = set()
    for body in bodies:
        ways: set[DecimalHabit] = {habit for habit in _HABITS if _reads(body, habit)}
        if len(ways) == 1:
            told |= ways
    return told


def differs_by_habit(body: str) -> bool:
    """True for text such as 1.234, which may be a thousand or a fraction.

    A comma before exactly three digits is a thousands mark: no currency is written with three decimals.
    """
    if "," in body:
        return False
    return _reads(body, "point") and _reads(body, "comma") and _plain(body, "point") != _plain(body, "comma")


def _reads(body: str, habit: DecimalHabit) -> bool:
    decimal, group = (".", ",") if habit == "point" else (",", ".")
    whole = rf"\d{{1,3}}(?:{re.escape(group)}\d{{2,3}})*{re.escape(group)}\d{{3}}|\d+"
    pattern = rf"(?=.*\d)(?:{whole})?(?:{re.escape(decimal)}\d*)?"
    return bool(re.fullmatch(pattern, body)) and (group not in body or not body.startswith("0" + group))


def _plain(body: str, habit: DecimalHabit) -> str:
    decimal, group = (".", ",") if habit == "point" else (",", ".")
    return body.replace(group, "").replace(decimal, ".")


def value_of(written: Written, habit: DecimalHabit) -> Decimal | None:
    """The number in a column of this habit; None if it cannot be read so, or is too large to keep."""
    if written.scientific:
        value = Decimal(written.body)
    elif written.unit:
        parts = [(part, size) for part, size in written.unit if _reads(part, habit)]
        if len(parts) != len(written.unit):
            return None
        value = sum((Decimal(_plain(part, habit)) * size for part, size in parts), Decimal(0))
    elif _reads(written.body, habit):
        value = Decimal(_plain(written.body, habit).rstrip(".") or "0")
    else:
        return None
    return written.sign * value if abs(value) < LIMIT else None
