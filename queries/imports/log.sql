-- name:    imports/log
-- purpose: Every import with its row account, undone ones included, the newest first.
-- grain:   one row per import
-- key:     import_id
-- params:  none
-- columns: import_id INTEGER, entity VARCHAR, source VARCHAR, file_name VARCHAR, member VARCHAR, content_hash VARCHAR,
--          as_of TIMESTAMP, imported_at TIMESTAMP, imported_by VARCHAR, is_complete BOOLEAN, mapping VARCHAR, rows_read BIGINT,
--          rows_new BIGINT, rows_changed BIGINT, rows_unchanged BIGINT, rows_rejected BIGINT,
--          amount_total DECIMAL(38,4), findings BIGINT, undone_at TIMESTAMP, header VARCHAR
with

found as (

    select
        import_findings.import_id,
        count(*) as findings
    from import_findings
    group by import_findings.import_id

)

select
    imports.import_id,
    imports.entity,
    imports.source,
    imports.file_name,
    imports.member,
    imports.content_hash,
    imports.as_of,
    imports.imported_at,
    imports.imported_by,
    imports.is_complete,
    imports.mapping,
    imports.rows_read,
    imports.rows_new,
    imports.rows_changed,
    imports.rows_unchanged,
    imports.rows_rejected,
    imports.amount_total,
    coalesce(found.findings, 0) as findings,
    imports.undone_at,
    imports.header
from imports
left join found
    on imports.import_id = found.import_id
order by imports.import_id desc
