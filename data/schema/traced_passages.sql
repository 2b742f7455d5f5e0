-- traced_passages: Open stages reached by deals of which more than one state is known, bounces once, skipped stages too.
create table traced_passages (
    opportunity_id varchar not null,  -- Deal
    stage varchar not null,           -- Stage reached
    started_at timestamp,             -- Moment the deal's path began, UTC
    reached_at timestamp not null,    -- First entry into this stage or a later one, UTC
    stayed_at timestamp,              -- First entry into the stage itself; blank where it was skipped
    advanced_at timestamp,            -- First entry into a later stage, or winning; blank if never
    stage_kind varchar not null,      -- What the deal is now: open, won or lost
    amount decimal(18,4),             -- The deal's amount in the organisation's currency
    is_deleted boolean,               -- The deal is deleted in the CRM, or missing from a file declared complete
    rep_id varchar,                   -- Owner when the stage was reached
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
