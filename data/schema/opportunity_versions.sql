-- opportunity_versions: Every state a deal has been in: one row per change, back to back; names stand in opportunities.
-- columns: as former_versions
create view opportunity_versions as
select
    opportunity_id, rep_id, stage, stage_kind, amount, amount_original, currency, probability, forecast_category,
    close_on, closed_on, next_step, loss_reason, last_activity_on, push_count, is_deleted,
    stage_since, pushes, peak_amount_original, closing_rep_id,
    valid_from, valid_to, basis, import_id,
    present_rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from former_versions
union all
-- The state in force is the deal itself: what most deals are is written once.
select
    opportunity_id, rep_id, stage, stage_kind, amount, amount_original, currency, probability, forecast_category,
    close_on, closed_on, next_step, loss_reason, last_activity_on, push_count, is_deleted,
    stage_since, pushes, peak_amount_original, closing_rep_id,
    known_from, null, basis, import_id,
    rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from opportunities
where known_from is not null
union all
-- Before the first state that is known a deal was open since its creation, and no more is known of it.
select
    opportunity_id, rep_id, null, 'open', null, null, null, null, null,
    null, null, null, null, null, null, false,
    null, null, null, null,
    cast(created_on as timestamp), known_from, 'inferred', import_id,
    rep_id, pipeline, segment, industry, country, product, lead_source, type, campaign, created_on
from opportunities
where is_first_state and created_on < cast(known_from as date);
