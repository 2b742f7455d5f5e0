-- name:    quality/answered_leads
-- purpose: The leads of which an answer of ours is on record.
-- grain:   one row per answered lead
-- key:     lead_id
-- params:  today DATE (last day the data knows)
-- columns: lead_id VARCHAR
-- notes:   The file names the moment, or a call, e-mail or meeting of ours with the lead is logged; what came in and
--          automatic replies are none. Run it for the whole company: who answered does not depend on whose leads one sees.
with

touched as (

    select distinct lead_id
    from activities
    where lead_id is not null
      and is_completed
      and not is_no_show
      and kind in ('call', 'email', 'meeting')
      and lower(coalesce(direction, '')) not like 'in%'
      and lower(coalesce(subject, '')) not like 'automatic reply%'
      and lower(coalesce(subject, '')) not like 'out of office%'
      and cast(happened_at as date) <= :today

)

select leads.lead_id
from leads
left join touched
    on leads.lead_id = touched.lead_id
where touched.lead_id is not null
   or cast(leads.first_response_at as date) <= :today
order by leads.lead_id
