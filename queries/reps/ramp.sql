-- name:    reps/ramp
-- purpose: What each rep won in each month of tenure, beside the quota of the days of that month.
-- grain:   one row per rep and month of tenure with a day that counts; reps without a first day of work have none
-- key:     rep_id, tenure_month
-- params:  first_day DATE (months of tenure that began before it are left out; blank: none),
--          last_day DATE (the last day that counts; blank: the last day with a win),
--          period_start DATE, period_end DATE (half-open: only days inside count; blank: every day)
-- columns: rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, hired_on DATE, left_on DATE, tenure_month BIGINT,
--          starts_on DATE, days BIGINT, month_days BIGINT, is_running BOOLEAN, quota DECIMAL(38,4),
--          attained_amount DECIMAL(38,4), won_amount DECIMAL(38,4), won_deals BIGINT
-- notes:   The first month of tenure begins with the first day of work, the second a calendar month later. Leavers
--          count up to and with their last day. days: those that count, of month_days. is_running: the month is not
--          over on the last day, and the rep is still there. A quota counts by its days inside the month: blank
--          without one; attained_amount: won on days that a quota covers. Only people who own a deal or carry a quota.
with

reach as (

    select coalesce(cast(:last_day as date), max(closed_on)) + 1 as end_on
    from opportunities
    where stage_kind = 'won'

),

sellers as (

    select rep_id from opportunities
    union
    select rep_id from quotas

),

people as (

    select
        reps.rep_id,
        reps.name as rep_name,
        reps.team,
        reps.hired_on,
        case when reps.left_on < reach.end_on then reps.left_on end as left_on,
        reach.end_on,
        least(coalesce(reps.left_on + 1, reach.end_on), reach.end_on) as until_on,
        extract(year from reps.hired_on) * 12 + extract(month from reps.hired_on) as hired_month
    from reps
    cross join reach
    where reps.hired_on < reach.end_on
      and reps.rep_id in (select sellers.rep_id from sellers)

),

numbered as (

    select
        people.rep_id,
        people.until_on,
        extract(year from calendar.day) * 12 + extract(month from calendar.day) - people.hired_month as passed,
        people.hired_on
    from people
    inner join calendar
        on calendar.day >= date_trunc('month', people.hired_on)
        and calendar.day < people.until_on
    where calendar.day = calendar.month_start

),

tenure as (

    select
        rep_id,
        until_on,
        passed + 1 as tenure_month,
        cast(hired_on + passed * interval '1 month' as date) as starts_on,
        cast(hired_on + (passed + 1) * interval '1 month' as date) as ends_on
    from numbered

),

clipped as (

    select
        rep_id,
        tenure_month,
        starts_on,
        ends_on,
        greatest(starts_on, coalesce(cast(:period_start as date), starts_on)) as from_on,
        least(ends_on, until_on, coalesce(cast(:period_end as date), ends_on)) as until_on
    from tenure
    where starts_on >= coalesce(cast(:first_day as date), starts_on)

),

months as (

    select
        rep_id,
        tenure_month,
        starts_on,
        ends_on,
        from_on,
        until_on
    from clipped
    where from_on < until_on

),

month_quotas as (

    select
        months.rep_id,
        months.tenure_month,
        sum(
            cast(
                cast(quotas.amount as double)
                * date_diff('day', greatest(months.from_on, quotas.starts_on), least(months.until_on, quotas.ends_on))
                / date_diff('day', quotas.starts_on, quotas.ends_on)
                as decimal(18,4)
            )
        ) as quota
    from months
    inner join quotas
        on months.rep_id = quotas.rep_id
        and months.from_on < quotas.ends_on
        and months.until_on > quotas.starts_on
    group by
        months.rep_id,
        months.tenure_month

),

win_days as (

    select
        rep_id,
        closed_on,
        sum(amount) as amount,
        count(*) as deals
    from opportunities
    where stage_kind = 'won'
    group by
        rep_id,
        closed_on

),

covered_days as (

    -- two quotas over one day must not double the win
    select distinct
        win_days.rep_id,
        win_days.closed_on
    from win_days
    inner join quotas
        on win_days.rep_id = quotas.rep_id
        and win_days.closed_on >= quotas.starts_on
        and win_days.closed_on < quotas.ends_on

),

month_wins as (

    select
        months.rep_id,
        months.tenure_month,
        sum(win_days.amount) as won_amount,
        sum(case when covered_days.closed_on is not null then win_days.amount end) as attained_amount,
        sum(win_days.deals) as won_deals
    from months
    inner join win_days
        on months.rep_id = win_days.rep_id
        and months.from_on <= win_days.closed_on
        and months.until_on > win_days.closed_on
    left join covered_days
        on win_days.rep_id = covered_days.rep_id
        and win_days.closed_on = covered_days.closed_on
    group by
        months.rep_id,
        months.tenure_month

)

select
    months.rep_id,
    people.rep_name,
    people.team,
    people.hired_on,
    people.left_on,
    cast(months.tenure_month as bigint) as tenure_month,
    months.starts_on,
    date_diff('day', months.from_on, months.until_on) as days,
    date_diff('day', months.starts_on, months.ends_on) as month_days,
    months.ends_on > people.end_on and people.left_on is null as is_running,
    month_quotas.quota,
    cast(coalesce(month_wins.attained_amount, 0) as decimal(38,4)) as attained_amount,
    cast(coalesce(month_wins.won_amount, 0) as decimal(38,4)) as won_amount,
    cast(coalesce(month_wins.won_deals, 0) as bigint) as won_deals
from months
inner join people
    on months.rep_id = people.rep_id
left join month_quotas
    on months.rep_id = month_quotas.rep_id
    and months.tenure_month = month_quotas.tenure_month
left join month_wins
    on months.rep_id = month_wins.rep_id
    and months.tenure_month = month_wins.tenure_month
order by
    months.rep_id,
    months.tenure_month
