-- name:    settings/chosen
-- purpose: What the organisation has set; a key that is not here goes by the usual.
-- grain:   one row per setting
-- key:     key
-- params:  none
-- columns: key VARCHAR, value VARCHAR, changed_at TIMESTAMP
select
    key,
    value,
    changed_at
from settings
where key not in ('schema_version', 'inferred_currency')
order by key
