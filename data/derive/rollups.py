"""What pages would else have to work out from every version: stays in stages, stages reached, moves of the pipeline.

Each row carries the traits of its deal that can be filtered or grouped by, so
that no page joins millions of rows. Deals of which one state is all that is
known are not here: the views over these tables read them from `opportunities`.
"""

import duckdb

_STATES_AT_ONCE = 1_500_000
_TABLES = ("traced_spells", "traced_passages", "traced_moves")
_TRAITS = (
    "d.rep_id as present_rep_id, coalesce(d.pipeline, '') as pipeline, d.segment, d.industry, d.country, d.product,"
    " d.lead_source, d.type, d.campaign, d.created_on"
)


def build_rollups(connection: duckdb.DuckDBPyConnection, keys: str | None) -> None:
    """Rebuild the roll-ups of the deals in `keys` (column `key`), or of all; needs versions, deals and `stages`."""
    affected = "" if keys is None else f" where opportunity_id in (select key from {keys})"
    for table in _TABLES:
        connection.execute(f"delete from {table}{affected}")
    semi = "" if keys is None else f"semi join {keys} as k on k.key = d.opportunity_id"
    connection.execute(
        f"create or replace temp view all_traced_deals as select d.* from opportunities as d {semi}"
        " where not coalesce(d.is_first_state, true)"
    )
    states = "select count(*) from former_versions semi join all_traced_deals using (opportunity_id)"
    # Windows over many wide rows do not fit a writer's memory: deals are taken in shares.
    shares = 1 + connection.execute(states).fetchall()[0][0] // _STATES_AT_ONCE
    for share in range(shares):
        connection.execute(
            "create or replace temp view traced_deals as select d.* from all_traced_deals as d"
            f" where hash(d.opportunity_id) % {shares} = {share}"
        )
        _collect_states(connection)
        _insert_spells(connection)
        _insert_passages(connection)
        _insert_moves(connection)


def _collect_states(connection: duckdb.DuckDBPyConnection) -> None:
    """`traced_states`: the known states of these deals; what is only inferred before them is not known."""
    columns = (
        "opportunity_id, rep_id, stage, stage_kind, amount, probability, close_on, closed_on, is_deleted, basis,"
        " import_id"
    )
    connection.execute(
        f"""
        create or replace temp table traced_states as
        select {columns}, valid_from from former_versions
        semi join traced_deals using (opportunity_id)
        where basis <> 'inferred'
        union all
        select {columns}, known_from as valid_from from traced_deals
        """
    )


def _insert_spells(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `traced_spells`: runs of states in one stage.

    The path of a deal first seen closed in an uploaded file is not known from its beginning.
    """
    connection.execute(
        f"""
        insert into traced_spells by name
        with moves as (
            select opportunity_id, stage, stage_kind, valid_from, rep_id, basis,
                lag(stage) over (partition by opportunity_id order by valid_from) as before
            from traced_states
            where stage is not null and not is_deleted
        ), stays as (
            select opportunity_id, cast(row_number() over deal as integer) as ordinal, stage, stage_kind, rep_id, basis,
                valid_from as entered_at, lead(valid_from) over deal as left_at, lead(stage) over deal as next_stage,
                case when first_value(stage_kind) over deal = 'open' or first_value(basis) over deal = 'history' then
                    min(case when stage_kind <> 'lost' then valid_from end) over (partition by opportunity_id) end
                    as started_at
            from moves
            where before is distinct from stage
            window deal as (partition by opportunity_id order by valid_from)
        )
        select s.*, d.stage_kind as deal_kind, d.amount, d.is_deleted, {_TRAITS}
        from stays as s
        join traced_deals as d on d.opportunity_id = s.opportunity_id
        -- Pages ask for days: in their order most of a table need not be read. So with those below.
        order by s.left_at
        """
    )


def _insert_passages(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `traced_passages`: a stage is reached by the first stay in it or in any later one, or by winning.

    A deal whose path is not known from its beginning is left out, or the stages before would seem to lose nobody.
    """
    connection.execute(
        f"""
        insert into traced_passages by name
        with stays as (
            select s.opportunity_id, s.pipeline, s.stage, s.started_at, s.entered_at, s.rep_id,
                case when s.stage_kind = 'won' then 1000000 else k.position end as rank
            from traced_spells as s
            semi join traced_deals as d on d.opportunity_id = s.opportunity_id
            join stages as k on k.stage = s.stage and k.pipeline = s.pipeline
            where s.stage_kind <> 'lost' and s.started_at is not null
        ), passages as (
            select s.opportunity_id, k.stage, min(s.started_at) as started_at, min(s.entered_at) as reached_at,
                min(case when s.stage = k.stage then s.entered_at end) as stayed_at,
                min(case when s.rank > k.position then s.entered_at end) as advanced_at,
                arg_min(s.rep_id, s.entered_at) as rep_id
            from stays as s
            join stages as k on k.pipeline = s.pipeline and k.kind = 'open' and k.position <= s.rank
            group by s.opportunity_id, k.stage
        )
        select p.*, d.stage_kind, d.amount, d.is_deleted, {_TRAITS}
        from passages as p
        join traced_deals as d on d.opportunity_id = p.opportunity_id
        order by p.started_at
        """
    )


def _insert_moves(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `traced_moves`: each state beside the one before it, where that changes the pipeline or its owner."""
    connection.execute(
        f"""
        insert into traced_moves by name
        with states as (
            select t.opportunity_id, t.valid_from, t.rep_id, t.amount, t.close_on, t.closed_on, t.basis, t.import_id,
                case when t.is_deleted then 'removed' else t.stage_kind end as kind,
                case when t.stage_kind = 'open' and not t.is_deleted then cast(cast(t.amount as decimal(22, 4))
                    * cast(coalesce(t.probability, k.probability) as decimal(16, 10)) as decimal(28, 6))
                end as weighted,
                {_TRAITS}
            from traced_states as t
            join traced_deals as d on d.opportunity_id = t.opportunity_id
            left join stages as k on k.stage = t.stage and k.pipeline = coalesce(d.pipeline, '')
        ), pairs as (
            select opportunity_id, valid_from as moved_at, lag(kind) over deal as kind_before, kind,
                lag(amount) over deal as amount_before, amount, lag(weighted) over deal as weighted_before,
                weighted as weighted_amount, lag(close_on) over deal as close_on_before, close_on,
                lag(closed_on) over deal as closed_on_before, closed_on,
                lag(rep_id) over deal as rep_before, rep_id, basis, import_id, present_rep_id, pipeline, segment,
                industry, country, product, lead_source, type, campaign, created_on
            from states
            window deal as (partition by opportunity_id order by valid_from)
        )
        select * from pairs
        where kind_before is distinct from kind or amount_before is distinct from amount
            or weighted_before is distinct from weighted_amount or close_on_before is distinct from close_on
            or closed_on_before is distinct from closed_on or rep_before is distinct from rep_id
        order by moved_at
        """
    )
