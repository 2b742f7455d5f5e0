-- name:    pipeline/movement
-- purpose: Why the pipeline of a period is another at the end of one day than at the end of an earlier one: every move
--          in between, by reason, as a whole and week by week.
-- grain:   one row per reason (week_start blank), and one per reason and week of the window (weeks begin on Mondays)
-- key:     reason, week_start
-- params:  first_day DATE, last_day DATE (moves after the end of the first day, up to the end of the last),
--          period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal, dated or not)
-- columns: reason VARCHAR, week_start DATE, moves BIGINT, deals BIGINT, amount DECIMAL(38,4), without_amount BIGINT,
--          seen_deals BIGINT, seen_amount DECIMAL(38,4)
-- notes:   A deal is in the pipeline iff it is open, not removed, and due inside the period. Each move is split into
--          parts that sum to what it adds (amount after, if in) less what it takes (amount before, if in):
--          created +after: the deal was not known before. pulled_in +after: it was open and due elsewhere.
--          reopened +after: it had been won, lost or removed. transferred_in +after: it belonged to other owners.
--          increased, decreased after − before: it was in and stays in, or is won. pushed_out −before: it is due
--          elsewhere now. lost, removed, transferred_out −before. won −after, so that the bar is what was booked.
--          A deal that was not in the pipeline and is won on a day of the period enters it and is won in one move
--          (not so where it was won before, or with other owners), so that wins reconcile with bookings.
--          Moves are gross: pushed out and pulled back counts in both. A blank amount counts as 0, and the move in
--          without_amount. seen_…: of the created, those whose creation day is no day of the window: first seen in it.
--          deals: blank for a week.
with

moves as (

    select
        opportunity_id,
        cast(date_trunc('week', cast(moved_at as date)) as date) as week_start,
        created_on,
        kind_before,
        kind,
        amount_before,
        amount,
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

-- read four times below
steps as materialized (

    select
        opportunity_id,
        week_start,
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
        case
            when was_in = 0 then case when amount is null then 1 else 0 end
            when is_in = 1 or kind = 'won' then case when amount is null or amount_before is null then 1 else 0 end
            else case when amount_before is null then 1 else 0 end
        end as is_blank,
        case when kind_before is null and created_on <= :first_day then 1 else 0 end as is_seen,
        case when kind = 'won' and (was_in = 1 or is_booked = 1) then -value end as won,
        case when amount is null then 1 else 0 end as is_won_blank
    from moves
    where was_in = 1
       or is_in = 1
       or is_booked = 1

),

weekly as (

    select
        reason,
        week_start,
        count(*) as moves,
        cast(sum(change) as decimal(38, 4)) as amount,
        cast(sum(is_blank) as bigint) as without_amount,
        cast(sum(is_seen) as bigint) as seen_deals,
        cast(sum(case when is_seen = 1 then change else 0 end) as decimal(38, 4)) as seen_amount
    from steps
    where reason is not null
    group by
        reason,
        week_start
    union all
    select
        'won' as reason,
        week_start,
        count(*) as moves,
        cast(sum(won) as decimal(38, 4)) as amount,
        cast(sum(is_won_blank) as bigint) as without_amount,
        0 as seen_deals,
        0 as seen_amount
    from steps
    where won is not null
    group by week_start

),

-- counted apart: to tell deals apart week by week would take longer than all the rest
reason_deals as (

    select
        reason,
        count(distinct opportunity_id) as deals
    from steps
    where reason is not null
    group by reason
    union all
    select
        'won' as reason,
        count(distinct opportunity_id) as deals
    from steps
    where won is not null
    having count(*) > 0

)

select
    weekly.reason,
    weekly.week_start,
    cast(sum(weekly.moves) as bigint) as moves,
    case when weekly.week_start is null then min(reason_deals.deals) end as deals,
    cast(sum(weekly.amount) as decimal(38, 4)) as amount,
    cast(sum(weekly.without_amount) as bigint) as without_amount,
    cast(sum(weekly.seen_deals) as bigint) as seen_deals,
    cast(sum(weekly.seen_amount) as decimal(38, 4)) as seen_amount
from weekly
inner join reason_deals
    on weekly.reason = reason_deals.reason
group by grouping sets (
    (weekly.reason),
    (weekly.reason, weekly.week_start)
)
order by
    weekly.reason,
    weekly.week_start
