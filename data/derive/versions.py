"""Deals: every state they have been in, and what they are now."""

from itertools import pairwise

import duckdb

from data.derive.events import build_events, build_history
from data.derive.fold import fold, order_imports
from data.derive.lookups import settings
from data.derive.rates import convert_by
from data.derive.reading import CONSTANT, TRACKED, reading
from data.entities import OPPORTUNITIES

# Weekly files still know what a deal was worth when it began; one first seen later does not lend today's amount.
EARLY_DAYS = 8
_STATES_AT_ONCE = 1_500_000
_BEFORE_ALL = "0001-01-01"
# What can be filtered and grouped by stands with each state, so that no page joins millions of them.
_TRAITS = (
    "d.rep_id as present_rep_id, d.pipeline, d.segment, d.industry, d.country, d.product, d.lead_source, d.type,"
    " d.campaign, d.created_on"
)


def build_deals(connection: duckdb.DuckDBPyConnection, currency: str, keys: str | None) -> None:
    """Rebuild versions and current deals of the deals in `keys` (column `key`), or of all."""
    has_history = build_history(connection, keys)
    imports = order_imports(connection, OPPORTUNITIES)
    affected = "" if keys is None else f" where opportunity_id in (select key from {keys})"
    for table in ("former_versions", "opportunities"):
        connection.execute(f"delete from {table}{affected}")
    if imports == 1 and keys is None and not has_history:
        _insert_first_sight(connection, currency)
        return
    known = fold(connection, OPPORTUNITIES, keys=keys)
    connection.execute(f"create or replace temp view deal_now as {reading(known)}")
    order_imports(connection, OPPORTUNITIES)
    build_events(connection, keys, several=imports > 1)
    _fold_events(connection)
    _describe_states(connection, currency)
    _insert_deals(connection)
    _insert_versions(connection)


