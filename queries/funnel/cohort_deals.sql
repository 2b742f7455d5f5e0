-- name:    funnel/cohort_deals
-- purpose: The deals created in a window of days, and what has become of them.
-- grain:   one row per deal created in the window
-- key:     opportunity_id
-- params:  first_day DATE, last_day DATE (creation days, both included)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, stage VARCHAR,
--          stage_kind VARCHAR, amount DECIMAL(38,4), created_on DATE, closed_on DATE
-- notes:   closed_on is blank while the deal is open.
select
    opportunity_id,
    name,
    account_name,
    rep_name,
    team,
    stage,
    stage_kind,
    cast(amount as decimal(38, 4)) as amount,
    created_on,
    case when stage_kind <> 'open' then closed_on end as closed_on
from opportunities
where created_on >= :first_day
  and created_on <= :last_day
order by
    coalesce(amount, -1) desc,
    opportunity_id
