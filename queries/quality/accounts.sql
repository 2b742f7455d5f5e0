-- name:    quality/accounts
-- purpose: Every account, and every account name on deals that no account bears.
-- grain:   one row per account or such name
-- key:     account_id
-- params:  today DATE (last day the data knows)
-- columns: account_id VARCHAR, name VARCHAR, website VARCHAR, country VARCHAR, parent VARCHAR, created_on DATE
-- notes:   Run it for the whole company: the twin may be somebody else's. Accounts created after today are left out. The
--          id of a name without an account is the name after "name: ".
with

named as (

    select distinct account_name
    from opportunities
    where account_id is null
      and account_name is not null

),

known as (

    select
        account_id,
        name,
        website,
        country,
        parent,
        created_on
    from accounts
    where coalesce(created_on <= :today, true)
    union all
    select
        'name: ' || account_name as account_id,
        account_name as name,
        cast(null as varchar) as website,
        cast(null as varchar) as country,
        cast(null as varchar) as parent,
        cast(null as date) as created_on
    from named

)

select
    account_id,
    name,
    website,
    country,
    parent,
    created_on
from known
order by account_id
