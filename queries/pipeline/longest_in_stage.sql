-- name:    pipeline/longest_in_stage
-- purpose: The open deals that have stood longest in their stage, of each stage.
-- grain:   one row per open deal, at most `most` of a stage
-- key:     opportunity_id
-- params:  today DATE (last day the data knows), most BIGINT
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, segment VARCHAR,
--          pipeline VARCHAR, stage VARCHAR, amount DECIMAL(38,4), close_on DATE, next_step VARCHAR, stage_days INTEGER,
--          age_days INTEGER
with

ranked as (

    select
        opportunity_id,
        name,
        account_name,
        rep_name,
        segment,
        pipeline,
        stage,
        amount,
        close_on,
        next_step,
        stage_since,
        created_on,
        row_number() over (
            partition by coalesce(pipeline, ''), stage
            order by stage_since, opportunity_id
        ) as age_rank
    from opportunities
    where stage_kind = 'open'
      and stage is not null
      and stage_since is not null

)

select
    opportunity_id,
    name,
    account_name,
    rep_name,
    coalesce(segment, '(none)') as segment,
    coalesce(pipeline, '') as pipeline,
    stage,
    cast(amount as decimal(38, 4)) as amount,
    close_on,
    next_step,
    cast(greatest(date_diff('day', cast(stage_since as date), :today), 0) as integer) as stage_days,
    cast(date_diff('day', created_on, :today) as integer) as age_days
from ranked
where age_rank <= :most
order by
    stage_since,
    opportunity_id
