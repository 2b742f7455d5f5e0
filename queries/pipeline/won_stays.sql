-- name:    pipeline/won_stays
-- purpose: How long the deals that were won had stood in each stage: what open deals are measured by.
-- grain:   one row per pipeline, open stage, segment and number of days
-- key:     pipeline, stage, segment, days
-- params:  none
-- columns: pipeline VARCHAR, stage VARCHAR, segment VARCHAR, days BIGINT, stays BIGINT
-- notes:   Stays that are over, bounces apart, of deals that are won. Left out are stays whose beginning nobody saw: those
--          a deal was in when a file first showed it, a week or more after its creation.
with

won_stays as (

    select
        pipeline,
        stage,
        coalesce(segment, '(none)') as segment,
        greatest(date_diff('day', cast(entered_at as date), cast(left_at as date)), 0) as days
    from stage_spells
    where stage_kind = 'open'
      and deal_kind = 'won'
      and left_at is not null
      and not (ordinal = 1 and basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true))

)

select
    pipeline,
    stage,
    segment,
    days,
    count(*) as stays
from won_stays
group by
    pipeline,
    stage,
    segment,
    days
order by
    pipeline,
    stage,
    segment,
    days
