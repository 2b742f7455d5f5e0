"""Rows of a frame as plain values, for documents that are kept and read again without one."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd

Cell = str | float | int | None
Record = Mapping[str, Cell]


def records(rows: pd.DataFrame, names: Iterable[str]) -> list[Record]:
    """The named columns of each row: None where a cell is blank, days as ISO texts, amounts as floats."""
    return [{name: cell(row[name]) for name in row} for row in rows[list(names)].to_dict("records")]


def cell(value: object) -> Cell:
    """One value of a frame as `records` tells it."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, date):  # a pandas Timestamp is one too
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, int | float | Decimal):
        return float(value)
    return str(value)
