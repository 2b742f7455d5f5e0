-- name:    review/decided
-- purpose: The deals decided in a quarter with what they are told apart by, for tests of what changed.
-- grain:   one row per deal won or lost in the window
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, segment VARCHAR,
--          product VARCHAR, is_won BOOLEAN, amount DECIMAL(38,4), cycle_days INTEGER, loss_reason VARCHAR, closed_on DATE
-- notes:   cycle_days: from creation to the closing day; blank where one of them is not known.
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    opportunities.segment,
    opportunities.product,
    opportunities.stage_kind = 'won' as is_won,
    cast(opportunities.amount as decimal(38, 4)) as amount,
    cast(opportunities.closed_on - opportunities.created_on as integer) as cycle_days,
    opportunities.loss_reason,
    opportunities.closed_on
from opportunities
where opportunities.stage_kind in ('won', 'lost')
  and opportunities.closed_on >= :period_start
  and opportunities.closed_on < :period_end
order by
    coalesce(opportunities.amount, -1) desc,
    opportunities.opportunity_id
