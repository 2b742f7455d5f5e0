-- name:    funnel/stays_by_cell
-- purpose: How long stays in each stage have lasted, recently and before, for every group of every dimension.
-- grain:   one row per dimension, group, segment of the deal, open stage, era that the stay began in, and number of days
-- key:     dimension, group_value, segment, stage, era, days
-- params:  before_from DATE, recent_from DATE (before: from before_from until recent_from, half-open; recent: from then on),
--          today DATE (last day the data knows), without_dimension VARCHAR, without_value VARCHAR (a group whose deals are
--          left out; blank: none)
-- columns: dimension VARCHAR, group_value VARCHAR, segment VARCHAR, stage VARCHAR, era VARCHAR, days BIGINT, ended BIGINT,
--          running BIGINT
-- notes:   Dimensions as in funnel/outcomes_by_cell, stays as in funnel/time_in_stage. Nobody is followed for longer than a
--          year: a stay of more than 365 days counts as one that still runs after 365.
with

stays as (

    select
        rep_id,
        segment,
        lead_source,
        product,
        stage,
        case when entered_at >= :recent_from then 'recent' else 'before' end as era,
        left_at,
        greatest(date_diff('day', cast(entered_at as date), coalesce(cast(left_at as date), :today)), 0) as days
    from stage_spells
    where stage_kind = 'open'
      and not (ordinal = 1 and basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true))
      and entered_at >= :before_from
      and (
          cast(:without_dimension as varchar) is null
          or case cast(:without_dimension as varchar)
              when 'team' then team
              when 'territory' then territory
              when 'owner' then rep_id
              when 'segment' then segment
              when 'source' then lead_source
              when 'product' then product
          end is distinct from :without_value
      )

),

by_owner as (

    select
        rep_id,
        segment,
        stage,
        era,
        least(days, 365) as days,
        count(case when days <= 365 then left_at end) as ended,
        count(*) as stays
    from stays
    group by
        rep_id,
        segment,
        stage,
        era,
        least(days, 365)

),

by_source as (

    select
        lead_source,
        segment,
        stage,
        era,
        least(days, 365) as days,
        count(case when days <= 365 then left_at end) as ended,
        count(*) as stays
    from stays
    group by
        lead_source,
        segment,
        stage,
        era,
        least(days, 365)

),

by_product as (

    select
        product,
        segment,
        stage,
        era,
        least(days, 365) as days,
        count(case when days <= 365 then left_at end) as ended,
        count(*) as stays
    from stays
    group by
        product,
        segment,
        stage,
        era,
        least(days, 365)

),

dimensions as (

    select 'all' as dimension
    union all
    select 'team' as dimension
    union all
    select 'territory' as dimension
    union all
    select 'owner' as dimension
    union all
    select 'segment' as dimension

),

cells as (

    select
        dimensions.dimension,
        case dimensions.dimension
            when 'all' then 'all'
            when 'team' then reps.team
            when 'territory' then reps.territory
            when 'owner' then by_owner.rep_id
            when 'segment' then by_owner.segment
        end as group_value,
        by_owner.segment,
        by_owner.stage,
        by_owner.era,
        by_owner.days,
        by_owner.ended,
        by_owner.stays
    from by_owner
    cross join dimensions
    left join reps
        on by_owner.rep_id = reps.rep_id
    union all
    select
        'source' as dimension,
        lead_source as group_value,
        segment,
        stage,
        era,
        days,
        ended,
        stays
    from by_source
    union all
    select
        'product' as dimension,
        product as group_value,
        segment,
        stage,
        era,
        days,
        ended,
        stays
    from by_product

)

select
    dimension,
    group_value,
    coalesce(segment, '') as segment,
    stage,
    era,
    days,
    cast(sum(ended) as bigint) as ended,
    cast(sum(stays) - sum(ended) as bigint) as running
from cells
where group_value is not null
group by
    dimension,
    group_value,
    coalesce(segment, ''),
    stage,
    era,
    days
order by
    dimension,
    group_value,
    coalesce(segment, ''),
    stage,
    era,
    days
