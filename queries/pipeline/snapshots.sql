-- name:    pipeline/snapshots
-- purpose: What the movement of a window rests on: the files of deals up to its end, and the moves that each brought.
-- grain:   one row per import of deals as of the last day or before, and one for the CRM's own history where it tells of
--          a move
-- key:     basis, import_id
-- params:  first_day DATE, last_day DATE (moves after the end of the first day, up to the end of the last)
-- columns: basis VARCHAR, import_id INTEGER, as_of TIMESTAMP, file_name VARCHAR, moves BIGINT
-- notes:   basis: history or snapshot (an uploaded file). as_of: the moment a file speaks of; its moves are dated by it,
--          but for wins and losses, which are dated by their closing day.
with

window_moves as (

    select
        basis,
        case when basis = 'snapshot' then import_id end as import_id,
        count(*) as moves
    from deal_moves
    where moved_at >= cast(:first_day as date) + 1
      and moved_at < cast(:last_day as date) + 1
    group by
        basis,
        case when basis = 'snapshot' then import_id end

),

files as (

    select
        import_id,
        as_of,
        file_name
    from imports
    where entity = 'opportunities'
      and undone_at is null
      and as_of < cast(:last_day as date) + 1

),

observations as (

    select
        'snapshot' as basis,
        files.import_id,
        files.as_of,
        files.file_name,
        coalesce(window_moves.moves, 0) as moves
    from files
    left join window_moves
        on files.import_id = window_moves.import_id
        and window_moves.basis = 'snapshot'
    union all
    select
        'history' as basis,
        cast(null as integer) as import_id,
        cast(null as timestamp) as as_of,
        cast(null as varchar) as file_name,
        window_moves.moves
    from window_moves
    where window_moves.basis = 'history'

)

select
    basis,
    import_id,
    as_of,
    file_name,
    moves
from observations
order by
    basis,
    as_of,
    import_id
