-- name:    quality/touched_deals
-- purpose: The open deals on which somebody has completed an activity.
-- grain:   one row per open deal with an activity
-- key:     opportunity_id
-- params:  today DATE (last day the data knows)
-- columns: opportunity_id VARCHAR
-- notes:   Run it for the whole company: who worked on a deal does not depend on whose deals one sees.
select distinct opportunities.opportunity_id
from opportunities
inner join activities
    on opportunities.opportunity_id = activities.opportunity_id
where opportunities.stage_kind = 'open'
  and activities.is_completed
  and cast(activities.happened_at as date) <= :today
order by opportunities.opportunity_id
