"""One table of a file: recognised, typed, entered in the ledger, accounted for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import duckdb

from data.entities import ENTITIES, TRAITS, Entity
from data.errors import Refused
from data.intake import checks, ledger, log, remembered, spread, traits
from data.intake.findings import Finding
from data.intake.fits import labels, said_of
from data.intake.layouts import plain_name
from data.intake.ledger import Account
from data.intake.readers import RawTable
from data.intake.recognise import (
    ANSWERED,
    ANSWERED_BEFORE,
    NOT_USED,
    USUAL,
    Recognition,
    extra_columns,
    recognise,
    uncertain_columns,
)
from data.intake.remembered import Remembered
from data.intake.report import ColumnReport, FileReport, Options
from data.intake.rows import refuse_when_mostly_rejected, summarise, type_rows
from data.intake.suggestions import guess, is_own
from data.intake.values import Answers, Column, ColumnReader
from data.sentence import Sentence

_SAMPLES = 50
_SHOWN_SAMPLES, _SEARCHED = 3, 2000


def import_table(
    connection: duckdb.DuckDBPyConnection, name: str, table: RawTable, options: Options, now: datetime, newest: int
) -> tuple[FileReport, str | None]:
    """Take one staged table in: its report, and the relation of the `key`s it concerns (None: all).

    newest: the last import before this publish. A refusal carries what was found out about the columns, so that they
    can be asked about.
    """
    try:
        return _taken(connection, name, table, options, now, newest)
    except Refused as error:
        error.columns = _as_far_as_known(connection, table, options)
        raise


def _taken(
    connection: duckdb.DuckDBPyConnection, name: str, table: RawTable, options: Options, now: datetime, newest: int
) -> tuple[FileReport, str | None]:
    earlier = remembered.remembered(connection, table.header, newest) if options.remember else None
    asked = options
    if earlier:
        options = remembered.joined(earlier, options)
    file_header = table.header
    turned = spread.in_rows(connection, table, entity=options.entity, columns=options.columns)
    table = turned.table
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
            Sentence(
                "The file has column headers but no rows under them. Check the report's filters and export it again."
            ),
        )
    entity = ENTITIES[found.entity]
    checks.refuse_wide_plan(table.header, found.matches)
    names = labels(table.header)
    columns = [
        Column(
            match.index,
            match.header,
            match.field,
            entity.fields[match.field],
            found.units.get(match.index, 1),
            name=names[match.index],
        )
        for match in found.matches
        if match.field
    ]
    answers = _answers(table.header, asked, earlier)
    reader = ColumnReader(connection, table.relation, answers)
    reader.decide(columns)
    kept = traits.trait_columns(connection, table.relation, entity, found.matches, answers)
    typed, rejected = type_rows(connection, table.relation, entity, columns, found.constants, kept)
    rejects = sorted([*table.rejects, *turned.rejects(rejected)], key=lambda item: item.row_number)
    refuse_when_mostly_rejected(table.rows_read, rejects)
    checks.refuse_empty_amounts(connection, table, entity, columns)
    findings = [
        *table.findings,
        *_column_findings(found, kept),
        *(item for column in columns for item in column.findings),
    ]
    findings += [
        item
        for item in summarise(turned.rejects(rejected))
        if item.code not in {known.code for known in table.findings}
    ]
    if options.complete and not log.can_be_complete(entity):
        findings.append(
            Finding(
                "NOT_COMPLETE",
                Sentence(
                    "A file of {entity} is never taken for all there is: what it lacks stays as it was.",
                    entity=entity.name,
                ),
            )
        )
    findings += turned.findings(checks.look_at(connection, typed, entity, options.stages))
    if earlier:
        options = remembered.fallen_back(earlier, options, reader.fell_back)
        before = said_of(table.header, earlier.date_orders)
        orders = {names[index]: order for index, order in before.items() if index in reader.fell_back}
        findings += remembered.findings(earlier, asked, options, orders)
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
        header=labels(file_header),
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
        _column_reports(connection, table, found, columns, kept, {plain_name(name) for name in asked.columns}),
        tuple(rejects),
    )
    if account.new + account.changed + account.unchanged + account.rejected != account.read:
        raise AssertionError(f"rows of {name} do not add up: {account}")
    return report, keys


def _answers(header: Sequence[str], asked: Options, earlier: Remembered | None) -> Answers:
    """What was said of how values are written: of this file, and of an earlier one with the same columns."""
    before = Answers(earlier.date_order, earlier.decimal, said_of(header, earlier.date_orders)) if earlier else None
    is_ours = any(is_own(name) for name in header)
    return Answers(asked.date_order, asked.decimal, said_of(header, asked.date_orders), before, is_ours)


def _samples(connection: duckdb.DuckDBPyConnection, table: RawTable) -> dict[int, list[str]]:
    rows = connection.execute(
        f"select * exclude (row_number) from {table.relation} order by row_number limit {_SAMPLES}"
    ).fetchall()
    return {index: [row[index] for row in rows if row[index]] for index in range(len(table.header))}


def _column_findings(found: Recognition, kept: list[Column]) -> list[Finding]:
    """Which columns no field takes: those kept as traits, and those that are not."""
    if not kept:
        return list(found.findings)
    known = {column.index for column in kept}
    findings = [
        Finding(
            "TRAITS",
            Sentence(
                "No field takes these columns; they are kept as traits: {headers}.",
                headers=[column.header for column in kept],
            ),
        )
    ]
    others = [match for match in found.matches if match.index not in known]
    return [*uncertain_columns(found.matches), *findings, *extra_columns(others)]


def _as_far_as_known(
    connection: duckdb.DuckDBPyConnection, table: RawTable, options: Options
) -> tuple[ColumnReport, ...]:
    """The columns of a file that is not taken, with samples as written and what they are likely to be."""
    _entity, taken, likely = guess(table.header, options.entity if options.entity in ENTITIES else None)
    samples = _samples(connection, table)
    return tuple(
        ColumnReport(
            label,
            taken.get(index),
            "",
            USUAL if index in taken else NOT_USED,
            _as_written(samples[index]),
            likely.get(index),
        )
        for index, label in enumerate(labels(table.header))
    )


def _column_reports(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    found: Recognition,
    columns: list[Column],
    kept: list[Column],
    answered: set[str],
) -> tuple[ColumnReport, ...]:
    """What each column was taken for. answered: plain names that were answered for now, not earlier."""
    traits_at = {column.index for column in kept}
    columns = [
        *columns,
        *(replace(column, value=f"coalesce(cast({column.value} as varchar), {column.cell})") for column in kept),
    ]
    by_index = {column.index: column for column in columns}
    raw = _samples(connection, table)
    samples = {index: _as_written(texts) for index, texts in raw.items()} | _read_samples(connection, table, columns)
    reports = []
    for match, label in zip(found.matches, labels(table.header), strict=True):
        column = by_index.get(match.index)
        is_trait = match.index in traits_at
        reason = traits.KEPT if is_trait else match.why
        if reason == ANSWERED and not {plain_name(match.header), plain_name(label)} & answered:
            reason = ANSWERED_BEFORE
        why = f"{reason}; {column.how}" if column and column.how != "as written" else reason
        kind = "" if column is None else column.kind
        field = TRAITS if is_trait else match.field
        shown = samples.get(match.index, ())
        is_two_way = column is not None and column.is_two_way
        reports.append(ColumnReport(label, field, kind, why, shown, match.likely, is_two_way))
    return tuple(reports)


def _as_written(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((text, "") for text in list(dict.fromkeys(texts))[:_SHOWN_SAMPLES])


def _read_samples(
    connection: duckdb.DuckDBPyConnection, table: RawTable, columns: list[Column]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Column → some of its different texts beside what they were read as: of the first rows those that are filled."""
    joins = "\n".join(column.join for column in columns if column.join)
    shown = ", ".join(f"{column.cell}, cast({column.value} as varchar)" for column in columns)
    if not columns:
        return {}
    rows = connection.execute(
        f"select {shown} from (select * from {table.relation} order by row_number limit {_SEARCHED}) as r {joins}"
        " order by r.row_number"
    ).fetchall()
    return {
        column.index: tuple(
            dict.fromkeys((row[2 * place], row[2 * place + 1] or "") for row in rows if row[2 * place])
        )[:_SHOWN_SAMPLES]
        for place, column in enumerate(columns)
    }


def _control_total(connection: duckdb.DuckDBPyConnection, typed: str, entity: Entity) -> Decimal | None:
    fields = {name for (name, *_) in connection.execute(f"describe {typed}").fetchall()}
    if entity.control not in fields:
        return None
    return connection.execute(f"select coalesce(sum({entity.control}), 0) from {typed}").fetchall()[0][0]
