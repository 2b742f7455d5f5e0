"""One table of a file: recognised, typed, entered in the ledger, accounted for."""

from datetime import datetime
from decimal import Decimal

import duckdb

from data.entities import ENTITIES, Entity
from data.errors import Refused
from data.intake import checks, ledger, log
from data.intake.ledger import Account
from data.intake.readers import RawTable
from data.intake.recognise import Recognition, recognise
from data.intake.report import ColumnReport, FileReport, Options
from data.intake.rows import refuse_when_mostly_rejected, summarise, type_rows
from data.intake.values import Answers, Column, ColumnReader

_SAMPLES = 50
_SHOWN_SAMPLES = 3


def import_table(
    connection: duckdb.DuckDBPyConnection, name: str, table: RawTable, options: Options, now: datetime
) -> tuple[FileReport, str | None]:
    found = recognise(
        table.header,
        columns=options.columns,
        entity=options.entity,
        file_name=table.member or name,
        samples=_samples(connection, table),
    )
    if not table.rows_read:
        raise Refused(
            "NO_ROWS",
            "The file has column headers but no rows under them. Check the report's filters and export it again.",
        )
    entity = ENTITIES[found.entity]
    checks.refuse_wide_plan(table.header, found.matches)
    columns = [
        Column(match.index, match.header, match.field, entity.fields[match.field], found.units.get(match.index, 1))
        for match in found.matches
        if match.field
    ]
    ColumnReader(connection, table.relation, Answers(options.date_order, options.decimal)).decide(columns)
    typed, rejected = type_rows(connection, table.relation, entity, columns, found.constants)
    rejects = sorted([*table.rejects, *rejected], key=lambda item: item.row_number)
    refuse_when_mostly_rejected(table.rows_read, rejects)
    checks.refuse_empty_amounts(connection, table, entity, columns)
    findings = [*table.findings, *found.findings, *(item for column in columns for item in column.findings)]
    findings += [item for item in summarise(rejected) if item.code not in {known.code for known in table.findings}]
    findings += checks.look_at(connection, typed, entity, options.stages)
    fields = [name for (name, *_) in connection.execute(f"describe {typed}").fetchall() if name != "row_number"]
    mapping = {column.header: column.field for column in columns}
    import_id = log.open_entry(
        connection,
        entity,
        found.source,
        name,
        member=table.member,
        fields=fields,
        mapping=mapping,
        options=options,
        now=now,
    )
    new, altered, unchanged, keys = ledger.enter(connection, entity, import_id, typed)
    account = Account(table.rows_read, new, altered, unchanged, len(rejects))
    total = _control_total(connection, typed, entity)
    log.close_entry(connection, import_id, account, total)
    log.write_details(connection, import_id, findings, rejects)
    report = FileReport(
        import_id,
        name,
        table.member,
        entity.name,
        found.source,
        account,
        total,
        tuple(findings),
        _column_reports(connection, table, found, columns),
        tuple(rejects),
    )
    if account.new + account.changed + account.unchanged + account.rejected != account.read:
        raise AssertionError(f"rows of {name} do not add up: {account}")
    return report, keys


def _samples(connection: duckdb.DuckDBPyConnection, table: RawTable) -> dict[int, list[str]]:
    rows = connection.execute(
        f"select * exclude (row_number) from {table.relation} order by row_number limit {_SAMPLES}"
    ).fetchall()
    return {index: [row[index] for row in rows if row[index]] for index in range(len(table.header))}


def _column_reports(
    connection: duckdb.DuckDBPyConnection, table: RawTable, found: Recognition, columns: list[Column]
) -> tuple[ColumnReport, ...]:
    by_index = {column.index: column for column in columns}
    joins = "\n".join(column.join for column in columns if column.join)
    shown = ", ".join(f"{column.cell}, cast({column.value} as varchar)" for column in columns)
    rows = (
        connection.execute(f"select {shown} from {table.relation} as r {joins} limit {_SHOWN_SAMPLES}").fetchall()
        if columns
        else []
    )
    samples = {
        column.index: tuple((row[2 * place] or "", row[2 * place + 1] or "") for row in rows)
        for place, column in enumerate(columns)
    }
    reports = []
    for match in found.matches:
        column = by_index.get(match.index)
        why = f"{match.why}; {column.how}" if column and column.how != "as written" else match.why
        reports.append(
            ColumnReport(match.header, match.field, column.kind if column else "", why, samples.get(match.index, ()))
        )
    return tuple(reports)


def _control_total(connection: duckdb.DuckDBPyConnection, typed: str, entity: Entity) -> Decimal | None:
    fields = {name for (name, *_) in connection.execute(f"describe {typed}").fetchall()}
    if entity.control not in fields:
        return None
    return connection.execute(f"select coalesce(sum({entity.control}), 0) from {typed}").fetchall()[0][0]
