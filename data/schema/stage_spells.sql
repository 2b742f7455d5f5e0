-- stage_spells: Stays of a deal in a stage, one row per stay, bounces counted apart.
-- columns: as traced_spells
create view stage_spells as
select
    opportunity_id, ordinal, stage, stage_kind, entered_at, left_at, next_stage, started_at, deal_kind, amount, basis,
    is_deleted, rep_id,
    present_rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from traced_spells
union all
-- Where one state is all that is known of a deal, so is its stay.
select
    opportunity_id, 1, stage, stage_kind, known_from, null, null,
    case when stage_kind = 'open' or (stage_kind = 'won' and basis = 'history') then known_from end, stage_kind, amount, basis,
    is_deleted, rep_id,
    rep_id, coalesce(pipeline, ''), segment, industry, country, product, lead_source, type, campaign, created_on
from opportunities
where is_first_state and stage is not null and not is_deleted;
