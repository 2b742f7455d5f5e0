-- name:    activities/by_rep
-- purpose: What each rep did in the window and on how many of their working days: what selling time, its coverage and
--          meetings are computed from.
-- grain:   one row per rep who has ever had an activity or owned a deal
-- key:     rep_id
-- params:  period_start DATE, period_end DATE (half-open), working_days VARCHAR (the working days of the window as
--          2026-07-01, a blank between them: up to the last day the data knows)
-- columns: rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, territory VARCHAR, manager VARCHAR, working_days BIGINT,
--          logged_days BIGINT, activities BIGINT, tied_activities BIGINT, customer_activities BIGINT, timeable_activities BIGINT, timed_activities BIGINT,
--          odd_durations BIGINT, customer_minutes DOUBLE, meetings_held BIGINT, no_shows BIGINT
-- notes:   Activities are those that took place; open tasks are none. Tied: to a deal, account, lead or contact.
--          Customer-facing: calls, e-mails and meetings that are tied. Timeable: of those, calls and meetings; timed:
--          with a duration of up to 12 hours; any other duration is odd and no time. working_days: of the rep, from the
--          day of hiring (where unknown: the first deal or activity) to the last day (of those who left without a day:
--          the last activity). logged_days: those of them with anything logged. Meetings are those with prospects;
--          one that several reps attended counts for each of them, and
--          was held for all where one of them says so.
with

logs as (

    select
        rep_id,
        min(cast(happened_at as date)) as first_on,
        max(cast(happened_at as date)) as last_on
    from activities
    where rep_id is not null
    group by rep_id

),

owners as (

    select
        rep_id,
        min(created_on) as first_on
    from opportunities
    where rep_id is not null
    group by rep_id

),

sellers as (

    select
        reps.rep_id,
        reps.name as rep_name,
        reps.team,
        reps.territory,
        reps.manager,
        coalesce(reps.hired_on, least(
            coalesce(logs.first_on, owners.first_on),
            coalesce(owners.first_on, logs.first_on)
        )) as first_on,
        coalesce(reps.left_on, case when not reps.is_active then logs.last_on end) as last_on
    from reps
    left join logs
        on reps.rep_id = logs.rep_id
    left join owners
        on reps.rep_id = owners.rep_id
    where logs.rep_id is not null
       or owners.rep_id is not null

),

days as (

    select day
    from calendar
    where day >= :period_start
      and day < :period_end
      and strpos(cast(:working_days as varchar), cast(day as varchar)) > 0

),

capacity as (

    select
        sellers.rep_id,
        count(*) as working_days
    from sellers
    inner join days
        on days.day >= coalesce(sellers.first_on, days.day)
        and days.day <= coalesce(sellers.last_on, days.day)
    group by sellers.rep_id

),

done as (

    select
        rep_id,
        cast(happened_at as date) as day,
        minutes,
        coalesce(opportunity_id, account_id, lead_id, contact_id) is not null as is_tied,
        kind in ('call', 'email', 'meeting')
            and coalesce(opportunity_id, account_id, lead_id, contact_id) is not null as is_customer,
        kind in ('call', 'meeting') as is_timeable,
        minutes > 0 and minutes <= 720 as is_timed
    from activities
    where is_completed
      and happened_at >= cast(:period_start as date)
      and happened_at < cast(:period_end as date)

),

sums as (

    select
        rep_id,
        count(*) as activities,
        count(case when is_tied then 1 end) as tied_activities,
        count(case when is_customer then 1 end) as customer_activities,
        count(case when is_customer and is_timeable then 1 end) as timeable_activities,
        count(case when is_customer and is_timeable and is_timed then 1 end) as timed_activities,
        count(case when is_customer and minutes is not null and not is_timed then 1 end) as odd_durations,
        sum(case when is_customer and is_timed then minutes end) as customer_minutes
    from done
    group by rep_id

),

logged as (

    select
        seen.rep_id,
        count(*) as logged_days
    from (
        select distinct
            rep_id,
            day
        from done
    ) as seen
    inner join days
        on seen.day = days.day
    inner join sellers
        on seen.rep_id = sellers.rep_id
        and seen.day >= coalesce(sellers.first_on, seen.day)
        and seen.day <= coalesce(sellers.last_on, seen.day)
    group by seen.rep_id

),

calendars as (

    select
        rep_id,
        counterpart,
        topic,
        meeting_at,
        max(case when state = 'held' then 2 when state = 'no_show' then 1 else 0 end)
            over (partition by counterpart, topic, meeting_at) as came
    from meetings
    where meeting_at >= cast(:period_start as date)
      and meeting_at < cast(:period_end as date)
      and with_whom = 'prospect'

),

met as (

    select distinct
        rep_id,
        counterpart,
        topic,
        meeting_at,
        came
    from calendars

),

met_sums as (

    select
        rep_id,
        count(case when came = 2 then 1 end) as meetings_held,
        count(case when came = 1 then 1 end) as no_shows
    from met
    group by rep_id

)

select
    sellers.rep_id,
    sellers.rep_name,
    sellers.team,
    sellers.territory,
    sellers.manager,
    coalesce(capacity.working_days, 0) as working_days,
    coalesce(logged.logged_days, 0) as logged_days,
    coalesce(sums.activities, 0) as activities,
    coalesce(sums.tied_activities, 0) as tied_activities,
    coalesce(sums.customer_activities, 0) as customer_activities,
    coalesce(sums.timeable_activities, 0) as timeable_activities,
    coalesce(sums.timed_activities, 0) as timed_activities,
    coalesce(sums.odd_durations, 0) as odd_durations,
    coalesce(sums.customer_minutes, 0) as customer_minutes,
    coalesce(met_sums.meetings_held, 0) as meetings_held,
    coalesce(met_sums.no_shows, 0) as no_shows
from sellers
left join capacity
    on sellers.rep_id = capacity.rep_id
left join sums
    on sellers.rep_id = sums.rep_id
left join logged
    on sellers.rep_id = logged.rep_id
left join met_sums
    on sellers.rep_id = met_sums.rep_id
order by
    sellers.rep_name,
    sellers.rep_id
