-- name:    quality/deal_twins
-- purpose: The deals that may have a twin: another deal of the same account was created within so many days.
-- grain:   one row per such deal
-- key:     opportunity_id
-- params:  days INTEGER
-- columns: opportunity_id VARCHAR, name VARCHAR, account VARCHAR, product VARCHAR, amount DECIMAL(18,4),
--          rep_id VARCHAR, rep_name VARCHAR, created_on DATE
-- notes:   account: its id, else its name. Run it for the whole company: the twin may be somebody else's.
with

placed as (

    select
        opportunity_id,
        name,
        coalesce(account_id, account_name) as account,
        product,
        amount,
        rep_id,
        rep_name,
        created_on,
        lag(created_on) over (partition by lower(coalesce(account_id, account_name)) order by created_on) as before_on,
        lead(created_on) over (partition by lower(coalesce(account_id, account_name)) order by created_on) as after_on
    from opportunities
    where coalesce(account_id, account_name) is not null
      and created_on is not null

)

select
    opportunity_id,
    name,
    account,
    product,
    amount,
    rep_id,
    rep_name,
    created_on
from placed
where cast(created_on - before_on as integer) <= :days
   or cast(after_on - created_on as integer) <= :days
order by opportunity_id
