-- name:    measures/pipeline_by_month
-- purpose: Deals open at the end of each month, or of the window's last day, rebuilt from history: for sparklines.
-- grain:   one row per calendar month with a day in the window
-- key:     month_start
-- params:  period_start DATE, period_end DATE (half-open)
-- columns: month_start DATE, day DATE, open_deals BIGINT, open_amount DECIMAL(38,4), weighted_amount DECIMAL(38,14)
with

month_ends as (

    select
        month_start,
        max(day) as day
    from calendar
    where day >= :period_start
      and day < :period_end
    group by month_start

),

open_deals as (

    select
        month_ends.month_start,
        opportunity_versions.amount,
        opportunity_versions.probability
    from month_ends
    inner join opportunity_versions
        on opportunity_versions.valid_from < month_ends.day + 1
            and (opportunity_versions.valid_to is null or opportunity_versions.valid_to >= month_ends.day + 1)
    where opportunity_versions.stage_kind = 'open'
      and not opportunity_versions.is_deleted

),

sums as (

    select
        month_start,
        count(*) as open_deals,
        sum(amount) as open_amount,
        sum(cast(amount as decimal(26,4)) * cast(probability as decimal(12,10))) as weighted_amount
    from open_deals
    group by month_start

)

select
    month_ends.month_start,
    month_ends.day,
    coalesce(sums.open_deals, 0) as open_deals,
    sums.open_amount,
    sums.weighted_amount
from month_ends
left join sums
    on month_ends.month_start = sums.month_start
order by month_ends.month_start
