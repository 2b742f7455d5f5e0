-- name:    rep/people
-- purpose: Who can be looked at one by one: everybody who is known, leavers included, and how many deals they own.
-- grain:   one row per person
-- key:     rep_id
-- params:  none
-- columns: rep_id VARCHAR, rep_name VARCHAR, role VARCHAR, title VARCHAR, manager_id VARCHAR, manager VARCHAR,
--          team VARCHAR, territory VARCHAR, segment VARCHAR, hired_on DATE, left_on DATE, is_active BOOLEAN,
--          is_manager BOOLEAN, owned_deals BIGINT, first_deal_on DATE
with

owned as (

    select
        rep_id,
        count(*) as owned_deals,
        min(created_on) as first_deal_on
    from opportunities
    where rep_id is not null
    group by rep_id

)

select
    reps.rep_id,
    reps.name as rep_name,
    reps.role,
    reps.title,
    reps.manager_id,
    reps.manager,
    reps.team,
    reps.territory,
    reps.segment,
    reps.hired_on,
    reps.left_on,
    reps.is_active,
    reps.is_manager,
    coalesce(owned.owned_deals, 0) as owned_deals,
    owned.first_deal_on
from reps
left join owned
    on reps.rep_id = owned.rep_id
order by
    reps.name,
    reps.rep_id
