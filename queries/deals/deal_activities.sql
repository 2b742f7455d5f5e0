-- name:    deals/deal_activities
-- purpose: What people did, or plan to do, on one deal, the first thing first.
-- grain:   one row per activity
-- key:     activity_id
-- params:  deal_id VARCHAR
-- columns: activity_id VARCHAR, happened_at TIMESTAMP, due_at TIMESTAMP, kind VARCHAR, subject VARCHAR, rep_name VARCHAR,
--          contact_name VARCHAR, outcome VARCHAR, minutes DOUBLE, is_completed BOOLEAN, is_no_show BOOLEAN
select
    activities.activity_id,
    activities.happened_at,
    activities.due_at,
    activities.kind,
    activities.subject,
    reps.name as rep_name,
    contacts.name as contact_name,
    activities.outcome,
    activities.minutes,
    activities.is_completed,
    activities.is_no_show
from activities
left join reps
    on activities.rep_id = reps.rep_id
left join contacts
    on activities.contact_id = contacts.contact_id
where activities.opportunity_id = :deal_id
order by
    coalesce(activities.happened_at, activities.due_at),
    activities.activity_id
