-- name:    measures/attainment
-- purpose: Quota, and what its carriers won and committed on the days their quota covers: the same reps, the same days.
--          A quota that reaches over an edge of the window counts by its days inside it.
-- grain:   one row per group with a quota; none where group_by is not a trait of reps
-- key:     group_name
-- params:  period_start DATE, period_end DATE, group_by VARCHAR
--          (half-open; both blank: every quota; group_by: rep, manager, team, territory or all)
-- columns: group_name VARCHAR, quota_amount DECIMAL(38,4), won_amount DECIMAL(38,4),
--          commit_amount DECIMAL(38,4), reps_with_quota BIGINT, reps_at_quota BIGINT, partial_quotas BIGINT
with

quota_days as (

    select
        quotas.rep_id,
        quotas.starts_on,
        quotas.ends_on,
        quotas.amount,
        greatest(quotas.starts_on, coalesce(cast(:period_start as date), quotas.starts_on)) as first_on,
        least(quotas.ends_on, coalesce(cast(:period_end as date), quotas.ends_on)) as until_on

    from quotas

),

quota_parts as (

    select
        quota_days.rep_id,
        quota_days.first_on,
        quota_days.until_on,
        case
            when quota_days.first_on = quota_days.starts_on and quota_days.until_on = quota_days.ends_on then 0
            else 1
        end as is_partial,
        case
            when quota_days.first_on = quota_days.starts_on and quota_days.until_on = quota_days.ends_on
                then quota_days.amount
            else cast(
                cast(quota_days.amount as double)
                * date_diff('day', quota_days.first_on, quota_days.until_on)
                / date_diff('day', quota_days.starts_on, quota_days.ends_on)
                as decimal(18,4)
            )
        end as amount

    from quota_days

    where quota_days.first_on < quota_days.until_on

),

rep_quotas as (

    select
        quota_parts.rep_id,
        sum(quota_parts.amount) as quota_amount,
        sum(quota_parts.is_partial) as partial_quotas

    from quota_parts

    group by quota_parts.rep_id

),

rep_deals as (

    select
        opportunities.rep_id,
        sum(case when opportunities.stage_kind = 'won' then opportunities.amount end) as won_amount,
        sum(
            case
                when opportunities.stage_kind = 'open' and opportunities.forecast_category = 'commit'
                    then opportunities.amount
            end
        ) as commit_amount

    from opportunities

    where opportunities.stage_kind in ('won', 'open')
      and exists (
          select 1
          from quota_parts
          where quota_parts.rep_id = opportunities.rep_id
            and quota_parts.first_on
                <= case when opportunities.stage_kind = 'won' then opportunities.closed_on else opportunities.close_on end
            and quota_parts.until_on
                > case when opportunities.stage_kind = 'won' then opportunities.closed_on else opportunities.close_on end
      )

    group by opportunities.rep_id

),

carriers as (

    select
        rep_quotas.rep_id,
        rep_quotas.quota_amount,
        rep_quotas.partial_quotas,
        coalesce(rep_deals.won_amount, 0) as won_amount,
        coalesce(rep_deals.commit_amount, 0) as commit_amount,
        case
            when cast(:group_by as varchar) = 'all' then 'all'
            else coalesce(reps.group_name, '(none)')
        end as group_name

    from rep_quotas

    left join rep_deals
        on rep_quotas.rep_id = rep_deals.rep_id

    left join reps
        on rep_quotas.rep_id = reps.rep_id

    where cast(:group_by as varchar) in ('all', 'rep', 'manager', 'team', 'territory')

)

select
    carriers.group_name,
    cast(sum(carriers.quota_amount) as decimal(38,4)) as quota_amount,
    cast(sum(carriers.won_amount) as decimal(38,4)) as won_amount,
    cast(sum(carriers.commit_amount) as decimal(38,4)) as commit_amount,
    count(case when carriers.quota_amount > 0 then 1 end) as reps_with_quota,
    count(
        case
            when carriers.quota_amount > 0
                and carriers.won_amount >= carriers.quota_amount
                then 1
        end
    ) as reps_at_quota,
    cast(sum(carriers.partial_quotas) as bigint) as partial_quotas

from carriers

group by carriers.group_name

order by carriers.group_name
