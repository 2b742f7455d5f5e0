-- name:    funnel/losses
-- purpose: Why deals were lost in the window, from which stage, and what they were worth.
-- grain:   one row per loss reason and stage
-- key:     loss_reason, stage
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: loss_reason VARCHAR, stage VARCHAR, position INTEGER, lost_deals BIGINT, lost_amount DECIMAL(38,4),
--          without_amount BIGINT
-- notes:   The stage is the last open one a deal was in. Blank: no reason is written down, or the path is not known.
with

lost as (

    select
        opportunity_id,
        loss_reason,
        amount
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
    lost.loss_reason,
    stays.stage,
    min(stays.position) as position,
    count(*) as lost_deals,
    sum(lost.amount) as lost_amount,
    count(*) - count(lost.amount) as without_amount
from lost
left join stays
    on lost.opportunity_id = stays.opportunity_id
    and stays.from_end = 1
group by
    lost.loss_reason,
    stays.stage
order by
    lost.loss_reason,
    stays.stage
