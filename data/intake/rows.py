"""From staged text rows to typed rows with an identity; what cannot be read is set aside with its reason."""

from collections.abc import Mapping, Sequence

import duckdb

from data.entities import TRAITS, Entity
from data.errors import Refused
from data.intake.findings import Finding, Reject
from data.intake.traits import as_json
from data.intake.values import Column
from data.sentence import N_, Sentence
from data.warehouse import insert_rows

_REASONS = {
    "BAD_DATE": N_("{header}: “{value}” is not a date of the calendar."),
    "BAD_NUMBER": N_("{header}: “{value}” is not a number that can be read without guessing."),
    "CURRENCY_CONFLICT": N_("{header}: “{value}” names another currency than the row's currency column."),
    "BLANK_ID": N_("{header}: is blank, so the row cannot be told from others."),
    "DUPLICATE_ROWS": N_("{header}: “{value}” stands in the file before, in an identical row."),
}
_TOO_MANY = 0.5


def type_rows(
    connection: duckdb.DuckDBPyConnection,
    raw: str,
    entity: Entity,
    columns: list[Column],
    constants: Mapping[str, str],
    traits: Sequence[Column] = (),
) -> tuple[str, list[Reject]]:
    """Build typed_<raw>: row_number, the key and the mapped fields, one row per readable row; and the rejects.

    constants: fields whose value the kind of export implies, such as kind = call. traits: columns kept beside fields.
    """
    typed = f"typed_{raw}"
    values = {column.field: column.value for column in columns}
    values |= {name: f"'{value}'" for name, value in constants.items() if name not in values}
    marked = [column for column in columns if column.mark != "null"]
    if "currency" in entity.fields and "currency" not in values and marked:
        values["currency"] = f"coalesce({', '.join(column.mark for column in marked)})"
    problems = _problems(entity, columns, values)
    key = values.pop(entity.key, None) or _fallback_key(entity, values)
    if traits:
        values[TRAITS] = as_json(traits)
    joins = "\n".join(column.join for column in (*columns, *traits) if column.join)
    problem = (
        f"coalesce({', '.join(f'case when {test} then {index} end' for index, (_, _, test) in enumerate(problems))})"
        if problems
        else "null"
    )
    fields = "".join(f", {value} as {name}" for name, value in values.items())
    where = f"where {problem} is null" if problems else ""
    connection.execute(
        f"create or replace temp table {typed} as select r.row_number, {key} as {entity.key}{fields} from {raw}"
        f" as r {joins} {where}"
    )
    rejects = _rejects(connection, raw, joins, problem, problems) if problems else []
    repeated = _repetitions(connection, raw, typed, entity, columns)
    return (f"once_{typed}" if repeated else typed), rejects + repeated


def _problems(entity: Entity, columns: list[Column], values: Mapping[str, str]) -> list[tuple[Column, str, str]]:
    """(column, code, SQL test) of everything that sets a row aside."""
    found = []
    # Where one field stands for the id, a row without it cannot be told from others either.
    has_id = any(column.field == entity.key for column in columns)
    identity = entity.key if has_id or len(entity.fallback_key) != 1 else entity.fallback_key[0]
    for column in columns:
        if column.field == identity:
            found.append((column, "BLANK_ID", f"{column.value} is null or {column.value} = ''"))
        if column.problem != "null":
            found.append((column, "", f"{column.problem} is not null"))
    currency = values.get("currency")
    written = any(column.field == "currency" for column in columns)
    for column in columns:
        if column.mark != "null" and currency and written:
            found.append(
                (
                    column,
                    "CURRENCY_CONFLICT",
                    f"{column.mark} is distinct from {currency} and {column.mark} is not null and {currency} is"
                    " not null",
                )
            )
    return found


def _fallback_key(entity: Entity, values: Mapping[str, str]) -> str:
    """SQL: an id from fields that do not change during a record's life; equal rows are told apart by their order."""
    parts = [values[name] for name in entity.fallback_key if name in values]
    if not parts:
        raise Refused(
            "MISSING_COLUMNS",
            Sentence(
                "No column identifies the {entity}. Export an id, or one of: {fields}.",
                entity=entity.name,
                fields=entity.fallback_key,
            ),
        )
    if len(entity.fallback_key) == 1:
        return parts[0]
    joined = ", ".join(f"coalesce(cast({part} as varchar), '')" for part in parts)
    base = f"md5(concat_ws(chr(31), {joined}))"
    # Two rows alike in all of these are two records: the second and later ones are numbered.
    ordinal = f"row_number() over (partition by {base} order by r.row_number)"
    return f"{base} || case when {ordinal} > 1 then '-' || {ordinal} else '' end"


