"""From observations to the tables pages read.

Everything here follows from the imports in force and the settings, so an
import that is undone leaves no trace, in whatever order files came.
"""

from collections.abc import Mapping

import duckdb

from data.derive import labels, lookups, people, rates, records, rollups, targets, versions

# A change to one of these changes how every deal, lead and activity is read.
_DIMENSIONS = {"reps", "roles", "accounts", "products", "stages", "exchange_rates"}


def refresh(connection: duckdb.DuckDBPyConnection, changed: Mapping[str, str | None]) -> None:
    """Rebuild what depends on the entities in `changed`: entity → relation with the `key`s concerned, or None for all.

    Only deals, leads and activities are rebuilt by key; the rest is small.
    """
    # Nothing below depends on the order of rows, and without it writing is faster.
    connection.execute("set preserve_insertion_order = false")
    lookups.create_macros(connection)
    currency = rates.organisation_currency(connection)
    people.build_reps(connection)
    lookups.build_accounts(connection)
    lookups.build_account_words(connection)
    lookups.build_products(connection)
    labels.stage_kinds(connection)
    labels.status_kinds(connection)
    labels.forecast_categories(connection)
    rates.build_rates(connection, currency)
    everything = _words_mean_others(connection) or bool(_DIMENSIONS & changed.keys())
    has_deals = everything or bool({"opportunities", "stage_history"} & changed.keys())
    deals = None if everything or not has_deals else _union(connection, changed)
    if has_deals:
        versions.build_deals(connection, currency, deals)
    if everything or "leads" in changed:
        records.build_leads(connection, None if everything else changed["leads"])
    if everything or "activities" in changed:
        records.build_activities(connection, None if everything else changed["activities"])
    records.build_small(connection)
    targets.build_targets(connection)
    before = _stages(connection)
    records.build_stages(connection)
    if has_deals:
        # A stage that moved in the funnel changes what every deal has passed.
        rollups.build_rollups(connection, deals if _stages(connection) == before else None)


def _words_mean_others(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether an owner or a stage that was written before stands for something else now, as an answer can bring about.

    Keeps whom owners stand for, to be compared with next time.
    """
    altered = connection.execute(
        "select exists (select 1 from owner_meanings as m join owners as o on o.owner_key = m.owner_key"
        " where o.rep_id is distinct from m.rep_id)"
        " or exists (select 1 from stages as s join stage_kinds as k on k.stage = s.stage where k.kind <> s.kind)"
    ).fetchall()[0][0]
    connection.execute("delete from owner_meanings")
    connection.execute("insert into owner_meanings select distinct owner_key, rep_id from owners order by all")
    return altered


def _stages(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.execute("select * from stages order by pipeline, position, stage").fetchall()


def _union(connection: duckdb.DuckDBPyConnection, changed: Mapping[str, str | None]) -> str | None:
    """The deals concerned by changed deals and changed history; None for all."""
    parts = [changed[entity] for entity in ("opportunities", "stage_history") if entity in changed]
    if None in parts:
        return None
    connection.execute(
        "create or replace temp table changed_deals as " + " union ".join(f"select key from {part}" for part in parts)
    )
    return "changed_deals"
