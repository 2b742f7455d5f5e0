-- name:    pipeline/open_by_month
-- purpose: Open deals by stage, month they are due and forecast category.
-- grain:   one row per pipeline, stage, close month, forecast category, and whether due in the period and overdue
-- key:     pipeline, stage, close_month, forecast_category, is_due, is_overdue
-- params:  period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal is due, dated or not),
--          today DATE (last day the data knows)
-- columns: pipeline VARCHAR, stage VARCHAR, position INTEGER, close_month DATE, forecast_category VARCHAR, is_due BOOLEAN,
--          is_overdue BOOLEAN, open_deals BIGINT, open_amount DECIMAL(38,4), weighted_amount DECIMAL(38,6),
--          without_amount BIGINT
-- notes:   A deal without a close date has no close month, and is not overdue. A blank stage: it is not known for that
--          day. Probability is the deal's own, else its stage's. Amounts are 0 where no deal has one.
with

open_deals as (

    select
        coalesce(opportunities.pipeline, '') as pipeline,
        coalesce(opportunities.stage, '') as stage,
        opportunities.stage_position,
        cast(date_trunc('month', opportunities.close_on) as date) as close_month,
        coalesce(opportunities.forecast_category, stages.forecast_category, '') as forecast_category,
        coalesce(
            (cast(:period_start as date) is null or opportunities.close_on >= :period_start)
            and (cast(:period_end as date) is null or opportunities.close_on < :period_end),
            false
        ) as is_due,
        coalesce(opportunities.close_on < :today, false) as is_overdue,
        opportunities.amount,
        cast(
            cast(opportunities.amount as decimal(22, 4))
            * cast(coalesce(opportunities.probability, stages.probability) as decimal(16, 10))
            as decimal(28, 6)
        ) as weighted_amount
    from opportunities
    left join stages
        on opportunities.stage = stages.stage
        and coalesce(opportunities.pipeline, '') = stages.pipeline
    where opportunities.stage_kind = 'open'

)

select
    open_deals.pipeline,
    open_deals.stage,
    cast(coalesce(min(open_deals.stage_position), 0) as integer) as position,
    open_deals.close_month,
    open_deals.forecast_category,
    open_deals.is_due,
    open_deals.is_overdue,
    count(*) as open_deals,
    cast(coalesce(sum(open_deals.amount), 0) as decimal(38, 4)) as open_amount,
    cast(coalesce(sum(open_deals.weighted_amount), 0) as decimal(38, 6)) as weighted_amount,
    count(*) - count(open_deals.amount) as without_amount
from open_deals
group by
    open_deals.pipeline,
    open_deals.stage,
    open_deals.close_month,
    open_deals.forecast_category,
    open_deals.is_due,
    open_deals.is_overdue
order by
    open_deals.pipeline,
    coalesce(min(open_deals.stage_position), 0),
    open_deals.stage,
    open_deals.close_month,
    open_deals.forecast_category,
    open_deals.is_due,
    open_deals.is_overdue
