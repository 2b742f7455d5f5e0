-- name:    rep/weekdays
-- purpose: What each person did on which days of the week: the pattern of their work.
-- grain:   one row per person, day of the week and kind of activity
-- key:     rep_id, weekday, kind
-- params:  period_start DATE, period_end DATE (half-open, by the day it took place)
-- columns: rep_id VARCHAR, weekday BIGINT, kind VARCHAR, activities BIGINT
-- notes:   weekday: 1 Monday to 7 Sunday. Only what took place.
select
    rep_id,
    extract(isodow from happened_at) as weekday,
    kind,
    count(*) as activities
from activities
where is_completed
  and rep_id is not null
  and happened_at >= cast(:period_start as date)
  and happened_at < cast(:period_end as date)
group by
    rep_id,
    extract(isodow from happened_at),
    kind
order by
    rep_id,
    weekday,
    kind
