-- name:    fit/decided
-- purpose: Deals won or lost in the window, with the account that each is judged by.
-- grain:   one row per deal won or lost in the window
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by closing day; both blank: every decided deal with a day)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_id VARCHAR, account_name VARCHAR, rep_name VARCHAR,
--          team VARCHAR, stage_kind VARCHAR, amount DECIMAL(18,4), created_on DATE, closed_on DATE, cycle_days BIGINT
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_id,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    opportunities.stage_kind,
    opportunities.amount,
    opportunities.created_on,
    opportunities.closed_on,
    date_diff('day', opportunities.created_on, opportunities.closed_on) as cycle_days
from opportunities
where opportunities.stage_kind in ('won', 'lost')
  and opportunities.closed_on is not null
  and (cast(:period_start as date) is null or opportunities.closed_on >= :period_start)
  and (cast(:period_end as date) is null or opportunities.closed_on < :period_end)
order by
    opportunities.closed_on desc,
    opportunities.opportunity_id
