-- name:    funnel/stage_deals
-- purpose: The deals behind a stage of the funnel: those that entered it in the window, and what became of each.
-- grain:   one row per deal that entered the stage in the window
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by the day of entry), stage VARCHAR
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, outcome VARCHAR,
--          amount DECIMAL(38,4), reached_on DATE, advanced_on DATE, is_skipped BOOLEAN, created_on DATE
-- notes:   outcome: advanced, lost or open, as in funnel/stage_conversion. The owner is the one when it was entered.
with

entries as (

    select
        opportunity_id,
        rep_name,
        team,
        amount,
        is_skipped,
        created_on,
        cast(reached_at as date) as reached_on,
        cast(advanced_at as date) as advanced_on,
        case
            when advanced_at is not null or stage_kind = 'won' then 'advanced'
            when stage_kind = 'lost' then 'lost'
            else 'open'
        end as outcome
    from stage_passages
    where stage = :stage
      and reached_at >= :period_start
      and reached_at < :period_end

)

select
    entries.opportunity_id,
    deals.name,
    deals.account_name,
    entries.rep_name,
    entries.team,
    entries.outcome,
    cast(entries.amount as decimal(38, 4)) as amount,
    entries.reached_on,
    entries.advanced_on,
    entries.is_skipped,
    entries.created_on
from entries
-- the table itself: a deal that changed hands since is behind the figure all the same
inner join main.opportunities as deals
    on entries.opportunity_id = deals.opportunity_id
order by
    coalesce(entries.amount, -1) desc,
    entries.opportunity_id
