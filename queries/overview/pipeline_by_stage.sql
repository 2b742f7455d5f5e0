-- name:    overview/pipeline_by_stage
-- purpose: Open deals by stage: due in the window, due later, and past their close date or without one.
-- grain:   one row per pipeline and stage with an open deal
-- key:     pipeline, stage
-- params:  period_start DATE, period_end DATE (half-open, by close date), today DATE (last day the data knows)
-- columns: pipeline VARCHAR, stage VARCHAR, position INTEGER, open_deals BIGINT, open_amount DECIMAL(38,4),
--          weighted_amount DECIMAL(38,6), due_amount DECIMAL(38,4), later_amount DECIMAL(38,4), overdue_amount DECIMAL(38,4),
--          without_amount BIGINT
-- notes:   Overdue wins over due: a close date that has passed is no plan, even inside the window.
with

open_deals as (

    select
        coalesce(opportunities.pipeline, '') as pipeline,
        coalesce(opportunities.stage, '') as stage,
        opportunities.stage_position,
        opportunities.amount,
        cast(
            cast(opportunities.amount as decimal(22, 4))
            * cast(coalesce(opportunities.probability, stages.probability) as decimal(16, 10))
            as decimal(28, 6)
        ) as weighted_amount,
        case
            when opportunities.close_on is null or opportunities.close_on < :today then 'overdue'
            when opportunities.close_on < :period_end and opportunities.close_on >= :period_start then 'due'
            else 'later'
        end as due
    from opportunities
    left join stages
        on opportunities.stage = stages.stage
        and coalesce(opportunities.pipeline, '') = stages.pipeline
    where opportunities.stage_kind = 'open'

)

select
    open_deals.pipeline,
    open_deals.stage,
    cast(coalesce(min(open_deals.stage_position), 999) as integer) as position,
    count(*) as open_deals,
    cast(coalesce(sum(open_deals.amount), 0) as decimal(38, 4)) as open_amount,
    cast(coalesce(sum(open_deals.weighted_amount), 0) as decimal(38, 6)) as weighted_amount,
    cast(coalesce(sum(case when open_deals.due = 'due' then open_deals.amount end), 0) as decimal(38, 4)) as due_amount,
    cast(coalesce(sum(case when open_deals.due = 'later' then open_deals.amount end), 0) as decimal(38, 4)) as later_amount,
    cast(coalesce(sum(case when open_deals.due = 'overdue' then open_deals.amount end), 0) as decimal(38, 4)) as overdue_amount,
    cast(sum(case when open_deals.amount is null then 1 else 0 end) as bigint) as without_amount
from open_deals
group by
    open_deals.pipeline,
    open_deals.stage
order by
    open_deals.pipeline,
    coalesce(min(open_deals.stage_position), 999),
    open_deals.stage
