-- name:    reps/board_play
-- purpose: Deals in play in the window, what they were worth when it began or when they did, and what of them was won.
-- grain:   one row per group with a deal in play
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open; both blank: every deal), group_by VARCHAR
-- columns: group_name VARCHAR, available_deals BIGINT, available_with_amount BIGINT, available_amount DECIMAL(38,4),
--          yield_deals BIGINT, yield_amount DECIMAL(38,4)
-- notes:   In play: created before the window ends, and not decided before it begins. A deal is worth what it was when
--          the window began, of those created in it the first amount known within a week of creation; where the record
--          does not say, the present amount. Deals belong to whoever closed or owns them now, so that what was won is
--          part of what was available. Deals worth nothing that is known are in neither sum; yield_deals: those won.
with

former as (

    select
        opportunity_id,
        max(amount) as amount
    from opportunity_versions
    where valid_from < cast(:period_start as timestamp)
      and (valid_to is null or valid_to >= cast(:period_start as timestamp))
    group by opportunity_id

),

in_play as (

    select
        group_name,
        opportunity_id,
        created_on,
        created_amount,
        amount,
        case
            when stage_kind = 'won'
                and (cast(:period_end as date) is null or closed_on < :period_end)
                then 1
            else 0
        end as is_yield
    from opportunities
    where (stage_kind = 'open' or closed_on >= coalesce(cast(:period_start as date), closed_on))
      and (cast(:period_end as date) is null or coalesce(created_on, closed_on) < :period_end)

),

valued as (

    select
        in_play.group_name,
        in_play.is_yield,
        in_play.amount as won_amount,
        case
            when in_play.created_on >= :period_start then coalesce(in_play.created_amount, in_play.amount)
            else coalesce(former.amount, in_play.amount)
        end as available_amount
    from in_play
    left join former
        on in_play.opportunity_id = former.opportunity_id

)

select
    group_name,
    count(*) as available_deals,
    count(available_amount) as available_with_amount,
    sum(available_amount) as available_amount,
    count(case when is_yield = 1 and available_amount is not null then 1 end) as yield_deals,
    sum(case when is_yield = 1 and available_amount is not null then won_amount end) as yield_amount
from valued
group by group_name
order by group_name
