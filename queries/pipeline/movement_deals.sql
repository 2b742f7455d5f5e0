-- name:    pipeline/movement_deals
-- purpose: The deals behind each bar of the movement: what each added to it or took from it. Their sum is the bar.
-- grain:   one row per reason and deal
-- key:     reason, opportunity_id
-- params:  first_day DATE, last_day DATE (moves after the end of the first day, up to the end of the last),
--          period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal, dated or not),
--          reason VARCHAR (of one bar; blank: all of them)
-- columns: reason VARCHAR, opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, stage VARCHAR,
--          amount DECIMAL(38,4), moves BIGINT, close_on_before DATE, close_on DATE, moved_on DATE
-- notes:   Reasons and parts as in pipeline/movement. Owner and stage are those at the end of the last day; close dates
--          those before the first and after the last of the deal's moves for this reason.
with

moves as (

    select
        opportunity_id,
        moved_at,
        close_on_before,
        close_on,
        kind_before,
        kind,
        coalesce(amount_before, 0) as value_before,
        coalesce(amount, 0) as value,
        case
            when kind_before = 'open'
                and (cast(:period_start as date) is null or close_on_before >= :period_start)
                and (cast(:period_end as date) is null or close_on_before < :period_end)
                then 1
            else 0
        end as was_in,
        case
            when kind = 'open'
                and (cast(:period_start as date) is null or close_on >= :period_start)
                and (cast(:period_end as date) is null or close_on < :period_end)
                then 1
            else 0
        end as is_in,
        case
            when kind = 'won'
                and coalesce(kind_before, '') not in ('won', 'elsewhere')
                and (cast(:period_start as date) is null or closed_on >= :period_start)
                and (cast(:period_end as date) is null or closed_on < :period_end)
                then 1
            else 0
        end as is_booked
    from deal_moves
    where moved_at >= cast(:first_day as date) + 1
      and moved_at < cast(:last_day as date) + 1

),

-- read twice below
steps as materialized (

    select
        opportunity_id,
        moved_at,
        close_on_before,
        close_on,
        value,
        case
            when was_in = 1 and (is_in = 1 or kind = 'won') and value > value_before then 'increased'
            when was_in = 1 and (is_in = 1 or kind = 'won') and value < value_before then 'decreased'
            when was_in = 1 and (is_in = 1 or kind = 'won') then null
            when was_in = 1 and kind = 'open' then 'pushed_out'
            when was_in = 1 and kind = 'elsewhere' then 'transferred_out'
            when was_in = 1 then kind
            when is_in = 0 and is_booked = 0 then null
            when kind_before is null then 'created'
            when kind_before = 'open' then 'pulled_in'
            when kind_before = 'elsewhere' then 'transferred_in'
            else 'reopened'
        end as reason,
        case
            when was_in = 0 then value
            when is_in = 1 or kind = 'won' then value - value_before
            else -value_before
        end as change,
        case when kind = 'won' and (was_in = 1 or is_booked = 1) then 1 else 0 end as is_won
    from moves
    where was_in = 1
       or is_in = 1
       or is_booked = 1

),

parts as (

    select
        reason,
        opportunity_id,
        moved_at,
        close_on_before,
        close_on,
        change as amount
    from steps
    where reason is not null
      and (cast(:reason as varchar) is null or reason = :reason)
    union all
    select
        'won' as reason,
        opportunity_id,
        moved_at,
        close_on_before,
        close_on,
        -value as amount
    from steps
    where is_won = 1
      and (cast(:reason as varchar) is null or cast(:reason as varchar) = 'won')

),

ranked_parts as (

    select
        reason,
        opportunity_id,
        moved_at,
        close_on_before,
        close_on,
        amount,
        row_number() over (partition by reason, opportunity_id order by moved_at) as first_rank,
        row_number() over (partition by reason, opportunity_id order by moved_at desc) as last_rank
    from parts

),

lines as (

    select
        reason,
        opportunity_id,
        cast(sum(amount) as decimal(38, 4)) as amount,
        count(*) as moves,
        max(case when first_rank = 1 then close_on_before end) as close_on_before,
        max(case when last_rank = 1 then close_on end) as close_on,
        cast(max(moved_at) as date) as moved_on
    from ranked_parts
    group by
        reason,
        opportunity_id

),

-- versions, as deals that are removed or other owners' by now are not among the deals
known_deals as (

    select
        opportunity_id,
        name,
        account_name,
        rep_name,
        stage,
        row_number() over (partition by opportunity_id order by valid_from desc) as age_rank
    from named_versions
    where valid_from < cast(:last_day as date) + 1
      and opportunity_id in (select lines.opportunity_id from lines)

)

select
    lines.reason,
    lines.opportunity_id,
    known_deals.name,
    known_deals.account_name,
    known_deals.rep_name,
    known_deals.stage,
    lines.amount,
    lines.moves,
    lines.close_on_before,
    lines.close_on,
    lines.moved_on
from lines
left join known_deals
    on lines.opportunity_id = known_deals.opportunity_id
    and known_deals.age_rank = 1
order by
    lines.reason,
    abs(lines.amount) desc,
    lines.opportunity_id
