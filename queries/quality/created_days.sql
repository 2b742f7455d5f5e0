-- name:    quality/created_days
-- purpose: How many deals were created on each day.
-- grain:   one row per day with a deal
-- key:     created_on
-- params:  today DATE (last day the data knows)
-- columns: created_on DATE, deals BIGINT
-- notes:   Run it for the whole company: a batch is one whoever owns its deals.
select
    created_on,
    count(*) as deals
from opportunities
where created_on <= :today
group by created_on
order by created_on
