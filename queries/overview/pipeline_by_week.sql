-- name:    overview/pipeline_by_week
-- purpose: How the pipeline of one period stood at the end of each week, rebuilt from history: for sparklines.
-- grain:   one row per week of the look back and rep who has had a deal of the period by then
-- key:     day, rep_id
-- params:  period_start DATE, period_end DATE (half-open, by close date and closing day), first_day DATE, last_day DATE (the look back)
-- columns: day DATE, rep_id VARCHAR, won_amount DECIMAL(38,4), due_amount DECIMAL(38,4), weighted_amount DECIMAL(38,6)
-- notes:   What every move of a deal adds or takes, summed up to each week's end; the last week ends with last_day.
--          Owners are those of the time, or of today, as the scope says. Probabilities are the deal's own of the time,
--          else its stage's of today.
with

week_ends as (

    select max(day) as day
    from calendar
    where day >= :first_day
      and day <= :last_day
    group by week_start

),

-- a move takes what a deal was from its owner of before, and gives what it is to its owner since
sides as (

    select
        greatest(cast(moved_at as date), cast(:first_day as date)) as day,
        coalesce(rep_id, '') as rep_id,
        case when kind = 'won' then amount end as won_amount,
        case when kind = 'open' then amount end as due_amount,
        case when kind = 'open' then weighted_amount end as weighted_amount
    from deal_moves
    where (kind = 'won' and closed_on >= :period_start and closed_on < :period_end)
       or (kind = 'open' and close_on >= :period_start and close_on < :period_end)
    union all
    select
        greatest(cast(moved_at as date), cast(:first_day as date)) as day,
        coalesce(rep_before, '') as rep_id,
        case when kind_before = 'won' then -amount_before end as won_amount,
        case when kind_before = 'open' then -amount_before end as due_amount,
        case when kind_before = 'open' then -weighted_before end as weighted_amount
    from deal_moves
    where (kind_before = 'won' and closed_on_before >= :period_start and closed_on_before < :period_end)
       or (kind_before = 'open' and close_on_before >= :period_start and close_on_before < :period_end)

),

daily as (

    select
        day,
        rep_id,
        sum(won_amount) as won_amount,
        sum(due_amount) as due_amount,
        sum(weighted_amount) as weighted_amount
    from sides
    where day <= :last_day
    group by
        day,
        rep_id

)

select
    week_ends.day,
    daily.rep_id,
    cast(coalesce(sum(daily.won_amount), 0) as decimal(38, 4)) as won_amount,
    cast(coalesce(sum(daily.due_amount), 0) as decimal(38, 4)) as due_amount,
    cast(coalesce(sum(daily.weighted_amount), 0) as decimal(38, 6)) as weighted_amount
from week_ends
inner join daily
    on daily.day <= week_ends.day
group by
    week_ends.day,
    daily.rep_id
order by
    week_ends.day,
    daily.rep_id
