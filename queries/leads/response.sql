-- name:    leads/response
-- purpose: Each lead created in the window, and when it was first answered, with the steps before it.
-- grain:   one row per lead
-- key:     lead_id
-- params:  period_start DATE, period_end DATE (half-open, by the day the lead was created)
-- columns: lead_id VARCHAR, name VARCHAR, company VARCHAR, source VARCHAR, campaign VARCHAR, status VARCHAR,
--          rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, territory VARCHAR, created_at TIMESTAMP,
--          notified_at TIMESTAMP, assigned_at TIMESTAMP, responded_at TIMESTAMP, replied_at TIMESTAMP
-- notes:   responded_at: the first response that the file names, else the first call, e-mail or meeting of ours with the
--          lead that took place after its creation. What came in, open tasks and entries of a machine are no contact.
with

asked as (

    select
        lead_id,
        name,
        company,
        source,
        campaign,
        status,
        rep_id,
        created_at,
        notified_at,
        assigned_at,
        first_response_at,
        replied_at
    from leads
    where created_at >= :period_start
      and created_at < :period_end

),

touches as (

    select
        activities.lead_id,
        min(activities.happened_at) as first_at
    from activities
    inner join asked
        on activities.lead_id = asked.lead_id
    where activities.is_completed
      and not activities.is_no_show
      and activities.kind in ('call', 'email', 'meeting')
      and lower(coalesce(activities.direction, '')) not like 'in%'
      and lower(coalesce(activities.subject, '')) not like 'automatic reply%'
      and lower(coalesce(activities.subject, '')) not like 'out of office%'
      and activities.happened_at > asked.created_at
    group by activities.lead_id

)

select
    asked.lead_id,
    asked.name,
    asked.company,
    asked.source,
    asked.campaign,
    asked.status,
    asked.rep_id,
    people.name as rep_name,
    people.team,
    people.territory,
    asked.created_at,
    asked.notified_at,
    asked.assigned_at,
    coalesce(asked.first_response_at, touches.first_at) as responded_at,
    asked.replied_at
from asked
left join touches
    on asked.lead_id = touches.lead_id
left join reps as people
    on asked.rep_id = people.rep_id
order by asked.lead_id
