-- name:    quality/leads
-- purpose: The facts that the check of leads judges by.
-- grain:   one row per lead in sight
-- key:     lead_id
-- params:  period_start DATE, period_end DATE (half-open, by the day the lead was created; both blank: every lead),
--          today DATE (last day the data knows)
-- columns: lead_id VARCHAR, name VARCHAR, company VARCHAR, source VARCHAR, status VARCHAR, rep_id VARCHAR,
--          rep_name VARCHAR, created_at TIMESTAMP, first_response_at TIMESTAMP, was_worked BOOLEAN
-- notes:   was_worked: qualified, converted, or the lead wrote back. Leads without a creation moment are in sight of
--          every period.
select
    leads.lead_id,
    leads.name,
    leads.company,
    leads.source,
    leads.status,
    leads.rep_id,
    people.name as rep_name,
    leads.created_at,
    case when cast(leads.first_response_at as date) <= :today then leads.first_response_at end as first_response_at,
    coalesce(cast(leads.qualified_at as date) <= :today, false)
        or coalesce(cast(leads.replied_at as date) <= :today, false)
        or coalesce(cast(leads.converted_at as date) <= :today, leads.is_converted) as was_worked
from leads
left join reps as people
    on leads.rep_id = people.rep_id
where coalesce(cast(leads.created_at as date) <= :today, true)
  and (
      cast(:period_start as date) is null
      or cast(:period_end as date) is null
      or leads.created_at is null
      or (leads.created_at >= :period_start and leads.created_at < :period_end)
  )
order by leads.lead_id
