-- name:    settings/currencies
-- purpose: The currencies deals are written in: how many deals and how much, and which rates they are converted at.
-- grain:   one row per currency
-- key:     currency
-- params:  none
-- columns: currency VARCHAR, deals BIGINT, amount_original DECIMAL(38,4), amount DECIMAL(38,4), without_rate BIGINT,
--          origin VARCHAR, rates BIGINT, first_day DATE, last_day DATE, last_rate DOUBLE
-- notes:   A blank currency is taken for the organisation's own, which needs no rate. Rate: units of the organisation's
--          currency for one; the one in force on the closing day, of open deals the latest.
with

deals as (

    select
        coalesce(currency, '') as currency,
        count(*) as deals,
        sum(amount_original) as amount_original,
        sum(amount) as amount,
        count(case when amount_original is not null and amount is null then 1 end) as without_rate
    from opportunities
    group by coalesce(currency, '')

),

ranked as (

    select
        currency,
        valid_on,
        rate,
        origin,
        row_number() over (partition by currency order by valid_on desc) as from_end
    from exchange_rates

),

known as (

    select
        currency,
        max(origin) as origin,
        count(*) as rates,
        min(valid_on) as first_day,
        max(valid_on) as last_day,
        max(case when from_end = 1 then rate end) as last_rate
    from ranked
    group by currency

)

select
    coalesce(deals.currency, known.currency) as currency,
    coalesce(deals.deals, 0) as deals,
    cast(deals.amount_original as decimal(38, 4)) as amount_original,
    cast(deals.amount as decimal(38, 4)) as amount,
    coalesce(deals.without_rate, 0) as without_rate,
    known.origin,
    coalesce(known.rates, 0) as rates,
    known.first_day,
    known.last_day,
    known.last_rate
from deals
full join known
    on deals.currency = known.currency
order by coalesce(deals.currency, known.currency)
