-- name:    quotas/sellers
-- purpose: Who could carry a quota: everybody who is known, with the deals won, decided and open in a window.
-- grain:   one row per rep
-- key:     rep_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: every deal)
-- columns: rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, manager_id VARCHAR, is_manager BOOLEAN, hired_on DATE, left_on DATE,
--          won_deals BIGINT, won_amount DECIMAL(38,4), due_deals BIGINT
-- notes:   Won by closing day, due by the day a deal is planned to close.
with

deals as (

    select
        rep_id,
        count(case when stage_kind = 'won' then 1 end) as won_deals,
        sum(case when stage_kind = 'won' then amount end) as won_amount,
        count(case when stage_kind = 'open' then 1 end) as due_deals
    from opportunities
    where stage_kind in ('won', 'open')
      and case when stage_kind = 'won' then closed_on else close_on end
        >= coalesce(cast(:period_start as date), case when stage_kind = 'won' then closed_on else close_on end)
      and case when stage_kind = 'won' then closed_on else close_on end
        < coalesce(cast(:period_end as date), case when stage_kind = 'won' then closed_on else close_on end + 1)
    group by rep_id

)

select
    reps.rep_id,
    reps.name as rep_name,
    reps.team,
    reps.manager_id,
    reps.is_manager,
    reps.hired_on,
    reps.left_on,
    coalesce(deals.won_deals, 0) as won_deals,
    deals.won_amount,
    coalesce(deals.due_deals, 0) as due_deals
from reps
left join deals
    on reps.rep_id = deals.rep_id
order by
    reps.team,
    reps.name,
    reps.rep_id
