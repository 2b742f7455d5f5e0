-- name:    deals/open_deals
-- purpose: Open deals with all that a table shows of them.
-- grain:   one row per open deal
-- key:     opportunity_id
-- params:  today DATE (last day the data knows), ids VARCHAR (deal ids, each between bars, as in |a|b|; blank: every deal)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, pipeline VARCHAR,
--          stage VARCHAR, segment VARCHAR, product VARCHAR, amount DECIMAL(18,4), probability DOUBLE,
--          forecast_category VARCHAR, created_on DATE, close_on DATE, age_days INTEGER, next_step VARCHAR
-- notes:   Probability is the deal's own in the CRM, else its stage's.
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    nullif(opportunities.pipeline, '') as pipeline,
    opportunities.stage,
    opportunities.segment,
    opportunities.product,
    opportunities.amount,
    coalesce(opportunities.probability, stages.probability) as probability,
    opportunities.forecast_category,
    opportunities.created_on,
    opportunities.close_on,
    cast(:today - opportunities.created_on as integer) as age_days,
    opportunities.next_step
from opportunities
left join stages
    on opportunities.stage = stages.stage
    and coalesce(opportunities.pipeline, '') = stages.pipeline
where opportunities.stage_kind = 'open'
  and (cast(:ids as varchar) is null or strpos(:ids, '|' || opportunities.opportunity_id || '|') > 0)
order by
    coalesce(opportunities.amount, -1) desc,
    opportunities.opportunity_id
