-- name:    settings/changes
-- purpose: Every change of a setting, the newest first.
-- grain:   one row per change
-- key:     changed_at, key
-- params:  none
-- columns: changed_at TIMESTAMP, changed_by VARCHAR, key VARCHAR, value_before VARCHAR, value VARCHAR
select
    changed_at,
    changed_by,
    key,
    value_before,
    value
from setting_changes
order by
    changed_at desc,
    key
