-- name:    forecast/category_amounts_deals
-- purpose: The deals behind the amounts by owner and forecast category.
-- grain:   one row per deal that is won in the period, or open and due in it
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, as in forecast/category_amounts; both blank: all)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_id VARCHAR, rep_name VARCHAR, stage VARCHAR,
--          stage_kind VARCHAR, forecast_category VARCHAR, amount DECIMAL(18,4), close_on DATE, closed_on DATE
-- notes:   forecast_category and rep_id as in forecast/category_amounts. Largest first.
with

deals as (

    select
        opportunities.opportunity_id,
        opportunities.name,
        opportunities.account_name,
        coalesce(opportunities.rep_id, '') as rep_id,
        opportunities.rep_name,
        opportunities.stage,
        opportunities.stage_kind,
        case
            when opportunities.stage_kind = 'won' then 'closed'
            else coalesce(
                nullif(coalesce(opportunities.forecast_category, stages.forecast_category), 'closed'),
                ''
            )
        end as forecast_category,
        opportunities.amount,
        opportunities.close_on,
        case when opportunities.stage_kind = 'won' then opportunities.closed_on end as closed_on,
        case
            when opportunities.stage_kind = 'won' then opportunities.closed_on
            else opportunities.close_on
        end as day
    from opportunities
    left join stages
        on opportunities.stage = stages.stage
        and coalesce(opportunities.pipeline, '') = stages.pipeline
    where opportunities.stage_kind in ('won', 'open')

)

select
    opportunity_id,
    name,
    account_name,
    rep_id,
    rep_name,
    stage,
    stage_kind,
    forecast_category,
    amount,
    close_on,
    closed_on
from deals
where (cast(:period_start as date) is null or day >= :period_start)
  and (cast(:period_end as date) is null or day < :period_end)
order by
    amount desc nulls last,
    opportunity_id
