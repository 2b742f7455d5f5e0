-- accounts: Customers and prospects, one row each.
create table accounts (
    account_id varchar not null,   -- The CRM's account id, or the name where the files know no id
    name varchar not null,         -- Name as shown
    parent varchar,                -- Name of the parent account
    rep_id varchar,                -- Owner
    industry varchar,              -- Industry as written
    segment varchar,               -- Segment as written, else by headcount: SMB < 100, Mid-market < 1000, Enterprise
    employees bigint,              -- Headcount
    annual_revenue decimal(18,4),  -- Annual revenue as written
    country varchar,               -- Country
    territory varchar,             -- Territory or region
    type varchar,                  -- Customer, prospect, partner …
    website varchar,               -- Website
    created_on date                -- Day the account was created in the CRM
);
