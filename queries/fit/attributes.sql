-- name:    fit/attributes
-- purpose: What accounts, contacts and leads can be chosen by: fields and traits, with how many records have each.
-- grain:   one row per entity and attribute
-- key:     entity, name
-- params:  today DATE (last day the data knows)
-- columns: entity VARCHAR, name VARCHAR, records BIGINT, numbers BIGINT, texts BIGINT, lowest DOUBLE, highest DOUBLE
-- notes:   Of the whole company: an account may be somebody else's. The day since when a contact is in the role is given
--          as months in role, 30.4375 days each. texts: different texts.
with

facts as (

    select
        entity,
        case when name = 'in role since' then 'months in role' else name end as name,
        value,
        case
            when name = 'in role since' then (cast(:today as date) - cast(value as date)) / 30.4375
            else number
        end as number
    from record_facts

)

select
    entity,
    name,
    count(*) as records,
    count(number) as numbers,
    count(distinct value) as texts,
    min(number) as lowest,
    max(number) as highest
from facts
group by entity, name
order by entity, name
