-- former_versions: States of deals that are over; opportunity_versions shows them with the one in force.
create table former_versions (
    opportunity_id varchar not null,  -- The CRM's deal id, or the fallback key where a file has none
    rep_id varchar,                   -- Owner
    stage varchar,                    -- Stage as written; blank when not known for this time
    stage_kind varchar not null,      -- open, won or lost
    amount decimal(18,4),             -- Amount in the organisation's currency; blank when missing or not convertible
    amount_original decimal(18,4),    -- Amount as written
    currency varchar,                 -- Currency of the original amount
    probability double,               -- Probability of winning, 0 to 1, as in the CRM
    forecast_category varchar,        -- omitted, pipeline, best_case, most_likely, commit or closed
    close_on date,                    -- Close date in the CRM: the plan of an open deal
    closed_on date,                   -- Day the deal was won or lost; blank while open
    next_step varchar,                -- Next step as written
    loss_reason varchar,              -- Reason for the loss as written
    last_activity_on date,            -- Last activity as the CRM says
    push_count bigint,                -- Pushes of the close date as the CRM says
    is_deleted boolean not null,      -- Deleted in the CRM, or missing from a file declared complete
    stage_since timestamp,            -- Moment the present stage was entered, UTC
    pushes bigint,                    -- How often its close date had moved past the end of its fiscal quarter by then
    peak_amount_original decimal(18,4),  -- Largest amount so far, as written, in the same currency
    closing_rep_id varchar,           -- Owner when it was closed, where that was another than rep_id
    valid_from timestamp not null,    -- Moment the state began, UTC
    valid_to timestamp,               -- Moment the next state began; blank for the one in force
    basis varchar not null,           -- history (CRM's own log), snapshot (an uploaded file) or inferred (from the deal's dates)
    import_id integer,                -- Import that brought the state
    present_rep_id varchar,           -- Owner of the deal as it stands
    pipeline varchar,                 -- Pipeline or sales process of the deal
    segment varchar,                  -- Segment of the deal
    industry varchar,                 -- Industry of the account
    country varchar,                  -- Country of the account
    product varchar,                  -- Product
    lead_source varchar,              -- Source of the lead
    type varchar,                     -- New business, renewal …
    campaign varchar,                 -- Campaign
    created_on date                   -- Day the deal was created
);
