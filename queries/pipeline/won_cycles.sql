-- name:    pipeline/won_cycles
-- purpose: How old the deals that were won had become by then: what the age of open deals is measured by.
-- grain:   one row per segment and number of days from creation to win
-- key:     segment, days
-- params:  none
-- columns: segment VARCHAR, days BIGINT, won_deals BIGINT
-- notes:   Of deals with both dates; cycles of no or negative days are a finding about the data, and left out.
with

won_deals as (

    select
        coalesce(segment, '(none)') as segment,
        date_diff('day', created_on, closed_on) as days
    from opportunities
    where stage_kind = 'won'
      and closed_on > created_on

)

select
    segment,
    days,
    count(*) as won_deals
from won_deals
group by
    segment,
    days
order by
    segment,
    days
