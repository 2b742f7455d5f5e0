-- import_rejects: Rows that were refused, one row each, as they stood in the file.
create table import_rejects (
    import_id integer not null,   -- Import
    row_number bigint not null,   -- Line of the row among the file's rows, the header being 1
    column_name varchar,          -- Header of the offending column
    value varchar,                -- Offending value
    code varchar not null,        -- Stable name of the reason
    reason varchar not null,      -- Reason in words
    row_text varchar not null,    -- The whole row, as a JSON list of cells
    told varchar                  -- The reason as template and values, as JSON; blank: in English only
);
