-- traits: What files said of accounts, contacts and leads in columns that no field takes, one row per record and column.
create table traits (
    entity varchar not null,     -- accounts, contacts or leads
    record_id varchar not null,  -- Id of the record
    name varchar not null,       -- Name of the column in small letters, such as "tools used"
    value varchar not null,      -- Text as written, cut at 500 characters
    number double                -- The same as a number, where it is one
);
