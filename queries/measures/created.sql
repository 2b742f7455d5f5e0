-- name:    measures/created
-- purpose: Deals created in the window and what has become of them.
-- grain:   one row per group with a deal created in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by creation day), group_by VARCHAR
-- columns: group_name VARCHAR, created_deals BIGINT, won_deals BIGINT, lost_deals BIGINT, open_deals BIGINT, created_amount DECIMAL(38,4)
-- notes:   The amount is the first one known of the deal, not today's.
with

first_amounts as (

    select
        opportunity_id,
        amount
    from (
        select
            opportunity_id,
            amount,
            row_number() over (partition by opportunity_id order by valid_from) as version_number
        from opportunity_versions
        where amount is not null
          and created_on >= :period_start
          and created_on < :period_end
    ) as numbered
    where version_number = 1

)

select
    opportunities.group_name,
    count(*) as created_deals,
    cast(sum(case when opportunities.stage_kind = 'won' then 1 else 0 end) as bigint) as won_deals,
    cast(sum(case when opportunities.stage_kind = 'lost' then 1 else 0 end) as bigint) as lost_deals,
    cast(sum(case when opportunities.stage_kind = 'open' then 1 else 0 end) as bigint) as open_deals,
    cast(coalesce(sum(first_amounts.amount), 0) as decimal(38,4)) as created_amount
from opportunities
left join first_amounts
    on opportunities.opportunity_id = first_amounts.opportunity_id
where opportunities.created_on >= :period_start
  and opportunities.created_on < :period_end
group by opportunities.group_name
order by opportunities.group_name
