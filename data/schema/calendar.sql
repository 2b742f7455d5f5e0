-- calendar: One row per day from 1990 to 2049, so that queries need no series functions.
create table calendar (
    day date not null,           -- Day
    week_start date not null,    -- Monday of its week
    month_start date not null,   -- First day of its month
    is_weekday boolean not null  -- Monday to Friday
);
