-- name:    funnel/outcomes_by_cell
-- purpose: What became of the deals that entered each stage, recently and before, for every group of every dimension.
-- grain:   one row per dimension, group, segment of the deal, open stage, and era that a deal entered the stage in
-- key:     dimension, group_value, segment, stage, era
-- params:  before_from DATE, recent_from DATE, recent_to DATE (before: from before_from until recent_from; recent: until
--          recent_to; each half-open), without_dimension VARCHAR, without_value VARCHAR (a group whose deals are left out;
--          blank: none)
-- columns: dimension VARCHAR, group_value VARCHAR, segment VARCHAR, stage VARCHAR, era VARCHAR, entered BIGINT,
--          advanced BIGINT, lost BIGINT, won BIGINT, entered_amount DECIMAL(38,4), with_amount BIGINT,
--          won_amount DECIMAL(38,4)
-- notes:   Dimensions are named as filters are: team, territory, owner (rep_id), segment, source, product; and all, whose one
--          group is everything. Deals without a value in a dimension are not in it; a blank segment is an empty text.
--          Still open: entered − advanced − lost. Choose recent_to so long ago that nearly all entries are decided.
with

entries as (

    select
        rep_id,
        segment,
        lead_source,
        product,
        stage,
        case when reached_at >= :recent_from then 'recent' else 'before' end as era,
        count(*) as entered,
        count(case when advanced_at is not null or stage_kind = 'won' then 1 end) as advanced,
        count(case when advanced_at is null and stage_kind = 'lost' then 1 end) as lost,
        count(case when stage_kind = 'won' then 1 end) as won,
        sum(amount) as entered_amount,
        count(amount) as with_amount,
        sum(case when stage_kind = 'won' then amount end) as won_amount
    from stage_passages
    where reached_at >= :before_from
      and reached_at < :recent_to
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
    group by
        rep_id,
        segment,
        lead_source,
        product,
        stage,
        case when reached_at >= :recent_from then 'recent' else 'before' end

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
    union all
    select 'source' as dimension
    union all
    select 'product' as dimension

),

cells as (

    select
        dimensions.dimension,
        case dimensions.dimension
            when 'all' then 'all'
            when 'team' then reps.team
            when 'territory' then reps.territory
            when 'owner' then entries.rep_id
            when 'segment' then entries.segment
            when 'source' then entries.lead_source
            when 'product' then entries.product
        end as group_value,
        coalesce(entries.segment, '') as segment,
        entries.stage,
        entries.era,
        entries.entered,
        entries.advanced,
        entries.lost,
        entries.won,
        entries.entered_amount,
        entries.with_amount,
        entries.won_amount
    from entries
    cross join dimensions
    left join reps
        on entries.rep_id = reps.rep_id

)

select
    dimension,
    group_value,
    segment,
    stage,
    era,
    cast(sum(entered) as bigint) as entered,
    cast(sum(advanced) as bigint) as advanced,
    cast(sum(lost) as bigint) as lost,
    cast(sum(won) as bigint) as won,
    cast(sum(entered_amount) as decimal(38, 4)) as entered_amount,
    cast(sum(with_amount) as bigint) as with_amount,
    cast(sum(won_amount) as decimal(38, 4)) as won_amount
from cells
where group_value is not null
group by
    dimension,
    group_value,
    segment,
    stage,
    era
order by
    dimension,
    group_value,
    segment,
    stage,
    era
