"""What each upload and each line of the CRM's own history said of a deal, as dated events.

An event carries some of the tracked columns: `has_<column>` tells which. A
column that an event does not carry keeps its value from the event before.
"""

import duckdb

from data.derive.fold import carriers, fold
from data.derive.reading import TRACKED, reading
from data.entities import STAGE_HISTORY

# At one moment an upload speaks after the lines of the CRM's own history.
_LAST_LINE = 1_000_000
# What logs of single fields call them.
_STAGE = "('StageName', 'Stage', 'stage', 'フェーズ')"
_AMOUNT = "('Amount', 'amount', '金額')"
_CLOSE = "('CloseDate', 'Close Date', '完了予定日')"
_OWNER = "('Owner', 'OwnerId', 'Opportunity Owner', '所有者')"


def build_history(connection: duckdb.DuckDBPyConnection, keys: str | None) -> bool:
    """`history_events`: what the CRM's own history says of the deals in `keys` (None: all); returns whether any."""
    _build_history(connection, "" if keys is None else f"semi join {keys} as k on k.key = h.opportunity_id")
    return bool(connection.execute("select count(*) from history_events").fetchall()[0][0])


def build_events(connection: duckdb.DuckDBPyConnection, keys: str | None, *, several: bool) -> None:
    """Build `events` of the deals in `keys` (column `key`), or of all.

    Columns: opportunity_id, moment, line, basis, import_id, the tracked ones and has_… for each.

    several: there is more than one import of deals in force. Needs `history_events`.
    """
    semi = "" if keys is None else f" semi join {keys} as a on a.key = o.opportunity_id"
    source = f"(select o.* from observed_opportunities as o{semi})"
    # Read once or read twice: a copy pays only for the second.
    form = "table" if several else "view"
    connection.execute(f"create or replace temp {form} deal_states as {reading(source, 's.state_id, s.shape,')}")
    _build_sightings(connection, several=several)
    _adopt_closing_days(connection)
    if several:
        _add_disappearances(connection)


def _build_sightings(connection: duckdb.DuckDBPyConnection, *, several: bool) -> None:
    """`events` from uploads: one per sighting that differs from the deal's sighting before.

    A deal first seen closed was closed on its closing day, not on the day of
    the file; one that a file had shown open after that day, or whose history
    goes on after it, was closed later.
    """
    before = "lag({}) over (partition by d.opportunity_id order by i.ord)" if several else "cast(null as {})"
    before_id, before_at, before_kind = (
        before.format(column if several else sql_type)
        for column, sql_type in (("d.state_id", "bigint"), ("i.as_of", "timestamp"), ("d.stage_kind", "varchar"))
    )
    shapes = [shape for (shape,) in connection.execute("select distinct shape from observed_opportunities").fetchall()]
    has = ", ".join(f"{_has(fields, shapes)} as has_{column}" for column, fields in TRACKED.items())
    connection.execute(
        f"""
        create or replace temp table events as
        with runs as (
            select d.state_id, i.as_of, i.import_id, {before_id} as before_id, {before_at} as before_at,
                {before_kind} as before_kind
            from sightings as s
            join import_order as i on i.import_id = s.import_id
            join deal_states as d on d.state_id = s.state_id
        )
        select
            d.opportunity_id,
            case when d.closed_on is not null and coalesce(r.before_kind, 'open') = 'open'
                then least(r.as_of, greatest(cast(d.closed_on as timestamp), r.before_at + interval 1 microsecond,
                    h.last_at + interval 1 microsecond))
                else r.as_of end as moment,
            {_LAST_LINE} as line, 'snapshot' as basis, r.import_id,
            {", ".join(f"d.{column}" for column in TRACKED)}, {has}
        from runs as r
        join deal_states as d on d.state_id = r.state_id
        left join (select opportunity_id, max(moment) as last_at from history_events group by opportunity_id) as h
            on h.opportunity_id = d.opportunity_id
        where r.before_id is distinct from r.state_id or (select bool_or(is_complete) from import_order)
        """
    )


def _has(fields: tuple[str, ...], shapes: list[str]) -> str:
    """SQL: does the state `d` come from a file that carries one of the fields?"""
    carrying = sorted({shape for field in fields for shape in carriers(field, shapes)})
    if not fields or len(carrying) == len(shapes):
        return "true"
    listed = ", ".join(f"'{shape}'" for shape in carrying)
    return f"d.shape in ({listed})" if carrying else "false"


