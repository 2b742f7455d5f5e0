-- name:    measures/attainment
-- purpose: Quota of each rep who carries one, and what the rep won, committed and has due on the days it covers.
--          A quota that reaches over an edge of the window counts by its days inside it.
-- grain:   one row per rep with a quota; none where group_by is not a trait of reps
-- key:     rep_id
-- params:  period_start DATE, period_end DATE, group_by VARCHAR
--          (half-open; both blank: every quota; group_by: rep, manager, team, territory or all)
-- columns: group_name VARCHAR, rep_id VARCHAR, rep_name VARCHAR, quota DECIMAL(38,4), won_amount DECIMAL(38,4),
--          commit_amount DECIMAL(38,4), due_amount DECIMAL(38,4), partial_quotas BIGINT
with

quota_days as (

    select
        rep_id,
        starts_on,
        ends_on,
        amount,
        greatest(starts_on, coalesce(cast(:period_start as date), starts_on)) as first_on,
        least(ends_on, coalesce(cast(:period_end as date), ends_on)) as until_on
    from quotas

),

quota_parts as (

    select
        rep_id,
        first_on,
        until_on,
        case when first_on = starts_on and until_on = ends_on then 0 else 1 end as is_partial,
        case
            when first_on = starts_on and until_on = ends_on then amount
            else cast(
                cast(amount as double)
                * date_diff('day', first_on, until_on)
                / date_diff('day', starts_on, ends_on)
                as decimal(18,4)
            )
        end as amount
    from quota_days
    where first_on < until_on

),

rep_quotas as (

    select
        rep_id,
        sum(amount) as quota,
        cast(sum(is_partial) as bigint) as partial_quotas
    from quota_parts
    group by rep_id

),

dated_deals as (

    select
        rep_id,
        stage_kind,
        forecast_category,
        amount,
        case when stage_kind = 'won' then closed_on else close_on end as day
    from opportunities
    where stage_kind in ('won', 'open')

),

rep_deals as (

    select
        dated_deals.rep_id,
        sum(case when dated_deals.stage_kind = 'won' then dated_deals.amount end) as won_amount,
        sum(
            case
                when dated_deals.stage_kind = 'open' and dated_deals.forecast_category = 'commit'
                    then dated_deals.amount
            end
        ) as commit_amount,
        sum(case when dated_deals.stage_kind = 'open' then dated_deals.amount end) as due_amount
    from dated_deals
    -- a semi-join: two quotas over one day must not double the deal
    where exists (
        select 1
        from quota_parts
        where quota_parts.rep_id = dated_deals.rep_id
          and quota_parts.first_on <= dated_deals.day
          and quota_parts.until_on > dated_deals.day
    )
    group by dated_deals.rep_id

)

select
    case
        when cast(:group_by as varchar) = 'all' then 'all'
        else coalesce(reps.group_name, '(none)')
    end as group_name,
    rep_quotas.rep_id,
    reps.name as rep_name,
    rep_quotas.quota,
    cast(coalesce(rep_deals.won_amount, 0) as decimal(38,4)) as won_amount,
    cast(coalesce(rep_deals.commit_amount, 0) as decimal(38,4)) as commit_amount,
    cast(coalesce(rep_deals.due_amount, 0) as decimal(38,4)) as due_amount,
    rep_quotas.partial_quotas
from rep_quotas
left join rep_deals
    on rep_quotas.rep_id = rep_deals.rep_id
left join reps
    on rep_quotas.rep_id = reps.rep_id
where cast(:group_by as varchar) in ('all', 'rep', 'manager', 'team', 'territory')
order by
    group_name,
    rep_quotas.rep_id
