-- name:    forecast/category_amounts
-- purpose: What is won in a period or due in it, by owner and forecast category.
-- grain:   one row per owner and forecast category
-- key:     rep_id, forecast_category
-- params:  period_start DATE, period_end DATE (half-open: closing day of won deals, close date of open ones; both blank: all)
-- columns: rep_id VARCHAR, forecast_category VARCHAR, deals BIGINT, amount DECIMAL(38,4), without_amount BIGINT
-- notes:   closed: won, whatever the CRM calls it. An open deal has its own category, else its stage's; blank where
--          neither has one, or where it is called closed, which no open deal is. Lost deals are left out. A blank rep_id:
--          no owner. Amounts are 0 where no deal has one.
with

deals as (

    select
        coalesce(opportunities.rep_id, '') as rep_id,
        case
            when opportunities.stage_kind = 'won' then 'closed'
            else coalesce(
                nullif(coalesce(opportunities.forecast_category, stages.forecast_category), 'closed'),
                ''
            )
        end as forecast_category,
        opportunities.amount,
        case
            when opportunities.stage_kind = 'won' then opportunities.closed_on
            else opportunities.close_on
        end as day
    from opportunities
    left join stages
        on opportunities.stage = stages.stage
        and coalesce(opportunities.pipeline, '') = stages.pipeline
    where opportunities.stage_kind in ('won', 'open')

)

select
    rep_id,
    forecast_category,
    count(*) as deals,
    cast(coalesce(sum(amount), 0) as decimal(38, 4)) as amount,
    count(*) - count(amount) as without_amount
from deals
where (cast(:period_start as date) is null or day >= :period_start)
  and (cast(:period_end as date) is null or day < :period_end)
group by
    rep_id,
    forecast_category
order by
    rep_id,
    forecast_category
