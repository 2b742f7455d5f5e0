"""Care of a store: its log, its checks, and building it anew from the kept uploads."""

import json
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data import schema
from data.derive import refresh
from data.entities import ENTITIES
from data.errors import Refused
from data.intake import Options, Upload, uploads
from data.intake.importer import import_into, strike
from data.sentence import Sentence
from data.warehouse import Store, engine

_KEYS = {
    "reps": "rep_id",
    "accounts": "account_id",
    "contacts": "contact_id",
    "leads": "lead_id",
    "opportunities": "opportunity_id",
    "opportunity_versions": "opportunity_id, valid_from",
    "stage_spells": "opportunity_id, ordinal",
    "stage_passages": "opportunity_id, stage",
    "deal_moves": "opportunity_id, moved_at",
    "activities": "activity_id",
    "quotas": "quota_id",
    "products": "product_id",
    "opportunity_products": "line_id",
    "quotes": "quote_id",
    "contracts": "contract_id",
    "stages": "pipeline, stage",
    "exchange_rates": "currency, valid_on",
    "settings": "key",
    "traits": "entity, record_id, name",
    "imports": "import_id",
    "sightings": "import_id, state_id",
}
_RULES = {
    "every deal has exactly one version in force": """
        select count(*) from (
            select opportunity_id from opportunity_versions group by opportunity_id
            having count(*) - count(valid_to) <> 1
        )""",
    "versions of a deal follow one another without gap": """
        select count(*) from (
            select valid_to, lead(valid_from) over (partition by opportunity_id order by valid_from) as next_from
            from opportunity_versions
        ) where valid_to is distinct from next_from""",
    "every version carries the traits of its deal as it stands": """
        select count(*) from former_versions as v join opportunities as o using (opportunity_id)
        where (v.present_rep_id, v.pipeline, v.segment, v.industry, v.country, v.product, v.lead_source, v.type,
                v.campaign, v.created_on)
            is distinct from (o.rep_id, o.pipeline, o.segment, o.industry, o.country, o.product, o.lead_source, o.type,
                o.campaign, o.created_on)""",
    "every version and every stay belongs to a deal": """
        select count(*) from (
            select opportunity_id from former_versions union select opportunity_id from traced_spells
            union select opportunity_id from traced_passages union select opportunity_id from traced_moves
        ) where opportunity_id not in (select opportunity_id from opportunities)""",
    "the moves of a deal end where the deal stands": """
        select count(*) from (
            select opportunity_id, arg_max(kind, moved_at) as kind, arg_max_null(amount, moved_at) as amount
            from deal_moves group by opportunity_id
        ) as m join opportunities as o using (opportunity_id)
        where m.kind <> case when o.is_deleted then 'removed' else o.stage_kind end
            or m.amount is distinct from o.amount""",
    "every deal's owner is among the reps": """
        select count(*) from opportunities where rep_id is not null and rep_id not in (select rep_id from reps)""",
    "the rows of every import add up": """
        select count(*) from imports where rows_read <> rows_new + rows_changed + rows_unchanged + rows_rejected""",
    "undone imports have left no sightings": """
        select count(*) from sightings
        where import_id in (select import_id from imports where undone_at is not null)""",
}


def import_log(store: Store) -> list[dict[str, Any]]:
    """The log, one entry per import, in the shape of the command line's JSON."""
    columns = (
        "import_id",
        "entity",
        "source",
        "file_name",
        "member",
        "as_of",
        "imported_at",
        "imported_by",
        "is_complete",
        "rows_read",
        "rows_new",
        "rows_changed",
        "rows_unchanged",
        "rows_rejected",
        "amount_total",
        "undone_at",
    )
    with engine(store.require_current().path).connect() as connection:
        rows = connection.exec_driver_sql(f"select {', '.join(columns)} from imports order by import_id").fetchall()
        found = connection.exec_driver_sql(
            "select import_id, code, message, row_count, sample_rows from import_findings order by import_id, code"
        ).fetchall()
    findings: dict[int, list[dict[str, object]]] = {}
    for import_id, code, message, count, sample in found:
        lines = [int(number) for number in (sample or "").split(",") if number]
        findings.setdefault(import_id, []).append({"code": code, "message": message, "rows": lines, "count": count})
    entries = []
    for row in rows:
        entry = dict(zip(columns, row, strict=True))
        entries.append(
            {
                "import_id": entry["import_id"],
                "file": entry["file_name"],
                "member": entry["member"],
                "entity": entry["entity"],
                "source": entry["source"],
                "rows": {name: entry[f"rows_{name}"] for name in ("read", "new", "changed", "unchanged", "rejected")},
                "amount_total": money_text(entry["amount_total"]),
                "findings": findings.get(int(entry["import_id"]), []),
                "refused": None,
                "as_of": entry["as_of"],
                "imported_at": entry["imported_at"],
                "imported_by": entry["imported_by"],
                "is_complete": entry["is_complete"],
                "undone_at": entry["undone_at"],
            }
        )
    return entries


