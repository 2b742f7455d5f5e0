-- name:    pipeline/net_deals
-- purpose: The deals behind the net movement: what each is at the end of the window against what it was at the start.
-- grain:   one row per deal that was in the pipeline at some time of the window and moved in it
-- key:     opportunity_id
-- params:  first_day DATE, last_day DATE (moves after the end of the first day, up to the end of the last),
--          period_start DATE, period_end DATE (half-open, by close date; both blank: every open deal, dated or not)
-- columns: reason VARCHAR, opportunity_id VARCHAR, name VARCHAR, account_name VARCHAR, rep_name VARCHAR, stage VARCHAR,
--          start_amount DECIMAL(38,4), end_amount DECIMAL(38,4), amount DECIMAL(38,4), close_on DATE, has_slipped BOOLEAN
-- notes:   Reasons as in pipeline/net_movement, whose amounts these are the parts of. start_amount, end_amount: blank where
--          the deal is not in the pipeline then. Owner and stage are those at the end of the last day.
with

moves as (

    select
        opportunity_id,
        kind_before,
        kind,
        close_on,
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
        row_number() over (partition by opportunity_id order by moved_at) as first_rank,
        row_number() over (partition by opportunity_id order by moved_at desc) as last_rank
    from deal_moves
    where moved_at >= cast(:first_day as date) + 1
      and moved_at < cast(:last_day as date) + 1

),

deals as (

    select
        opportunity_id,
        max(case when first_rank = 1 then kind_before end) as kind_before,
        max(case when first_rank = 1 then value_before end) as value_before,
        max(case when first_rank = 1 then was_in end) as was_in,
        max(case when last_rank = 1 then kind end) as kind,
        max(case when last_rank = 1 then value end) as value,
        max(case when last_rank = 1 then is_in end) as is_in,
        max(case when last_rank = 1 then close_on end) as close_on
    from moves
    group by opportunity_id
    having max(case when was_in = 1 then 1 else is_in end) = 1

),

judged as (

    select
        opportunity_id,
        case
            when was_in = 1 and is_in = 1 and value > value_before then 'increased'
            when was_in = 1 and is_in = 1 and value < value_before then 'decreased'
            when was_in = is_in then 'none'
            when was_in = 1 and kind = 'open' then 'pushed_out'
            when was_in = 1 and kind = 'elsewhere' then 'transferred_out'
            when was_in = 1 then kind
            when kind_before is null then 'created'
            when kind_before = 'open' then 'pulled_in'
            when kind_before = 'elsewhere' then 'transferred_in'
            else 'reopened'
        end as reason,
        cast(case when was_in = 1 then value_before end as decimal(38, 4)) as start_amount,
        cast(case when is_in = 1 then value end as decimal(38, 4)) as end_amount,
        cast(is_in * value - was_in * value_before as decimal(38, 4)) as amount,
        close_on,
        coalesce(kind = 'open' and close_on >= :period_end, false) as has_slipped
    from deals

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
      and opportunity_id in (select judged.opportunity_id from judged)

)

select
    judged.reason,
    judged.opportunity_id,
    known_deals.name,
    known_deals.account_name,
    known_deals.rep_name,
    known_deals.stage,
    judged.start_amount,
    judged.end_amount,
    judged.amount,
    judged.close_on,
    judged.has_slipped
from judged
left join known_deals
    on judged.opportunity_id = known_deals.opportunity_id
    and known_deals.age_rank = 1
order by
    judged.reason,
    abs(judged.amount) desc,
    judged.opportunity_id