def _rejects(
    connection: duckdb.DuckDBPyConnection, raw: str, joins: str, problem: str, problems: list[tuple[Column, str, str]]
) -> list[Reject]:
    codes = ", ".join(f"{column.problem}" if not code else f"'{code}'" for column, code, _ in problems)
    rows = connection.execute(
        f"select r.row_number, {problem}, [{codes}], r.* exclude (row_number) from {raw} as r {joins}"
        f" where {problem} is not null order by r.row_number"
    ).fetchall()
    rejects = []
    for number, index, found, *cells in rows:
        column = problems[index][0]
        value = cells[column.index]
        code = found[index]
        rejects.append(reject(number, column.header, value, code, tuple(cells)))
    return rejects


def reject(number: int, header: str | None, value: str | None, code: str, cells: tuple[str | None, ...]) -> Reject:
    """A row set aside for a code of _REASONS, with its sentence."""
    told = {} if code == "BLANK_ID" else {"value": (value or "")[:60]}
    reason = (
        Sentence(_REASONS[code], header=header[:60], **told)
        if header
        else Sentence("The row stands in the file before, in an identical row.")
    )
    return Reject(number, header, value, code, reason, tuple(cell or "" for cell in cells))


def _repetitions(
    connection: duckdb.DuckDBPyConnection, raw: str, typed: str, entity: Entity, columns: list[Column]
) -> list[Reject]:
    """Identical repetitions of an id, which once_<typed> leaves out; Refused where rows of one id disagree."""
    total, ids = connection.execute(f"select count(*), count(distinct {entity.key}) from {typed}").fetchall()[0]
    if total == ids:
        return []
    fields = [
        name
        for (name, *_) in connection.execute(f"describe {typed}").fetchall()
        if name not in ("row_number", entity.key)
    ]
    same = f"hash({', '.join(fields)})" if fields else "0"
    conflict = connection.execute(
        f"select {entity.key}, list(row_number order by row_number)[:5] from {typed} group by 1 having"
        f" count(distinct {same}) > 1 order by 2 limit 5"
    ).fetchall()
    if conflict:
        told, lines = conflict[0]
        raise Refused(
            "CONFLICTING_IDS",
            Sentence(
                "Rows {rows} have the same id “{id}” but differ. Which is right cannot be told from "
                "the file: remove the wrong rows and import it again.",
                rows=lines,
                id=told[:60],
            ),
        )
    repeated = connection.execute(
        f"""
        select r.row_number, r.* exclude (row_number) from {raw} as r
        where r.row_number in (
            select row_number from (select row_number,
                row_number() over (partition by {entity.key} order by row_number) as n from {typed}) where n > 1
        )
        order by 1
        """
    ).fetchall()
    connection.execute(f"create or replace temp table repeated_{raw} (row_number bigint)")
    insert_rows(connection, f"repeated_{raw}", [(number,) for number, *_cells in repeated])
    connection.execute(
        f"create or replace temp view once_{typed} as select * from {typed} where row_number not in (select"
        f" row_number from repeated_{raw})"
    )
    header = next((column.header for column in columns if column.field == entity.key), None)
    place = next((column.index for column in columns if column.field == entity.key), None)
    return [
        reject(number, header, cells[place] if place is not None else None, "DUPLICATE_ROWS", tuple(cells))
        for number, *cells in repeated
    ]


def summarise(rejects: list[Reject]) -> list[Finding]:
    """One finding per reason for which rows were set aside."""
    by_code: dict[str, list[Reject]] = {}
    for item in rejects:
        by_code.setdefault(item.code, []).append(item)
    return [
        Finding(
            code,
            _set_aside(items),
            tuple(item.row_number for item in items[:20]),
            len(items),
        )
        for code, items in sorted(by_code.items())
    ]


def _set_aside(items: list[Reject]) -> Sentence:
    first = {"row": items[0].row_number, "reason": items[0].reason}
    if len(items) == 1:
        return Sentence("1 row was set aside, row {row}: {reason}", **first)
    return Sentence("{n} rows were set aside. First: row {row}: {reason}", n=len(items), **first)


def refuse_when_mostly_rejected(rows_read: int, rejects: list[Reject]) -> None:
    """Refused where more than half of a file cannot be used: that is a wrong file, not a few bad rows."""
    if rows_read and len(rejects) > rows_read * _TOO_MANY:
        raise Refused(
            "TOO_MANY_REJECTED",
            Sentence(
                "{n} of {rows_read} rows cannot be used, the first in row {row}: {reason} "
                "Export the list again, ungrouped and with every row complete.",
                n=len(rejects),
                rows_read=rows_read,
                row=rejects[0].row_number,
                reason=rejects[0].reason,
            ),
        )
