-- name:    forecast/won_by_day
-- purpose: What was won on each day, by group.
-- grain:   one row per day and group
-- key:     day, group_name
-- params:  group_by VARCHAR (all, or one of the groupings)
-- columns: day DATE, group_name VARCHAR, amount DECIMAL(38,4), deals BIGINT
with

wins as (

    select
        closed_on as day,
        group_name,
        amount
    from opportunities
    where stage_kind = 'won'
      and closed_on is not null

)

select
    day,
    group_name,
    sum(amount) as amount,
    count(*) as deals
from wins
group by day, group_name
order by day, group_name
