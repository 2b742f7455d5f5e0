-- name:    forecast/book
-- purpose: Every open deal as it stands: what a forecast is asked about.
-- grain:   one row per open deal
-- key:     opportunity_id
-- params:  none
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, since DATE, kind VARCHAR, stage VARCHAR,
--          rep_id VARCHAR, rep_name VARCHAR, manager VARCHAR, team VARCHAR, territory VARCHAR, segment VARCHAR,
--          product VARCHAR, forecast_category VARCHAR, quoted DECIMAL(18,4), amount DECIMAL(18,4), close_on DATE,
--          closed_on DATE, stage_since DATE, pushes BIGINT, created_on DATE, stated DOUBLE
-- notes:   In the order of opportunity_id; columns as in forecast/states, so that both are read alike. quoted: the
--          amount in the CRM; amount: that, else the list price of the product.
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
    o.opportunity_id,
    o.name,
    o.account_name,
    coalesce(o.created_on, cast(o.stage_since as date)) as since,
    'open' as kind,
    o.stage,
    o.rep_id,
    o.rep_name,
    o.manager,
    o.team,
    o.territory,
    o.segment,
    o.product,
    o.forecast_category,
    o.amount as quoted,
    coalesce(o.amount, cast(prices.list_price as decimal(18, 4))) as amount,
    o.close_on,
    cast(null as date) as closed_on,
    cast(o.stage_since as date) as stage_since,
    o.pushes,
    o.created_on,
    coalesce(o.probability, chances.probability) as stated
from opportunities as o
left join prices on o.product = prices.name
left join chances on o.stage = chances.stage and coalesce(o.pipeline, '') = chances.pipeline
where o.stage_kind = 'open'
order by o.opportunity_id
