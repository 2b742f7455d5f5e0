-- name:    measures/pipeline_at
-- purpose: Deals open at the end of a day, rebuilt from history, whatever day they were due; owners as they were then.
-- grain:   one row per group with a deal open on that day
-- key:     group_name
-- params:  day DATE, group_by VARCHAR
-- columns: group_name VARCHAR, open_deals BIGINT, open_amount DECIMAL(38,4), open_with_amount BIGINT,
--          weighted_amount DECIMAL(38,6)
-- notes:   Probability is the deal's own of the time, else its stage's of today.
select
    opportunity_versions.group_name,
    count(*) as open_deals,
    sum(opportunity_versions.amount) as open_amount,
    count(opportunity_versions.amount) as open_with_amount,
    sum(
        cast(
            cast(opportunity_versions.amount as decimal(22, 4))
            * cast(coalesce(opportunity_versions.probability, stages.probability) as decimal(16, 10))
            as decimal(28, 6)
        )
    ) as weighted_amount
from opportunity_versions
left join stages
    on opportunity_versions.stage = stages.stage
    and coalesce(opportunity_versions.pipeline, '') = stages.pipeline
where opportunity_versions.stage_kind = 'open'
  and not opportunity_versions.is_deleted
  and opportunity_versions.valid_from < cast(:day as date) + 1
  and (opportunity_versions.valid_to is null or opportunity_versions.valid_to >= cast(:day as date) + 1)
group by opportunity_versions.group_name
order by opportunity_versions.group_name
