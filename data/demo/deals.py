"""Deals from creation to the day they end, as if the future were known: `courses`, one row each.

Where a deal stands today, its history and everything around it follow from its course.
"""

from datetime import date

import duckdb

from data.demo import names, stories
from data.demo.market import listed

SPAN_DAYS = 1095
# What the ideal customers win more, the others win less, so that the company as a whole stays as it was.
_OTHERS = 0.93


def build(connection: duckdb.DuckDBPyConnection, deals: int, today: date) -> None:
    """courses: who, what, to whom, from when, through which stages for how many days, with what end."""
    connection.execute("create or replace temp table sources (source varchar, upto double, factor double)")
    upto = 0.0
    for source, share, factor in names.SOURCES:
        upto += share
        connection.execute("insert into sources values (?, ?, ?)", [source, upto, factor])
    _begin(connection, deals, today)
    _run(connection, today)


def _begin(connection: duckdb.DuckDBPyConnection, deals: int, today: date) -> None:
    """begun: the deal on the day of its creation. More are created each year, and more in spring and autumn."""
    connection.execute(
        f"""
        create or replace temp table begun as
        with numbered as (
            select cast(range as bigint) as n from range({deals})
        ), dated as (
            select n, date '{today}' - cast({SPAN_DAYS} * (1 - power(u(n, 'day'), 0.87)) as integer) as drawn
                from numbered
        ), seasonal as (
            -- a third of the summer's and the turn of the year's deals comes a little later
            select n, case when month(drawn) in (7, 8, 12) and u(n, 'season') < 0.33 and drawn < date '{today}' - 45
                then drawn + 40 else drawn end as drawn
            from dated
        ), moved as (
            select n, case when n % 97 = 5 and drawn between date '{today}' - 760 and date '{today}' - 640
                then date '{today}' - 700
                when isodow(drawn) = 6 then drawn - 1 when isodow(drawn) = 7 then drawn - 2 else drawn end as created_on
            from seasonal
        ), placed as (
            select m.*, t.team, t.territory
            from (select *, u(n, 'team') as dice from moved) as m
            asof join teams as t on m.dice < t.upto
        -- drawn first and kept, or every deal would meet every rep and account of its team
        ), drawn_places as materialized (
            select p.*, r.month, cast(floor(u(p.n, 'rep') * r.places) as bigint) as rep_place,
                cast(floor(u(p.n, 'account') * b.places) as bigint) as account_place,
                u(p.n, 'product') * 0.9999 as product_dice, u(p.n, 'source') * 0.9999 as source_dice
            from placed as p
            join (select distinct team, month, places from roster) as r on r.team = p.team
                and r.month = date_trunc('month', p.created_on)
            join (select distinct team, places from buyers) as b on b.team = p.team
        ), bought as (
            select p.*, r.rep_id, b.account_id, b.segment
            from drawn_places as p
            join roster as r on r.team = p.team and r.month = p.month and r.place = p.rep_place
            join buyers as b on b.team = p.team and b.place = p.account_place
        )
        select
            b.n, 'D' || lpad(cast(b.n as varchar), 8, '0') as opportunity_id, b.created_on, b.team, b.territory,
            b.rep_id, b.account_id, b.segment,
            p.name as product, p.factor as price_factor, s.source, s.factor as source_factor, w.skill,
            case when b.created_on - w.hired_on < 180 then 0.55
                + 0.45 * greatest(b.created_on - w.hired_on, 0) / 180.0 else 1 end as ramp
        from bought as b
        asof join demo_products as p on b.product_dice < p.upto
        asof join sources as s on b.source_dice < s.upto
        join staff as w on w.rep_id = b.rep_id
        """
    )


