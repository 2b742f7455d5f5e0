-- name:    overview/pipeline_by_week
-- purpose: How the pipeline of one period stood at the end of each week, rebuilt from history: for sparklines.
-- grain:   one row per week of the look back and rep with a deal of the period then
-- key:     day, rep_id
-- params:  period_start DATE, period_end DATE (half-open, by close date and closing day), first_day DATE, last_day DATE (the look back)
-- columns: day DATE, rep_id VARCHAR, won_amount DECIMAL(38,4), due_amount DECIMAL(38,4), weighted_amount DECIMAL(38,6)
-- notes:   The last week ends with last_day. Probabilities are the deal's own of the time, else the stage's of today.
with

week_ends as (

    select max(calendar.day) as day
    from calendar
    where calendar.day >= :first_day
      and calendar.day <= :last_day
    group by calendar.week_start

),

states as (

    select
        week_ends.day,
        coalesce(opportunity_versions.rep_id, '') as rep_id,
        opportunity_versions.stage_kind,
        opportunity_versions.amount,
        cast(
            cast(opportunity_versions.amount as decimal(22, 4))
            * cast(coalesce(opportunity_versions.probability, stages.probability) as decimal(16, 10))
            as decimal(28, 6)
        ) as weighted_amount
    from week_ends
    inner join opportunity_versions
        on opportunity_versions.valid_from < week_ends.day + 1
        and (opportunity_versions.valid_to is null or opportunity_versions.valid_to >= week_ends.day + 1)
    left join stages
        on opportunity_versions.stage = stages.stage
        and coalesce(opportunity_versions.pipeline, '') = stages.pipeline
    where not opportunity_versions.is_deleted
      and (
          (
              opportunity_versions.stage_kind = 'won'
              and opportunity_versions.closed_on >= :period_start
              and opportunity_versions.closed_on < :period_end
          )
          or (
              opportunity_versions.stage_kind = 'open'
              and opportunity_versions.close_on >= :period_start
              and opportunity_versions.close_on < :period_end
          )
      )

)

select
    states.day,
    states.rep_id,
    cast(coalesce(sum(case when states.stage_kind = 'won' then states.amount end), 0) as decimal(38, 4)) as won_amount,
    cast(coalesce(sum(case when states.stage_kind = 'open' then states.amount end), 0) as decimal(38, 4)) as due_amount,
    cast(coalesce(sum(case when states.stage_kind = 'open' then states.weighted_amount end), 0) as decimal(38, 6))
        as weighted_amount
from states
group by
    states.day,
    states.rep_id
order by
    states.day,
    states.rep_id
