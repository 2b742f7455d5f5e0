-- name:    pipeline/start_and_end
-- purpose: The pipeline of a period at the end of two days, each rebuilt from what was known of every deal by then.
-- grain:   one row
-- key:     none
-- params:  first_day DATE, last_day DATE,
--          period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal, dated or not)
-- columns: start_deals BIGINT, start_amount DECIMAL(38,4), start_without_amount BIGINT,
--          end_deals BIGINT, end_amount DECIMAL(38,4), end_without_amount BIGINT
-- notes:   Rests on the states of deals, not on their moves, so that start + moves = end proves both. A deal counts from
--          the first state that a file or the CRM's history tells of; that it must have been open before is no state.
with

states as (

    select
        amount,
        case
            when valid_from < cast(:first_day as date) + 1
                and (valid_to is null or valid_to >= cast(:first_day as date) + 1)
                then 1
            else 0
        end as at_start,
        case
            when valid_from < cast(:last_day as date) + 1
                and (valid_to is null or valid_to >= cast(:last_day as date) + 1)
                then 1
            else 0
        end as at_end
    from opportunity_versions
    where stage_kind = 'open'
      and not is_deleted
      and basis <> 'inferred'
      and (cast(:period_start as date) is null or close_on >= :period_start)
      and (cast(:period_end as date) is null or close_on < :period_end)
      and valid_from < cast(:last_day as date) + 1
      and (valid_to is null or valid_to >= cast(:first_day as date) + 1)

)

select
    count(case when at_start = 1 then 1 end) as start_deals,
    cast(coalesce(sum(case when at_start = 1 then amount end), 0) as decimal(38, 4)) as start_amount,
    count(case when at_start = 1 and amount is null then 1 end) as start_without_amount,
    count(case when at_end = 1 then 1 end) as end_deals,
    cast(coalesce(sum(case when at_end = 1 then amount end), 0) as decimal(38, 4)) as end_amount,
    count(case when at_end = 1 and amount is null then 1 end) as end_without_amount
from states
order by start_deals
