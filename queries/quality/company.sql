-- name:    quality/company
-- purpose: What the company's data carries at all, which decides what the checks can know.
-- grain:   one row
-- key:     none
-- params:  today DATE (last day the data knows)
-- columns: listed_people BIGINT, deals_with_currency BIGINT, log_first_on DATE, leads_with_response BIGINT,
--          open_with_probability BIGINT, open_probabilities BIGINT, open_stages BIGINT
-- notes:   Run it for the whole company: what can be known does not depend on whose records one sees.
with

people as (

    select count(*) as listed_people
    from reps
    where is_listed

),

deals as (

    select
        count(currency) as deals_with_currency,
        sum(case when stage_kind = 'open' and probability is not null then 1 else 0 end) as open_with_probability,
        count(distinct case when stage_kind = 'open' then probability end) as open_probabilities,
        count(distinct case when stage_kind = 'open' and probability is not null then stage end) as open_stages
    from opportunities

),

logged as (

    select min(cast(happened_at as date)) as log_first_on
    from activities
    where is_completed
      and opportunity_id is not null
      and cast(happened_at as date) <= :today

),

carried as (

    select min(last_activity_on) as log_first_on
    from opportunities
    where last_activity_on <= :today

),

answered as (

    select count(*) as leads_with_response
    from leads
    where cast(first_response_at as date) <= :today

),

logged_on_leads as (

    select count(*) as leads_with_response
    from activities
    where is_completed
      and lead_id is not null
      and cast(happened_at as date) <= :today

)

select
    people.listed_people,
    deals.deals_with_currency,
    least(
        coalesce(logged.log_first_on, carried.log_first_on),
        coalesce(carried.log_first_on, logged.log_first_on)
    ) as log_first_on,
    answered.leads_with_response + logged_on_leads.leads_with_response as leads_with_response,
    cast(coalesce(deals.open_with_probability, 0) as bigint) as open_with_probability,
    deals.open_probabilities,
    deals.open_stages
from people
cross join deals
cross join logged
cross join carried
cross join answered
cross join logged_on_leads
order by people.listed_people
