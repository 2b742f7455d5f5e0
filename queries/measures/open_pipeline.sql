-- name:    measures/open_pipeline
-- purpose: Open deals due in the window: amount, amount weighted by probability, commit, and what is missing or overdue.
--          Overdue deals (close date up to the as-of day) stay in and are counted beside.
-- grain:   one row per group with an open deal
-- key:     group_name
-- params:  period_start DATE, period_end DATE, as_of DATE, group_by VARCHAR
--          (half-open; both blank: every open deal, dated or not)
-- columns: group_name VARCHAR, open_deals BIGINT, open_amount DECIMAL(38,4), open_deals_with_amount BIGINT,
--          open_deals_without_amount BIGINT, open_deals_without_probability BIGINT, weighted_deals BIGINT,
--          weighted_amount DECIMAL(38,14), commit_deals BIGINT, commit_amount DECIMAL(38,4), overdue_deals BIGINT,
--          overdue_amount DECIMAL(38,4)
select
    group_name,
    count(*) as open_deals,
    sum(amount) as open_amount,
    count(amount) as open_deals_with_amount,
    count(case when amount is null then 1 end) as open_deals_without_amount,
    count(case when probability is null then 1 end) as open_deals_without_probability,
    count(case when amount is not null and probability is not null then 1 end) as weighted_deals,
    -- exact: a product of 4 and 10 decimals; wider factors, as DECIMAL(18,4) times DECIMAL(18,12) overflows
    sum(cast(amount as decimal(26,4)) * cast(probability as decimal(12,10))) as weighted_amount,
    count(case when forecast_category = 'commit' then 1 end) as commit_deals,
    sum(case when forecast_category = 'commit' then amount end) as commit_amount,
    count(case when close_on <= :as_of then 1 end) as overdue_deals,
    sum(case when close_on <= :as_of then amount end) as overdue_amount
from opportunities
where stage_kind = 'open'
  and (cast(:period_start as date) is null or close_on >= :period_start)
  and (cast(:period_end as date) is null or close_on < :period_end)
group by group_name
order by group_name
