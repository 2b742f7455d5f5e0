-- name:    measures/created
-- purpose: Deals created in the window, what has become of them, and what they were worth when they began.
-- grain:   one row per group with a deal created in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by creation day; both blank: every deal, dated or not),
--          group_by VARCHAR
-- columns: group_name VARCHAR, created_deals BIGINT, won_deals BIGINT, lost_deals BIGINT, open_deals BIGINT,
--          created_with_amount BIGINT, created_amount DECIMAL(38,4)
-- notes:   The amount at creation is the first one known from the end of the creation day on, within a week of it:
--          weekly uploads still know it, a deal first seen years later does not lend today's amount.
select
    group_name,
    count(*) as created_deals,
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals,
    count(case when stage_kind = 'open' then 1 end) as open_deals,
    count(created_amount) as created_with_amount,
    sum(created_amount) as created_amount
from opportunities
where (cast(:period_start as date) is null or created_on >= :period_start)
  and (cast(:period_end as date) is null or created_on < :period_end)
group by group_name
order by group_name
