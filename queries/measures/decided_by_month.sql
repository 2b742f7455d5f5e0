-- name:    measures/decided_by_month
-- purpose: The months behind the cards: what was won and lost in each, for sparklines.
-- grain:   one row per calendar month with a day in the window
-- key:     month_start
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: month_start DATE, won_deals BIGINT, lost_deals BIGINT, won_amount DECIMAL(38,4), won_with_amount BIGINT,
--          cycle_deals BIGINT, cycle_median DOUBLE
-- notes:   The same rules as measures/decided: no zero in deal sizes, no cycle of less than a day.
with

months as (

    select month_start
    from calendar
    where day >= :period_start
      and day < :period_end
    group by month_start

),

won_or_lost as (

    select
        cast(date_trunc('month', closed_on) as date) as month_start,
        stage_kind,
        amount,
        case when stage_kind = 'won' then nullif(amount, 0) end as won_size,
        case
            when stage_kind = 'won' and date_diff('day', created_on, closed_on) > 0
                then cast(date_diff('day', created_on, closed_on) as double)
        end as cycle_days
    from opportunities
    where stage_kind in ('won', 'lost')
      and closed_on >= :period_start
      and closed_on < :period_end

)

select
    months.month_start,
    count(case when won_or_lost.stage_kind = 'won' then 1 end) as won_deals,
    count(case when won_or_lost.stage_kind = 'lost' then 1 end) as lost_deals,
    sum(case when won_or_lost.stage_kind = 'won' then won_or_lost.amount end) as won_amount,
    count(won_or_lost.won_size) as won_with_amount,
    count(won_or_lost.cycle_days) as cycle_deals,
    quantile_cont(won_or_lost.cycle_days, 0.5) as cycle_median
from months
left join won_or_lost
    on months.month_start = won_or_lost.month_start
group by months.month_start
order by months.month_start
