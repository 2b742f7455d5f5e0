-- name:    imports/findings
-- purpose: What was noticed in the file of an import.
-- grain:   one row per finding
-- key:     none
-- params:  import_id INTEGER
-- columns: code VARCHAR, message VARCHAR, row_count BIGINT, sample_rows VARCHAR, told VARCHAR
select
    import_findings.code,
    import_findings.message,
    import_findings.row_count,
    import_findings.sample_rows,
    import_findings.told
from import_findings
where import_findings.import_id = :import_id
order by
    import_findings.row_count desc,
    import_findings.code,
    import_findings.message
