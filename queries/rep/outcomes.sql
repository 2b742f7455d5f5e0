-- name:    rep/outcomes
-- purpose: What each person won and lost in each segment, with the sums that typical sizes and cycles come from.
-- grain:   one row per person and segment with a deal decided in the window
-- key:     rep_id, segment
-- params:  period_start DATE, period_end DATE (half-open, by closing day; both blank: every decided deal)
-- columns: rep_id VARCHAR, segment VARCHAR, won_deals BIGINT, lost_deals BIGINT, won_amount DECIMAL(38,4),
--          won_sized_deals BIGINT, size_deals BIGINT, size_log_sum DOUBLE, size_log_squares DOUBLE, cycle_deals BIGINT,
--          cycle_log_sum DOUBLE, cycle_log_squares DOUBLE
-- notes:   Natural logarithms of the organisation's currency and of days. A blank segment is an empty text. As in
--          measures/decided an amount of zero is in no size and a cycle of no or negative days in no cycle.
with

decided as (

    select
        rep_id,
        coalesce(segment, '') as segment,
        stage_kind,
        nullif(amount, 0) as size,
        case when stage_kind = 'won' and amount > 0 then ln(cast(amount as double)) end as size_log,
        case
            when stage_kind = 'won' and date_diff('day', created_on, closed_on) > 0
                then ln(cast(date_diff('day', created_on, closed_on) as double))
        end as cycle_log
    from opportunities
    where stage_kind in ('won', 'lost')
      and rep_id is not null
      and (cast(:period_start as date) is null or closed_on >= :period_start)
      and (cast(:period_end as date) is null or closed_on < :period_end)

)

select
    rep_id,
    segment,
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals,
    cast(coalesce(sum(case when stage_kind = 'won' then size end), 0) as decimal(38,4)) as won_amount,
    count(case when stage_kind = 'won' then size end) as won_sized_deals,
    count(size_log) as size_deals,
    coalesce(sum(size_log), 0) as size_log_sum,
    coalesce(sum(size_log * size_log), 0) as size_log_squares,
    count(cycle_log) as cycle_deals,
    coalesce(sum(cycle_log), 0) as cycle_log_sum,
    coalesce(sum(cycle_log * cycle_log), 0) as cycle_log_squares
from decided
group by
    rep_id,
    segment
order by
    rep_id,
    segment
