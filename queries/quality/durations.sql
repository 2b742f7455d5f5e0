-- name:    quality/durations
-- purpose: How many calls and meetings with customers each person completed, and how many tell no usable duration.
-- grain:   one row per person; blank: nobody is named
-- key:     rep_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: always), today DATE (last day the data knows),
--          longest INTEGER (minutes; longer is no duration)
-- columns: rep_id VARCHAR, rep_name VARCHAR, activities BIGINT, found BIGINT
with

done as (

    select
        rep_id,
        case when minutes > 0 and minutes <= :longest then 0 else 1 end as is_found
    from activities
    where is_completed
      and kind in ('call', 'meeting')
      and coalesce(opportunity_id, account_id, lead_id, contact_id) is not null
      and cast(happened_at as date) <= :today
      and (
          cast(:period_start as date) is null
          or cast(:period_end as date) is null
          or (happened_at >= :period_start and happened_at < :period_end)
      )

),

counted as (

    select
        rep_id,
        count(*) as activities,
        cast(sum(is_found) as bigint) as found
    from done
    group by rep_id

)

select
    counted.rep_id,
    people.name as rep_name,
    counted.activities,
    counted.found
from counted
left join reps as people
    on counted.rep_id = people.rep_id
order by counted.rep_id
