-- name:    measures/pipeline_at
-- purpose: Deals open at the end of a day, rebuilt from history, whatever day they are due; owners as they were then.
-- grain:   one row per group with a deal open on that day
-- key:     group_name
-- params:  day DATE, group_by VARCHAR
-- columns: group_name VARCHAR, open_deals BIGINT, open_amount DECIMAL(38,4), open_deals_without_amount BIGINT,
--          weighted_amount DECIMAL(38,14)
select
    group_name,
    count(*) as open_deals,
    sum(amount) as open_amount,
    count(case when amount is null then 1 end) as open_deals_without_amount,
    sum(cast(amount as decimal(26,4)) * cast(probability as decimal(12,10))) as weighted_amount
from opportunity_versions
where stage_kind = 'open'
  and not is_deleted
  and valid_from < cast(:day as date) + 1
  and (valid_to is null or valid_to >= cast(:day as date) + 1)
group by group_name
order by group_name
