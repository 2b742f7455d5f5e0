-- name:    quality/durations_listed
-- purpose: The calls and meetings with customers that tell no usable duration, the latest first.
-- grain:   one row per activity
-- key:     activity_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: always), today DATE (last day the data knows),
--          longest INTEGER (minutes; longer is no duration)
-- columns: activity_id VARCHAR, happened_at TIMESTAMP, kind VARCHAR, subject VARCHAR, rep_id VARCHAR, rep_name VARCHAR,
--          opportunity_id VARCHAR, minutes DOUBLE, reason VARCHAR
-- notes:   reason: no_minutes, or odd_minutes where there are some but not from above 0 to the longest. Those of
--          quality/durations, one by one.
select
    activities.activity_id,
    activities.happened_at,
    activities.kind,
    activities.subject,
    activities.rep_id,
    people.name as rep_name,
    activities.opportunity_id,
    activities.minutes,
    case when activities.minutes is null then 'no_minutes' else 'odd_minutes' end as reason
from activities
left join reps as people
    on activities.rep_id = people.rep_id
where activities.is_completed
  and activities.kind in ('call', 'meeting')
  and coalesce(activities.opportunity_id, activities.account_id, activities.lead_id, activities.contact_id) is not null
  and not coalesce(activities.minutes > 0 and activities.minutes <= :longest, false)
  and cast(activities.happened_at as date) <= :today
  and (
      cast(:period_start as date) is null
      or cast(:period_end as date) is null
      or (activities.happened_at >= :period_start and activities.happened_at < :period_end)
  )
order by
    activities.happened_at desc,
    activities.activity_id
