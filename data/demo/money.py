"""Promises and prices: quotas, forecast submissions, quotes with discounts, contracts and renewals."""

from datetime import date

import duckdb

from data.demo import stories


def build(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """demo_quotas, demo_forecast_submissions, demo_quotes, demo_contracts."""
    _quotas(connection, today)
    _submissions(connection, today)
    _quotes_and_contracts(connection, today)


def _quotas(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """Quarterly quotas: the team's usual quarter, stretched a little, shared by who is there, less for newcomers."""
    connection.execute(
        f"""
        create or replace temp table quarters as
        select distinct cast(date_trunc('quarter', day) as date) as starts_on,
            cast(date_trunc('quarter', day) + interval 3 month as date) as ends_on
        from calendar where day between date '{today}' - 1000 and date '{today}' + 100
        """
    )
    connection.execute(
        """
        create or replace temp table won_by_rep as
        select rep_id, team, cast(date_trunc('quarter', ended_on) as date) as starts_on,
            sum(asked * case when d4 > 0 then reprice else 1 end) as won
        from courses where is_won and n % 67 <> 11 group by all
        """
    )
    connection.execute(
        """
        create or replace temp table demo_quotas as
        with present as (
            select s.rep_id, s.team, q.starts_on, q.ends_on,
                least(1, greatest(0.25, (q.ends_on - s.hired_on) / 270.0)) as ramp
            from staff as s
            join quarters as q on s.hired_on < q.ends_on - 20 and (s.left_on is null or s.left_on > q.starts_on + 45)
        ), usual as (
            select t.team, q.starts_on,
                -- the year around the quarter, so that the quota neither chases nor ignores growth
                sum(w.won) / count(distinct w.starts_on) as won
            from (select distinct team from staff) as t
            cross join quarters as q
            join won_by_rep as w on w.team = t.team and w.starts_on between q.starts_on - 290 and q.starts_on + 95
            group by all
        ), shares as (
            select p.*, p.ramp / sum(p.ramp) over (partition by p.team, p.starts_on) as share from present as p
        )
        select
            row_number() over (order by s.starts_on, s.rep_id) as row_number,
            'Q-' || s.rep_id || '-' || strftime(s.starts_on, '%Y%m') as quota_id,
            s.rep_id as owner_id, s.starts_on, s.ends_on,
            cast(round(1.08 * u.won * s.share, -3) as decimal(18,4)) as amount, 'USD' as currency
        from shares as s
        join usual as u on u.team = s.team and u.starts_on = s.starts_on
        where u.won > 0
        """
    )


def _submissions(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    """Weekly calls: near the truth at the quarter's end, wide before; two reps are always off to one side."""
    low, high = stories.SANDBAGGER, stories.OVERCALLER
    connection.execute(
        f"""
        create or replace temp table demo_forecast_submissions as
        with calls as (
            select q.owner_id, q.starts_on, q.ends_on, c.day, (c.day - q.starts_on) / 91.0 as elapsed,
                coalesce(w.won, 0) as won,
                cast(q.amount as double) as quota, s.name, s.number
            from demo_quotas as q
            join staff as s on s.rep_id = q.owner_id
            join calendar as c on c.day >= q.starts_on and c.day < q.ends_on and isodow(c.day) = 1
                and c.day <= date '{today}'
            left join won_by_rep as w on w.rep_id = q.owner_id and w.starts_on = q.starts_on
        ), said as (
            select *, greatest(0, 0.75 * won + 0.25 * quota * (1 - elapsed) + won * 0.25 * elapsed)
                * exp((0.25 * (1 - elapsed) + 0.05) * z(number * 10000 + (day - date '2000-01-01'), 'call'))
                * case name when '{low.where["rep"]}' then {low.magnitude} when '{high.where["rep"]}'
                    then {high.magnitude} else 1 end as amount
            from calls
        ), both_levels as (
            select owner_id, starts_on, ends_on, day, 'rep' as kind, amount from said
            union all
            select owner_id, starts_on, ends_on, day, 'manager override',
                amount * 0.94 from said where isodow(day) = 1 and day - starts_on > 40
        )
        select
            row_number() over (order by day, owner_id, kind) as row_number,
            owner_id || '-' || strftime(day, '%Y%m%d') || '-' || left(kind, 1) as submission_id,
            owner_id, starts_on, ends_on, 'commit' as category, kind,
            cast(round(amount, -2) as decimal(18,4)) as amount, 'USD' as currency,
            cast(day as timestamp) + interval 16 hour as submitted_at
        from both_levels
        """
    )


def _quotes_and_contracts(connection: duckdb.DuckDBPyConnection, today: date) -> None:
    story = stories.DEEPER_DISCOUNTS
    connection.execute(
        f"""
        create or replace temp table demo_quotes as
        with quoted as (
            select c.*, c.created_on + cast(d1 + d2 + 1 as integer) as day,
                least(0.45, greatest(0, 0.07 + 0.05 * z(n, 'discount') + case when product = '{story.where["product"]}'
                    then 0.16 * greatest(0, (created_on - (date '{today}' - 1095)) / 1095.0) else 0 end)) as off
            from courses as c where d3 > 0
        )
        select
            row_number() over () as row_number, 'Q' || lpad(cast(n as varchar), 8, '0') as quote_id,
            opportunity_id, account_id, rep_id as owner_id,
            case when ended_on <= date '{today}' then case when is_won then 'Accepted' else 'Declined' end
                else 'Sent' end as status, 'USD' as currency,
            cast(round(asked / (1 - off), 2) as decimal(18,4)) as list_amount,
            cast(asked as decimal(18,4)) as net_amount, off as discount,
            cast(day as timestamp) + interval 11 hour as created_at,
            case when off > 0.12 then cast(day as timestamp) + interval 12 hour end as submitted_at,
            case when off > 0.12 then cast(day as timestamp) + interval 12 hour
                + to_seconds(cast(3600 * 20 * exp(0.9 * z(n, 'approval')) as bigint)) end as approved_at,
            case when off > 0.12 then 'Deal desk' end as approver, day + 30 as valid_until
        from quoted where day < date '{today}' - 5
        """
    )
    connection.execute(
        f"""
        create or replace temp table demo_contracts as
        with terms as (
            select c.*, k, c.ended_on + cast(365 * k as integer) as starts_on,
                k > 0 and u(c.n * 8 + k - 1, 'churn') < 0.12 as gone_before,
                u(c.n * 8 + k, 'churn') < 0.12 as leaves, 1 + 0.12 * k * z(c.n * 8 + k, 'expansion') as growth
            from courses as c, range(3) as terms(k)
            where c.is_won and c.ended_on + cast(365 * k as integer) <= date '{today}' and c.n % 67 <> 11
        ), kept as (
            select * from terms as t where not exists (select 1 from terms as b where b.n = t.n and b.k <= t.k
                and b.gone_before)
        )
        select
            row_number() over () as row_number, 'K' || lpad(cast(n * 4 + k as varchar), 9, '0') as contract_id,
            account_id,
            case when k = 0 then opportunity_id end as opportunity_id,
                case when k > 0 then 'K' || lpad(cast(n * 4 + k - 1 as varchar), 9, '0') end as renewed_from_id,
            case when k = 0 then 'new' else 'renewal' end as type, 'Activated' as status, product, 'USD' as currency,
            cast(round(asked * greatest(0.4, growth), 2) as decimal(18,4)) as annual_amount,
            starts_on as signed_on, starts_on,
            starts_on + 365 as ends_on,
            case when leaves and starts_on + 365 <= date '{today}' then starts_on + 365 end as churned_on,
            u(n, 'auto') < 0.6 as is_auto_renewal
        from kept
        """
    )
