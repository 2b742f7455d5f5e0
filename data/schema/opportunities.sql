-- opportunities: Deals as they stand now, one row each.
create table opportunities (
    opportunity_id varchar not null,  -- The CRM's deal id, or the fallback key where a file has none
    name varchar,                     -- Name as written
    account_id varchar,               -- Account, where the name or id is known among accounts
    account_name varchar,             -- Account's name as shown
    rep_id varchar,                   -- Owner
    stage varchar,                    -- Stage as written; blank when not known for this time
    stage_kind varchar not null,      -- open, won or lost
    pipeline varchar,                 -- Pipeline or sales process
    amount decimal(18,4),             -- Amount in the organisation's currency; blank when missing or not convertible
    amount_original decimal(18,4),    -- Amount as written
    currency varchar,                 -- Currency of the original amount
    probability double,               -- Probability of winning, 0 to 1, as in the CRM
    forecast_category varchar,        -- omitted, pipeline, best_case, most_likely, commit or closed
    created_on date,                  -- Day the deal was created
    close_on date,                    -- Close date in the CRM: the plan of an open deal
    closed_on date,                   -- Day the deal was won or lost; blank while open
    product varchar,                  -- Product as named in the product list
    segment varchar,                  -- Segment of the deal, else of its account, else of its owner
    industry varchar,                 -- Industry of the account
    country varchar,                  -- Country of the account
    lead_source varchar,              -- Source of the lead
    type varchar,                     -- New business, renewal …
    campaign varchar,                 -- Campaign
    next_step varchar,                -- Next step as written
    loss_reason varchar,              -- Reason for the loss as written
    contact_name varchar,             -- Main contact
    lead_id varchar,                  -- Lead it came from
    last_activity_on date,            -- Last activity as the CRM says
    push_count bigint,                -- Pushes of the close date as the CRM says
    is_deleted boolean not null,      -- Deleted in the CRM, or missing from a file declared complete
    stage_since timestamp,            -- Moment the present stage was entered, UTC
    pushes bigint,                    -- How often its close date had moved past the end of its fiscal quarter so far
    peak_amount_original decimal(18,4),  -- Largest amount so far, as written, in the same currency
    closing_rep_id varchar,           -- Owner when it was closed, where that was another than rep_id
    created_amount decimal(18,4),     -- First amount known within a week of its creation
    created_amount_at timestamp,      -- Moment since when that amount is known, UTC
    import_id integer,                -- Import that last changed it
    known_from timestamp,             -- Moment since when the deal stands as it does, UTC
    basis varchar,                    -- history or snapshot: where that is known from
    is_first_state boolean            -- Whether no earlier state of the deal is known
);
