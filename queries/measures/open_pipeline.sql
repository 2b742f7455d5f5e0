-- name:    measures/open_pipeline
-- purpose: Open deals, those due in the window among them, weighted by probability; what is missing or overdue beside.
-- grain:   one row per group with an open deal
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal is due, dated or not),
--          today DATE (last day the data knows), group_by VARCHAR
-- columns: group_name VARCHAR, open_deals BIGINT, open_amount DECIMAL(38,4), open_with_amount BIGINT, due_deals BIGINT,
--          due_amount DECIMAL(38,4), due_with_amount BIGINT, weighted_deals BIGINT, weighted_amount DECIMAL(38,6),
--          commit_deals BIGINT, commit_amount DECIMAL(38,4), overdue_deals BIGINT, overdue_amount DECIMAL(38,4)
-- notes:   Overdue deals (close date before today, inside the window) are among the due ones, and counted beside.
--          Probability is the deal's own, else its stage's. Amounts are blank where no deal has one.
with

open_deals as (

    select
        opportunities.group_name,
        opportunities.amount,
        opportunities.forecast_category,
        opportunities.close_on,
        -- rounded per deal, so that groups add up to the whole; the wide factors keep the product from overflowing
        cast(
            cast(opportunities.amount as decimal(22, 4))
            * cast(coalesce(opportunities.probability, stages.probability) as decimal(16, 10))
            as decimal(28, 6)
        ) as weighted_amount,
        case
            when (cast(:period_start as date) is null or opportunities.close_on >= :period_start)
                and (cast(:period_end as date) is null or opportunities.close_on < :period_end)
                then 1
            else 0
        end as is_due
    from opportunities
    left join stages
        on opportunities.stage = stages.stage
        and coalesce(opportunities.pipeline, '') = stages.pipeline
    where opportunities.stage_kind = 'open'

)

select
    group_name,
    count(*) as open_deals,
    sum(amount) as open_amount,
    count(amount) as open_with_amount,
    count(case when is_due = 1 then 1 end) as due_deals,
    sum(case when is_due = 1 then amount end) as due_amount,
    count(case when is_due = 1 then amount end) as due_with_amount,
    count(case when is_due = 1 then weighted_amount end) as weighted_deals,
    sum(case when is_due = 1 then weighted_amount end) as weighted_amount,
    count(case when is_due = 1 and forecast_category = 'commit' then 1 end) as commit_deals,
    sum(case when is_due = 1 and forecast_category = 'commit' then amount end) as commit_amount,
    count(case when is_due = 1 and close_on < :today then 1 end) as overdue_deals,
    sum(case when is_due = 1 and close_on < :today then amount end) as overdue_amount
from open_deals
group by group_name
order by group_name
