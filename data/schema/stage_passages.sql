-- stage_passages: Open stages that deals have reached, one row per deal and stage: bounces once, skipped stages too; only deals whose path is known.
-- columns: as traced_passages
create view stage_passages as
select
    opportunity_id, stage, started_at, reached_at, stayed_at, advanced_at, stage_kind, amount, is_deleted, rep_id,
    present_rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from traced_passages
union all
-- A deal first seen open has passed the stages before its own; of one first seen closed, the path is not known.
select
    o.opportunity_id, passed.stage, o.known_from, o.known_from, case when passed.stage = o.stage then o.known_from end,
    case when o.stage_kind = 'won' or passed.position < own.position then o.known_from end,
    o.stage_kind, o.amount, o.is_deleted, o.rep_id,
    o.rep_id, coalesce(o.pipeline, ''), o.segment, o.industry, o.country, o.product, o.lead_source, o.type, o.campaign,
    o.created_on
from opportunities as o
join stages as own on own.stage = o.stage and own.pipeline = coalesce(o.pipeline, '')
join stages as passed on passed.pipeline = own.pipeline and passed.kind = 'open'
    and (passed.position <= own.position or o.stage_kind = 'won')
where o.is_first_state and not o.is_deleted
    and (o.stage_kind = 'open' or (o.stage_kind = 'won' and o.basis = 'history'));
