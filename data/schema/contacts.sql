-- contacts: People at accounts, one row each.
create table contacts (
    contact_id varchar not null,  -- The CRM's contact id
    name varchar,                 -- Name as shown
    account_id varchar,           -- Account the contact belongs to
    title varchar,                -- Job title
    role varchar,                 -- Role in buying decisions
    email varchar,                -- E-mail address
    rep_id varchar,               -- Owner
    started_on date,              -- First day in the present role
    created_on date               -- Day the contact was created in the CRM
);
