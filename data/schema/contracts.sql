-- contracts: Contracts and renewals, one row each.
create table contracts (
    contract_id varchar not null,  -- The CRM's contract id
    account_id varchar,            -- Customer
    opportunity_id varchar,        -- Deal it came from
    renewed_from_id varchar,       -- Contract it renews
    type varchar,                  -- new, renewal or expansion, as written
    status varchar,                -- Status as written
    product varchar,               -- Product as named in the product list
    annual_amount decimal(18,4),   -- Annual recurring amount, organisation's currency
    signed_on date,                -- Day of signature
    starts_on date,                -- First day of service
    ends_on date,                  -- Day the term ends
    churned_on date,               -- Day the customer left
    is_auto_renewal boolean        -- Renews unless ended
);
