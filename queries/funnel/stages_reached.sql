-- name:    funnel/stages_reached
-- purpose: Of the deals that started in the window, how many have ever reached each stage, and what they are now.
-- grain:   one row per group, pipeline and stage, and one with a blank stage for all that started
-- key:     group_name, pipeline, stage
-- params:  period_start DATE, period_end DATE (half-open, by the day a deal began its path; both blank: all), group_by VARCHAR
-- columns: group_name VARCHAR, pipeline VARCHAR, stage VARCHAR, reached BIGINT, won BIGINT, decided BIGINT,
--          won_amount DECIMAL(38,4)
-- notes:   A deal starts with its first known stage. An open stage is reached by entering it or any later one, a closed
--          one by entering it: a deal that was won once and is lost since has reached both, and is not among the won.
--          won_amount is blank for closed stages.
with

-- every deal that started has reached the first open stage of its pipeline, by skipping it if not otherwise
first_stages as (

    select
        pipeline,
        min(position) as position
    from stages
    where kind = 'open'
    group by pipeline

),

passed as (

    select
        stage_passages.group_name,
        stage_passages.pipeline,
        stage_passages.stage,
        stage_passages.stage_kind,
        stage_passages.amount,
        first_stages.position as first_position,
        stage_passages.position
    from stage_passages
    left join first_stages
        on stage_passages.pipeline = first_stages.pipeline
    where (cast(:period_start as date) is null or stage_passages.started_at >= :period_start)
      and (cast(:period_end as date) is null or stage_passages.started_at < :period_end)

),

closed as (

    select distinct
        group_name,
        pipeline,
        stage,
        opportunity_id,
        deal_kind
    from stage_spells
    where stage_kind in ('won', 'lost')
      and started_at is not null
      and (cast(:period_start as date) is null or started_at >= :period_start)
      and (cast(:period_end as date) is null or started_at < :period_end)

),

counted as (

    select
        group_name,
        pipeline,
        stage,
        stage_kind,
        amount
    from passed
    union all
    select
        group_name,
        pipeline,
        '' as stage,
        stage_kind,
        amount
    from passed
    where position = first_position
    union all
    select
        group_name,
        pipeline,
        stage,
        deal_kind as stage_kind,
        null as amount
    from closed

)

select
    group_name,
    pipeline,
    stage,
    count(*) as reached,
    count(case when stage_kind = 'won' then 1 end) as won,
    count(case when stage_kind in ('won', 'lost') then 1 end) as decided,
    sum(case when stage_kind = 'won' then amount end) as won_amount
from counted
group by
    group_name,
    pipeline,
    stage
order by
    group_name,
    pipeline,
    stage
