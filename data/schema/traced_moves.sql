-- traced_moves: Changes of what a deal adds to the pipeline, of deals of which more than one state is known.
create table traced_moves (
    opportunity_id varchar not null,  -- Deal
    moved_at timestamp not null,      -- Moment of the change, UTC
    kind_before varchar,              -- What it was: open, won, lost or removed; blank where not known before
    kind varchar not null,            -- What it became: open, won, lost or removed
    amount_before decimal(18,4),      -- Amount before
    amount decimal(18,4),             -- Amount since
    weighted_before decimal(28,6),    -- Amount × probability before, of an open deal
    weighted_amount decimal(28,6),    -- Amount × probability since, of an open deal
    close_on_before date,             -- Close date before
    close_on date,                    -- Close date since
    closed_on_before date,            -- Day it had been won or lost before
    closed_on date,                   -- Day it was won or lost; blank while open
    rep_before varchar,               -- Owner before
    basis varchar not null,           -- history (CRM's own log) or snapshot (an uploaded file)
    import_id integer,                -- Import that brought the change
    rep_id varchar,                   -- Owner since
    present_rep_id varchar,           -- Owner of the deal as it stands
    pipeline varchar not null,        -- Pipeline; empty where the CRM has one only
    segment varchar,                  -- Segment of the deal
    industry varchar,                 -- Industry of the account
    country varchar,                  -- Country of the account
    product varchar,                  -- Product
    lead_source varchar,              -- Source of the lead
    type varchar,                     -- New business, renewal …
    campaign varchar,                 -- Campaign
    created_on date                   -- Day the deal was created
);
