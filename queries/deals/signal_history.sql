-- name:    deals/signal_history
-- purpose: Deals as they stood, open, on past month ends, with all that their signals are judged by, and what became of them.
-- grain:   one row per deal and month end on which it is looked at
-- key:     opportunity_id, looked_on
-- params:  first_day DATE, last_day DATE (the month ends looked at lie between them, both included),
--          every BIGINT (deals created on every n-th day are looked at: 1 for all)
-- columns: opportunity_id VARCHAR, looked_on DATE, created_on DATE, outcome VARCHAR, pipeline VARCHAR, stage VARCHAR,
--          segment VARCHAR, rep_id VARCHAR, forecast_category VARCHAR, overdue_days INTEGER, pushes BIGINT,
--          stage_days INTEGER, silent_days INTEGER, log_age_days INTEGER, has_next_step BOOLEAN, cut_share DOUBLE,
--          contacts BIGINT, is_whole_record BOOLEAN, is_entry_seen BOOLEAN, segment_stays BIGINT,
--          segment_p75_days BIGINT, all_stays BIGINT, all_p75_days BIGINT
-- notes:   Columns as in deals/signal_facts and deals/stage_norms, as known at the end of the day looked_on; outcome is
--          the present one: won, lost or open. A deal is looked at on every third month end, so that most count once;
--          which of the three is told by the week of its creation. Run it for the whole company.
with

landmarks as (

    select
        max(day) as day,
        mod(12 * extract(year from month_start) + extract(month from month_start), 3) as turn
    from calendar
    where day >= :first_day
      and day <= :last_day
    group by month_start

),

chosen as (

    select
        opportunity_id,
        account_id,
        created_on,
        contact_name,
        stage_kind as outcome,
        mod(cast(floor((created_on - date '1900-01-01') / 7.0) as bigint), 3) as turn
    from opportunities
    where mod(cast(created_on - date '1900-01-01' as bigint), cast(:every as bigint)) = 0

),

states as (

    select
        chosen.opportunity_id,
        landmarks.day,
        chosen.account_id,
        chosen.created_on,
        chosen.contact_name,
        chosen.outcome,
        coalesce(opportunity_versions.pipeline, '') as pipeline,
        opportunity_versions.stage,
        opportunity_versions.segment,
        opportunity_versions.rep_id,
        opportunity_versions.forecast_category,
        opportunity_versions.close_on,
        cast(
            greatest(opportunity_versions.pushes, coalesce(opportunity_versions.push_count, 0)) as bigint
        ) as pushes,
        opportunity_versions.stage_since,
        opportunity_versions.amount_original,
        opportunity_versions.peak_amount_original,
        nullif(trim(opportunity_versions.next_step), '') as next_step,
        case
            when opportunity_versions.last_activity_on <= landmarks.day then opportunity_versions.last_activity_on
        end as last_activity_on
    from chosen
    inner join opportunity_versions
        on chosen.opportunity_id = opportunity_versions.opportunity_id
    inner join landmarks
        on chosen.turn = landmarks.turn
        and opportunity_versions.valid_from < landmarks.day + 1
        and coalesce(opportunity_versions.valid_to >= landmarks.day + 1, true)
    where opportunity_versions.stage_kind = 'open'
      and opportunity_versions.stage is not null
      and not opportunity_versions.is_deleted

),

touches as (

    select
        states.opportunity_id,
        states.day,
        max(cast(activities.happened_at as date)) as last_on,
        count(distinct activities.contact_id) as contacts
    from states
    inner join activities
        on states.opportunity_id = activities.opportunity_id
        and activities.happened_at < states.day + 1
        and coalesce(activities.created_at < states.day + 1, true)
    where activities.is_completed
    group by
        states.opportunity_id,
        states.day

),

active_days as (

    select
        cast(happened_at as date) as happened_on,
        cast(greatest(happened_at, coalesce(created_at, happened_at)) as date) as known_on,
        count(contact_id) as with_contact
    from activities
    where is_completed
      and opportunity_id is not null
      and happened_at is not null
    group by
        cast(happened_at as date),
        cast(greatest(happened_at, coalesce(created_at, happened_at)) as date)

),

logged as (

    select
        landmarks.day,
        min(active_days.happened_on) as first_on,
        max(active_days.happened_on) as last_on,
        sum(active_days.with_contact) as with_contact
    from landmarks
    inner join active_days
        on active_days.known_on <= landmarks.day
    group by landmarks.day

),

carried as (

    select
        day,
        max(last_activity_on) as last_on,
        count(next_step) as with_next_step
    from states
    group by day

),

-- who was known when is told by the day a contact was created; undated ones may have come since
people as (

    select
        contacts.account_id,
        landmarks.day,
        count(case when contacts.created_on <= landmarks.day then 1 end) as contacts
    from contacts
    cross join landmarks
    where contacts.account_id in (select states.account_id from states)
    group by
        contacts.account_id,
        landmarks.day
    having count(contacts.created_on) = count(*)

),

beginnings as (

    select
        opportunity_id,
        entered_at,
        not (basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true)) as is_whole
    from stage_spells
    where ordinal = 1
      and opportunity_id in (select states.opportunity_id from states)

),

wins as (

    select
        opportunity_id,
        min(entered_at) as won_at
    from stage_spells
    where stage_kind = 'won'
    group by opportunity_id

),

