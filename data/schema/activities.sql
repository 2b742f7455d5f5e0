-- activities: Calls, e-mails, meetings and tasks, one row each; group copies left out.
create table activities (
    activity_id varchar not null,   -- The CRM's activity id, or the fallback key
    kind varchar not null,          -- call, email, meeting, task or other
    subject varchar,                -- Subject as written
    rep_id varchar,                 -- Person it is assigned to
    opportunity_id varchar,         -- Deal it belongs to
    account_id varchar,             -- Account it belongs to
    lead_id varchar,                -- Lead it belongs to
    contact_id varchar,             -- Contact it belongs to
    happened_at timestamp,          -- Moment it took place, UTC; blank while still open
    created_at timestamp,           -- Moment it was entered, UTC
    due_at timestamp,               -- Moment it is or was due, UTC
    minutes double,                 -- Duration in minutes; blank when not logged
    status varchar,                 -- Status as written
    direction varchar,              -- Inbound or outbound
    outcome varchar,                -- Outcome as written
    is_completed boolean not null,  -- Took place; open tasks are not completed activities
    is_no_show boolean not null,    -- A meeting the other side did not attend
    is_first_meeting boolean        -- First meeting with this prospect, as marked in the CRM
);
