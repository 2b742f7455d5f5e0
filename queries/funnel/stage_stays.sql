-- name:    funnel/stage_stays
-- purpose: The stays in a stage that began in the window, and whose deals they are: the longest first.
-- grain:   one row per stay
-- key:     opportunity_id, ordinal
-- params:  period_start DATE, period_end DATE (half-open, by the day of entry), stage VARCHAR,
--          today DATE (last day the data knows)
-- columns: opportunity_id VARCHAR, ordinal INTEGER, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR,
--          amount DECIMAL(38,4), entered_on DATE, left_on DATE, next_stage VARCHAR, stage_days BIGINT
-- notes:   Stays as in funnel/time_in_stage. One that still lasts has no left_on. The owner is the one when it began.
with

stays as (

    select
        opportunity_id,
        ordinal,
        rep_name,
        team,
        next_stage,
        amount,
        cast(entered_at as date) as entered_on,
        cast(left_at as date) as left_on,
        greatest(date_diff('day', cast(entered_at as date), coalesce(cast(left_at as date), :today)), 0) as stage_days
    from stage_spells
    where stage = :stage
      and stage_kind = 'open'
      and not (ordinal = 1 and basis = 'snapshot' and coalesce(cast(entered_at as date) > created_on + 7, true))
      and entered_at >= :period_start
      and entered_at < :period_end

)

select
    stays.opportunity_id,
    stays.ordinal,
    deals.name,
    deals.account_name,
    stays.rep_name,
    stays.team,
    cast(stays.amount as decimal(38, 4)) as amount,
    stays.entered_on,
    stays.left_on,
    stays.next_stage,
    stays.stage_days
from stays
-- the table itself: a deal that changed hands since is behind the figure all the same
inner join main.opportunities as deals
    on stays.opportunity_id = deals.opportunity_id
order by
    stays.stage_days desc,
    stays.opportunity_id,
    stays.ordinal
