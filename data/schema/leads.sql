-- leads: Leads, one row each, converted or not.
create table leads (
    lead_id varchar not null,      -- The CRM's lead id
    name varchar,                  -- Person's name
    company varchar,               -- Company as written
    title varchar,                 -- Job title
    email varchar,                 -- E-mail address
    rep_id varchar,                -- Owner
    status varchar,                -- Status as written
    source varchar,                -- Lead source
    campaign varchar,              -- Campaign
    industry varchar,              -- Industry
    country varchar,               -- Country
    employees bigint,              -- Headcount of the company
    annual_revenue decimal(18,4),  -- Annual revenue of the company as written
    created_at timestamp,          -- Moment the lead was created, UTC
    notified_at timestamp,         -- Moment somebody was told of the lead, UTC
    assigned_at timestamp,         -- Moment the lead was given to its owner, UTC
    first_response_at timestamp,   -- Moment of our first real contact, UTC
    replied_at timestamp,          -- Moment of the lead's first reply, UTC
    qualified_at timestamp,        -- Moment of qualification, UTC
    converted_at timestamp,        -- Moment of conversion, UTC
    is_converted boolean not null, -- Became an opportunity or account
    opportunity_id varchar,        -- Opportunity it became
    account_id varchar             -- Account it became
);
