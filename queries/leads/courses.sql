-- name:    leads/courses
-- purpose: Leads created in the window and what became of them: qualified, turned into deals, won.
-- grain:   one row per group
-- key:     group_name
-- params:  period_start DATE, period_end DATE (half-open, by the day the lead was created),
--          group_by VARCHAR (all, source, campaign, industry, country or owner)
-- columns: group_name VARCHAR, leads BIGINT, qualified BIGINT, deals BIGINT, open_deals BIGINT, won_deals BIGINT,
--          lost_deals BIGINT, won_amount DECIMAL(38,4), open_amount DECIMAL(38,4)
-- notes:   Qualified: with a moment of qualification, converted, or with a deal. A deal belongs to the lead that names it,
--          or that it names; of several leads with one deal the first created counts it.
with

asked as (

    select
        leads.lead_id,
        leads.created_at,
        leads.opportunity_id,
        leads.qualified_at,
        leads.is_converted,
        coalesce(
            case cast(:group_by as varchar)
                when 'all' then 'all'
                when 'source' then leads.source
                when 'campaign' then leads.campaign
                when 'industry' then leads.industry
                when 'country' then leads.country
                when 'owner' then people.name
            end,
            '(none)'
        ) as group_name
    from leads
    left join reps as people
        on leads.rep_id = people.rep_id
    where leads.created_at >= :period_start
      and leads.created_at < :period_end

),

named as (

    select
        asked.lead_id,
        asked.created_at,
        asked.opportunity_id
    from asked
    where asked.opportunity_id is not null
    union all
    select
        asked.lead_id,
        asked.created_at,
        opportunities.opportunity_id
    from asked
    inner join opportunities
        on asked.lead_id = opportunities.lead_id
    where asked.opportunity_id is null

),

first_named as (

    select
        lead_id,
        opportunity_id,
        row_number() over (
            partition by opportunity_id
            order by created_at, lead_id
        ) as place
    from named

),

deals as (

    select
        first_named.lead_id,
        count(*) as deals,
        sum(case when opportunities.stage_kind = 'open' then 1 else 0 end) as open_deals,
        sum(case when opportunities.stage_kind = 'won' then 1 else 0 end) as won_deals,
        sum(case when opportunities.stage_kind = 'lost' then 1 else 0 end) as lost_deals,
        sum(case when opportunities.stage_kind = 'won' then opportunities.amount end) as won_amount,
        sum(case when opportunities.stage_kind = 'open' then opportunities.amount end) as open_amount
    from first_named
    inner join opportunities
        on first_named.opportunity_id = opportunities.opportunity_id
    where first_named.place = 1
    group by first_named.lead_id

)

select
    asked.group_name,
    count(*) as leads,
    cast(
        sum(
            case
                when asked.qualified_at is not null or asked.is_converted or deals.deals > 0 then 1
                else 0
            end
        ) as bigint
    ) as qualified,
    cast(sum(case when deals.deals > 0 then 1 else 0 end) as bigint) as deals,
    cast(coalesce(sum(deals.open_deals), 0) as bigint) as open_deals,
    cast(coalesce(sum(deals.won_deals), 0) as bigint) as won_deals,
    cast(coalesce(sum(deals.lost_deals), 0) as bigint) as lost_deals,
    sum(deals.won_amount) as won_amount,
    sum(deals.open_amount) as open_amount
from asked
left join deals
    on asked.lead_id = deals.lead_id
group by asked.group_name
order by asked.group_name
