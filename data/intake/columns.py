"""The columns of a file: what each was taken for, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.entities import Kind
from data.intake.dates import DateOrder
from data.intake.findings import Finding
from data.intake.numbers import DecimalHabit

_NO_OFFSET = r"[+-](?:1[5-9]|[2-9]\d)(?::?\d\d)?$|[+-]\d\d:?[6-9]\d$"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the analyst has said about values; None means find out, or ask.

    date_order: of every column that has none of its own in date_orders: column index → order. earlier: what was said of
    earlier files, which holds only where this one does not tell. is_guarded: what may be taken for a formula has an
    apostrophe in front, as in files that Quarterdeck writes.
    """

    date_order: DateOrder | None = None
    decimal: DecimalHabit | None = None
    date_orders: Mapping[int, DateOrder] = field(default_factory=dict)
    earlier: "Answers | None" = None
    is_guarded: bool = False


@dataclass(slots=True)
class Column:
    """One mapped column: where it stands, how it is read, and what stood out.

    value: SQL expression over the raw row `r` and over `join`, where there is one.
    problem, mark: SQL expressions of a reject code and of a currency mark; null where there is none.
    name: the header as answers name it, which of several alike has a number behind. is_two_way: its dates do not tell
    their order themselves.
    """

    index: int
    header: str
    field: str
    kind: Kind
    factor: int = 1
    value: str = ""
    join: str = ""
    problem: str = "null"
    mark: str = "null"
    how: str = "as written"
    name: str = ""
    is_two_way: bool = False
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.name or self.header

    @property
    def cell(self) -> str:
        return f"r.c{self.index}"


@dataclass(frozen=True, slots=True)
class Read:
    """What one distinct text was read as; problem is a reject code."""

    value: object = None
    problem: str | None = None
    mark: str | None = None


def castable(column: Column) -> str | None:
    """SQL: can every value of the column be cast in place? None for kinds that never are."""
    cell = column.cell
    filled = f"count({cell})"
    if column.kind == "id":
        return f"count(case when {cell}[1] in ('''', '=') then 1 end) = 0"
    if column.kind in ("date", "moment"):
        day = f"isfinite(try_cast(left({cell}, 10) as date)) and {cell}[5] = '-'"
        at = f"(length({cell}) <= 10 or try_cast({cell} as timestamp) is not null)"
        if column.kind == "moment":
            # A moment is read with its offset, which DuckDB takes though it may be none that there is: +99:99.
            at = (
                f"(length({cell}) <= 10 or (try_cast({cell} as timestamptz) is not null"
                f" and not regexp_matches({cell}, '{_NO_OFFSET}')))"
            )
        return f"{filled} = count(case when {day} and {at} then 1 end)"
    if column.kind in ("amount", "number", "integer", "percent"):
        number = f"try_cast({cell} as decimal(18,4))"
        doubtful = (
            f"count(case when contains({cell}, '.') and not regexp_full_match({cell},"
            f" '-?[1-9][0-9]{{0,2}}[.][0-9]{{3}}') then 1 end) > 0"
        )
        plain = f"count(case when contains({cell}, '.') then 1 end) = 0"
        check = f"{filled} = count({number}) and ({plain} or {doubtful})"
        if column.kind == "percent":
            check += f" and coalesce(min({number}) >= 0 and max({number}) <= 100, true)"
        return check
    return None
