"""The import log: one entry per table of a file, its findings and its rejected rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pandas as pd

from data.entities import Entity
from data.intake.findings import Finding, Reject
from data.intake.ledger import Account
from data.intake.report import Options
from data.sentence import as_json
from data.warehouse import insert_rows


def can_be_complete(entity: Entity) -> bool:
    """Whether a file can be declared to hold everything, so that records not in it are gone.

    A file of quotas or rates is of its own periods and never of all there are.
    """
    return "is_deleted" in entity.fields


def open_entry(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    source: str,
    file_name: str,
    *,
    member: str | None = None,
    fields: Sequence[str],
    mapping: Mapping[str, str | None],
    options: Options,
    now: datetime,
    header: Sequence[str] = (),
) -> int:
    """Begin an entry and return its import id; its row account is still empty."""
    import_id = connection.execute("select coalesce(max(import_id), 0) + 1 from imports").fetchall()[0][0]
    connection.execute(
        """
        insert into imports by name
        select $import_id as import_id, $entity as entity, $source as source, $file_name as file_name,
            $member as member, $as_of as as_of, $now as imported_at, $imported_by as imported_by,
            $is_complete as is_complete, $fields as fields, $mapping as mapping, $options as options, $header as header,
            0 as rows_read, 0 as rows_new, 0 as rows_changed, 0 as rows_unchanged, 0 as rows_rejected
        """,
        {
            "import_id": import_id,
            "entity": entity.name,
            "source": source,
            "file_name": file_name,
            "member": member,
            "as_of": utc(options.as_of or now),
            "now": utc(now),
            "imported_by": options.imported_by,
            "is_complete": options.complete and can_be_complete(entity),
            "fields": ",".join(sorted(fields)),
            "mapping": json.dumps(mapping, ensure_ascii=False),
            "options": json.dumps(options.answers, ensure_ascii=False),
            "header": json.dumps(list(header), ensure_ascii=False) if header else None,
        },
    )
    return import_id


def close_entry(connection: duckdb.DuckDBPyConnection, import_id: int, account: Account, total: Decimal | None) -> None:
    """Write the row account and the control total of an entry."""
    connection.execute(
        "update imports set rows_read = $read, rows_new = $new, rows_changed = $changed, rows_unchanged = $unchanged,"
        " rows_rejected = $rejected, amount_total = $total where import_id = $id",
        {
            "read": account.read,
            "new": account.new,
            "changed": account.changed,
            "unchanged": account.unchanged,
            "rejected": account.rejected,
            "total": total,
            "id": import_id,
        },
    )


def write_details(
    connection: duckdb.DuckDBPyConnection, import_id: int, findings: Sequence[Finding], rejects: Sequence[Reject]
) -> None:
    """Write an entry's findings and rejected rows."""
    for item in findings:
        connection.execute(
            "insert into import_findings values (?, ?, ?, ?, ?, ?)",
            [import_id, item.code, item.message, item.count, ",".join(map(str, item.rows)), as_json(item.message)],
        )
    rows = [
        (
            import_id,
            item.row_number,
            item.column,
            item.value,
            item.code,
            item.reason,
            json.dumps(item.cells, ensure_ascii=False),
            as_json(item.reason),
        )
        for item in rejects
    ]
    insert_rows(connection, "import_rejects", rows)


def write_effects(connection: duckdb.DuckDBPyConnection, moment: datetime, totals: pd.DataFrame) -> None:
    """Write what a publish changed: its accounts and effects, as `difference` counts them."""
    for row in totals.to_dict("records"):
        connection.execute(
            "insert into import_effects values (?, ?, ?, ?, ?)",
            [utc(moment), row["account"], row["effect"], row["deals"], Decimal(str(row["amount"]))],
        )


def utc(moment: datetime) -> datetime:
    """A moment as the warehouse keeps it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
