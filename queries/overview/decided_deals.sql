-- name:    overview/decided_deals
-- purpose: The deals behind the figures of what was won and lost: one line each.
-- grain:   one row per deal won or lost in the window
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, stage_kind VARCHAR,
--          amount DECIMAL(38,4), product VARCHAR, created_on DATE, closed_on DATE, cycle_days INTEGER
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    opportunities.stage_kind,
    cast(opportunities.amount as decimal(38, 4)) as amount,
    opportunities.product,
    opportunities.created_on,
    opportunities.closed_on,
    cast(opportunities.closed_on - opportunities.created_on as integer) as cycle_days
from opportunities
where opportunities.stage_kind in ('won', 'lost')
  and opportunities.closed_on >= :period_start
  and opportunities.closed_on < :period_end
order by
    opportunities.closed_on desc,
    opportunities.opportunity_id
