-- name:    pipeline/stage_ages
-- purpose: How long open deals have stood in their stage: deals and money for each number of days.
-- grain:   one row per pipeline, stage, segment, days in the stage, and whether that is only known to be at least so long
-- key:     pipeline, stage, segment, stage_days, is_at_least
-- params:  today DATE (last day the data knows)
-- columns: pipeline VARCHAR, stage VARCHAR, position INTEGER, segment VARCHAR, stage_days INTEGER, is_at_least BOOLEAN,
--          open_deals BIGINT, open_amount DECIMAL(38,4)
-- notes:   At least so long: nobody saw the deal enter, it was in the stage when a file first showed it, a week or more
--          after its creation.
with

unseen as (

    select opportunity_id
    from stage_spells
    where ordinal = 1
      and left_at is null
      and stage_kind = 'open'
      and basis = 'snapshot'
      and coalesce(cast(entered_at as date) > created_on + 7, true)

),

open_deals as (

    select
        coalesce(opportunities.pipeline, '') as pipeline,
        opportunities.stage,
        opportunities.stage_position,
        coalesce(opportunities.segment, '(none)') as segment,
        cast(greatest(date_diff('day', cast(opportunities.stage_since as date), :today), 0) as integer) as stage_days,
        unseen.opportunity_id is not null as is_at_least,
        opportunities.amount
    from opportunities
    left join unseen
        on opportunities.opportunity_id = unseen.opportunity_id
    where opportunities.stage_kind = 'open'
      and opportunities.stage is not null
      and opportunities.stage_since is not null

)

select
    pipeline,
    stage,
    cast(coalesce(min(stage_position), 0) as integer) as position,
    segment,
    stage_days,
    is_at_least,
    count(*) as open_deals,
    cast(coalesce(sum(amount), 0) as decimal(38, 4)) as open_amount
from open_deals
group by
    pipeline,
    stage,
    segment,
    stage_days,
    is_at_least
order by
    pipeline,
    coalesce(min(stage_position), 0),
    stage,
    segment,
    stage_days,
    is_at_least
