-- traced_spells: Stays in stages of deals of which more than one state is known.
create table traced_spells (
    opportunity_id varchar not null,  -- Deal
    ordinal integer not null,         -- 1 for the deal's first known stage
    stage varchar not null,           -- Stage
    stage_kind varchar not null,      -- open, won or lost
    entered_at timestamp not null,    -- Moment of entry, UTC
    left_at timestamp,                -- Moment of leaving; blank while it lasts
    next_stage varchar,               -- Stage that followed
    started_at timestamp,             -- Moment the deal's path began, UTC; blank where it is not known from its beginning
    deal_kind varchar,                -- What the deal is now: open, won or lost
    amount decimal(18,4),             -- The deal's amount in the organisation's currency
    basis varchar,                    -- history (CRM's own log) or snapshot: where the entry is known from
    is_deleted boolean,               -- The deal is deleted in the CRM, or missing from a file declared complete
    rep_id varchar,                   -- Owner when the stage was entered
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
