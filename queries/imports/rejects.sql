-- name:    imports/rejects
-- purpose: The rows of an import that were refused, as they stood in the file, with the reason.
-- grain:   one row per refused row
-- key:     none
-- params:  import_id INTEGER
-- columns: row_number BIGINT, column_name VARCHAR, value VARCHAR, code VARCHAR, reason VARCHAR, row_text VARCHAR, told VARCHAR
select
    import_rejects.row_number,
    import_rejects.column_name,
    import_rejects.value,
    import_rejects.code,
    import_rejects.reason,
    import_rejects.row_text,
    import_rejects.told
from import_rejects
where import_rejects.import_id = :import_id
order by
    import_rejects.row_number,
    import_rejects.code,
    import_rejects.reason
