-- name:    pipeline/created_by_week
-- purpose: Deals created in each week, and what they were worth when they began.
-- grain:   one row per week with a day in the window (weeks begin on Mondays)
-- key:     week_start
-- params:  first_day DATE, last_day DATE (both included)
-- columns: week_start DATE, days BIGINT, created_deals BIGINT, created_with_amount BIGINT, created_amount DECIMAL(38,4)
-- notes:   days: how many of the week's days lie in the window. The amount at creation is the first one known from the
--          end of the creation day on, within a week of it; of a deal without one nothing is added.
with

weeks as (

    select
        week_start,
        count(*) as days
    from calendar
    where day >= :first_day
      and day <= :last_day
    group by week_start

),

created as (

    select
        cast(date_trunc('week', created_on) as date) as week_start,
        count(*) as created_deals,
        count(created_amount) as created_with_amount,
        sum(created_amount) as created_amount
    from opportunities
    where created_on >= :first_day
      and created_on <= :last_day
    group by cast(date_trunc('week', created_on) as date)

)

select
    weeks.week_start,
    weeks.days,
    coalesce(created.created_deals, 0) as created_deals,
    coalesce(created.created_with_amount, 0) as created_with_amount,
    cast(coalesce(created.created_amount, 0) as decimal(38, 4)) as created_amount
from weeks
left join created
    on weeks.week_start = created.week_start
order by weeks.week_start
