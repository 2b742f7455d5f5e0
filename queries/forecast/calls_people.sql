-- name:    forecast/calls_people
-- purpose: Who can be called for: people, whom they report to, and when a deal of theirs in the period last moved.
-- grain:   one row per person
-- key:     rep_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: any deal)
-- columns: rep_id VARCHAR, rep_name VARCHAR, manager_id VARCHAR, team VARCHAR, is_active BOOLEAN, last_moved_at TIMESTAMP
-- notes:   A move: created, won, lost, removed, or another amount, close date or owner, of a deal that was or is due, or
--          was decided, in the period. A deal that a file shows for the first time moved when it was
--          created or closed.
with

moves as (

    select
        rep_id,
        rep_before,
        case
            when kind_before is null
                then least(coalesce(cast(coalesce(closed_on, created_on) as timestamp), moved_at), moved_at)
            else moved_at
        end as moved_at
    from deal_moves
    where (cast(:period_start as date) is null and cast(:period_end as date) is null)
       or (close_on >= :period_start and close_on < :period_end)
       or (close_on_before >= :period_start and close_on_before < :period_end)
       or (closed_on >= :period_start and closed_on < :period_end)

),

moves_by_rep as (

    select
        rep_id,
        moved_at
    from moves
    union all
    -- a deal handed on has moved for both
    select
        rep_before as rep_id,
        moved_at
    from moves
    where rep_before <> rep_id

),

last_moves as (

    select
        rep_id,
        max(moved_at) as last_moved_at
    from moves_by_rep
    group by rep_id

)

select
    reps.rep_id,
    reps.name as rep_name,
    reps.manager_id,
    reps.team,
    reps.is_active,
    last_moves.last_moved_at
from reps
left join last_moves
    on reps.rep_id = last_moves.rep_id
order by
    reps.name,
    reps.rep_id
