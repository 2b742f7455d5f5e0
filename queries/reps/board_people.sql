-- name:    reps/board_people
-- purpose: Who the reps are, which group each belongs to, and since and until when.
-- grain:   one row per rep
-- key:     rep_id
-- params:  group_by VARCHAR (rep, manager, team or territory)
-- columns: rep_id VARCHAR, group_name VARCHAR, rep_name VARCHAR, manager_id VARCHAR, manager VARCHAR, team VARCHAR,
--          territory VARCHAR, hired_on DATE, left_on DATE, is_active BOOLEAN, is_manager BOOLEAN
select
    reps.rep_id,
    reps.group_name,
    reps.name as rep_name,
    reps.manager_id,
    reps.manager,
    reps.team,
    reps.territory,
    reps.hired_on,
    reps.left_on,
    reps.is_active,
    reps.is_manager
from reps
order by
    reps.name,
    reps.rep_id
