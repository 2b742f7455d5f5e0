-- name:    deals/signal_facts
-- purpose: What the risk signals of every open deal are judged by.
-- grain:   one row per open deal
-- key:     opportunity_id
-- params:  today DATE (last day the data knows)
-- columns: opportunity_id VARCHAR, pipeline VARCHAR, stage VARCHAR, segment VARCHAR, rep_id VARCHAR,
--          forecast_category VARCHAR, overdue_days INTEGER, pushes BIGINT, stage_days INTEGER, silent_days INTEGER,
--          log_age_days INTEGER, has_next_step BOOLEAN, cut_share DOUBLE, contacts BIGINT, is_whole_record BOOLEAN,
--          is_entry_seen BOOLEAN
-- notes:   Blank is "not known". overdue_days: since the close date, negative before it. silent_days: since the last
--          activity, without one since the creation or, if later, since the log begins. log_age_days: since the last
--          activity on any deal; what is logged on none tells nothing. has_next_step: blank where no open deal has one. cut_share: what the amount lacks of the
--          largest so far. contacts: people on the deal's activities; where activities name none, those of its account.
--          is_whole_record: the record begins within a week of the deal's creation. is_entry_seen: so does the stay in
--          its stage. Run it for the whole company: who else worked on a deal does not depend on whose deals one sees.
with

open_deals as (

    select
        opportunity_id,
        account_id,
        coalesce(pipeline, '') as pipeline,
        stage,
        segment,
        rep_id,
        forecast_category,
        created_on,
        close_on,
        cast(greatest(pushes, coalesce(push_count, 0)) as bigint) as pushes,
        push_count,
        stage_since,
        amount_original,
        peak_amount_original,
        contact_name,
        nullif(trim(next_step), '') as next_step,
        case when last_activity_on <= :today then last_activity_on end as last_activity_on
    from opportunities
    where stage_kind = 'open'

),

known_activities as (

    select
        opportunity_id,
        contact_id,
        cast(happened_at as date) as happened_on
    from activities
    where is_completed
      and opportunity_id is not null
      and cast(happened_at as date) <= :today

),

touches as (

    select
        open_deals.opportunity_id,
        max(known_activities.happened_on) as last_on,
        count(distinct known_activities.contact_id) as contacts
    from known_activities
    inner join open_deals
        on known_activities.opportunity_id = open_deals.opportunity_id
    group by open_deals.opportunity_id

),

logged as (

    select
        min(happened_on) as first_on,
        max(happened_on) as last_on,
        count(contact_id) as with_contact
    from known_activities

),

carried as (

    select
        max(last_activity_on) as last_on,
        count(next_step) as with_next_step
    from open_deals

),

people as (

    select
        account_id,
        count(*) as contacts
    from contacts
    where coalesce(created_on <= :today, true)
    group by account_id

),

filed as (

    select count(*) as contacts
    from people

),

beginnings as (

    select
        opportunity_id,
        entered_at,
        not (basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true)) as is_whole
    from stage_spells
    where ordinal = 1

)

select
    open_deals.opportunity_id,
    open_deals.pipeline,
    open_deals.stage,
    open_deals.segment,
    open_deals.rep_id,
    open_deals.forecast_category,
    cast(:today - open_deals.close_on as integer) as overdue_days,
    open_deals.pushes,
    cast(:today - cast(open_deals.stage_since as date) as integer) as stage_days,
    case
        when logged.last_on is not null or carried.last_on is not null
            then cast(
                :today - coalesce(
                    greatest(
                        coalesce(touches.last_on, open_deals.last_activity_on),
                        coalesce(open_deals.last_activity_on, touches.last_on)
                    ),
                    greatest(open_deals.created_on, coalesce(logged.first_on, open_deals.created_on))
                )
                as integer
            )
    end as silent_days,
    cast(
        :today - greatest(coalesce(logged.last_on, carried.last_on), coalesce(carried.last_on, logged.last_on))
        as integer
    ) as log_age_days,
    case when carried.with_next_step > 0 then open_deals.next_step is not null end as has_next_step,
    case
        when open_deals.peak_amount_original > 0
            then 1 - cast(open_deals.amount_original as double) / cast(open_deals.peak_amount_original as double)
    end as cut_share,
    case
        when logged.with_contact > 0
            then greatest(coalesce(touches.contacts, 0), case when open_deals.contact_name is null then 0 else 1 end)
        when filed.contacts > 0 and open_deals.account_id is not null then coalesce(people.contacts, 0)
    end as contacts,
    coalesce(beginnings.is_whole, false) as is_whole_record,
    coalesce(beginnings.is_whole or open_deals.stage_since > beginnings.entered_at, false) as is_entry_seen
from open_deals
cross join logged
cross join carried
cross join filed
left join touches
    on open_deals.opportunity_id = touches.opportunity_id
left join people
    on open_deals.account_id = people.account_id
left join beginnings
    on open_deals.opportunity_id = beginnings.opportunity_id
order by open_deals.opportunity_id
