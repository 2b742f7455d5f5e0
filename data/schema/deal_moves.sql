-- deal_moves: Every change of what a deal adds to the pipeline: its state, amount, close date, owner and probability before and since.
-- columns: as traced_moves
create view deal_moves as
select
    opportunity_id, moved_at, kind_before, kind, amount_before, amount, weighted_before, weighted_amount,
    close_on_before, close_on, closed_on_before, closed_on, rep_before, basis, import_id, rep_id,
    present_rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from traced_moves
union all
-- The only state that is known of a deal: it came into sight.
select
    o.opportunity_id, o.known_from, null, case when o.is_deleted then 'removed' else o.stage_kind end, null, o.amount,
    null,
    case
        when o.stage_kind = 'open' and not o.is_deleted
            then cast(
                cast(o.amount as decimal(22, 4)) * cast(coalesce(o.probability, s.probability) as decimal(16, 10))
                as decimal(28, 6)
            )
    end,
    null, o.close_on, null, o.closed_on, null, o.basis, o.import_id, o.rep_id,
    o.rep_id, coalesce(o.pipeline, ''), o.segment, o.industry, o.country, o.product, o.lead_source, o.type, o.campaign,
    o.created_on
from opportunities as o
left join stages as s on s.stage = o.stage and s.pipeline = coalesce(o.pipeline, '')
where o.is_first_state and o.known_from is not null;
