-- name:    fit/leads
-- purpose: Leads that have become neither a deal nor an account yet.
-- grain:   one row per lead that is not converted
-- key:     lead_id
-- params:  none
-- columns: lead_id VARCHAR, name VARCHAR, company VARCHAR, title VARCHAR, rep_name VARCHAR, status VARCHAR,
--          source VARCHAR, industry VARCHAR, country VARCHAR, employees BIGINT, created_on DATE, first_response_on DATE
select
    leads.lead_id,
    leads.name,
    leads.company,
    leads.title,
    people.name as rep_name,
    leads.status,
    leads.source,
    leads.industry,
    leads.country,
    leads.employees,
    cast(leads.created_at as date) as created_on,
    cast(leads.first_response_at as date) as first_response_on
from leads
left join reps as people
    on leads.rep_id = people.rep_id
where not leads.is_converted
  and leads.opportunity_id is null
order by
    leads.created_at desc nulls last,
    leads.lead_id
