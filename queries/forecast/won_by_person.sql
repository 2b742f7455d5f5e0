-- name:    forecast/won_by_person
-- purpose: What each person won on each day.
-- grain:   one row per day and person
-- key:     day, rep_id
-- params:  none
-- columns: day DATE, rep_id VARCHAR, amount DECIMAL(38,4)
select
    closed_on as day,
    rep_id,
    sum(amount) as amount
from opportunities
where stage_kind = 'won'
  and closed_on is not null
  and rep_id is not null
group by closed_on, rep_id
order by closed_on, rep_id
