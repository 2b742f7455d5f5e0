-- products: Products, one row each.
create table products (
    product_id varchar not null,  -- The CRM's product id, or the name
    name varchar not null,        -- Name as shown
    family varchar,               -- Product family or series
    code varchar,                 -- Product code
    list_price decimal(18,4),     -- List price as written
    is_active boolean not null    -- Still sold
);