lengths as (

    select
        stage_spells.pipeline,
        stage_spells.stage,
        stage_spells.segment,
        cast(date_trunc('month', wins.won_at) as date) as won_in,
        cast(cast(stage_spells.left_at as date) - cast(stage_spells.entered_at as date) as bigint) as days,
        count(*) as stays
    from stage_spells
    inner join wins
        on stage_spells.opportunity_id = wins.opportunity_id
    where stage_spells.stage_kind = 'open'
      and stage_spells.left_at <= wins.won_at
      and not (
          stage_spells.ordinal = 1
          and stage_spells.basis = 'snapshot'
          and coalesce(cast(stage_spells.entered_at as date) > stage_spells.created_on + 7, true)
      )
    group by
        stage_spells.pipeline,
        stage_spells.stage,
        stage_spells.segment,
        cast(date_trunc('month', wins.won_at) as date),
        cast(cast(stage_spells.left_at as date) - cast(stage_spells.entered_at as date) as bigint)

),

-- by a month's end all its wins are known
segment_ranks as (

    select
        landmarks.day,
        lengths.pipeline,
        lengths.stage,
        lengths.segment,
        lengths.days,
        sum(sum(lengths.stays)) over (
            partition by landmarks.day, lengths.pipeline, lengths.stage, lengths.segment
            order by lengths.days
        ) as upto,
        sum(sum(lengths.stays)) over (
            partition by landmarks.day, lengths.pipeline, lengths.stage, lengths.segment
        ) as stays
    from landmarks
    inner join lengths
        on lengths.won_in <= landmarks.day
    group by
        landmarks.day,
        lengths.pipeline,
        lengths.stage,
        lengths.segment,
        lengths.days

),

segment_norms as (

    select
        day,
        pipeline,
        stage,
        segment,
        cast(max(stays) as bigint) as stays,
        min(case when 4 * upto >= 3 * stays then days end) as p75_days
    from segment_ranks
    group by
        day,
        pipeline,
        stage,
        segment

),

all_ranks as (

    select
        landmarks.day,
        lengths.pipeline,
        lengths.stage,
        lengths.days,
        sum(sum(lengths.stays)) over (
            partition by landmarks.day, lengths.pipeline, lengths.stage
            order by lengths.days
        ) as upto,
        sum(sum(lengths.stays)) over (partition by landmarks.day, lengths.pipeline, lengths.stage) as stays
    from landmarks
    inner join lengths
        on lengths.won_in <= landmarks.day
    group by
        landmarks.day,
        lengths.pipeline,
        lengths.stage,
        lengths.days

),

all_norms as (

    select
        day,
        pipeline,
        stage,
        cast(max(stays) as bigint) as stays,
        min(case when 4 * upto >= 3 * stays then days end) as p75_days
    from all_ranks
    group by
        day,
        pipeline,
        stage

)

select
    states.opportunity_id,
    states.day as looked_on,
    states.created_on,
    states.outcome,
    states.pipeline,
    states.stage,
    states.segment,
    states.rep_id,
    states.forecast_category,
    cast(states.day - states.close_on as integer) as overdue_days,
    states.pushes,
    cast(states.day - cast(states.stage_since as date) as integer) as stage_days,
    case
        when logged.last_on is not null or carried.last_on is not null
            then cast(
                states.day - coalesce(
                    greatest(
                        coalesce(touches.last_on, states.last_activity_on),
                        coalesce(states.last_activity_on, touches.last_on)
                    ),
                    greatest(states.created_on, coalesce(logged.first_on, states.created_on))
                )
                as integer
            )
    end as silent_days,
    cast(
        states.day - greatest(coalesce(logged.last_on, carried.last_on), coalesce(carried.last_on, logged.last_on))
        as integer
    ) as log_age_days,
    case when carried.with_next_step > 0 then states.next_step is not null end as has_next_step,
    case
        when states.peak_amount_original > 0
            then 1 - cast(states.amount_original as double) / cast(states.peak_amount_original as double)
    end as cut_share,
    case
        when logged.with_contact > 0
            then greatest(coalesce(touches.contacts, 0), case when states.contact_name is null then 0 else 1 end)
        else people.contacts
    end as contacts,
    coalesce(beginnings.is_whole, false) as is_whole_record,
    coalesce(beginnings.is_whole or states.stage_since > beginnings.entered_at, false) as is_entry_seen,
    segment_norms.stays as segment_stays,
    segment_norms.p75_days as segment_p75_days,
    all_norms.stays as all_stays,
    all_norms.p75_days as all_p75_days
from states
inner join carried
    on states.day = carried.day
left join logged
    on states.day = logged.day
left join touches
    on states.opportunity_id = touches.opportunity_id
    and states.day = touches.day
left join people
    on states.account_id = people.account_id
    and states.day = people.day
left join beginnings
    on states.opportunity_id = beginnings.opportunity_id
left join segment_norms
    on states.day = segment_norms.day
    and states.pipeline = segment_norms.pipeline
    and states.stage = segment_norms.stage
    and states.segment = segment_norms.segment
left join all_norms
    on states.day = all_norms.day
    and states.pipeline = all_norms.pipeline
    and states.stage = all_norms.stage
order by
    states.opportunity_id,
    states.day
