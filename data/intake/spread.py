"""Quota plans with one column for each period, turned into one row for each rep and period."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from data.entities import QUOTAS
from data.errors import Refused
from data.intake.findings import Finding, Reject
from data.intake.layouts import Layout, layouts, plain_name
from data.intake.readers import RawTable
from data.sentence import Sentence
from metrics import periods

PERIOD, AMOUNT = "Period", "Quota Amount"
_LEAST = 2  # one column of a period's name may mean anything
_WORDS = re.compile(r"\b(?:quotas?|targets?|goals?|plan)\b|売上目標|目標金額|目標|予算|ノルマ", re.I)
_BARE_QUARTER = re.compile(r"q\s*[1-4]|第?\s*[1-4]\s*四半期", re.I)


@dataclass(frozen=True, slots=True)
class Spread:
    """A table as intake goes on with it. per_row: rows of it to one of the file; 1 where nothing was turned."""

    table: RawTable
    per_row: int = 1

    def rejects(self, rejects: Sequence[Reject]) -> list[Reject]:
        """The rejects with the row numbers of the file."""
        return [replace(item, row_number=item.row_number // self.per_row) for item in rejects]

    def findings(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings with the row numbers of the file, each once."""
        if self.per_row == 1:
            return list(findings)
        return [
            replace(item, rows=tuple(dict.fromkeys(number // self.per_row for number in item.rows)))
            for item in findings
        ]


def in_rows(
    connection: duckdb.DuckDBPyConnection, table: RawTable, *, entity: str | None, columns: Mapping[str, str]
) -> Spread:
    """The table with its periods in rows, if it is a plan with one column for each; else as it is.

    entity, columns: as the analyst said (see Options). An empty cell is no quota.
    """
    if entity not in (None, QUOTAS.name):
        return Spread(table)
    answers = {plain_name(header): field for header, field in columns.items()}
    layout = next(item for item in layouts() if item.entity is QUOTAS and item.source == "generic")
    fields = [_field(layout, header, answers) for header in table.header]
    labels = {
        index: label
        for index, header in enumerate(table.header)
        if fields[index] is None
        and plain_name(header) not in answers
        and (label := _period(header, "fiscal_year" in fields))
    }
    if len(labels) < _LEAST or not {"owner", "owner_id"} & set(fields) or {"amount", "period", "starts_on"} & {*fields}:
        return Spread(table)
    _refuse_twins(table.header, labels)
    # An id of the plan's line is that of no single quota.
    kept = [index for index in range(len(table.header)) if index not in labels and fields[index] != QUOTAS.key]
    relation = f"{table.relation}_rows"
    connection.execute(f"create or replace temp table {relation} as {_turned(table.relation, kept, labels)}")
    count = connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    turned = replace(
        table,
        header=(*(table.header[index] for index in kept), PERIOD, AMOUNT),
        relation=relation,
        rows_read=count + len(table.rejects),
        findings=(*table.findings, _finding(table, labels, count)),
    )
    return Spread(turned, len(labels))


def _field(layout: Layout, header: str, answers: Mapping[str, str]) -> str | None:
    name = plain_name(header)
    if name in answers:
        return answers[name]
    found = layout.names.get(name) or layout.prefixed(name)
    return found[0] if found else None


def _period(header: str, has_year: bool) -> str | None:
    """The period that a column is of, as it is read later; Q1 needs the year of another column."""
    label = _WORDS.sub(" ", unicodedata.normalize("NFKC", header)).strip(" \t-_:：/()")
    if periods.parse(label) or (has_year and _BARE_QUARTER.fullmatch(label)):
        return label
    return None


def _refuse_twins(header: Sequence[str], labels: Mapping[int, str]) -> None:
    """Two columns of one period cannot both be its quota."""
    seen: dict[object, int] = {}
    for index, label in labels.items():
        period = periods.parse(label) or label
        if period in seen:
            raise Refused(
                "DUPLICATE_HEADERS",
                Sentence(
                    "“{header}” and “{other}” are both of one period, and which is the quota cannot be told. "
                    "Leave one of them out.",
                    f'Say --map "{header[index]}=-".',
                    header=header[seen[period]],
                    other=header[index],
                ),
            )
        seen[period] = index


def _turned(relation: str, kept: Sequence[int], labels: Mapping[int, str]) -> str:
    """SQL: one row for each filled cell; row numbers tell the row of the file and the place of the period in it."""
    same = "".join(f"c{index} as c{place}, " for place, index in enumerate(kept))
    parts = []
    for place, (index, label) in enumerate(labels.items()):
        said = label.replace("'", "''")
        parts.append(
            f"select row_number * {len(labels)} + {place} as row_number, {same}'{said}' as c{len(kept)},"
            f" c{index} as c{len(kept) + 1} from {relation} where c{index} is not null"
        )
    return f"select * from ({' union all '.join(parts)}) order by row_number"


def _finding(table: RawTable, labels: Mapping[int, str], count: int) -> Finding:
    first, *_, last = labels.values()
    people = table.rows_read - len(table.rejects)
    return Finding(
        "PERIODS_IN_ROWS",
        Sentence(
            "The file has a column for each period, “{first}” to “{last}”: its {people} rows were "
            "read as {count} quotas, one for each filled cell ({empty} are empty). If these amounts "
            "are no quotas, do not import the file.",
            first=first[:30],
            last=last[:30],
            people=people,
            count=count,
            empty=people * len(labels) - count,
        ),
    )