def _insert_first_sight(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    """Fill `opportunities` where one file is all there is: each deal has one known state, nothing is to be folded."""
    # Open deals have no closing day, whatever day they are planned for.
    days = "select currency, coalesce(closed_on, close_on) as day from observed_opportunities"
    latest = "select distinct currency, cast(null as date) as day from observed_opportunities"
    convert_by(connection, f"({days} union all {latest})", currency)
    connection.execute(f"create or replace temp view seen_states as {reading('observed_opportunities')}")
    import_id, as_of = connection.execute("select import_id, as_of from import_order").fetchall()[0]
    columns = ", ".join(f"s.{column}" for column in ("opportunity_id", *TRACKED, *CONSTANT))
    # A deal that was closed before the file was made has been so since its closing day.
    connection.execute(
        f"""
        insert into opportunities by name
        select {columns}, {_amount(currency)} as amount, {import_id} as import_id,
            coalesce(least(timestamp '{as_of}', cast(s.closed_on as timestamp)), timestamp '{as_of}') as known_from,
            known_from as stage_since, 0 as pushes, s.amount_original as peak_amount_original,
            case when known_from < s.created_on + {EARLY_DAYS} then {_amount(currency)} end as created_amount,
            case when created_amount is not null then known_from end as created_amount_at,
            'snapshot' as basis, true as is_first_state
        from seen_states as s
        left join rate_on as x on x.currency = s.currency and x.day is not distinct from s.closed_on
        """
    )


def _amount(currency: str) -> str:
    """SQL: the amount of the state `s` in the organisation's currency; blank where the rate `x` is missing."""
    return (
        f"case when s.currency is null or s.currency = '{currency}' then s.amount_original"
        " else cast(s.amount_original * x.rate as decimal(18,4)) end"
    )


def _fold_events(connection: duckdb.DuckDBPyConnection) -> None:
    """`folded_states`: the events of deals with several, folded one onto the next; `busy_deals` names those deals."""
    connection.execute(
        "create or replace temp table busy_deals as"
        " select opportunity_id from events group by opportunity_id having count(*) > 1"
    )
    everywhere = connection.execute(
        f"select {', '.join(f'bool_and(coalesce(has_{column}, false))' for column in TRACKED)} from events semi"
        " join busy_deals using (opportunity_id)"
    ).fetchall()[0]
    carried, plain = [], []
    for column, always in zip(TRACKED, everywhere, strict=True):
        value = (
            f"last_value(case when has_{column} then struct_pack(v := {column}) end ignore nulls) over deal as {column}"
        )
        carried.append(column if always else value)
        plain.append(column if always else f"{column}.v as {column}")
    columns = ", ".join(TRACKED)
    quarter = _quarter(connection)
    connection.execute(
        f"""
        create or replace temp table folded_states as
        with carried as (
            select opportunity_id, moment, line, basis, import_id, {", ".join(carried)}
            from events
            semi join busy_deals using (opportunity_id)
            window deal as (partition by opportunity_id order by moment, line rows unbounded preceding)
        ), plain as (
            select opportunity_id, moment, line, basis, import_id, {", ".join(plain)} from carried
        ), honest as (
            select * replace (case when stage_kind in ('won', 'lost') then closed_on end as closed_on,
                coalesce(is_deleted, false) as is_deleted) from plain
            -- of several events at one moment the last one holds
            qualify row_number() over (partition by opportunity_id, moment order by line desc) = 1
        ), marked as (
            select *, hash({columns}) is distinct from lag(hash({columns}))
                over (partition by opportunity_id order by moment) as is_new
            from honest
        ), turns as (
            select *, lag(stage) over deal is distinct from stage as is_stage_turn,
                lag(stage_kind) over deal is distinct from stage_kind as is_kind_turn,
                coalesce(stage_kind, 'open') = 'open' and coalesce(lag(stage_kind) over deal, 'open') = 'open'
                    and {quarter.format("close_on")} > lag({quarter.format("close_on")}) over deal as is_push
            from marked
            where is_new
            window deal as (partition by opportunity_id order by moment)
        )
        select opportunity_id, moment as valid_from, lead(moment) over deal as valid_to,
            lag(moment) over deal is null as is_first, basis, import_id, {columns},
            max(moment) filter (where is_stage_turn) over so_far as stage_since,
            count(*) filter (where is_push) over so_far as pushes,
            max(amount_original) over (partition by opportunity_id, currency order by moment) as peak_amount_original,
            nullif(case when stage_kind in ('won', 'lost')
                then arg_max(rep_id, moment) filter (where is_kind_turn) over so_far end, rep_id) as closing_rep_id
        from turns
        window deal as (partition by opportunity_id order by moment),
            so_far as (partition by opportunity_id order by moment rows unbounded preceding)
        """
    )


def _quarter(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL pattern: the number of the fiscal quarter that a day lies in; quarters begin with the fiscal year."""
    first_month = int(settings(connection).get("fiscal_year_start") or 1)
    return f"floor((year({{0}}) * 12 + month({{0}}) - {first_month}) / 3)"


def _describe_states(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    """`states`: all versions with a known state, with their amount in the organisation's currency."""
    columns = ", ".join(TRACKED)
    connection.execute(
        f"""
        create or replace temp view dated_states as
        select opportunity_id, moment as valid_from, cast(null as timestamp) as valid_to, true as is_first,
            basis, import_id, {columns}, moment as stage_since, 0 as pushes, amount_original as peak_amount_original,
            cast(null as varchar) as closing_rep_id
        from events
        anti join busy_deals using (opportunity_id)
        union all
        select opportunity_id, valid_from, valid_to, is_first, basis, import_id, {columns}, stage_since, pushes,
            peak_amount_original, closing_rep_id
        from folded_states
        """
    )
    convert_by(
        connection, "(select currency, closed_on as day from dated_states where amount_original is not null)", currency
    )
    connection.execute(
        f"""
        create or replace temp view states as
        select s.* replace (coalesce(s.stage_kind, 'open') as stage_kind, coalesce(s.is_deleted, false) as is_deleted),
            {_amount(currency)} as amount
        from dated_states as s
        left join rate_on as x on x.currency = s.currency and x.day is not distinct from s.closed_on
        """
    )


def _insert_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `former_versions`; of a deal that began before its first event an open version is inferred.

    Needs `opportunities`.
    """
    # Pages ask for days: in their order most of a table need not be read. One share at a time fits a writer's memory.
    shares = 1 + connection.execute("select count(*) from folded_states").fetchall()[0][0] // _STATES_AT_ONCE
    ends = [share / shares for share in range(1, shares + 1)]
    found = connection.execute(f"select quantile_disc(valid_to, {ends}) from folded_states").fetchall()[0][0]
    for after, until in pairwise([_BEFORE_ALL, *(found or [])]):
        connection.execute(
            f"""
            insert into former_versions by name
            select s.* exclude (is_first), {_TRAITS}
            from states as s
            join opportunities as d on d.opportunity_id = s.opportunity_id
            where s.valid_to > $after and s.valid_to <= $until
            order by s.valid_to
            """,
            {"after": after, "until": until},
        )
    connection.execute(
        f"""
        insert into former_versions by name
        select
            d.opportunity_id, f.rep_id, 'open' as stage_kind, false as is_deleted,
            cast(d.created_on as timestamp) as valid_from, f.valid_from as valid_to, 'inferred' as basis, f.import_id,
            {_TRAITS}
        from opportunities as d
        join folded_states as f on f.opportunity_id = d.opportunity_id
        where f.is_first and f.valid_to is not null and d.created_on < cast(f.valid_from as date)
        """
    )


def _insert_deals(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `opportunities`; the amount at creation is the first one known from the creation day's end on."""
    constant = ", ".join(f"d.{column}" for column in CONSTANT)
    connection.execute(
        f"""
        create or replace temp table early_amounts as
        select s.opportunity_id, arg_min(s.amount, s.valid_from) as amount, min(s.valid_from) as moment
        from states as s
        join deal_now as d on d.opportunity_id = s.opportunity_id
        where s.amount is not null and not s.is_deleted and s.valid_from < d.created_on + {EARLY_DAYS}
            and (s.valid_to is null or s.valid_to >= d.created_on + 1)
        group by s.opportunity_id
        """
    )
    # Pages mostly ask for open deals: side by side they are found without reading the others.
    for kind in ("stage_kind = 'open'", "stage_kind <> 'open'"):
        connection.execute(
            f"""
            insert into opportunities by name
            select s.* exclude (valid_from, valid_to, is_first), s.valid_from as known_from,
                s.is_first as is_first_state, {constant}, e.amount as created_amount, e.moment as created_amount_at
            from states as s
            join deal_now as d on d.opportunity_id = s.opportunity_id
            left join early_amounts as e on e.opportunity_id = s.opportunity_id
            where s.valid_to is null and s.{kind}
            """
        )
    connection.execute("drop table early_amounts")
