-- name:    funnel/losses_by_cell
-- purpose: Why deals were lost, recently and before, for every group of every dimension.
-- grain:   one row per dimension, group, segment of the deal, loss reason, and era that the deal was lost in
-- key:     dimension, group_value, segment, loss_reason, era
-- params:  before_from DATE, recent_from DATE, recent_to DATE (by closing day; before: from before_from until recent_from;
--          recent: until recent_to; each half-open), without_dimension VARCHAR, without_value VARCHAR (a group whose deals
--          are left out; blank: none)
-- columns: dimension VARCHAR, group_value VARCHAR, segment VARCHAR, loss_reason VARCHAR, era VARCHAR, lost_deals BIGINT,
--          lost_amount DECIMAL(38,4)
-- notes:   Dimensions as in funnel/outcomes_by_cell. Deals without a loss reason are left out: why is not known.
with

lost as (

    select
        rep_id,
        segment,
        lead_source,
        product,
        loss_reason,
        case when closed_on >= :recent_from then 'recent' else 'before' end as era,
        count(*) as lost_deals,
        sum(amount) as lost_amount
    from opportunities
    where stage_kind = 'lost'
      and loss_reason is not null
      and closed_on >= :before_from
      and closed_on < :recent_to
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
        loss_reason,
        case when closed_on >= :recent_from then 'recent' else 'before' end

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
            when 'owner' then lost.rep_id
            when 'segment' then lost.segment
            when 'source' then lost.lead_source
            when 'product' then lost.product
        end as group_value,
        coalesce(lost.segment, '') as segment,
        lost.loss_reason,
        lost.era,
        lost.lost_deals,
        lost.lost_amount
    from lost
    cross join dimensions
    left join reps
        on lost.rep_id = reps.rep_id

)

select
    dimension,
    group_value,
    segment,
    loss_reason,
    era,
    cast(sum(lost_deals) as bigint) as lost_deals,
    cast(sum(lost_amount) as decimal(38, 4)) as lost_amount
from cells
where group_value is not null
group by
    dimension,
    group_value,
    segment,
    loss_reason,
    era
order by
    dimension,
    group_value,
    segment,
    loss_reason,
    era
