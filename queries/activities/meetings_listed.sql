-- name:    activities/meetings_listed
-- purpose: The meetings behind a figure, the latest first; one that several people attended is one.
-- grain:   one row per meeting
-- key:     activity_id
-- params:  period_start DATE, period_end DATE (half-open), today DATE, only_rep VARCHAR, only_with VARCHAR
--          (each blank: any)
-- columns: activity_id VARCHAR, meeting_at TIMESTAMP, subject VARCHAR, rep_name VARCHAR, attendees BIGINT,
--          deal_name VARCHAR, account_name VARCHAR, with_whom VARCHAR, state VARCHAR, minutes DOUBLE
-- notes:   activity_id, rep_name: of one of those who attended. state: held, no_show, not_held or to_come.
with

window_meetings as (

    select
        meeting_at,
        min(activity_id) as activity_id,
        min(subject) as subject,
        min(rep_id) as rep_id,
        count(distinct rep_id) as attendees,
        min(opportunity_id) as opportunity_id,
        min(account_id) as account_id,
        max(with_whom) as with_whom,
        max(case when state = 'held' then 2 when state = 'no_show' then 1 else 0 end) as came,
        max(minutes) as minutes
    from meetings
    where meeting_at >= cast(:period_start as date)
      and meeting_at < cast(:period_end as date)
      and (cast(:only_rep as varchar) is null or rep_id = :only_rep)
      and (cast(:only_with as varchar) is null or with_whom = :only_with)
    group by
        counterpart,
        topic,
        meeting_at

)

select
    window_meetings.activity_id,
    window_meetings.meeting_at,
    window_meetings.subject,
    reps.name as rep_name,
    window_meetings.attendees,
    opportunities.name as deal_name,
    coalesce(accounts.name, opportunities.account_name) as account_name,
    window_meetings.with_whom,
    case window_meetings.came
        when 2 then 'held'
        when 1 then 'no_show'
        else case when cast(window_meetings.meeting_at as date) <= :today then 'not_held' else 'to_come' end
    end as state,
    window_meetings.minutes
from window_meetings
left join reps
    on window_meetings.rep_id = reps.rep_id
left join opportunities
    on window_meetings.opportunity_id = opportunities.opportunity_id
left join accounts
    on window_meetings.account_id = accounts.account_id
order by
    window_meetings.meeting_at desc,
    window_meetings.activity_id
