-- name:    funnel/time_in_stage
-- purpose: How long stays in each stage have lasted: for each number of days, how many ended then and how many still last.
-- grain:   one row per group, pipeline, open stage and number of days
-- key:     group_name, pipeline, stage, days
-- params:  period_start DATE, period_end DATE (half-open, by the day of entry; both blank: every stay),
--          today DATE (last day the data knows), group_by VARCHAR
-- columns: group_name VARCHAR, pipeline VARCHAR, stage VARCHAR, position INTEGER, days BIGINT, ended BIGINT, running BIGINT
-- notes:   Every stay counts, bounces apart. A stay that still lasts has lasted at least that long. Left out are stays
--          whose beginning nobody saw: those a deal was in when a file first showed it, a week or more after its creation.
with

stays as (

    select
        group_name,
        pipeline,
        stage,
        position,
        left_at,
        greatest(date_diff('day', cast(entered_at as date), coalesce(cast(left_at as date), :today)), 0) as days
    from stage_spells
    where stage_kind = 'open'
      and not (ordinal = 1 and basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true))
      and (cast(:period_start as date) is null or entered_at >= :period_start)
      and (cast(:period_end as date) is null or entered_at < :period_end)

)

select
    group_name,
    pipeline,
    stage,
    min(position) as position,
    days,
    count(left_at) as ended,
    count(*) - count(left_at) as running
from stays
group by
    group_name,
    pipeline,
    stage,
    days
order by
    group_name,
    pipeline,
    min(position),
    stage,
    days