def verify(store: Store) -> list[str]:
    """Sentences about what is wrong with the current release; empty when all is well."""
    path = store.require_current().path
    problems = []
    try:
        opened = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        return [f"{path.name} cannot be opened: {str(error).splitlines()[0]}"]
    with opened as connection:
        tables = [
            name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        ]
        stored = {name for name, table in schema.tables().items() if table.kind == "table"}
        for table in sorted((stored | {f"observed_{name}" for name in ENTITIES}) - set(tables)):
            problems.append(f"Table {table} is missing.")
        for table in tables:
            try:
                columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
                # Hashing reads every block, and with it every checksum.
                connection.execute(f"select bit_xor(hash({', '.join(columns)})) from {table}").fetchall()
            except duckdb.Error as error:
                problems.append(f"Table {table} cannot be read: {str(error).splitlines()[0]}")
        if problems:
            return problems
        for table, key in _KEYS.items():
            twice = connection.execute(
                f"select count(*) from (select {key} from {table} group by {key} having count(*) > 1)"
            ).fetchall()[0][0]
            if twice:
                problems.append(f"{twice} keys ({key}) stand more than once in {table}.")
        for rule, count in _RULES.items():
            broken = connection.execute(count).fetchall()[0][0]
            if broken:
                problems.append(f"Broken in {broken} cases: {rule}.")
    return problems


def rebuild(store: Store, *, now: datetime) -> int:
    """Import every kept upload anew, in the order of the log and with the answers given then; returns the new release.

    Refused where an upload is gone, or where data did not come from files.
    """
    with duckdb.connect(str(store.require_current().path), read_only=True) as old:
        entries = old.execute(
            "select file_name, content_hash, as_of, imported_at, imported_by, is_complete, options,"
            " list(import_id order by import_id) as ids, list(undone_at order by import_id) as undone_at"
            " from imports group by all order by min(import_id)"
        ).fetchall()
        settings = old.execute(
            "select key, value, changed_at from settings where key not in ('inferred_currency', 'schema_version')"
        ).fetchall()
        # What was told then and cannot be told again: the same answers are given outright now.
        effects = old.execute("select * from import_effects").fetchall()
        changes = old.execute("select * from setting_changes").fetchall()
        told = old.execute(
            "select * from import_findings where code in ('REMEMBERED_ANSWERS', 'UNKNOWN_OWNER')"
        ).fetchall()
    if made := [row[0] for row in entries if row[1] is None]:
        raise Refused(
            "NOT_FROM_FILES",
            Sentence("{file} did not come from an uploaded file, so it cannot be built anew from one.", file=made[0]),
        )
    with tempfile.TemporaryDirectory(prefix="quarterdeck-") as folder, store.publish() as connection:
        schema.drop(connection)
        schema.create(connection)
        for setting in settings:
            connection.execute("insert into settings values (?, ?, ?)", list(setting))
        for table, kept in (
            ("import_effects", effects),
            ("import_findings", told),
            ("setting_changes", changes),
        ):
            for line in kept:
                connection.execute(f"insert into {table} values ({', '.join('?' * len(line))})", list(line))
        for number, entry in enumerate(entries):
            _replay(connection, store, entry, Path(folder) / str(number))
        refresh(connection, dict.fromkeys(ENTITIES))
    return store.require_current().number


def _replay(connection: duckdb.DuckDBPyConnection, store: Store, entry: tuple, folder: Path) -> None:
    """Import one kept upload as it was imported then; its tables that were undone are taken out again."""
    name, content_hash, as_of, imported_at, imported_by, complete, answers, ids, undone_at = entry
    folder.mkdir()
    path = folder / "kept"
    try:
        uploads.unpack(content_hash, store.uploads, path)
    except FileNotFoundError as error:
        raise Refused(
            "UPLOAD_GONE",
            Sentence("The kept copy of {file} is gone from {folder}.", file=name, folder=str(store.uploads)),
        ) from error
    options = Options(
        as_of=as_of.replace(tzinfo=UTC),
        complete=complete,
        imported_by=imported_by,
        remember=False,
        **json.loads(answers),
    )
    moment = imported_at.replace(tzinfo=UTC)
    reports = import_into(
        connection, Upload(name, path), options, {}, now=moment, scratch=folder / "scratch", keep=None
    )
    if [report.import_id for report in reports] != ids:
        raise Refused(
            "REBUILD_DIFFERS",
            Sentence("{file} is read differently by this version; the release was left as it is.", file=name),
        )
    for import_id, undone in zip(ids, undone_at, strict=True):
        if undone is not None:
            strike(connection, import_id, now=undone.replace(tzinfo=UTC))


def money_text(value: Decimal | None) -> str | None:
    """An exact amount with at least two decimals and no needless zeros."""
    if value is None:
        return None
    whole, _, rest = f"{value:.4f}".partition(".")
    return f"{whole}.{rest[:2]}{rest[2:].rstrip('0')}"


def as_json(value: object) -> object:
    """What JSON has no form for: moments in ISO form, UTC; decimals as text."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return money_text(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
