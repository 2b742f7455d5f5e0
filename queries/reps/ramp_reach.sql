-- name:    reps/ramp_reach
-- purpose: Since when decisions are known, and how many who sell have a first day of work: what a ramp is told from.
-- grain:   one row
-- key:     none
-- params:  none
-- columns: first_decided_on DATE, reps_count BIGINT, hired_count BIGINT
-- notes:   Months of tenure before the first decision known would look like months without a win. Only people who own a
--          deal or carry a quota.
with

decided as (

    select min(closed_on) as first_decided_on
    from opportunities
    where stage_kind in ('won', 'lost')

),

sellers as (

    select rep_id from opportunities
    union
    select rep_id from quotas

),

people as (

    select
        count(*) as reps_count,
        count(hired_on) as hired_count
    from reps
    where rep_id in (select sellers.rep_id from sellers)

)

select
    decided.first_decided_on,
    people.reps_count,
    people.hired_count
from decided
cross join people
order by decided.first_decided_on