def _run(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """courses: outcome, amount, days in each stage (0: skipped), planned and true end."""
    story, ideal = stories.SLOW_STAGE, stories.IDEAL_CUSTOMER
    connection.execute(
        f"""
        create or replace temp table courses as
        with drawn as (
            select
                *,
                u(n, 'win') < least(0.85, (case segment when 'SMB' then 0.34 when 'Mid-market' then 0.31 else 0.28 end)
                    * source_factor * skill * ramp
                    * case when account_id in (select account_id from fitting) then {ideal.magnitude}
                        else {_OTHERS} end) as is_won,
                round(exp((case segment when 'SMB' then 9.05 when 'Mid-market' then 10.35 else 11.65 end)
                    + 0.55 * z(n, 'amount'))
                    * price_factor, -2) as asked,
                (case segment when 'SMB' then 34 when 'Mid-market' then 58
                    else 96 end) * exp(0.38 * z(n, 'length')) as length,
                1 + case when u(n, 'exit') < 0.32 then 0 when u(n, 'exit') < 0.66 then 1 when u(n, 'exit') < 0.88
                    then 2 else 3 end as exit_stage
            from begun
        ), staged as (
            select
                *,
                greatest(1, round(length * 0.18 * exp(0.4 * z(n, 's1')))) as d1,
                case when u(n, 'skip') < 0.07 then 0
                    else greatest(1, round(length * 0.28 * exp(0.4 * z(n, 's2')))) end as d2,
                greatest(1, round(length * 0.32 * exp(0.4 * z(n, 's3')))) as d3,
                greatest(1, round(length * 0.22 * exp(0.4 * z(n, 's4')))) as d4,
                case when u(n, 'stall') < 0.05 then 5.0 else 1.5 end as stall
            from drawn
        ), lost as (
            select * replace (
                case when is_won then d1 when exit_stage = 1 then round(d1 * stall * 1.6) else d1 end as d1,
                case when is_won then d2 when exit_stage < 2 then 0 when exit_stage = 2
                    then greatest(1, round(d2 * stall)) else d2 end as d2,
                case when is_won then d3 when exit_stage < 3 then 0 when exit_stage = 3 then round(d3 * stall)
                    else d3 end as d3,
                case when is_won then d4 when exit_stage < 4 then 0 when exit_stage = 4 then round(d4 * stall)
                    else d4 end as d4
            ) from staged
        ), slowed as (
            select * replace (
                case when team = '{story.where["team"]}' and d4 > 0 and created_on
                    + cast(d1 + d2 + d3 as integer) > date '{today}' - 182
                    then round(d4 * {story.magnitude}) else d4 end as d4
            ) from lost
        ), ended as (
            select *, created_on + cast(d1 + d2 + d3 + d4 as integer) as drawn_end from slowed
        ), closed as (
            -- The hockey stick: many deals that would be won early in a quarter come at the end of the one before.
            select *, case
                when is_won and u(n, 'pull') < 0.45 and d4 >= 3
                    and drawn_end - cast(date_trunc('quarter', drawn_end) as date) < 24
                    and cast(date_trunc('quarter', drawn_end) as date) - 1
                        - cast(6 * u(n, 'pulled to') as integer) > created_on + cast(d1 + d2 + d3 as integer)
                then cast(date_trunc('quarter', drawn_end) as date) - 1 - cast(6 * u(n, 'pulled to') as integer)
                else drawn_end end as ended_on
            from ended
        )
        select
            *, created_on + cast((case segment when 'SMB' then 36 when 'Mid-market' then 62 else 104 end) * (0.85
                + 0.3 * u(n, 'plan')) as integer) as planned_on,
            case when u(n, 'cut') < 0.30 then 0.78 + 0.2 * u(n, 'cut to') when u(n, 'cut') > 0.9 then 1.05
                + 0.25 * u(n, 'cut to') else 1.0 end as reprice,
            u(n, 'bounce') < 0.05 and d3 >= 4 as bounces,
            u(n, 'reopen') < 0.02 and ended_on - created_on > d1 + d2 + d3 + 5 as reopens,
            case when u(n, 'reason') < (case when segment = '{stories.RISING_RIVAL.where["segment"]}'
                and ended_on > date '{today}' - 270 then 0.42 else 0.12 end)
                then '{stories.RISING_RIVAL.where["loss_reason"]}'
                    else pick({listed(names.LOSS_REASONS[:-1])}, n, 'why') end as loss_reason
        from closed
        """
    )
