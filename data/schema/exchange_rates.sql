-- exchange_rates: Value of one unit of a currency in the organisation's currency, by day.
create table exchange_rates (
    currency varchar not null,  -- ISO code
    valid_on date not null,     -- First day the rate is valid
    rate double not null,       -- Units of the organisation's currency for one unit
    origin varchar not null     -- file (uploaded) or reference (daily reference rates shipped with the product)
);
