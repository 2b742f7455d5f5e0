"""How each column of a file is read: one decision per column, from all its values.

A column that DuckDB can cast as it stands is cast in place. Any other is read
by way of its distinct values, so that a million rows cost no more Python than
the few thousand different texts in them.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import duckdb
import pyarrow as pa

from data import vocabulary
from data.entities import Kind
from data.intake import dates, numbers, questions
from data.intake.columns import Answers, Column, Read, castable
from data.intake.findings import Finding
from data.intake.orders import date_orders
from data.sentence import Sentence

_ARROW: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "amount": pa.decimal128(18, 4),
    "number": pa.float64(),
    "integer": pa.int64(),
    "percent": pa.float64(),
    "date": pa.date32(),
    "moment": pa.timestamp("us"),
    "flag": pa.bool_(),
}


class ColumnReader:
    """Decides how the columns of one staged file are read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, relation: str, answers: Answers) -> None:
        self._connection = connection
        self._relation = relation
        self._answers = answers
        self._earlier = answers.earlier or Answers()
        # Which answers of earlier files were needed: date_order, decimal, or the index of a column with its own order.
        self.fell_back: set[str | int] = set()

    def decide(self, columns: list[Column]) -> None:
        """Fill in how each column is read; Refused where one can be read in two ways and no answer was given."""
        facts = self._facts(columns)
        slow_dates = []
        for column in columns:
            castable = facts.get(column.index, False)
            if column.kind == "id":
                # Spreadsheets are made to keep ids as text with '00123 or ="00123".
                column.value = column.cell if castable else f"trim({column.cell}, '''=\"')"
            elif column.field == "currency":
                self._map(
                    column,
                    {text: Read(vocabulary.currency_of(text) or text.upper()) for text in self._distinct(column)},
                )
            elif column.kind == "text":
                column.value = column.cell
                if self._answers.is_guarded:
                    column.value = f"regexp_replace({column.cell}, '^''([=+@\\t\\r-])', '\\1')"
            elif column.kind == "flag":
                self._map(column, {text: Read(vocabulary.flag(text)) for text in self._distinct(column)})
            elif column.kind in ("date", "moment"):
                if castable:
                    self._cast_date(column)
                else:
                    slow_dates.append(column)
            elif castable:
                self._cast_number(column)
            else:
                self._read_numbers(column)
        self._read_dates(slow_dates)

    def _facts(self, columns: list[Column]) -> dict[int, bool]:
        """Whether every value of a column can be cast in place: one pass over the rows."""
        checks = {column.index: check for column in columns if (check := castable(column))}
        if not checks:
            return {}
        row = self._connection.execute(f"select {', '.join(checks.values())} from {self._relation} as r").fetchone()
        return dict(zip(checks, row or (), strict=True))

    def _distinct(self, column: Column) -> list[str]:
        rows = self._connection.execute(
            f"select distinct {column.cell} from {self._relation} as r where {column.cell} is not null"
        ).fetchall()
        return [text for (text,) in rows]

    def _cast_date(self, column: Column) -> None:
        column.how = "year first"
        if column.kind == "date":
            # The day as written: a time zone must not move it.
            column.value = f"cast(left({column.cell}, 10) as date)"
        else:
            # By way of a moment with a zone, or an offset such as +09:00 would be dropped.
            column.value = f"cast({column.cell} as timestamptz) at time zone 'UTC'"

    def _cast_number(self, column: Column) -> None:
        number = f"cast({column.cell} as decimal(18,4))"
        match column.kind:
            case "amount":
                column.value = f"cast({number} * {column.factor} as decimal(18,4))" if column.factor != 1 else number
            case "number":
                column.value = f"cast({column.cell} as double) * {column.factor}"
            case "integer":
                column.value = f"cast({number} as bigint)"
            case _:
                scale = self._percent_scale(self._largest(column))
                column.value = f"cast({column.cell} as double) / {scale}"
                column.how = f"probability from 0 to {scale}"

    def _largest(self, column: Column) -> float:
        found = self._connection.execute(
            f"select max(cast({column.cell} as double)) from {self._relation} as r"
        ).fetchone()
        return found[0] or 0.0 if found else 0.0

    @staticmethod
    def _percent_scale(largest: float) -> int:
        return 100 if largest > 1 else 1

    def _read_dates(self, columns: list[Column]) -> None:
        found = {}
        for column in columns:
            texts = self._distinct(column)
            if dates.all_serials(texts):
                self._map_serials(column, texts)
            else:
                found[column.index] = {text: dates.read_text(text) for text in texts}
        dated = [column for column in columns if column.index in found]
        orders = date_orders(dated, found, self._answers, self.fell_back)
        for column in dated:
            order = orders[column.index]
            reads = {text: _read_moment(parts, order, column.kind) for text, parts in found[column.index].items()}
            self._map(column, reads)

    def _map_serials(self, column: Column, texts: list[str]) -> None:
        column.how = "spreadsheet day numbers"
        reads = {}
        for text in texts:
            day, at = dates.read_serial(text) or (None, None)
            reads[text] = (
                Read(day if column.kind == "date" else datetime.combine(day, at)) if day and at is not None else Read()
            )
        self._map(column, reads)

    def _read_numbers(self, column: Column) -> None:
        # NaN is no blank here: it is what a program wrote for a number that it could not work out.
        texts = [text for text in self._distinct(column) if text.casefold() not in dates.BLANKS - {"nan"}]
        bare = {text: text.replace("%", "").replace("％", "") if column.kind == "percent" else text for text in texts}
        parts = {text: numbers.take_apart(bare[text]) for text in texts}
        habit = self._habit_of(
            column, [part.body for part in parts.values() if part and not part.scientific and not part.unit]
        )
        values = {text: numbers.value_of(part, habit) if part else None for text, part in parts.items()}
        if column.kind == "percent":
            self._map_percents(column, values)
            return
        reads = {}
        for text, value in values.items():
            mark = numbers.currency_mark(part) if (part := parts[text]) else None
            reads[text] = (
                Read(_as_kind(value * column.factor, column.kind), None, mark)
                if value is not None
                else Read(problem="BAD_NUMBER")
            )
        self._map(column, reads)

    def _habit_of(self, column: Column, bodies: list[str]) -> numbers.DecimalHabit:
        told = numbers.habits_told(bodies)
        if self._answers.decimal and len(told) != 1:
            column.how = f"decimal {self._answers.decimal}; as you said"
            return self._answers.decimal
        doubtful = None if told else next((body for body in bodies if numbers.differs_by_habit(body)), None)
        if (len(told) == 2 or doubtful) and self._earlier.decimal:
            self.fell_back.add("decimal")
            column.how = f"decimal {self._earlier.decimal}; as answered before"
            return self._earlier.decimal
        if len(told) == 2:
            raise questions.mixed_numbers(column.header)
        if doubtful:
            raise questions.two_way_numbers(column.header, doubtful)
        habit = next(iter(told), "point")
        column.how = f"decimal {habit}"
        return habit

    def _map_percents(self, column: Column, values: Mapping[str, Decimal | None]) -> None:
        """0.75 in a column of 75 means 0.75 %: one scale for the whole column."""
        written = any("%" in text or "％" in text for text in values)
        largest = max((value for value in values.values() if value is not None), default=Decimal(0))
        scale = 100 if written else self._percent_scale(float(largest))
        column.how = f"probability from 0 to {scale}"
        fine = {text: value is not None and 0 <= value <= scale for text, value in values.items()}
        self._map(
            column,
            {text: Read(float(value) / scale) for text, value in values.items() if fine[text] and value is not None},
        )
        self._note(
            column,
            [text for text, ok in fine.items() if not ok],
            "BAD_PERCENT",
        )

    def _note(self, column: Column, texts: list[str], code: str) -> None:
        if not texts:
            return
        rows = self._connection.execute(
            f"select r.row_number from {self._relation} as r where {column.cell} in (select unnest($texts)) order by 1",
            {"texts": texts},
        ).fetchall()
        numbers_ = tuple(number for (number,) in rows)
        sentence = Sentence(
            "Column “{header}”: “{text}” is not a percentage from 0 to 100; it was left blank (rows: {n}).",
            header=column.header,
            text=texts[0][:40],
            n=len(numbers_),
        )
        column.findings.append(Finding(code, sentence, numbers_[:20], len(numbers_)))

    def _map(self, column: Column, reads: Mapping[str, Read]) -> None:
        """Read the column by way of a table text → value, problem, mark."""
        name = f"reads_{self._relation}_{column.index}"
        kind: Kind = "text" if column.field == "currency" else column.kind
        table = pa.table(
            {
                "raw": pa.array(list(reads), pa.string()),
                "value": pa.array([read.value for read in reads.values()], _ARROW[kind]),
                "problem": pa.array([read.problem for read in reads.values()], pa.string()),
                "mark": pa.array([read.mark for read in reads.values()], pa.string()),
            }
        )
        self._connection.register("reads_arrow", table)
        self._connection.execute(f"create or replace temp table {name} as select * from reads_arrow")
        self._connection.unregister("reads_arrow")
        alias = f"m{column.index}"
        column.join = f"left join {name} as {alias} on {alias}.raw = {column.cell}"
        column.value, column.problem, column.mark = f"{alias}.value", f"{alias}.problem", f"{alias}.mark"


def _read_moment(
    parts: tuple[date | dates.TwoOrders | None, timedelta | None], order: dates.DateOrder, kind: Kind
) -> Read:
    found, at = parts
    if found is None and at is not None:
        return Read()
    day = found.read(order) if isinstance(found, dates.TwoOrders) else found
    if day is None or at is None:
        return Read(problem="BAD_DATE")
    return Read(day) if kind == "date" else Read(datetime.combine(day, time()) + at)


def _as_kind(value: Decimal, kind: Kind) -> object:
    match kind:
        case "amount":
            return value.quantize(Decimal("0.0001"))
        case "integer":
            return int(value)
        case _:
            return float(value)
