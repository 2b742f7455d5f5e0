-- name:    quality/deals
-- purpose: The facts that the checks of deals judge by, and what a list of deals shows.
-- grain:   one row per deal in sight
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: every deal)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_id VARCHAR, rep_name VARCHAR, team VARCHAR,
--          stage VARCHAR, stage_kind VARCHAR, amount DECIMAL(18,4), amount_original DECIMAL(18,4), currency VARCHAR,
--          probability DOUBLE, created_on DATE, close_on DATE, closed_on DATE, last_activity_on DATE,
--          is_stage_known BOOLEAN, is_listed BOOLEAN, is_active BOOLEAN, left_on DATE
-- notes:   In sight of a period are the deals that are open, those created or decided in it, and those decided on no
--          day that is known. Probability is the deal's own in the CRM.
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_id,
    opportunities.rep_name,
    opportunities.team,
    opportunities.stage,
    opportunities.stage_kind,
    opportunities.amount,
    opportunities.amount_original,
    opportunities.currency,
    opportunities.probability,
    opportunities.created_on,
    opportunities.close_on,
    opportunities.closed_on,
    opportunities.last_activity_on,
    stages.is_recognised as is_stage_known,
    people.is_listed,
    people.is_active,
    people.left_on
from opportunities
left join stages
    on opportunities.stage = stages.stage
    and coalesce(opportunities.pipeline, '') = stages.pipeline
left join reps as people
    on opportunities.rep_id = people.rep_id
where cast(:period_start as date) is null
   or cast(:period_end as date) is null
   or opportunities.stage_kind = 'open'
   or opportunities.closed_on is null
   or (opportunities.closed_on >= :period_start and opportunities.closed_on < :period_end)
   or (opportunities.created_on >= :period_start and opportunities.created_on < :period_end)
order by
    coalesce(opportunities.amount, -1) desc,
    opportunities.opportunity_id
