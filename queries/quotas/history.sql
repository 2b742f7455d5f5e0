-- name:    quotas/history
-- purpose: What became of every quota: who set it when, from which amount to which, and by which import.
-- grain:   one row per quota and import that changed its amount
-- key:     quota_id, import_id
-- params:  none
-- columns: quota_id VARCHAR, rep_id VARCHAR, rep_name VARCHAR, team VARCHAR, starts_on DATE, ends_on DATE,
--          import_id INTEGER, changed_at TIMESTAMP, changed_by VARCHAR, file_name VARCHAR, is_first BOOLEAN,
--          amount_before DECIMAL(18,4), amount DECIMAL(18,4), currency VARCHAR
-- notes:   Amounts as they were written, in the currency named. Blank afterwards: taken back. Imports that were undone
--          are none of it. In the order in which files overrule one another, which is that of the days they speak of.
with

told as (

    select
        observed_quotas.quota_id,
        imports.import_id,
        imports.as_of,
        imports.imported_at,
        imports.imported_by,
        imports.file_name,
        observed_quotas.amount,
        upper(observed_quotas.currency) as currency
    from sightings
    inner join imports
        on sightings.import_id = imports.import_id
    inner join observed_quotas
        on sightings.state_id = observed_quotas.state_id
    where imports.entity = 'quotas'
      and imports.undone_at is null
      and ',' || observed_quotas.shape || ',' like '%,amount,%'

),

ordered as (

    select
        quota_id,
        import_id,
        imported_at,
        imported_by,
        file_name,
        amount,
        currency,
        lag(amount) over (partition by quota_id order by as_of, import_id) as amount_before,
        row_number() over (partition by quota_id order by as_of, import_id) as place
    from told

)

select
    ordered.quota_id,
    known_quotas.rep_id,
    reps.name as rep_name,
    reps.team,
    known_quotas.starts_on,
    known_quotas.ends_on,
    ordered.import_id,
    ordered.imported_at as changed_at,
    ordered.imported_by as changed_by,
    ordered.file_name,
    ordered.place = 1 as is_first,
    ordered.amount_before,
    ordered.amount,
    ordered.currency
from ordered
inner join known_quotas
    on ordered.quota_id = known_quotas.quota_id
left join reps
    on known_quotas.rep_id = reps.rep_id
where ordered.place = 1
   or ordered.amount is distinct from ordered.amount_before
order by
    ordered.imported_at desc,
    ordered.import_id desc,
    ordered.quota_id
