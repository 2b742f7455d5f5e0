"""The CRM's log of each deal, and the deal as it stands today: the log's last line."""

from datetime import date

import duckdb

from data.demo import names
from data.demo.market import listed

_PUSH_DAYS = 45


def build(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """demo_stage_history and demo_opportunities."""
    connection.execute(
        f"""
        create or replace temp table log_lines as
        with steps as (
            select n, created_on as day, 1 as step, 'Prospecting' as stage, 1.0 as price from courses
            union all
            select n, created_on + cast(d1 as integer), 2, 'Qualification', 1.0 from courses where d2 > 0
            union all
            select n, created_on + cast(d1 + d2 as integer), 3, 'Proposal', 1.0 from courses where d3 > 0
            union all -- a bounce: back for a while, and forth again
            select n, created_on + cast(d1 + d2 + 1 as integer), 4, 'Qualification',
                1.0 from courses where bounces and d3 > 0
            union all
            select n, created_on + cast(d1 + d2 + 3 as integer), 5, 'Proposal',
                1.0 from courses where bounces and d3 > 0
            union all
            select n, created_on + cast(d1 + d2 + d3 as integer), 6, 'Negotiation', reprice from courses where d4 > 0
            union all -- given up, and opened again
            select n, created_on + cast(d1 + d2 + d3 + 2 as integer), 7, 'Closed Lost',
                reprice from courses where reopens and d4 > 0
            union all
            select n, created_on + cast(d1 + d2 + d3 + 5 as integer), 8, 'Negotiation',
                reprice from courses where reopens and d4 > 0
            union all
            select n, ended_on, 99, case when is_won then 'Closed Won' else 'Closed Lost' end,
                case when d4 > 0 then reprice else 1.0 end from courses
        ), pushes as (
            select c.n, c.planned_on + cast(k * {_PUSH_DAYS} as integer) - 1 as day, 50 + k as step,
                c.planned_on + cast((k + 1) * {_PUSH_DAYS} as integer) as plan
            from courses as c, range(8) as pushes(k)
            where c.planned_on + cast(k * {_PUSH_DAYS} as integer) - 1 < least(c.ended_on, date '{today}')
                and u(c.n * 8 + k, 'pushed') < 0.85
                and c.planned_on + cast(k * {_PUSH_DAYS} as integer) - 1 > c.created_on
        ), handovers as (
            select c.n, s.left_on as day, 40 as step, r.rep_id
            from courses as c
            join staff as s on s.rep_id = c.rep_id and s.left_on > c.created_on
                and s.left_on < least(c.ended_on, date '{today}')
            join (select distinct team, month, places from roster) as p on p.team = c.team
                and p.month = date_trunc('month', s.left_on)
            join roster as r on r.team = c.team and r.month = p.month
                and r.place = cast(floor(u(c.n, 'heir') * p.places) as bigint)
            where u(c.n, 'handed over') < 0.85
        ), lines as (
            select n, day, step, stage, price, cast(null as date) as plan, cast(null as varchar) as rep_id from steps
            union all select n, day, step, null, null, plan, null from pushes
            union all select n, day, step, null, null, null, rep_id from handovers
        )
        select
            l.n, l.day, l.step,
            last_value(l.stage ignore nulls) over so_far as stage,
            last_value(l.price ignore nulls) over so_far as price,
            coalesce(last_value(l.plan ignore nulls) over so_far, c.planned_on) as plan,
            coalesce(last_value(l.rep_id ignore nulls) over so_far, c.rep_id) as owner_id
        from lines as l
        join courses as c on c.n = l.n
        where l.day <= date '{today}'
        window so_far as (partition by l.n order by l.day, l.step rows unbounded preceding)
        """
    )
    connection.execute(
        """
        create or replace temp table log_values as
        select
            l.n, l.step, l.day, c.opportunity_id, l.stage, l.owner_id,
            cast(case when c.n % 67 = 11 then null else round(c.asked * l.price, 2) end as decimal(18,4)) as amount,
            case when l.stage in ('Closed Won', 'Closed Lost') then l.day else l.plan end as close_on, s.probability,
            case when l.stage = 'Negotiation' and u(c.n, 'commits') > 0.65 then 'most_likely'
                when l.stage = 'Proposal' and u(c.n, 'commits') > 0.75 then 'pipeline'
                    else s.forecast_category end as forecast_category,
            row_number() over (partition by l.n order by l.day desc, l.step desc) as from_end
        from log_lines as l
        join courses as c on c.n = l.n
        join demo_stages as s on s.stage = l.stage
        """
    )
    connection.execute(
        """
        create or replace temp table demo_stage_history as
        select
            row_number() over () as row_number, cast(n * 128 + step as varchar) as history_id, opportunity_id,
            cast(day as timestamp) + interval 9 hour
                + to_seconds(cast(floor(28000 * u(n * 128 + step, 'second')) as bigint)) as changed_at,
            stage, amount, 'USD' as currency, close_on, probability, forecast_category, owner_id
        from log_values
        """
    )
    connection.execute(
        f"""
        create or replace temp table demo_opportunities as
        select
            c.n + 1 as row_number, c.opportunity_id, a.name || ' – ' || c.product as name, c.account_id,
            a.name as account_name,
            v.owner_id, v.stage, v.amount, 'USD' as currency, v.probability, v.forecast_category,
            -- a few records carry a creation day after their end, as careless imports leave them
            case when v.stage = 'Closed Won' and c.n % 300 = 13 then v.close_on + 9
                else c.created_on end as created_on,
            v.close_on, c.product, c.source as lead_source,
            case when u(c.n, 'type') < 0.7 then 'New Business' when u(c.n, 'type') < 0.9 then 'Expansion'
                else 'Renewal' end as type,
            case when u(c.n, 'campaign') < 0.3 then 'Spring Roadshow' when u(c.n, 'campaign') < 0.45
                then 'Fleet Efficiency Webinar' end as campaign,
            case when v.stage not in ('Closed Won', 'Closed Lost') and u(c.n, 'next') < 0.72
                then pick({listed(names.NEXT_STEPS)}, c.n, 'step') end as next_step,
            case when v.stage = 'Closed Lost' then c.loss_reason end as loss_reason,
            pick({listed(names.FIRST_NAMES)}, c.n, 'given') || ' ' || pick({listed(names.LAST_NAMES)}, c.n,
                'family') as contact_name,
            case when u(c.n, 'from lead') < 0.5 then 'L' || lpad(cast(c.n as varchar), 8, '0') end as lead_id
        from courses as c
        join log_values as v on v.n = c.n and v.from_end = 1
        join demo_accounts as a on a.account_id = c.account_id
        """
    )
