-- name:    pipeline/net_movement
-- purpose: The end of a window against its start, each deal once: what entered, changed and left; and which deals slipped.
-- grain:   one row per net reason of the deals that moved in the window
-- key:     reason
-- params:  first_day DATE, last_day DATE (moves after the end of the first day, up to the end of the last),
--          period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal, dated or not)
-- columns: reason VARCHAR, deals BIGINT, amount DECIMAL(38,4), entered_deals BIGINT, slipped_deals BIGINT,
--          slipped_amount DECIMAL(38,4)
-- notes:   Reasons as in pipeline/movement, but of what a deal is at the end against what it was at the start, so what
--          was pushed out and pulled back counts nowhere; what left is counted with its amount at the start. none: no
--          net change. Start + Σ amount = end. entered_deals: not in the pipeline at the start, but at some time since.
--          slipped_deals: in the pipeline at some time, and at the end open with a later close date than the period has.
with

moves as (

    select
        opportunity_id,
        moved_at,
        case
            when kind_before is null then 1
            when kind_before = 'open' then 2
            when kind_before = 'elsewhere' then 3
            else 4
        end as entry,
        case
            when kind = 'open' then 5
            when kind = 'elsewhere' then 6
            when kind = 'won' then 7
            when kind = 'lost' then 8
            else 9
        end as leaving,
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
        case when kind = 'open' and close_on >= :period_end then 1 else 0 end as is_later
    from deal_moves
    where moved_at >= cast(:first_day as date) + 1
      and moved_at < cast(:last_day as date) + 1

),

-- a deal's first move tells what it was, its last one what it is; reasons are numbers, as texts are slow to carry along
deals as (

    select
        arg_min(entry, moved_at) as entry,
        arg_min(value_before, moved_at) as value_before,
        arg_min(was_in, moved_at) as was_in,
        arg_max(leaving, moved_at) as leaving,
        arg_max(value, moved_at) as value,
        arg_max(is_in, moved_at) as is_in,
        arg_max(is_later, moved_at) as has_slipped
    from moves
    group by opportunity_id
    having max(greatest(was_in, is_in)) = 1

),

judged as (

    select
        case
            when was_in = 1 and is_in = 1 and value > value_before then 10
            when was_in = 1 and is_in = 1 and value < value_before then 11
            when was_in = is_in then 0
            when was_in = 1 then leaving
            else entry
        end as reason_number,
        is_in * value - was_in * value_before as change,
        1 - was_in as has_entered,
        has_slipped,
        value
    from deals

)

select
    case reason_number
        when 0 then 'none'
        when 1 then 'created'
        when 2 then 'pulled_in'
        when 3 then 'transferred_in'
        when 4 then 'reopened'
        when 5 then 'pushed_out'
        when 6 then 'transferred_out'
        when 7 then 'won'
        when 8 then 'lost'
        when 9 then 'removed'
        when 10 then 'increased'
        else 'decreased'
    end as reason,
    count(*) as deals,
    cast(sum(change) as decimal(38, 4)) as amount,
    cast(sum(has_entered) as bigint) as entered_deals,
    cast(sum(has_slipped) as bigint) as slipped_deals,
    cast(sum(has_slipped * value) as decimal(38, 4)) as slipped_amount
from judged
group by reason_number
order by reason
