-- name:    funnel/stage_conversion
-- purpose: Deals that entered each stage in the window, and what has become of them.
-- grain:   one row per group, pipeline and open stage that a deal entered in the window
-- key:     group_name, pipeline, stage
-- params:  period_start DATE, period_end DATE (half-open, by the day of entry; both blank: every entry), group_by VARCHAR
-- columns: group_name VARCHAR, pipeline VARCHAR, stage VARCHAR, position INTEGER, entered BIGINT, advanced BIGINT,
--          lost BIGINT, open BIGINT, skipped BIGINT, entered_amount DECIMAL(38,4), advanced_amount DECIMAL(38,4),
--          lost_amount DECIMAL(38,4), open_amount DECIMAL(38,4)
-- notes:   A stage that was skipped counts as passed, one entered twice counts once, a lost deal stays in the stages it
--          passed. entered = advanced + lost + open. Amounts are the deals' present ones.
with

entries as (

    select
        group_name,
        pipeline,
        stage,
        position,
        amount,
        is_skipped,
        case
            when advanced_at is not null or stage_kind = 'won' then 'advanced'
            when stage_kind = 'lost' then 'lost'
            else 'open'
        end as outcome
    from stage_passages
    where (cast(:period_start as date) is null or reached_at >= :period_start)
      and (cast(:period_end as date) is null or reached_at < :period_end)

)

select
    group_name,
    pipeline,
    stage,
    min(position) as position,
    count(*) as entered,
    count(case when outcome = 'advanced' then 1 end) as advanced,
    count(case when outcome = 'lost' then 1 end) as lost,
    count(case when outcome = 'open' then 1 end) as open,
    count(case when is_skipped then 1 end) as skipped,
    sum(amount) as entered_amount,
    sum(case when outcome = 'advanced' then amount end) as advanced_amount,
    sum(case when outcome = 'lost' then amount end) as lost_amount,
    sum(case when outcome = 'open' then amount end) as open_amount
from entries
group by
    group_name,
    pipeline,
    stage
order by
    group_name,
    pipeline,
    min(position),
    stage
