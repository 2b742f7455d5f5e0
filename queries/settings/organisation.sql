-- name:    settings/organisation
-- purpose: What the organisation has set, and how far its data reaches.
-- grain:   one row
-- key:     none
-- params:  none
-- columns: currency VARCHAR, fiscal_year_start INTEGER, fiscal_year_label VARCHAR, as_of TIMESTAMP, first_day DATE, last_day DATE, deals BIGINT
with

chosen as (

    select
        max(case when key = 'currency' then value end) as currency,
        max(case when key = 'inferred_currency' then value end) as inferred_currency,
        max(case when key = 'fiscal_year_start' then value end) as fiscal_year_start,
        max(case when key = 'fiscal_year_label' then value end) as fiscal_year_label
    from settings

),

reach as (

    select
        min(least(coalesce(created_on, closed_on), coalesce(closed_on, created_on))) as first_day,
        max(closed_on) as last_day,
        count(*) as deals
    from opportunities

),

told as (

    select max(as_of) as as_of
    from imports
    where undone_at is null

)

select
    coalesce(chosen.currency, chosen.inferred_currency, 'USD') as currency,
    cast(coalesce(chosen.fiscal_year_start, '1') as integer) as fiscal_year_start,
    coalesce(chosen.fiscal_year_label, 'ending') as fiscal_year_label,
    told.as_of,
    reach.first_day,
    reach.last_day,
    reach.deals
from chosen
cross join reach
cross join told
order by reach.deals
