-- name:    forecast/states
-- purpose: Every state that deals were in: what a forecast learns from.
-- grain:   one row per state of a deal; of many deals those whose hashed id lies below a bound
-- key:     none
-- params:  below VARCHAR (four hexadecimal digits: '1000' takes a sixteenth of the deals; 'g' takes all)
-- columns: opportunity_id VARCHAR, since DATE, kind VARCHAR, stage VARCHAR, rep_id VARCHAR, product VARCHAR,
--          forecast_category VARCHAR, amount DECIMAL(18,4), close_on DATE, closed_on DATE, stage_since DATE,
--          pushes BIGINT, created_on DATE, stated DOUBLE, is_dated BOOLEAN
-- notes:   In the order of deals and time. amount: an open deal's without one is the list price of its product. kind:
--          open, won or lost; a deal removed from the CRM is lost. stage: blank where only inferred. stated: the chance
--          of winning that the CRM gives the deal, else its stage. is_dated: false where a deal was lost nobody wrote
--          down when: it has no closing date and was lost already when a file first told of it.
with

prices as (

    select
        name,
        min(list_price) as list_price
    from products
    where list_price > 0
    group by name

),

chances as (

    select
        pipeline,
        stage,
        probability
    from stages

)

select
    v.opportunity_id,
    cast(v.valid_from as date) as since,
    case when v.is_deleted then 'lost' else v.stage_kind end as kind,
    v.stage,
    v.rep_id,
    v.product,
    v.forecast_category,
    coalesce(v.amount, case when v.stage_kind = 'open' then cast(prices.list_price as decimal(18, 4)) end) as amount,
    v.close_on,
    case when v.stage_kind <> 'open' then v.closed_on end as closed_on,
    cast(v.stage_since as date) as stage_since,
    v.pushes,
    v.created_on,
    coalesce(v.probability, chances.probability) as stated,
    not (
        v.stage_kind = 'lost'
        and v.closed_on is null
        and v.basis = 'snapshot'
        and row_number() over (partition by v.opportunity_id, v.basis order by v.valid_from) = 1
    ) as is_dated
from opportunity_versions as v
left join prices on v.product = prices.name
left join chances on v.stage = chances.stage and coalesce(v.pipeline, '') = chances.pipeline
where substr(md5(v.opportunity_id), 1, 4) < :below
order by v.opportunity_id, v.valid_from
