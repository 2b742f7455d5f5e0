-- setting_changes: Who set what when: one row per change of a setting, never overwritten.
create table setting_changes (
    changed_at timestamp not null,  -- Moment of the change, UTC
    changed_by varchar,             -- Who changed it, as they say
    key varchar not null,           -- Setting, as in settings
    value_before varchar,           -- Value before; blank where it was not set
    value varchar                   -- Value since; blank where it was taken back
);
