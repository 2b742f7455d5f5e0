-- name:    measures/decided_by_month
-- purpose: The months behind the cards: what was won and lost in each, for sparklines.
-- grain:   one row per calendar month from the first to the last month of the window
-- key:     month_start
-- params:  period_start DATE, period_end DATE (half-open)
-- columns: month_start DATE, won_deals BIGINT, lost_deals BIGINT, won_amount DECIMAL(38,4), won_with_amount BIGINT, cycle_median DOUBLE
with

months as (

    select distinct month_start
    from calendar
    where day >= :period_start
      and day < :period_end

),

decided as (

    select
        calendar.month_start,
        opportunities.stage_kind,
        opportunities.amount,
        opportunities.closed_on - opportunities.created_on as cycle_days
    from opportunities
    inner join calendar
        on opportunities.closed_on = calendar.day
    where opportunities.stage_kind in ('won', 'lost')
      and opportunities.closed_on >= :period_start
      and opportunities.closed_on < :period_end

)

select
    months.month_start,
    cast(coalesce(sum(case when decided.stage_kind = 'won' then 1 else 0 end), 0) as bigint) as won_deals,
    cast(coalesce(sum(case when decided.stage_kind = 'lost' then 1 else 0 end), 0) as bigint) as lost_deals,
    cast(coalesce(sum(case when decided.stage_kind = 'won' then decided.amount end), 0) as decimal(38,4)) as won_amount,
    count(case when decided.stage_kind = 'won' then decided.amount end) as won_with_amount,
    quantile_cont(
        case when decided.stage_kind = 'won' and decided.cycle_days >= 0 then cast(decided.cycle_days as double) end, 0.5
    ) as cycle_median
from months
left join decided
    on months.month_start = decided.month_start
group by months.month_start
order by months.month_start
