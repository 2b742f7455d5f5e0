-- name:    funnel/stages_reached
-- purpose: Of the deals that started in the window, how many have ever reached each stage, and what they are now.
-- grain:   one row per group, pipeline and stage, and one with a blank stage for all that started
-- key:     group_name, pipeline, stage
-- params:  period_start DATE, period_end DATE (half-open, by the day a deal began its path; both blank: all), group_by VARCHAR
-- columns: group_name VARCHAR, pipeline VARCHAR, stage VARCHAR, reached BIGINT, won BIGINT, decided BIGINT,
--          won_amount DECIMAL(38,4)
-- notes:   A deal starts with its first known stage. An open stage is reached by entering it or any later one, a closed
--          one by entering it: a deal that was won once and is lost since has reached both, and is not among the won.
with

starts as (

    select
        opportunity_id,
        group_name,
        pipeline,
        stage_kind,
        amount,
        row_number() over (partition by opportunity_id order by reached_at, position, stage) as step,
        reached_at
    from stage_passages

),

started as (

    select
        opportunity_id,
        group_name,
        pipeline,
        stage_kind,
        case when stage_kind = 'won' then amount end as won_amount
    from starts
    where step = 1
      and (cast(:period_start as date) is null or reached_at >= :period_start)
      and (cast(:period_end as date) is null or reached_at < :period_end)

),

steps as (

    select
        opportunity_id,
        stage
    from stage_passages
    union
    select
        opportunity_id,
        stage
    from stage_spells
    where stage_kind in ('won', 'lost')
    union
    select
        opportunity_id,
        '' as stage
    from started

)

select
    started.group_name,
    started.pipeline,
    steps.stage,
    count(*) as reached,
    count(case when started.stage_kind = 'won' then 1 end) as won,
    count(case when started.stage_kind in ('won', 'lost') then 1 end) as decided,
    sum(started.won_amount) as won_amount
from started
inner join steps
    on started.opportunity_id = steps.opportunity_id
group by
    started.group_name,
    started.pipeline,
    steps.stage
order by
    started.group_name,
    started.pipeline,
    steps.stage
