"""Columns that no field takes, kept as traits of the record: the tools a company uses, its open vacancies."""

import re
import unicodedata
from collections.abc import Sequence

import duckdb

from data.entities import Entity
from data.errors import Refused
from data.intake.columns import Answers, Column
from data.intake.layouts import bare_header, plain_name, unit_of
from data.intake.recognise import NOT_USED, Match, is_technical
from data.intake.values import ColumnReader

KEPT = "kept as a trait"
MOST = 40  # of a file: an export with every column a CRM has holds hundreds
_LONGEST_NAME, _LONGEST_VALUE = 60, 500
# What may be a number begins like one: no more than a currency mark before its digits.
_LIKE_NUMBER = r"^\D{0,5}\d"
# What a CRM notes for itself says nothing of the customer, and there is a lot of it.
_HOUSEKEEPING = frozenset(
    plain_name(name)
    for name in (
        "System Modstamp", "Last Modified By ID", "Last Modified Date", "Last Modified At", "Last Viewed Date",
        "Last Referenced Date", "Created By ID", "Master Record ID", "Photo URL", "Record Type ID", "Jigsaw",
        "Jigsaw Contact ID", "Clean Status", "Is Unread By Owner", "Is Deleted",
    )
)  # fmt: skip


def name_of(header: str) -> str:
    """The trait that a column holds: Tools_Used__c and “Tools used” are one."""
    # Salesforce ends its own fields with __c, connectors make that _c.
    text = re.sub(r"_+c$", "", unicodedata.normalize("NFKC", header).strip())
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", bare_header(text)).strip()[:_LONGEST_NAME]


def trait_columns(
    connection: duckdb.DuckDBPyConnection, relation: str, entity: Entity, matches: Sequence[Match], answers: Answers
) -> list[Column]:
    """The columns to keep, with how each is read as a number; a column's field is the trait's name.

    Those that the analyst left out, without a name or without a value are not kept, nor more than 40.
    """
    if not entity.keeps_traits:
        return []
    named = [
        match
        for match in matches
        if match.field is None
        and match.why == NOT_USED
        and name_of(match.header)
        and not _is_housekeeping(match.header)
    ]
    if not named:
        return []
    # Headers repeat in real files, and a trait must not lose the first of two columns.
    columns: dict[str, Column] = {}
    for match in named:
        name, other = name_of(match.header), 2
        while name in columns:
            name, other = f"{name_of(match.header)} {other}", other + 1
        columns[name] = Column(match.index, match.header, name, "number", unit_of(match.header))
    likely = "".join(
        f", count({each.cell}), count(case when length({each.cell}) <= 40"
        f" and regexp_matches({each.cell}, '{_LIKE_NUMBER}') then 1 end)"
        for each in columns.values()
    )
    counts = connection.execute(f"select 0{likely} from {relation} as r").fetchall()[0][1:]
    kept = []
    for place, column in enumerate(columns.values()):
        filled, numbers = counts[2 * place : 2 * place + 2]
        if not filled or len(kept) == MOST:
            continue
        _read(connection, relation, column, answers, is_number=2 * numbers >= filled)
        kept.append(column)
    return kept


def _is_housekeeping(header: str) -> bool:
    return is_technical(header) or plain_name(header) in _HOUSEKEEPING


def _read(
    connection: duckdb.DuckDBPyConnection, relation: str, column: Column, answers: Answers, *, is_number: bool
) -> None:
    """Fill in how the column is read as a number; one that can be read in two ways stays text: nothing is asked."""
    if is_number:
        try:
            ColumnReader(connection, relation, answers).decide([column])
            return
        except Refused:
            column.join, column.how = "", "as written"
    column.kind, column.value = "text", "cast(null as double)"


def as_json(columns: Sequence[Column]) -> str:
    """SQL: name → [text, number] of a row as JSON; null for a blank cell, which overrules what was there before."""
    parts = [
        f"'{column.field}', case when {column.cell} is not null"
        f" then json_array(left({column.cell}, {_LONGEST_VALUE}), {column.value}) end"
        for column in sorted(columns, key=lambda each: each.field)
    ]
    return f"cast(json_object({', '.join(parts)}) as varchar)"
