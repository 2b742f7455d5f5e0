-- name:    funnel/lost_deals
-- purpose: Deals lost in the window, why, and from which stage.
-- grain:   one row per deal lost in the window
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR,
--          loss_reason VARCHAR, stage VARCHAR, position INTEGER, amount DECIMAL(38,4), created_on DATE, closed_on DATE
-- notes:   The stage is the last open one the deal was in; blank where its path is not known.
with

lost as (

    select
        opportunity_id,
        name,
        account_name,
        rep_name,
        team,
        loss_reason,
        amount,
        created_on,
        closed_on
    from opportunities
    where stage_kind = 'lost'
      and closed_on >= :period_start
      and closed_on < :period_end

),

stays as (

    select
        stage_spells.opportunity_id,
        stage_spells.stage,
        stage_spells.position,
        row_number() over (
            partition by stage_spells.opportunity_id
            order by stage_spells.ordinal desc
        ) as from_end
    from stage_spells
    inner join lost
        on stage_spells.opportunity_id = lost.opportunity_id
    where stage_spells.stage_kind = 'open'
      and stage_spells.deal_kind = 'lost'

)

select
    lost.opportunity_id,
    lost.name,
    lost.account_name,
    lost.rep_name,
    lost.team,
    lost.loss_reason,
    stays.stage,
    stays.position,
    cast(lost.amount as decimal(38, 4)) as amount,
    lost.created_on,
    lost.closed_on
from lost
left join stays
    on lost.opportunity_id = stays.opportunity_id
    and stays.from_end = 1
order by
    coalesce(lost.amount, -1) desc,
    lost.opportunity_id
