-- name:    activities/log_days
-- purpose: Which days the log of activities covers, and whether it marks meetings that the other side missed.
-- grain:   one row
-- key:     none
-- params:  none
-- columns: first_on DATE, last_on DATE, deals_first_on DATE, deals_last_on DATE, no_shows BIGINT
-- notes:   Of what took place; deals_first_on and deals_last_on: of what is tied to a deal. Run it for the whole company.
select
    min(cast(happened_at as date)) as first_on,
    max(cast(happened_at as date)) as last_on,
    min(case when opportunity_id is not null then cast(happened_at as date) end) as deals_first_on,
    max(case when opportunity_id is not null then cast(happened_at as date) end) as deals_last_on,
    count(case when is_no_show then 1 end) as no_shows
from activities
order by first_on
