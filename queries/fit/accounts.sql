-- name:    fit/accounts
-- purpose: The accounts in the choice, with their owner, what is open there and what was won.
-- grain:   one row per account
-- key:     account_id
-- params:  none
-- columns: account_id VARCHAR, name VARCHAR, rep_name VARCHAR, industry VARCHAR, country VARCHAR, employees BIGINT,
--          open_deals BIGINT, open_amount DECIMAL(38,4), won_deals BIGINT, lost_deals BIGINT
-- notes:   Those of the chosen people, and those with a deal in the choice. The owner is the account's, else one of its
--          deals'.
with

worked as (

    select
        account_id,
        max(rep_id) as rep_id,
        max(account_name) as account_name,
        max(industry) as industry,
        max(country) as country,
        sum(case when stage_kind = 'open' then 1 else 0 end) as open_deals,
        sum(case when stage_kind = 'open' then amount end) as open_amount,
        sum(case when stage_kind = 'won' then 1 else 0 end) as won_deals,
        sum(case when stage_kind = 'lost' then 1 else 0 end) as lost_deals
    from opportunities
    where account_id is not null
    group by account_id

)

select
    coalesce(accounts.account_id, worked.account_id) as account_id,
    coalesce(accounts.name, worked.account_name) as name,
    people.name as rep_name,
    coalesce(accounts.industry, worked.industry) as industry,
    coalesce(accounts.country, worked.country) as country,
    accounts.employees,
    cast(coalesce(worked.open_deals, 0) as bigint) as open_deals,
    worked.open_amount,
    cast(coalesce(worked.won_deals, 0) as bigint) as won_deals,
    cast(coalesce(worked.lost_deals, 0) as bigint) as lost_deals
from worked
full outer join accounts
    on worked.account_id = accounts.account_id
left join reps as people
    on coalesce(accounts.rep_id, worked.rep_id) = people.rep_id
order by account_id
