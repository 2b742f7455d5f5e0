-- name:    pipeline/decided_amounts
-- purpose: What was won and lost in a window, in money: the two halves of the win rate by amount.
-- grain:   one row
-- key:     none
-- params:  period_start DATE, period_end DATE (half-open, by closing day)
-- columns: won_deals BIGINT, lost_deals BIGINT, won_with_amount BIGINT, lost_with_amount BIGINT,
--          won_amount DECIMAL(38,4), lost_amount DECIMAL(38,4)
-- notes:   As in measures/decided, without what would cost time over a year: an amount of zero counts as none.
with

decided as (

    select
        stage_kind,
        nullif(amount, 0) as amount
    from opportunities
    where stage_kind in ('won', 'lost')
      and closed_on >= :period_start
      and closed_on < :period_end

)

select
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals,
    count(case when stage_kind = 'won' then amount end) as won_with_amount,
    count(case when stage_kind = 'lost' then amount end) as lost_with_amount,
    sum(case when stage_kind = 'won' then amount end) as won_amount,
    sum(case when stage_kind = 'lost' then amount end) as lost_amount
from decided
order by won_deals
