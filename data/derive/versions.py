"""Deals: every state they have been in, what they are now, and their stays in stages."""

import duckdb

from data.derive.events import TRACKED, build_events
from data.derive.fold import fold
from data.derive.rates import convert_by
from data.entities import OPPORTUNITIES


def build_deals(connection: duckdb.DuckDBPyConnection, currency: str, keys: str | None) -> None:
    """Rebuild versions, current deals and spells of the deals in `keys` (column `key`), or of all."""
    known = fold(connection, OPPORTUNITIES, keys=keys)
    _build_constants(connection, known)
    build_events(connection)
    _build_states(connection)
    asked = "(select currency, closed_on as day from version_states where amount_original is not null)"
    convert_by(connection, asked, currency)
    affected = "" if keys is None else f" where opportunity_id in (select key from {keys})"
    for table in ("opportunity_versions", "opportunities", "stage_spells"):
        connection.execute(f"delete from {table}{affected}")
    _insert_versions(connection, currency)
    columns = ", ".join(row[0] for row in connection.execute("describe opportunities").fetchall())
    within = "" if keys is None else f" and opportunity_id in (select key from {keys})"
    connection.execute(
        f"insert into opportunities by name select {columns} from opportunity_versions where valid_to is null{within}"
    )
    _insert_spells(connection, within)


def _build_constants(connection: duckdb.DuckDBPyConnection, known: str) -> None:
    """`deal_now`: what does not change from version to version, as known today."""
    connection.execute(
        f"""
        create or replace temp table deal_now as
        select
            f.opportunity_id, f.name, a.account_id, coalesce(a.name, f.account_name) as account_name, f.pipeline, f.created_on,
            coalesce(p.name, f.product) as product, coalesce(f.segment, a.segment, r.segment) as segment, a.industry, a.country,
            f.lead_source, f.type, coalesce(f.campaign, f.campaign_id) as campaign, f.contact_name, f.lead_id
        from {known} as f
        left join account_words as by_id on by_id.word = f.account_id
        left join account_words as by_name on by_name.word = name_key(f.account_name)
        left join accounts as a on a.account_id = coalesce(by_id.account_id, by_name.account_id)
        left join product_names as p on p.key = name_key(f.product)
        left join owners as o on o.owner_key = owner_key(f.owner_id, f.owner)
        left join reps as r on r.rep_id = o.rep_id
        """
    )


def _build_states(connection: duckdb.DuckDBPyConnection) -> None:
    """`version_states`: events folded one onto the next, what changed nothing left out."""
    lone = "opportunity_id in (select opportunity_id from events group by opportunity_id having count(*) = 1)"
    partial = connection.execute(
        f"select {', '.join(f'bool_and(coalesce(has_{column}, false))' for column in TRACKED)} from events where not ({lone})"
    ).fetchall()[0]
    carried = ", ".join(
        column if always else f"last_value(case when has_{column} then struct_pack(v := {column}) end ignore nulls) over deal as {column}"
        for column, always in zip(TRACKED, partial, strict=True)
    )
    unpacked = ", ".join(
        column if always else f"{column}.v as {column}" for column, always in zip(TRACKED, partial, strict=True)
    )
    columns = ", ".join(TRACKED)
    connection.execute(
        f"""
        create or replace temp table version_states as
        select opportunity_id, moment as valid_from, cast(null as timestamp) as valid_to, basis, import_id, {columns}
        from events
        where {lone}
        """
    )
    if all(always is None for always in partial):
        return
    connection.execute(
        f"""
        insert into version_states by name
        with carried as (
            select opportunity_id, moment, line, basis, import_id, {carried}
            from events
            where not ({lone})
            window deal as (partition by opportunity_id order by moment, line rows unbounded preceding)
        ), plain as (
            select opportunity_id, moment, line, basis, import_id, {unpacked} from carried
        ), honest as (
            select * replace (case when stage_kind in ('won', 'lost') then closed_on end as closed_on) from plain
            -- of several events at one moment the last one holds
            qualify row_number() over (partition by opportunity_id, moment order by line desc) = 1
        ), marked as (
            select *, hash({columns}) is distinct from lag(hash({columns})) over (partition by opportunity_id order by moment) as is_new
            from honest
        )
        select opportunity_id, moment as valid_from, lead(moment) over (partition by opportunity_id order by moment) as valid_to,
            basis, import_id, {columns}
        from marked
        where is_new
        """
    )


def _insert_versions(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    """Fill `opportunity_versions`; a deal that began before its first event gets an open version inferred from its dates."""
    constants = "d.name, d.account_id, d.account_name, d.pipeline, d.created_on, d.product, d.segment, d.industry, d.country,"
    constants += " d.lead_source, d.type, d.campaign, d.contact_name, d.lead_id"
    tracked = ", ".join(f"v.{column}" for column in TRACKED if column not in ("stage_kind", "is_deleted"))
    connection.execute(
        f"""
        insert into opportunity_versions by name
        select
            v.opportunity_id, {constants}, {tracked}, coalesce(v.stage_kind, 'open') as stage_kind,
            coalesce(v.is_deleted, false) as is_deleted,
            case when v.currency is null or v.currency = $currency then v.amount_original
                else cast(v.amount_original * x.rate as decimal(18,4)) end as amount,
            v.valid_from, v.valid_to, v.basis, v.import_id
        from version_states as v
        join deal_now as d on d.opportunity_id = v.opportunity_id
        left join rate_on as x on x.currency = v.currency and x.day is not distinct from v.closed_on
        """,
        {"currency": currency},
    )
    connection.execute(
        f"""
        insert into opportunity_versions by name
        with first_states as (
            select opportunity_id, min(valid_from) as moment, arg_min(rep_id, valid_from) as rep_id, arg_min(import_id, valid_from) as import_id
            from version_states group by opportunity_id
        )
        select
            d.opportunity_id, {constants}, f.rep_id, 'open' as stage_kind, false as is_deleted,
            cast(d.created_on as timestamp) as valid_from, f.moment as valid_to, 'inferred' as basis, f.import_id
        from deal_now as d
        join first_states as f on f.opportunity_id = d.opportunity_id
        where d.created_on < cast(f.moment as date)
        """
    )


def _insert_spells(connection: duckdb.DuckDBPyConnection, within: str) -> None:
    connection.execute(
        f"""
        insert into stage_spells by name
        with known as (
            select opportunity_id, stage, stage_kind, valid_from, valid_to,
                lag(stage) over (partition by opportunity_id order by valid_from) as before
            from opportunity_versions
            where stage is not null and not is_deleted{within}
        ), entries as (
            select opportunity_id, stage, stage_kind, valid_from as entered_at,
                lead(valid_from) over deal as left_at, lead(stage) over deal as next_stage, row_number() over deal as ordinal
            from known
            where before is distinct from stage
            window deal as (partition by opportunity_id order by valid_from)
        )
        select opportunity_id, ordinal, stage, stage_kind, entered_at, left_at, next_stage from entries
        """
    )
