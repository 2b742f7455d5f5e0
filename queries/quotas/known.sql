-- name:    quotas/known
-- purpose: Every quota that stands, those that do not count among them, with who carries it.
-- grain:   one row per quota
-- key:     quota_id
-- params:  none
-- columns: quota_id VARCHAR, rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, manager_id VARCHAR, hired_on DATE,
--          left_on DATE, starts_on DATE, ends_on DATE, amount DECIMAL(18,4), is_counted BOOLEAN
-- notes:   A quota that was taken back has no amount, like one in a currency without a rate.
select
    known_quotas.quota_id,
    known_quotas.rep_id,
    reps.name as rep_name,
    reps.team,
    reps.manager_id,
    reps.hired_on,
    reps.left_on,
    known_quotas.starts_on,
    known_quotas.ends_on,
    known_quotas.amount,
    known_quotas.is_counted
from known_quotas
left join reps
    on known_quotas.rep_id = reps.rep_id
order by
    known_quotas.starts_on,
    known_quotas.rep_id,
    known_quotas.quota_id
