-- name:    overview/open_deals
-- purpose: Every open deal with what one needs to act on it, the largest first.
-- grain:   one row per open deal
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by close date), today DATE (last day the data knows)
-- columns: opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, team VARCHAR, stage VARCHAR,
--          amount DECIMAL(38,4), probability DOUBLE, weighted_amount DECIMAL(28,6), forecast_category VARCHAR,
--          close_on DATE, age_days INTEGER, next_step VARCHAR, is_due BOOLEAN, is_overdue BOOLEAN, has_quota BOOLEAN
-- notes:   has_quota: the owner carries a quota on the close date, so that coverage counts the deal.
select
    opportunities.opportunity_id,
    opportunities.name,
    opportunities.account_name,
    opportunities.rep_name,
    opportunities.team,
    opportunities.stage,
    cast(opportunities.amount as decimal(38, 4)) as amount,
    coalesce(opportunities.probability, stages.probability) as probability,
    cast(
        cast(opportunities.amount as decimal(22, 4))
        * cast(coalesce(opportunities.probability, stages.probability) as decimal(16, 10))
        as decimal(28, 6)
    ) as weighted_amount,
    opportunities.forecast_category,
    opportunities.close_on,
    cast(:today - opportunities.created_on as integer) as age_days,
    opportunities.next_step,
    coalesce(opportunities.close_on >= :period_start and opportunities.close_on < :period_end, false) as is_due,
    coalesce(opportunities.close_on < :today, true) as is_overdue,
    case
        when exists (
            select 1
            from quotas
            where quotas.rep_id = opportunities.rep_id
              and quotas.starts_on <= opportunities.close_on
              and quotas.ends_on > opportunities.close_on
        )
            then true
        else false
    end as has_quota
from opportunities
left join stages
    on opportunities.stage = stages.stage
    and coalesce(opportunities.pipeline, '') = stages.pipeline
where opportunities.stage_kind = 'open'
order by
    coalesce(opportunities.amount, -1) desc,
    opportunities.opportunity_id
