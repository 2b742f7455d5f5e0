-- name:    measures/created
-- purpose: Deals created in the window, what has become of them, and what they were worth when they began.
-- grain:   one row per group with a deal created in the window
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by creation day; both blank: every deal, dated or not),
--          group_by VARCHAR
-- columns: group_name VARCHAR, created_deals BIGINT, won_deals BIGINT, lost_deals BIGINT, open_deals BIGINT,
--          created_with_amount BIGINT, created_amount DECIMAL(38,4)
-- notes:   The amount is the first one known from the end of the creation day on, within a week of it:
--          weekly uploads still know it, a deal first seen years later does not lend today's amount.
with

created as (

    select
        group_name,
        opportunity_id,
        stage_kind,
        created_on
    from opportunities
    where (cast(:period_start as date) is null or created_on >= :period_start)
      and (cast(:period_end as date) is null or created_on < :period_end)

),

-- The table itself, not its scoped relation: a deal that changed hands keeps its first amount
-- under a filter on its present owner. Only deals of the scope are joined.
early_amounts as (

    select
        created.opportunity_id,
        versions.amount,
        row_number() over (partition by created.opportunity_id order by versions.valid_from) as place
    from created
    inner join main.opportunity_versions as versions
        on created.opportunity_id = versions.opportunity_id
    where versions.amount is not null
      and not versions.is_deleted
      and versions.valid_from < created.created_on + 8
      and (versions.valid_to is null or versions.valid_to >= created.created_on + 1)

)

select
    created.group_name,
    count(*) as created_deals,
    count(case when created.stage_kind = 'won' then 1 end) as won_deals,
    count(case when created.stage_kind = 'lost' then 1 end) as lost_deals,
    count(case when created.stage_kind = 'open' then 1 end) as open_deals,
    count(early_amounts.amount) as created_with_amount,
    sum(early_amounts.amount) as created_amount
from created
left join early_amounts
    on created.opportunity_id = early_amounts.opportunity_id
    and early_amounts.place = 1
group by created.group_name
order by created.group_name
