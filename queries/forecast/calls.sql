-- name:    forecast/calls
-- purpose: What people said they would close, every version: own calls, and managers' overrides of them.
-- grain:   one row per submission for a period that lies within the one asked for
-- key:     submission_id
-- params:  period_start DATE, period_end DATE (half-open; both blank: every period)
-- columns: submission_id VARCHAR, rep_id VARCHAR, rep_name VARCHAR, submitted_by VARCHAR, submitted_by_name VARCHAR,
--          kind VARCHAR, category VARCHAR, starts_on DATE, ends_on DATE, amount DECIMAL(18,4), note VARCHAR,
--          submitted_at TIMESTAMP, version BIGINT
-- notes:   kind: rep (own call) or manager (override). A blank amount takes the call back; a blank category is commit.
--          ends_on: the first day after. version: 1 for the first of this person, kind, category and period. As of a
--          past day only what had been submitted by then. By rep: of chosen segments or products a call is unknown.
with

said as (

    select
        submission_id,
        rep_id,
        submitted_by,
        kind,
        coalesce(category, 'commit') as category,
        starts_on,
        ends_on,
        amount,
        note,
        submitted_at
    from forecast_submissions
    where (cast(:period_start as date) is null or starts_on >= :period_start)
      and (cast(:period_end as date) is null or ends_on <= :period_end)

)

select
    said.submission_id,
    said.rep_id,
    owner.name as rep_name,
    said.submitted_by,
    -- the manager of chosen people need not be among them
    coalesce(
        submitter.name,
        case when said.submitted_by = owner.manager_id then owner.manager end,
        said.submitted_by
    ) as submitted_by_name,
    said.kind,
    said.category,
    said.starts_on,
    said.ends_on,
    said.amount,
    said.note,
    said.submitted_at,
    row_number() over (
        partition by said.rep_id, said.kind, said.category, said.starts_on, said.ends_on
        order by said.submitted_at, said.submission_id
    ) as version
from said
left join reps as owner
    on said.rep_id = owner.rep_id
left join reps as submitter
    on said.submitted_by = submitter.rep_id
order by
    said.starts_on,
    said.ends_on,
    said.submitted_at,
    said.submission_id
