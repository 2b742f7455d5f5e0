-- name:    deals/deal_head
-- purpose: What is known of one deal as it stands, open or closed.
-- grain:   one row per deal with this id: one, or none where there is no such deal
-- key:     opportunity_id
-- params:  deal_id VARCHAR, today DATE (last day the data knows)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, pipeline VARCHAR,
--          stage VARCHAR, stage_kind VARCHAR, segment VARCHAR, product VARCHAR, industry VARCHAR, country VARCHAR,
--          lead_source VARCHAR, type VARCHAR, campaign VARCHAR, contact_name VARCHAR, amount DECIMAL(18,4),
--          amount_original DECIMAL(18,4), peak_amount_original DECIMAL(18,4), currency VARCHAR, probability DOUBLE,
--          forecast_category VARCHAR, created_on DATE, close_on DATE, closed_on DATE, stage_since DATE,
--          age_days INTEGER, pushes BIGINT, next_step VARCHAR, loss_reason VARCHAR
-- notes:   age_days: from creation to the closing day, of an open deal to today.
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    nullif(opportunities.pipeline, '') as pipeline,
    opportunities.stage,
    opportunities.stage_kind,
    opportunities.segment,
    opportunities.product,
    opportunities.industry,
    opportunities.country,
    opportunities.lead_source,
    opportunities.type,
    opportunities.campaign,
    opportunities.contact_name,
    opportunities.amount,
    opportunities.amount_original,
    opportunities.peak_amount_original,
    opportunities.currency,
    coalesce(opportunities.probability, stages.probability) as probability,
    opportunities.forecast_category,
    opportunities.created_on,
    opportunities.close_on,
    opportunities.closed_on,
    cast(opportunities.stage_since as date) as stage_since,
    cast(coalesce(opportunities.closed_on, :today) - opportunities.created_on as integer) as age_days,
    opportunities.pushes,
    opportunities.next_step,
    opportunities.loss_reason
from opportunities
left join stages
    on opportunities.stage = stages.stage
    and coalesce(opportunities.pipeline, '') = stages.pipeline
where opportunities.opportunity_id = :deal_id
order by opportunities.opportunity_id
