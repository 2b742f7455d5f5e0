-- name:    activities/meetings
-- purpose: Meetings of the window from booked to held, and with whom.
-- grain:   one row per group, week (from Monday) and with_whom (prospect, customer or internal)
-- key:     group_name, week_start, with_whom
-- params:  period_start DATE, period_end DATE (half-open, by the meeting's own day), today DATE (last day the data
--          knows), group_by VARCHAR (rep, manager, team, territory or all)
-- columns: group_name VARCHAR, week_start DATE, with_whom VARCHAR, booked BIGINT, held BIGINT, no_shows BIGINT,
--          not_held BIGINT, to_come BIGINT, first_held BIGINT, follow_up_held BIGINT,
--          placed_held BIGINT
-- notes:   A meeting in several calendars is one; where one of them says it was held, it was. booked = held + no_shows +
--          not_held + to_come. not_held: its time has passed and nobody says that it took place. First or
--          follow-up: as the CRM marks it; where it does not (placed_held), the first one held with the account, or
--          where none is named the deal, lead or contact, whoever of us held it, and those after it. Neither where
--          nobody is named. A meeting that reps of two groups attended counts in both.
with

calendars as (

    select
        rep_id,
        counterpart,
        topic,
        with_whom,
        meeting_at,
        first_held_at,
        max(case when state = 'held' then 2 when state = 'no_show' then 1 else 0 end)
            over (partition by counterpart, topic, meeting_at) as came,
        max(case when is_first_meeting then 1 when not is_first_meeting then 0 end)
            over (partition by counterpart, topic, meeting_at) as marked_first
    from placed_meetings
    where meeting_at >= cast(:period_start as date)
      and meeting_at < cast(:period_end as date)

),

window_meetings as (

    select distinct
        case
            when cast(:group_by as varchar) = 'all' then 'all'
            else coalesce(reps.group_name, '(none)')
        end as group_name,
        calendars.counterpart,
        calendars.topic,
        calendars.with_whom,
        calendars.meeting_at,
        calendars.came,
        calendars.marked_first,
        case
            when calendars.first_held_at is null then null
            when calendars.meeting_at <= calendars.first_held_at then 1
            else 0
        end as placed_first
    from calendars
    left join reps
        on calendars.rep_id = reps.rep_id

),

judged as (

    select
        window_meetings.group_name,
        cast(date_trunc('week', window_meetings.meeting_at) as date) as week_start,
        window_meetings.with_whom,
        case window_meetings.came
            when 2 then 'held'
            when 1 then 'no_show'
            else case when cast(window_meetings.meeting_at as date) <= :today then 'not_held' else 'to_come' end
        end as state,
        coalesce(window_meetings.marked_first, window_meetings.placed_first) as is_first,
        case when window_meetings.marked_first is null then window_meetings.placed_first end as placed_first
    from window_meetings

)

select
    group_name,
    week_start,
    with_whom,
    count(*) as booked,
    count(case when state = 'held' then 1 end) as held,
    count(case when state = 'no_show' then 1 end) as no_shows,
    count(case when state = 'not_held' then 1 end) as not_held,
    count(case when state = 'to_come' then 1 end) as to_come,
    count(case when state = 'held' and is_first = 1 then 1 end) as first_held,
    count(case when state = 'held' and is_first = 0 then 1 end) as follow_up_held,
    count(case when state = 'held' and placed_first is not null then 1 end) as placed_held
from judged
group by
    group_name,
    week_start,
    with_whom
order by
    group_name,
    week_start,
    with_whom
