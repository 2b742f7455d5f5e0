-- name:    measures/decided
-- purpose: What was won and lost in the window, with what win rate, deal size and sales cycle are computed from.
-- grain:   one row per group with a deal decided in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by closing day; both blank: every decided deal, dated or not),
--          group_by VARCHAR
-- columns: group_name VARCHAR, won_deals BIGINT, lost_deals BIGINT, won_amount DECIMAL(38,4), lost_amount DECIMAL(38,4),
--          won_with_amount BIGINT, won_zero_amount BIGINT, won_without_amount BIGINT, lost_with_amount BIGINT,
--          size_median DOUBLE, top_tenth_amount DECIMAL(38,4), cycle_deals BIGINT, cycle_total_days BIGINT,
--          cycle_median DOUBLE, cycle_p25 DOUBLE, cycle_p75 DOUBLE, cycle_p90 DOUBLE, negative_cycles BIGINT,
--          zero_day_cycles BIGINT
-- notes:   An amount of zero is counted apart and in no deal size, a cycle of no or negative days in no average.
--          Amounts are blank where no deal has one: that is not zero.
with

decided as (

    select
        group_name,
        opportunity_id,
        stage_kind,
        amount,
        nullif(amount, 0) as size,
        date_diff('day', created_on, closed_on) as cycle_days
    from opportunities
    where stage_kind in ('won', 'lost')
      and (cast(:period_start as date) is null or closed_on >= :period_start)
      and (cast(:period_end as date) is null or closed_on < :period_end)

),

ranked as (

    select
        group_name,
        stage_kind,
        amount,
        size,
        case when stage_kind = 'won' then cycle_days end as cycle_days,
        case when stage_kind = 'won' and cycle_days > 0 then cast(cycle_days as double) end as true_cycle_days,
        case when stage_kind = 'won' then cast(size as double) end as won_size,
        row_number() over (
            partition by group_name, stage_kind
            order by size desc nulls last, opportunity_id
        ) as size_rank,
        count(size) over (partition by group_name, stage_kind) as sized_deals
    from decided

)

select
    group_name,
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals,
    sum(case when stage_kind = 'won' then amount end) as won_amount,
    sum(case when stage_kind = 'lost' then amount end) as lost_amount,
    count(won_size) as won_with_amount,
    count(case when stage_kind = 'won' and amount = 0 then 1 end) as won_zero_amount,
    count(case when stage_kind = 'won' and amount is null then 1 end) as won_without_amount,
    count(case when stage_kind = 'lost' then size end) as lost_with_amount,
    quantile_cont(won_size, 0.5) as size_median,
    -- the largest tenth, rounded up: 1 of 1 to 10 deals, 2 of 11 to 20
    sum(case when stage_kind = 'won' and size_rank * 10 < sized_deals + 10 then size end) as top_tenth_amount,
    count(true_cycle_days) as cycle_deals,
    cast(coalesce(sum(case when cycle_days > 0 then cycle_days end), 0) as bigint) as cycle_total_days,
    quantile_cont(true_cycle_days, 0.5) as cycle_median,
    quantile_cont(true_cycle_days, 0.25) as cycle_p25,
    quantile_cont(true_cycle_days, 0.75) as cycle_p75,
    quantile_cont(true_cycle_days, 0.9) as cycle_p90,
    count(case when cycle_days < 0 then 1 end) as negative_cycles,
    count(case when cycle_days = 0 then 1 end) as zero_day_cycles
from ranked
group by group_name
order by group_name
