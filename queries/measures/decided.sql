-- name:    measures/decided
-- purpose: What was won and lost in the window, with what win rate, deal size and sales cycle are computed from.
-- grain:   one row per group with a deal decided in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by closing day), group_by VARCHAR
-- columns: group_name VARCHAR, won_deals BIGINT, lost_deals BIGINT, won_amount DECIMAL(38,4), lost_amount DECIMAL(38,4),
--          won_with_amount BIGINT, lost_with_amount BIGINT, size_median DOUBLE, top_tenth_amount DECIMAL(38,4), cycle_deals BIGINT,
--          cycle_total_days BIGINT, cycle_median DOUBLE, cycle_p25 DOUBLE, cycle_p75 DOUBLE, cycle_p90 DOUBLE,
--          negative_cycles BIGINT
with

decided as (

    select
        group_name,
        stage_kind,
        amount,
        closed_on - created_on as cycle_days,
        row_number() over (
            partition by group_name, stage_kind
            order by amount desc nulls last, opportunity_id
        ) as size_rank,
        count(amount) over (partition by group_name, stage_kind) as sized_deals
    from opportunities
    where stage_kind in ('won', 'lost')
      and closed_on >= :period_start
      and closed_on < :period_end

)

select
    group_name,
    cast(sum(case when stage_kind = 'won' then 1 else 0 end) as bigint) as won_deals,
    cast(sum(case when stage_kind = 'lost' then 1 else 0 end) as bigint) as lost_deals,
    cast(coalesce(sum(case when stage_kind = 'won' then amount end), 0) as decimal(38,4)) as won_amount,
    cast(coalesce(sum(case when stage_kind = 'lost' then amount end), 0) as decimal(38,4)) as lost_amount,
    count(case when stage_kind = 'won' then amount end) as won_with_amount,
    count(case when stage_kind = 'lost' then amount end) as lost_with_amount,
    quantile_cont(case when stage_kind = 'won' then cast(amount as double) end, 0.5) as size_median,
    cast(coalesce(sum(case when stage_kind = 'won' and size_rank <= ceil(sized_deals / 10.0) then amount end), 0) as decimal(38,4))
        as top_tenth_amount,
    count(case when stage_kind = 'won' and cycle_days >= 0 then cycle_days end) as cycle_deals,
    cast(coalesce(sum(case when stage_kind = 'won' and cycle_days >= 0 then cycle_days end), 0) as bigint) as cycle_total_days,
    quantile_cont(case when stage_kind = 'won' and cycle_days >= 0 then cast(cycle_days as double) end, 0.5) as cycle_median,
    quantile_cont(case when stage_kind = 'won' and cycle_days >= 0 then cast(cycle_days as double) end, 0.25) as cycle_p25,
    quantile_cont(case when stage_kind = 'won' and cycle_days >= 0 then cast(cycle_days as double) end, 0.75) as cycle_p75,
    quantile_cont(case when stage_kind = 'won' and cycle_days >= 0 then cast(cycle_days as double) end, 0.9) as cycle_p90,
    cast(sum(case when cycle_days < 0 then 1 else 0 end) as bigint) as negative_cycles
from decided
group by group_name
order by group_name
