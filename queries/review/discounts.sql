-- name:    review/discounts
-- purpose: What was given off the list price in a quarter: the last quote of each deal that was made in it.
-- grain:   one row per deal with a quote made in the window whose discount is known
-- key:     opportunity_id
-- params:  period_start DATE, period_end DATE (half-open, by the day the quote was made)
-- columns: opportunity_id VARCHAR, product VARCHAR, segment VARCHAR, team VARCHAR, discount DOUBLE
-- notes:   The discount as the file names it, else what is missing from the list amount, 0 to 1.
with

known as (

    select
        quote_id,
        opportunity_id,
        created_at,
        coalesce(
            discount,
            case
                when list_amount > 0 then 1 - cast(net_amount as double) / cast(list_amount as double)
            end
        ) as discount
    from quotes
    where created_at >= :period_start
      and created_at < :period_end

),

placed as (

    select
        opportunity_id,
        discount,
        row_number() over (
            partition by opportunity_id
            order by created_at desc, quote_id desc
        ) as place
    from known
    where discount is not null

)

select
    opportunities.opportunity_id,
    opportunities.product,
    opportunities.segment,
    opportunities.team,
    placed.discount
from placed
inner join opportunities
    on placed.opportunity_id = opportunities.opportunity_id
where placed.place = 1
order by opportunities.opportunity_id
