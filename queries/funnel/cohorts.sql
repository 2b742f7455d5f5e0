-- name:    funnel/cohorts
-- purpose: Deals by the month of their creation and the months it took to close them.
-- grain:   one row per month of creation and number of months to close; a blank number for deals that are still open
-- key:     created_month, months
-- params:  first_day DATE, last_day DATE (creation days, both included)
-- columns: created_month DATE, months INTEGER, won_deals BIGINT, lost_deals BIGINT, open_deals BIGINT,
--          won_amount DECIMAL(38,4)
-- notes:   Months are calendar months between creation and closing; deals closed before they were created are in 0.
with

cohorts as (

    select
        cast(date_trunc('month', created_on) as date) as created_month,
        case
            when stage_kind <> 'open'
                then greatest(
                    cast(
                        (year(closed_on) - year(created_on)) * 12 + month(closed_on) - month(created_on) as integer
                    ),
                    0
                )
        end as months,
        stage_kind,
        amount
    from opportunities
    where created_on >= :first_day
      and created_on <= :last_day

)

select
    created_month,
    months,
    count(case when stage_kind = 'won' then 1 end) as won_deals,
    count(case when stage_kind = 'lost' then 1 end) as lost_deals,
    count(case when stage_kind = 'open' then 1 end) as open_deals,
    sum(case when stage_kind = 'won' then amount end) as won_amount
from cohorts
group by
    created_month,
    months
order by
    created_month,
    months
