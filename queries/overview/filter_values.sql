-- name:    overview/filter_values
-- purpose: What can be chosen in the filter bar: stable codes, and the labels people read.
-- grain:   one row per filter and code
-- key:     filter_name, code
-- params:  none
-- columns: filter_name VARCHAR, code VARCHAR, label VARCHAR
with

choices as (

    select
        'team' as filter_name,
        reps.team as code,
        reps.team as label
    from reps
    union
    select
        'territory' as filter_name,
        reps.territory as code,
        reps.territory as label
    from reps
    union
    select
        'owner' as filter_name,
        reps.rep_id as code,
        reps.name as label
    from reps
    union
    select
        'segment' as filter_name,
        opportunities.segment as code,
        opportunities.segment as label
    from opportunities
    union
    select
        'product' as filter_name,
        opportunities.product as code,
        opportunities.product as label
    from opportunities
    union
    select
        'source' as filter_name,
        opportunities.lead_source as code,
        opportunities.lead_source as label
    from opportunities

)

select
    choices.filter_name,
    choices.code,
    min(choices.label) as label
from choices
where choices.code is not null
  and choices.code <> ''
group by
    choices.filter_name,
    choices.code
order by
    choices.filter_name,
    min(choices.label),
    choices.code
