-- name:    activities/early_touches
-- purpose: What became of decided deals, by how much was done on them in their first days, before anything was decided.
-- grain:   one row per segment, numbers of calls, e-mails and meetings (10 and more are 10), and whether the deal was
--          decided in those very days, or lies outside of the log
-- key:     segment, calls, emails, meetings, is_early, is_outside
-- params:  period_start DATE, period_end DATE (half-open, by closing day), early_days INTEGER, log_first_on DATE,
--          log_last_on DATE (the days that the log of activities on deals covers: activities/log_days)
-- columns: segment VARCHAR, calls BIGINT, emails BIGINT, meetings BIGINT, is_early BOOLEAN, is_outside BOOLEAN,
--          won_deals BIGINT, lost_deals BIGINT
-- notes:   Counted are calls, e-mails and meetings that took place on the deal from its creation day on, and were not
--          entered after its closing day. is_outside: its first days do not lie wholly within the days that the log
--          of activities on deals covers. A deal without a creation day is in no row; a blank segment is an empty text.
with

decided as (

    select
        opportunity_id,
        coalesce(segment, '') as segment,
        stage_kind,
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

),

judged as (

    select
        decided.segment,
        decided.stage_kind,
        least(coalesce(early.calls, 0), 10) as calls,
        least(coalesce(early.emails, 0), 10) as emails,
        least(coalesce(early.meetings, 0), 10) as meetings,
        decided.closed_on < decided.landmark_on as is_early,
        coalesce(decided.created_on < cast(:log_first_on as date) or decided.landmark_on > cast(:log_last_on as date) + 1, true) as is_outside
    from decided
    left join early
        on decided.opportunity_id = early.opportunity_id

)

select
    segment,
    calls,
    emails,
    meetings,
    is_early,
    is_outside,
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals
from judged
group by
    segment,
    calls,
    emails,
    meetings,
    is_early,
    is_outside
order by
    segment,
    calls,
    emails,
    meetings,
    is_early,
    is_outside
