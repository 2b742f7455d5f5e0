"""What is known of accounts, contacts and leads beyond their fields: one row per record and trait."""

import duckdb

from data.entities import TRAITS, Entity


def build_traits(connection: duckdb.DuckDBPyConnection, entity: Entity, known: str, keys: str | None = None) -> None:
    """Rebuild the traits of an entity's records in `keys` (column `key`), or of all.

    known: the relation of `fold`. A later file overrules an earlier one trait by trait.
    """
    only = "" if keys is None else f" and record_id in (select key from {keys})"
    connection.execute(f"delete from traits where entity = '{entity.name}'{only}")
    connection.execute(
        f"""
        insert into traits by name
        select '{entity.name}' as entity, t.{entity.key} as record_id, u.key as name,
            json_extract_string(u.value, '$[0]') as value, cast(json_extract(u.value, '$[1]') as double) as number
        from {known} as t, json_each(t.{TRAITS}) as u
        where not coalesce(t.is_deleted, false) and not t.is_missing
            and json_extract_string(u.value, '$[0]') is not null
        order by u.key, t.{entity.key}
        """
    )
