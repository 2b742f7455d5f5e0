"""Bringing a store that an earlier version made up to date: nothing is asked of the user, nothing is lost."""

from functools import cache
from pathlib import Path

import duckdb

from data import schema
from data.derive import refresh
from data.entities import ENTITIES
from data.warehouse import Release, Store, engine

# What everything else is derived from; the rest of a release can be made anew.
_KEPT = {
    "imports",
    "import_rejects",
    "import_findings",
    "import_effects",
    "sightings",
    "settings",
    "setting_changes",
} | {f"observed_{name}" for name in ENTITIES}


def current(store: Store) -> Release | None:
    """The release in force, made anew first where an earlier version of the schema made it; None for an empty store."""
    release = store.current()
    if release is None or not _is_outdated(release.path):
        return release
    with store.publish() as connection:
        bring_up_to_date(connection)
    return store.current()


def require(store: Store) -> Release:
    """The same; Refused where nothing was imported yet."""
    return current(store) or store.require_current()


def bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of this version, inside a publish, from what the store has been told; mostly there is no need."""
    if schema.version(connection) >= schema.VERSION:
        return
    schema.drop(connection, keep=_KEPT)
    for entity in ENTITIES.values():
        for field, kind in entity.stored.items():
            connection.execute(f"alter table if exists observed_{entity.name} add column if not exists {field} {kind}")
    for name in sorted(_KEPT & schema.tables().keys()):
        for field, (kind, _comment) in schema.tables()[name].columns.items():
            connection.execute(f"alter table if exists {name} add column if not exists {field} {kind}")
    schema.create(connection)
    refresh(connection, dict.fromkeys(ENTITIES))


@cache
def _is_outdated(release: Path) -> bool:
    with engine(release).connect() as connection:
        found = connection.exec_driver_sql(schema.VERSION_QUERY).fetchone()
    return int(found[0]) < schema.VERSION if found else True
