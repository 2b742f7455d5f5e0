"""What people did: leads and how quickly they were answered, activities with their durations."""

from datetime import date

import duckdb

from data.demo import names, stories
from data.demo.market import listed, tools, trait


def build(connection: duckdb.DuckDBPyConnection, deals: int, today: date) -> None:
    """demo_leads and demo_activities."""
    slow = stories.SLOW_QUEUE
    connection.execute(
        f"""
        create or replace temp table demo_leads as
        with converted as (
            select c.n, c.created_on - cast(2 + 12 * u(c.n, 'lead age') as integer) as day, c.source, c.territory,
                c.rep_id, c.opportunity_id, c.account_id,
                -- late enough on the deal's first day that the lead has been answered and has replied
                cast(c.created_on as timestamp) + interval 18 hour as converted_at,
                a.name as company, a.industry, a.country, a.employees,
                cast(json_object('tools used', json_extract(a.traits, '$."tools used"')) as varchar) as traits
            from courses as c join demo_accounts as a on a.account_id = c.account_id
            where u(c.n, 'from lead') < 0.5
        ), others as (
            select range + {deals} as n, date '{today}' - cast(1090 * u(range, 'lead day') as integer) as day,
                (select source from sources where upto > u(range, 'lead source') * 0.9999
                    order by upto limit 1) as source,
                (select territory from teams where upto > u(range, 'lead team') * 0.9999
                    order by upto limit 1) as territory,
                cast(null as varchar) as rep_id, cast(null as varchar) as opportunity_id,
                cast(null as varchar) as account_id, cast(null as timestamp) as converted_at,
                pick({listed(names.COMPANY_FIRST)}, range,
                    'lead first') || ' ' || pick({listed(names.COMPANY_SECOND)}, range, 'lead second') as company,
                pick({listed(names.INDUSTRIES)}, range, 'lead industry') as industry, '{names.HOME_COUNTRY}' as country,
                cast(10 + 2000 * power(u(range, 'lead size'), 3) as bigint) as employees,
                cast(json_object('tools used', {trait(tools(f"range + {2 * deals}"))}) as varchar) as traits
            from range({deals})
        ), all_leads as (
            select * from converted union all by name select * from others
        ), timed as (
            select *, cast(day as timestamp)
                + to_seconds(cast(28800 + 34000 * u(n, 'lead second') as bigint)) as created_at,
                case when opportunity_id is null
                    and u(n, 'answered') < (case when source = '{stories.BAD_SOURCE.where["source"]}' then 0.45
                    else 0.22 end)
                    then null
                    else least(0.4 * exp(1.6 * z(n, 'wait')) * (case when territory = '{slow.where["territory"]}'
                        then {slow.magnitude} else 1 end), case when opportunity_id is null then 1000 else 12 end)
                    end as wait_hours
            from all_leads
        )
        select
            row_number() over () as row_number, 'L' || lpad(cast(t.n as varchar), 8, '0') as lead_id,
            pick({listed(names.FIRST_NAMES)}, t.n, 'given') || ' ' || pick({listed(names.LAST_NAMES)}, t.n,
                'family') as name, t.company,
            pick({listed(names.TITLES)}, t.n, 'title') as title,
            coalesce(t.rep_id, (select arg_min(s.rep_id, s.number) from staff as s
                where s.territory = t.territory)) as owner_id,
            case when t.opportunity_id is not null then 'Converted' when t.wait_hours is null then 'New'
                when u(t.n, 'lead fate') < 0.4 then 'Unqualified'
                else 'Working' end as status,
            t.source, t.industry, t.country, t.employees, t.traits, t.created_at,
            case when t.created_at + to_seconds(cast(t.wait_hours * 3600 as bigint)) < timestamp '{today} 23:00:00'
                then t.created_at + to_seconds(cast(t.wait_hours * 3600 as bigint)) end as first_response_at,
            case when t.opportunity_id is not null then t.created_at
                + to_seconds(cast((t.wait_hours + 3 + 18 * u(t.n, 'reply')) * 3600 as bigint)) end as replied_at,
            t.converted_at,
            t.opportunity_id is not null as is_converted, t.opportunity_id, t.account_id
        from timed as t
        """
    )
    connection.execute(
        f"""
        create or replace temp table demo_activities as
        with planned as (
            select c.n, k, c.n * 16 + k as id, c.opportunity_id, c.account_id, c.rep_id,
                c.created_on + cast(floor((c.ended_on - c.created_on + 1) * (k
                    + u(c.n * 16 + k, 'when')) / 9.0) as integer) as day
            from courses as c, range(9) as touches(k)
            where u(c.n, 'busy') * 9 + 2 > k
        ), typed as (
            select *, case when u(id, 'kind') < 0.34 then 'Call' when u(id, 'kind') < 0.66 then 'Email'
                when u(id, 'kind') < 0.88 then 'Meeting' else 'Task' end as kind
            from planned
            where day <= date '{today}' + 20
        )
        select
            row_number() over () as row_number, 'T' || lpad(cast(t.id as varchar), 10, '0') as activity_id, t.kind,
            case t.kind when 'Call' then 'Call with the buyer' when 'Email' then 'Follow-up' when 'Meeting'
                then 'Working session' else 'Prepare documents' end as subject,
            t.rep_id as owner_id, t.opportunity_id, t.account_id,
            cast(least(t.day - 3, date '{today}') as timestamp) + interval 8 hour as created_at,
            cast(t.day as timestamp) + to_seconds(cast(32400 + 28000 * u(t.id, 'hour') as bigint)) as started_at,
            case t.kind when 'Call' then round(4 + 22 * u(t.id, 'long')) when 'Meeting'
                then 15 * round(2 + 3 * u(t.id, 'long')) when 'Email' then 6 end as minutes,
            case when t.day > date '{today}' then 'Planned' when t.kind = 'Meeting' and u(t.id, 'show') < 0.09
                then 'No Show'
                when t.kind = 'Task' and u(t.id, 'left open') < 0.15 then 'Not Started' else 'Completed' end as status,
            t.kind = 'Meeting' and t.k = 0 as is_first_meeting
        from typed as t
        """
    )
