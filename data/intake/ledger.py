"""The ledger of observations: which import saw which state of which record.

The row account falls out of it: a row is new, or differs from what was known
of its record when the file was made, or says nothing new.
"""

from dataclasses import dataclass

import duckdb

from data.derive.fold import fold, order_imports, says_more
from data.entities import STAGE_HISTORY, TRAITS, Entity


@dataclass(frozen=True, slots=True)
class Account:
    """Where the rows of a file ended; they add up to the rows read."""

    read: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


def enter(
    connection: duckdb.DuckDBPyConnection, entity: Entity, import_id: int, typed: str
) -> tuple[int, int, int, str | None]:
    """Enter the typed rows of an import that is in the log already.

    Returns rows new, changed and unchanged, and the name of a relation with the
    `key`s of the records that the import concerns; None for all.
    """
    columns = [name for (name, *_) in connection.execute(f"describe {typed}").fetchall()]
    fields = sorted(name for name in columns if name not in ("row_number", entity.key))
    shape = ",".join([*fields, *_trait_mark(connection, typed, fields)])
    order_imports(connection, entity)
    position, last = connection.execute(
        "select max(case when import_id = $id then ord end), max(ord) from import_order", {"id": import_id}
    ).fetchall()[0]
    if last == 1:
        _record(connection, entity, import_id, typed, fields, shape)
        return connection.execute(f"select count(*) from {typed}").fetchall()[0][0], 0, 0, None
    judged = _judge(connection, entity, import_id, typed, fields, first=position == 1)
    counts = dict(connection.execute(f"select outcome, count(*) from {judged} group by outcome").fetchall())
    _record(connection, entity, import_id, typed, fields, shape)
    keys = f"keys_{import_id}"
    # An older file that arrives late may change what later ones build on, so all its records are looked at again.
    only = "where outcome <> 'unchanged'" if position == last else ""
    connection.execute(f"create or replace temp table {keys} as select distinct key from {judged} {only}")
    if connection.execute("select is_complete from imports where import_id = $id", {"id": import_id}).fetchall()[0][0]:
        connection.execute(
            f"insert into {keys} select distinct {_concern(entity)} from observed_{entity.name}"
            f" where {entity.key} not in (select {entity.key} from {typed})"
        )
    return counts.get("new", 0), counts.get("changed", 0), counts.get("unchanged", 0), keys


def _trait_mark(connection: duckdb.DuckDBPyConnection, typed: str, fields: list[str]) -> list[str]:
    """What tells the states of files with other traits apart: each says nothing of the traits it does not have."""
    if TRAITS not in fields:
        return []
    names = f"select md5(cast(json_keys({TRAITS}) as varchar)) from {typed} limit 1"
    return [f"{TRAITS}:{mark}" for (mark,) in connection.execute(names).fetchall()]


def _judge(
    connection: duckdb.DuckDBPyConnection, entity: Entity, import_id: int, typed: str, fields: list[str], *, first: bool
) -> str:
    """The relation (key, outcome) of the rows, against what was known before the import."""
    judged = f"judged_{import_id}"
    if first:
        connection.execute(
            f"create or replace temp table {judged} as select {_concern(entity)} as key, 'new' as outcome from {typed}"
        )
        return judged
    known = fold(connection, entity, before=import_id)
    told = [
        f"({says_more(f't.{name}', f'k.{name}')})" if name == TRAITS else f"t.{name} is distinct from k.{name}"
        for name in fields
    ]
    differs = " or ".join(told) or "false"
    if "is_deleted" not in fields and "is_deleted" in entity.fields:
        differs += " or coalesce(k.is_deleted, false)"
    connection.execute(
        f"""
        create or replace temp table {judged} as
        select t.{_concern(entity)} as key,
            case when k.{entity.key} is null then 'new' when k.is_missing or {differs} then 'changed'
                else 'unchanged' end as outcome
        from {typed} as t
        left join {known} as k on k.{entity.key} = t.{entity.key}
        """
    )
    return judged


def _record(
    connection: duckdb.DuckDBPyConnection, entity: Entity, import_id: int, typed: str, fields: list[str], shape: str
) -> None:
    """Write the sightings; a state that some file has shown before is not written again."""
    observed = f"observed_{entity.name}"
    same = "".join(f" and o.{name} is not distinct from t.{name}" for name in fields)
    listed = "".join(f", {name}" for name in fields)
    highest, known = connection.execute(
        f"select coalesce(max(state_id), 0), count(case when shape = $shape then 1 end) from {observed}",
        {"shape": shape},
    ).fetchall()[0]
    if not known:
        connection.execute(
            f"insert into {observed} (state_id, {entity.key}, shape{listed})"
            f" select {highest} + row_number, {entity.key}, '{shape}'{listed} from {typed}"
        )
        connection.execute(f"insert into sightings select {import_id}, {highest} + row_number from {typed}")
        return
    values = "".join(f", t.{name}" for name in fields)
    connection.execute(
        f"create or replace temp table placed as select coalesce(o.state_id, {highest} + t.row_number) as state_id,"
        f" t.{entity.key}{values} from {typed} as t"
        f" left join {observed} as o on o.{entity.key} = t.{entity.key} and o.shape = '{shape}'{same}"
    )
    connection.execute(
        f"insert into {observed} (state_id, {entity.key}, shape{listed})"
        f" select state_id, {entity.key}, '{shape}'{listed} from placed where state_id > {highest}"
    )
    connection.execute(f"insert into sightings select {import_id}, state_id from placed order by state_id")
    connection.execute("drop table placed")


def strike(connection: duckdb.DuckDBPyConnection, entity: Entity, import_id: int) -> str:
    """Take an import's sightings out again, with the states nobody else saw; returns the relation of its `key`s."""
    observed = f"observed_{entity.name}"
    keys = f"keys_{import_id}"
    was_complete = connection.execute(
        "select is_complete from imports where import_id = $id", {"id": import_id}
    ).fetchall()[0][0]
    # Undoing a complete file brings back the records that it did not have.
    seen = "" if was_complete else f"where state_id in (select state_id from sightings where import_id = {import_id})"
    connection.execute(
        f"create or replace temp table {keys} as select distinct {_concern(entity)} as key from {observed} {seen}"
    )
    others = (
        "select s.state_id from sightings as s join imports as i on i.import_id = s.import_id where i.entity ="
        f" '{entity.name}'"
    )
    connection.execute(
        f"delete from {observed} where state_id in (select state_id from sightings where import_id = {import_id})"
        f" and state_id not in ({others} and s.import_id <> {import_id})"
    )
    connection.execute(f"delete from sightings where import_id = {import_id}")
    return keys


def _concern(entity: Entity) -> str:
    """The column that names the record to rebuild: history lines concern their deal."""
    return "opportunity_id" if entity is STAGE_HISTORY else entity.key
