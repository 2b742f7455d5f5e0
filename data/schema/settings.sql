-- settings: What the organisation has decided, one row per key; a change replaces the row.
create table settings (
    key varchar not null,          -- Name, such as currency, fiscal_year_start or stage_kind/Handshake
    value varchar,                 -- Value as text
    changed_at timestamp not null  -- Moment of the change, UTC
);
