"""What an import changes, in sales terms: deals before beside deals after, each change with its money.

Three accounts, each of which adds up to the cent:
pipeline: open money after − before = new + reopened + returned + raised − cut − won − lost − missing − deleted,
and what moved between categories and owners, which takes from one and gives to another;
bookings: won money after − before = booked − unbooked + restated;
dates: open deals whose close date moved, with their money, which change neither.
"""

from dataclasses import dataclass

import duckdb
import pandas as pd

from data.derive.rates import organisation_currency

_SHOWN_DEALS = 2000
_BEFORE, _CHANGES, _EFFECTS = "deals_before", "deal_changes", "deal_effects"
_STATE = "name, account_name, rep_id, stage, stage_kind, amount, close_on, closed_on, created_on, is_deleted"
_DEALS = (
    f"select o.opportunity_id, {', '.join(f'o.{column.strip()}' for column in _STATE.split(','))},"
    " coalesce(o.forecast_category, s.forecast_category, '') as category"
    " from opportunities as o"
    " left join stages as s on s.stage = o.stage and s.pipeline = coalesce(o.pipeline, '')"
)
_FACTORS = (10, 100, 1000, 10_000)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a publish changes.

    totals: account (pipeline, bookings or dates), effect, deals, amount (money, signed as it adds).
    effects: the same by category and owner.
    deals: the largest of them one by one: effect, opportunity_id, name, account_name, owner, stage_before,
    stage_after, amount_before, amount_after, close_on_before, close_on_after, amount.
    facts: name → count, for judging whether the change is an unusual one. currency: that of all money.
    """

    totals: pd.DataFrame
    effects: pd.DataFrame
    deals: pd.DataFrame
    facts: dict[str, float]
    currency: str


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep how deals stand before a publish changes them."""
    connection.execute(f"create or replace temp table {_BEFORE} as {_DEALS}")


