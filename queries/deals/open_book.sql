-- name:    deals/open_book
-- purpose: The open deals in the choice, with no more than the cards and the order of the table need.
-- grain:   one row per open deal
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by close date), today DATE (last day the data knows),
--          search VARCHAR (only deals with it in their name, account, owner or id; blank: all)
-- columns: opportunity_id VARCHAR, amount DECIMAL(18,4), probability DOUBLE, close_on DATE, is_due BOOLEAN, is_overdue BOOLEAN
-- notes:   Probability is the deal's own in the CRM, else its stage's. A deal without close date is neither due nor overdue.
select
    opportunities.opportunity_id,
    opportunities.amount,
    coalesce(opportunities.probability, stages.probability) as probability,
    opportunities.close_on,
    coalesce(opportunities.close_on >= :period_start and opportunities.close_on < :period_end, false) as is_due,
    coalesce(opportunities.close_on < :today, false) as is_overdue
from opportunities
left join stages
    on opportunities.stage = stages.stage
    and coalesce(opportunities.pipeline, '') = stages.pipeline
where opportunities.stage_kind = 'open'
  and (
      cast(:search as varchar) is null
      or strpos(lower(opportunities.name), lower(:search)) > 0
      or strpos(lower(opportunities.account_name), lower(:search)) > 0
      or strpos(lower(opportunities.rep_name), lower(:search)) > 0
      or lower(opportunities.opportunity_id) = lower(:search)
  )
order by
    coalesce(opportunities.amount, -1) desc,
    opportunities.opportunity_id
