-- name:    settings/working_week
-- purpose: When the organisation works, as it has set it; blank where it has not.
-- grain:   one row
-- key:     none
-- params:  none
-- columns: working_days VARCHAR, working_from VARCHAR, working_until VARCHAR, time_zone VARCHAR, holiday_country VARCHAR,
--          holiday_subdivision VARCHAR
select
    max(case when key = 'working_days' then value end) as working_days,
    max(case when key = 'working_from' then value end) as working_from,
    max(case when key = 'working_until' then value end) as working_until,
    max(case when key = 'time_zone' then value end) as time_zone,
    max(case when key = 'holiday_country' then value end) as holiday_country,
    max(case when key = 'holiday_subdivision' then value end) as holiday_subdivision
from settings
order by working_days
