-- opportunity_products: Product lines of deals, one row each.
create table opportunity_products (
    line_id varchar not null,         -- The CRM's line id, or the fallback key
    opportunity_id varchar not null,  -- Deal
    product varchar,                  -- Product as named in the product list
    quantity double,                  -- Quantity
    unit_price decimal(18,4),         -- Price per unit as written
    list_price decimal(18,4),         -- List price per unit as written
    total_amount decimal(18,4),       -- Line total as written
    discount double                   -- Discount, 0 to 1
);
