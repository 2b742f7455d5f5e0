-- name:    overview/bookings_by_day
-- purpose: What was won on each day of a window: the steps of the bookings path.
-- grain:   one row per day with a win
-- key:     day
-- params:  period_start DATE, period_end DATE (half-open)
-- columns: day DATE, won_deals BIGINT, won_amount DECIMAL(38,4)
select
    opportunities.closed_on as day,
    count(*) as won_deals,
    cast(coalesce(sum(opportunities.amount), 0) as decimal(38, 4)) as won_amount
from opportunities
where opportunities.stage_kind = 'won'
  and opportunities.closed_on >= :period_start
  and opportunities.closed_on < :period_end
group by opportunities.closed_on
order by opportunities.closed_on
