-- name:    reps/board_pace
-- purpose: What each rep with a quota had won by a day of a period, and by its end: attainment at the same day.
-- grain:   one row per rep with a quota in the period
-- key:     rep_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: every quota),
--          until DATE (the first day that does not count yet; blank: none), group_by VARCHAR
--          (rep, manager, team, territory or all)
-- columns: group_name VARCHAR, rep_id VARCHAR, rep_name VARCHAR, quota DECIMAL(38,4), won_by_then_amount DECIMAL(38,4),
--          won_amount DECIMAL(38,4)
-- notes:   Quotas and the days they cover are counted as in measures/attainment.
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
        sum(amount) as quota
    from quota_parts
    group by rep_id

),

wins as (

    select
        rep_id,
        closed_on,
        sum(amount) as amount
    from opportunities
    where stage_kind = 'won'
      and closed_on >= coalesce(cast(:period_start as date), closed_on)
      and closed_on < coalesce(cast(:period_end as date), closed_on + 1)
    group by
        rep_id,
        closed_on

),

rep_wins as (

    select
        wins.rep_id,
        sum(case when wins.closed_on < coalesce(cast(:until as date), wins.closed_on + 1) then wins.amount end)
            as won_by_then_amount,
        sum(wins.amount) as won_amount
    from wins
    -- a semi-join: two quotas over one day must not double the win
    where exists (
        select 1
        from quota_parts
        where quota_parts.rep_id = wins.rep_id
          and quota_parts.first_on <= wins.closed_on
          and quota_parts.until_on > wins.closed_on
    )
    group by wins.rep_id

)

select
    case
        when cast(:group_by as varchar) = 'all' then 'all'
        else coalesce(reps.group_name, '(none)')
    end as group_name,
    rep_quotas.rep_id,
    reps.name as rep_name,
    rep_quotas.quota,
    cast(coalesce(rep_wins.won_by_then_amount, 0) as decimal(38,4)) as won_by_then_amount,
    cast(coalesce(rep_wins.won_amount, 0) as decimal(38,4)) as won_amount
from rep_quotas
left join rep_wins
    on rep_quotas.rep_id = rep_wins.rep_id
left join reps
    on rep_quotas.rep_id = reps.rep_id
order by
    group_name,
    rep_quotas.rep_id
