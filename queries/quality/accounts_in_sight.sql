-- name:    quality/accounts_in_sight
-- purpose: The accounts in the choice, with their owner and what is open there.
-- grain:   one row per account, or account name on deals that no account bears
-- key:     account_id
-- params:  none
-- columns: account_id VARCHAR, rep_id VARCHAR, rep_name VARCHAR, deals BIGINT, amount DECIMAL(18,4)
-- notes:   Those of the chosen people, and those with a deal in the choice. The owner is the account's, else one of its
--          deals'. amount: of its open deals in the choice. The ids are those of quality/accounts.
with

worked as (

    select
        coalesce(account_id, 'name: ' || account_name) as account_id,
        count(*) as deals,
        max(rep_id) as rep_id,
        cast(sum(case when stage_kind = 'open' then amount end) as decimal(18, 4)) as amount
    from opportunities
    where coalesce(account_id, account_name) is not null
    group by coalesce(account_id, 'name: ' || account_name)

)

select
    coalesce(worked.account_id, accounts.account_id) as account_id,
    people.rep_id,
    people.name as rep_name,
    coalesce(worked.deals, 0) as deals,
    worked.amount
from worked
full outer join accounts
    on worked.account_id = accounts.account_id
left join reps as people
    on coalesce(accounts.rep_id, worked.rep_id) = people.rep_id
order by account_id
