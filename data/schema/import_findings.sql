-- import_findings: What was noticed in a file, one row per finding.
create table import_findings (
    import_id integer not null,  -- Import
    code varchar not null,       -- Stable name of the finding
    message varchar not null,    -- Sentence for people
    row_count bigint not null,   -- Rows concerned
    sample_rows varchar,         -- First row numbers, comma-separated
    told varchar                 -- The sentence as template and values, as JSON; blank: in English only
);
