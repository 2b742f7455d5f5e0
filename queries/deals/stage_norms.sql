-- name:    deals/stage_norms
-- purpose: How long deals that were won had stayed in each open stage: what a stay is measured against.
-- grain:   one row per pipeline, stage and segment, and one with a blank segment for all segments together
-- key:     pipeline, stage, segment
-- params:  today DATE (last day the data knows)
-- columns: pipeline VARCHAR, stage VARCHAR, segment VARCHAR, stays BIGINT, p50_days BIGINT, p75_days BIGINT
-- notes:   Stays of deals won by then, bounces apart, whose beginning somebody saw. p75_days: three of four stays lasted
--          no longer. Run it for the whole company: a norm does not depend on whose deals one sees.
with

wins as (

    select
        opportunity_id,
        min(entered_at) as won_at
    from stage_spells
    where stage_kind = 'won'
      and cast(entered_at as date) <= :today
    group by opportunity_id

),

stays as (

    select
        stage_spells.pipeline,
        stage_spells.stage,
        stage_spells.segment,
        cast(cast(stage_spells.left_at as date) - cast(stage_spells.entered_at as date) as bigint) as days
    from stage_spells
    inner join wins
        on stage_spells.opportunity_id = wins.opportunity_id
    where stage_spells.stage_kind = 'open'
      and stage_spells.left_at <= wins.won_at
      and not (
          stage_spells.ordinal = 1
          and stage_spells.basis = 'snapshot'
          and coalesce(cast(stage_spells.entered_at as date) > stage_spells.created_on + 7, true)
      )

),

lengths as (

    select
        pipeline,
        stage,
        segment,
        days,
        count(*) as stays
    from stays
    where segment is not null
    group by
        pipeline,
        stage,
        segment,
        days
    union all
    select
        pipeline,
        stage,
        null as segment,
        days,
        count(*) as stays
    from stays
    group by
        pipeline,
        stage,
        days

),

ranked as (

    select
        pipeline,
        stage,
        segment,
        days,
        sum(stays) over (partition by pipeline, stage, segment order by days) as upto,
        sum(stays) over (partition by pipeline, stage, segment) as stays
    from lengths

)

select
    pipeline,
    stage,
    segment,
    cast(max(stays) as bigint) as stays,
    min(case when 2 * upto >= stays then days end) as p50_days,
    min(case when 4 * upto >= 3 * stays then days end) as p75_days
from ranked
group by
    pipeline,
    stage,
    segment
order by
    pipeline,
    stage,
    segment
