-- name:    activities/early_touches_listed
-- purpose: The decided deals behind activities/early_touches, each with what was done on it in its first days.
-- grain:   one row per deal
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by closing day), early_days INTEGER, log_first_on DATE,
--          log_last_on DATE (the days that the log of activities on deals covers: activities/log_days)
-- columns: opportunity_id VARCHAR, deal_name VARCHAR, account_name VARCHAR, rep_name VARCHAR, segment VARCHAR,
--          stage_kind VARCHAR, created_on DATE, closed_on DATE, amount DECIMAL(18,4), calls BIGINT, emails BIGINT,
--          meetings BIGINT, is_early BOOLEAN, is_outside BOOLEAN
-- notes:   Counted and judged as there, but that more than ten are what they are.
with

decided as (

    select
        opportunity_id,
        name as deal_name,
        account_name,
        rep_name,
        coalesce(segment, '') as segment,
        stage_kind,
        amount,
        created_on,
        created_on + cast(:early_days as integer) as landmark_on,
        closed_on
    from opportunities
    where stage_kind in ('won', 'lost')
      and closed_on >= :period_start
      and closed_on < :period_end
      and created_on is not null

),

early as (

    select
        decided.opportunity_id,
        count(case when activities.kind = 'call' then 1 end) as calls,
        count(case when activities.kind = 'email' then 1 end) as emails,
        count(case when activities.kind = 'meeting' then 1 end) as meetings
    from activities
    inner join decided
        on activities.opportunity_id = decided.opportunity_id
        and activities.happened_at >= decided.created_on
        and activities.happened_at < decided.landmark_on
        and coalesce(cast(activities.created_at as date), decided.created_on) <= decided.closed_on
    where activities.is_completed
      and activities.kind in ('call', 'email', 'meeting')
    group by decided.opportunity_id

)

select
    decided.opportunity_id,
    decided.deal_name,
    decided.account_name,
    decided.rep_name,
    decided.segment,
    decided.stage_kind,
    decided.created_on,
    decided.closed_on,
    decided.amount,
    coalesce(early.calls, 0) as calls,
    coalesce(early.emails, 0) as emails,
    coalesce(early.meetings, 0) as meetings,
    decided.closed_on < decided.landmark_on as is_early,
    coalesce(
        decided.created_on < cast(:log_first_on as date)
        or decided.landmark_on > cast(:log_last_on as date) + 1, true
    ) as is_outside
from decided
left join early
    on decided.opportunity_id = early.opportunity_id
order by
    decided.closed_on desc,
    decided.opportunity_id
