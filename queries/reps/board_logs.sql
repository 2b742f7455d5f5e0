-- name:    reps/board_logs
-- purpose: Sums of the logarithms of sizes and cycles of won deals: what typical sizes and cycles are computed from.
-- grain:   one row per group with a deal won in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by closing day; both blank: every won deal), group_by VARCHAR
-- columns: group_name VARCHAR, size_deals BIGINT, size_log_sum DOUBLE, size_log_squares DOUBLE, cycle_deals BIGINT,
--          cycle_log_sum DOUBLE, cycle_log_squares DOUBLE
-- notes:   Natural logarithms of the organisation's currency and of days. As in measures/decided an amount of zero is in
--          no size and a cycle of no or negative days in no cycle; an amount below zero has no logarithm.
with

won as (

    select
        group_name,
        case when amount > 0 then ln(cast(amount as double)) end as size_log,
        case
            when date_diff('day', created_on, closed_on) > 0
                then ln(cast(date_diff('day', created_on, closed_on) as double))
        end as cycle_log
    from opportunities
    where stage_kind = 'won'
      and (cast(:period_start as date) is null or closed_on >= :period_start)
      and (cast(:period_end as date) is null or closed_on < :period_end)

)

select
    group_name,
    count(size_log) as size_deals,
    coalesce(sum(size_log), 0) as size_log_sum,
    coalesce(sum(size_log * size_log), 0) as size_log_squares,
    count(cycle_log) as cycle_deals,
    coalesce(sum(cycle_log), 0) as cycle_log_sum,
    coalesce(sum(cycle_log * cycle_log), 0) as cycle_log_squares
from won
group by group_name
order by group_name
