-- imports: The log: one row per imported file and entity, undone ones included.
create table imports (
    import_id integer not null,        -- Number of the import
    entity varchar not null,           -- What the file is about
    source varchar not null,           -- Kind of export it was recognised as
    file_name varchar not null,        -- Name of the file as uploaded
    member varchar,                    -- Sheet or archive member
    content_hash varchar,              -- SHA-256 of the file; the kept upload's name; blank for generated data
    as_of timestamp not null,          -- Moment the file speaks of, UTC
    imported_at timestamp not null,    -- Moment of the import, UTC
    imported_by varchar,               -- Who imported it
    is_complete boolean not null,      -- Declared complete: deals not in it are gone
    fields varchar not null,           -- Fields the file carries, comma-separated, sorted
    mapping varchar not null,          -- Header → field, as JSON
    options varchar not null,          -- Answers given (date order, decimal, sheet …), as JSON
    rows_read bigint not null,         -- Data rows in the file
    rows_new bigint not null,          -- Rows about records not seen before
    rows_changed bigint not null,      -- Rows that changed a known record
    rows_unchanged bigint not null,    -- Rows that said nothing new
    rows_rejected bigint not null,     -- Rows refused, kept in import_rejects
    amount_total decimal(38,4),        -- Control total: sum of the accepted rows' amounts as written
    undone_at timestamp,               -- Moment the import was undone; blank while in force
    header varchar                     -- Every column of the file, as a JSON list; blank for generated data
);