def _build_history(connection: duckdb.DuckDBPyConnection, semi: str) -> None:
    """`history_events`: what the CRM's own history says, one event per line; a blank there says nothing."""
    known = fold(connection, STAGE_HISTORY)
    connection.execute(
        f"""
        create or replace temp table history_lines as
        select
            h.opportunity_id, h.changed_at as moment, h.history_id,
            coalesce(h.stage, case when h.field in {_STAGE} then h.new_value end) as stage,
            coalesce(h.amount, case when h.field in {_AMOUNT}
                then try_cast(h.new_value as decimal(18,4)) end) as amount,
            coalesce(h.close_on, case when h.field in {_CLOSE}
                then try_cast(left(h.new_value, 10) as date) end) as close_on,
            coalesce(h.owner, case when h.field in {_OWNER} then h.new_value end) as owner,
            h.owner_id, h.currency, h.probability, h.forecast_category
        from {known} as h
        {semi}
        where h.changed_at is not null and not coalesce(h.is_deleted, false)
        """
    )
    _add_beginnings(connection, known, semi)
    connection.execute(
        """
        create or replace temp table history_events as
        with read as (
            select l.*, coalesce(chosen.kind, k.kind) as stage_kind, k.position, w.rep_id, c.code
            from history_lines as l
            left join owners as w on w.owner_key = owner_key(l.owner_id, l.owner)
            left join stage_kinds as k on k.stage = l.stage
            left join stage_overrides as chosen on chosen.stage = l.stage
            left join forecast_codes as c on c.text = l.forecast_category
        ), numbered as (
            select *, row_number() over (
                partition by opportunity_id, moment order by try_cast(history_id as bigint), position, history_id
            ) as line
            from read
        ), followed as (
            select *, stage_kind = 'open' and lead(stage ignore nulls) over same_moment <> stage as is_passed
            from numbered
            window same_moment as (partition by opportunity_id, moment order by line)
        ), stepped as (
            -- Days have no hours in many logs: stages passed on one day are stays of no length, one after the other.
            select * replace (moment + to_microseconds(count(*) filter (where is_passed) over (
                partition by opportunity_id, moment order by line rows between unbounded preceding and 1 preceding
            )) as moment)
            from followed
        )
        select
            opportunity_id, moment, line, 'history' as basis, cast(null as integer) as import_id,
            rep_id, stage, stage_kind, amount as amount_original, currency, probability, code as forecast_category,
            close_on,
            case when stage_kind in ('won', 'lost') then
                case when close_on <= cast(moment as date) then close_on else cast(moment as date) end end as closed_on,
            cast(null as varchar) as next_step, cast(null as varchar) as loss_reason,
            cast(null as date) as last_activity_on, cast(null as bigint) as push_count,
            cast(null as boolean) as is_deleted
        from stepped
        """
    )


def _add_beginnings(connection: duckdb.DuckDBPyConnection, known: str, semi: str) -> None:
    """What the first change of a field says it was before has held since the deal was created."""
    before = {
        "stage": f"coalesce(h.from_stage, case when h.field in {_STAGE} then h.old_value end)",
        "amount": f"case when h.field in {_AMOUNT} then try_cast(h.old_value as decimal(18,4)) end",
        "close_on": f"case when h.field in {_CLOSE} then try_cast(left(h.old_value, 10) as date) end",
        "owner": f"case when h.field in {_OWNER} then h.old_value end",
    }
    firsts = ", ".join(
        f"arg_min({value}, h.changed_at) filter (where {value} is not null) as {name}" for name, value in before.items()
    )
    connection.execute(
        f"""
        create or replace temp table beginnings as
        select h.opportunity_id, min(h.changed_at) as changed_at, {firsts}
        from {known} as h
        {semi}
        where h.changed_at is not null and not coalesce(h.is_deleted, false)
        group by h.opportunity_id
        having count(coalesce(h.from_stage, h.old_value)) > 0
        """
    )
    if connection.execute("select count(*) from beginnings").fetchall()[0][0]:
        connection.execute(
            """
            insert into history_lines by name
            select b.opportunity_id, cast(d.created_on as timestamp) as moment, '' as history_id,
                b.stage, b.amount, b.close_on, b.owner
            from beginnings as b
            join (
                select opportunity_id, min(created_on) as created_on from observed_opportunities group by opportunity_id
            ) as d on d.opportunity_id = b.opportunity_id
            where d.created_on < cast(b.changed_at as date)
            """
        )


def _adopt_closing_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the history to `events`; where the table knows the closing day of the same closing, that day holds."""
    has = ", ".join(f"h.{column} is not null as has_{column}" for column in TRACKED if column != "closed_on")
    connection.execute(
        f"""
        insert into events by name
        with now as (
            select opportunity_id, arg_max(stage_kind, moment) as stage_kind, arg_max(closed_on, moment) as closed_on
            from events where basis = 'snapshot' group by opportunity_id
        ), last_closing as (
            select opportunity_id, max(moment) as moment from history_events
                where closed_on is not null group by opportunity_id
        )
        select
            h.opportunity_id, h.moment, h.line, h.basis, h.import_id,
            {", ".join(f"h.{column}" for column in TRACKED if column != "closed_on")},
            case when h.moment = l.moment and n.stage_kind = h.stage_kind then coalesce(n.closed_on, h.closed_on)
                else h.closed_on end as closed_on,
            {has}, h.stage_kind is not null as has_closed_on
        from history_events as h
        left join now as n on n.opportunity_id = h.opportunity_id
        left join last_closing as l on l.opportunity_id = h.opportunity_id
        """
    )


def _add_disappearances(connection: duckdb.DuckDBPyConnection) -> None:
    """Add an event for each deal that a file declared complete no longer has."""
    connection.execute(
        f"""
        insert into events by name
        with seen as (
            select d.opportunity_id, i.ord
            from sightings as s
            join import_order as i on i.import_id = s.import_id
            join deal_states as d on d.state_id = s.state_id
        ), first_seen as (
            select opportunity_id, min(ord) as ord from seen group by opportunity_id
        )
        select f.opportunity_id, c.as_of as moment, {_LAST_LINE} as line, 'snapshot' as basis, c.import_id,
            true as is_deleted, true as has_is_deleted
        from first_seen as f
        join import_order as c on c.is_complete and c.ord > f.ord
        anti join seen as s on s.opportunity_id = f.opportunity_id and s.ord = c.ord
        """
    )