def first(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The totals of the first deals of a store, which are all new; empty where there are none."""
    return connection.execute(
        """
        select case stage_kind when 'open' then 'pipeline' else 'bookings' end as account,
            case stage_kind when 'open' then 'new' else 'booked' end as effect,
            count(*) as deals, cast(coalesce(sum(amount), 0) as decimal(38, 4)) as amount
        from opportunities
        where not is_deleted and stage_kind in ('open', 'won')
        group by all
        order by all
        """
    ).df()


def difference(connection: duckdb.DuckDBPyConnection, import_ids: list[int]) -> Difference:
    """What changed since `remember`. import_ids: the imports published together; none for an undo."""
    _collect(connection, import_ids)
    totals = connection.execute(
        f"""
        select account, effect, count(distinct opportunity_id) as deals,
            cast(coalesce(sum(amount), 0) as decimal(38, 4)) as amount
        from {_EFFECTS}
        group by all
        order by all
        """
    ).df()
    effects = connection.execute(
        f"""
        select e.account, e.effect, e.category, coalesce(r.name, e.rep_id, '') as owner,
            count(distinct e.opportunity_id) as deals, cast(coalesce(sum(e.amount), 0) as decimal(38, 4)) as amount
        from {_EFFECTS} as e
        left join reps as r on r.rep_id = e.rep_id
        group by all
        order by all
        """
    ).df()
    deals = connection.execute(
        f"""
        select e.effect, e.opportunity_id, c.name, c.account_name, coalesce(r.name, e.rep_id, '') as owner,
            c.stage_before, c.stage as stage_after, c.amount_before, c.amount as amount_after, c.close_on_before,
            c.close_on as close_on_after, e.amount
        from {_EFFECTS} as e
        join {_CHANGES} as c using (opportunity_id)
        left join reps as r on r.rep_id = e.rep_id
        qualify row_number()
            over (partition by e.effect order by abs(e.amount) desc, e.opportunity_id) <= {_SHOWN_DEALS}
        order by e.effect, abs(e.amount) desc, e.opportunity_id
        """
    ).df()
    return Difference(totals, effects, deals, _facts(connection), organisation_currency(connection))


def _collect(connection: duckdb.DuckDBPyConnection, import_ids: list[int]) -> None:
    """`deal_changes`: the deals that differ, before beside after; `deal_effects`: one row per deal and effect."""
    columns = [column.strip() for column in _STATE.split(",")] + ["category"]
    before = ", ".join(f"b.{column} as {column}_before" for column in columns)
    after = ", ".join(f"a.{column}" for column in columns)
    differs = " or ".join(f"a.{column} is distinct from b.{column}" for column in columns)
    seen = ", ".join(map(str, import_ids)) or "null"
    connection.execute(
        f"""
        create or replace temp table {_CHANGES} as
        with changed as (
            select coalesce(a.opportunity_id, b.opportunity_id) as opportunity_id, {before}, {after},
                b.opportunity_id is not null as was_known, a.opportunity_id is not null as is_known
            from ({_DEALS}) as a
            full join {_BEFORE} as b on a.opportunity_id = b.opportunity_id
            where {differs} or a.opportunity_id is null or b.opportunity_id is null
        ), in_files as (
            select distinct o.opportunity_id
            from observed_opportunities as o
            join sightings as s on s.state_id = o.state_id
            join imports as i on i.import_id = s.import_id and i.entity = 'opportunities'
            where s.import_id in ({seen})
        )
        select c.*,
            c.was_known and c.stage_kind_before = 'open' and not c.is_deleted_before as was_open,
            c.is_known and c.stage_kind = 'open' and not c.is_deleted as is_open,
            c.was_known and c.stage_kind_before = 'won' and not c.is_deleted_before as was_won,
            c.is_known and c.stage_kind = 'won' and not c.is_deleted as is_won,
            f.opportunity_id is not null as is_in_files
        from changed as c
        left join in_files as f on f.opportunity_id = c.opportunity_id
        """
    )
    connection.execute(
        f"""
        create or replace temp table {_EFFECTS} as
        with c as (
            select *, coalesce(amount, 0) as value, coalesce(amount_before, 0) as value_before from {_CHANGES}
        )
        select opportunity_id, 'pipeline' as account,
            case when not was_known then 'new' when is_deleted_before then 'returned' else 'reopened' end as effect,
            category, rep_id, value as amount
        from c where is_open and not was_open
        union all
        select opportunity_id, 'pipeline', case when value > value_before then 'raised' else 'cut' end,
            category_before, rep_id_before, value - value_before
        from c where was_open and value <> value_before
            -- an amount that is only written down when a deal is won was not raised
            and (is_open or (is_won and amount_before is not null))
        union all
        select opportunity_id, 'pipeline',
            case when is_won then 'won' when not is_known then 'withdrawn' when not is_deleted then 'lost'
                when is_in_files then 'deleted' else 'missing' end,
            category_before, rep_id_before,
            case when is_won and amount_before is not null then -value else -value_before end
        from c where was_open and not is_open
        union all
        select opportunity_id, 'pipeline', 'category', category_before, rep_id_before, -value
        from c where was_open and is_open and category <> category_before
        union all
        select opportunity_id, 'pipeline', 'category', category, rep_id_before, value
        from c where was_open and is_open and category <> category_before
        union all
        select opportunity_id, 'pipeline', 'owner', category, rep_id_before, -value
        from c where was_open and is_open and rep_id is distinct from rep_id_before
        union all
        select opportunity_id, 'pipeline', 'owner', category, rep_id, value
        from c where was_open and is_open and rep_id is distinct from rep_id_before
        union all
        select opportunity_id, 'bookings', 'booked', '', rep_id, value from c where is_won and not was_won
        union all
        select opportunity_id, 'bookings', 'unbooked', '', rep_id_before, -value_before
        from c where was_won and not is_won
        union all
        select opportunity_id, 'bookings', 'restated', '', rep_id, value - value_before
        from c where was_won and is_won and value <> value_before
        union all
        select opportunity_id, 'dates', case when close_on > close_on_before then 'pushed' else 'pulled_in' end,
            category, rep_id, value
        from c where was_open and is_open and close_on <> close_on_before
        """
    )


def _facts(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    scaled = ", ".join(
        f"count(case when amount = amount_before * {factor} and amount <> 0 then 1 end) as times_{factor},"
        f" count(case when amount * {factor} = amount_before and amount <> 0 then 1 end) as part_{factor}"
        for factor in _FACTORS
    )
    cursor = connection.execute(
        f"""
        with moved as (
            select close_on - close_on_before as days, count(*) as deals
            from {_CHANGES}
            where was_open and is_open and close_on <> close_on_before
            group by 1
        ), begun as (
            select created_on, count(*) as deals from {_CHANGES} where not was_known and is_known group by 1
        ), usual as (
            select created_on, count(*) as deals from {_BEFORE} group by 1
        )
        select
            (select count(*) from {_BEFORE}) as known_before,
            (select count(*) from {_BEFORE} where stage_kind = 'open' and not is_deleted) as open_before,
            count(case when was_open and is_open and close_on <> close_on_before then 1 end) as dates_moved,
            coalesce((select max(deals) from moved), 0) as moved_alike,
            coalesce((select arg_max(days, deals) from moved), 0) as alike_days,
            count(case when not was_known and is_known then 1 end) as new_deals,
            coalesce((select max(deals) from begun where created_on is not null), 0) as begun_on_one_day,
            coalesce((select quantile_cont(deals, 0.99) from usual where created_on is not null), 0)
                as usual_on_a_busy_day,
            count(case when amount <> amount_before then 1 end) as amounts_changed,
            count(case when is_known and amount is null and amount_before is not null then 1 end) as amounts_blanked,
            count(case when was_open and is_open and rep_id is distinct from rep_id_before then 1 end)
                as owners_changed,
            count(case when was_open and is_open and stage is distinct from stage_before then 1 end)
                as stages_changed,
            count(case when was_won and not is_won then 1 end) as wins_taken_back,
            count(case when was_open and not is_open and coalesce(is_deleted, true) and not is_in_files then 1 end)
                as open_gone,
            {scaled}
        from {_CHANGES}
        """
    )
    names = [column[0] for column in cursor.description]
    return {name: float(value) for name, value in zip(names, cursor.fetchall()[0], strict=True)}
