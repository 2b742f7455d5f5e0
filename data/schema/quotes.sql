-- quotes: Quotes with their discounts and approvals, one row each.
create table quotes (
    quote_id varchar not null,      -- The CRM's quote id
    name varchar,                   -- Name as written
    opportunity_id varchar,         -- Deal it was made for
    account_id varchar,             -- Account it was made for
    rep_id varchar,                 -- Owner
    status varchar,                 -- Status as written
    list_amount decimal(18,4),      -- Amount at list price, organisation's currency
    net_amount decimal(18,4),       -- Amount after discount, organisation's currency
    discount double,                -- Discount, 0 to 1
    created_at timestamp,           -- Moment of creation, UTC
    submitted_at timestamp,         -- Moment it was sent for approval, UTC
    approved_at timestamp,          -- Moment of approval, UTC
    approver varchar,               -- Who approved it
    valid_until date                -- Last day the quote binds
);
