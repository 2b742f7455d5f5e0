-- name:    rep/passages
-- purpose: What became of the deals that entered each stage in the window, per person and segment.
-- grain:   one row per person, segment and open stage that a deal of theirs entered in the window
-- key:     rep_id, segment, stage
-- params:  period_start DATE, period_end DATE (half-open, by the day of entry; both blank: every entry)
-- columns: rep_id VARCHAR, segment VARCHAR, stage VARCHAR, position INTEGER, entered_deals BIGINT, advanced_deals BIGINT,
--          lost_deals BIGINT, advanced_won_deals BIGINT, advanced_lost_deals BIGINT
-- notes:   As in funnel/stage_conversion: a skipped stage counts as passed, one entered twice counts once. Stages of one
--          name in several pipelines are taken together. advanced_won and advanced_lost: what became later of those
--          that advanced. A blank segment is an empty text.
with

entries as (

    select
        rep_id,
        coalesce(segment, '') as segment,
        stage,
        position,
        stage_kind,
        advanced_at is not null or stage_kind = 'won' as is_advanced
    from stage_passages
    where rep_id is not null
      and (cast(:period_start as date) is null or reached_at >= :period_start)
      and (cast(:period_end as date) is null or reached_at < :period_end)

)

select
    rep_id,
    segment,
    stage,
    min(position) as position,
    count(*) as entered_deals,
    count(case when is_advanced then 1 end) as advanced_deals,
    count(case when not is_advanced and stage_kind = 'lost' then 1 end) as lost_deals,
    count(case when is_advanced and stage_kind = 'won' then 1 end) as advanced_won_deals,
    count(case when is_advanced and stage_kind = 'lost' then 1 end) as advanced_lost_deals
from entries
group by
    rep_id,
    segment,
    stage
order by
    rep_id,
    segment,
    stage
