-- name:    activities/by_kind
-- purpose: What was done in the window, by kind, for every group and week.
-- grain:   one row per group, week (from Monday) and kind of activity
-- key:     group_name, week_start, kind
-- params:  period_start DATE, period_end DATE (half-open), group_by VARCHAR (rep, manager, team, territory or all)
-- columns: group_name VARCHAR, week_start DATE, kind VARCHAR, activities BIGINT, tied_activities BIGINT,
--          customer_activities BIGINT, timeable_activities BIGINT, timed_activities BIGINT, odd_durations BIGINT,
--          customer_minutes DOUBLE
-- notes:   As in activities/by_rep; what nobody is named for is in the group (none).
with

done as (

    select
        rep_id,
        cast(date_trunc('week', happened_at) as date) as week_start,
        kind,
        count(*) as activities,
        count(coalesce(opportunity_id, account_id, lead_id, contact_id)) as tied_activities,
        count(case when minutes > 0 and minutes <= 720 then coalesce(opportunity_id, account_id, lead_id, contact_id) end)
            as timed_activities,
        count(case when not (minutes > 0 and minutes <= 720) then coalesce(opportunity_id, account_id, lead_id, contact_id) end)
            as odd_durations,
        sum(case
            when minutes > 0 and minutes <= 720 and coalesce(opportunity_id, account_id, lead_id, contact_id) is not null
                then minutes
        end) as tied_minutes
    from activities
    where is_completed
      and happened_at >= cast(:period_start as date)
      and happened_at < cast(:period_end as date)
    group by
        rep_id,
        cast(date_trunc('week', happened_at) as date),
        kind

),

grouped as (

    select
        case
            when cast(:group_by as varchar) = 'all' then 'all'
            else coalesce(reps.group_name, '(none)')
        end as group_name,
        done.week_start,
        done.kind,
        done.kind in ('call', 'email', 'meeting') as is_customer,
        done.kind in ('call', 'meeting') as is_timeable,
        done.activities,
        done.tied_activities,
        done.timed_activities,
        done.odd_durations,
        done.tied_minutes
    from done
    left join reps
        on done.rep_id = reps.rep_id

)

select
    group_name,
    week_start,
    kind,
    cast(sum(activities) as bigint) as activities,
    cast(sum(tied_activities) as bigint) as tied_activities,
    cast(sum(case when is_customer then tied_activities else 0 end) as bigint) as customer_activities,
    cast(sum(case when is_timeable then tied_activities else 0 end) as bigint) as timeable_activities,
    cast(sum(case when is_timeable then timed_activities else 0 end) as bigint) as timed_activities,
    cast(sum(case when is_customer then odd_durations else 0 end) as bigint) as odd_durations,
    coalesce(sum(case when is_customer then tied_minutes end), 0) as customer_minutes
from grouped
group by
    group_name,
    week_start,
    kind
order by
    group_name,
    week_start,
    kind
