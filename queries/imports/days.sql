-- name:    imports/days
-- purpose: The days that imports in force speak of.
-- grain:   one row per day
-- key:     day
-- params:  none
-- columns: day DATE, files BIGINT
with

told as (

    select cast(as_of as date) as day
    from imports
    where undone_at is null

)

select
    day,
    count(*) as files
from told
group by day
order by day
