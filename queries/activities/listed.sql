-- name:    activities/listed
-- purpose: The activities behind a figure, the latest first.
-- grain:   one row per activity
-- key:     activity_id
-- params:  period_start DATE, period_end DATE (half-open), only_rep VARCHAR, only_kind VARCHAR (each blank: any)
-- columns: activity_id VARCHAR, happened_at TIMESTAMP, kind VARCHAR, subject VARCHAR, rep_name VARCHAR,
--          deal_name VARCHAR, account_name VARCHAR, minutes DOUBLE, outcome VARCHAR, is_customer BOOLEAN
with

done as (

    select
        activity_id,
        happened_at,
        kind,
        subject,
        rep_id,
        opportunity_id,
        account_id,
        minutes,
        outcome,
        kind in ('call', 'email', 'meeting')
            and coalesce(opportunity_id, account_id, lead_id, contact_id) is not null as is_customer
    from activities
    where is_completed
      and happened_at >= cast(:period_start as date)
      and happened_at < cast(:period_end as date)
      and (cast(:only_rep as varchar) is null or rep_id = :only_rep)
      and (cast(:only_kind as varchar) is null or kind = :only_kind)

)

select
    done.activity_id,
    done.happened_at,
    done.kind,
    done.subject,
    reps.name as rep_name,
    opportunities.name as deal_name,
    coalesce(accounts.name, opportunities.account_name) as account_name,
    done.minutes,
    done.outcome,
    done.is_customer
from done
left join reps
    on done.rep_id = reps.rep_id
left join opportunities
    on done.opportunity_id = opportunities.opportunity_id
left join accounts
    on done.account_id = accounts.account_id
order by
    done.happened_at desc,
    done.activity_id
