-- name:    deals/deal_versions
-- purpose: Every state one deal has been in, the first one first.
-- grain:   one row per state
-- key:     valid_from
-- params:  deal_id VARCHAR
-- columns: valid_from TIMESTAMP, valid_to TIMESTAMP, stage VARCHAR, stage_position INTEGER, stage_kind VARCHAR,
--          rep_id VARCHAR, rep_name VARCHAR, amount DECIMAL(18,4), close_on DATE, probability DOUBLE,
--          forecast_category VARCHAR, next_step VARCHAR, pushes BIGINT, is_deleted BOOLEAN, basis VARCHAR
-- notes:   The owner is the one of that time where the scope says "then". basis "inferred": it was open, and no more is known.
select
    valid_from,
    valid_to,
    stage,
    stage_position,
    stage_kind,
    rep_id,
    rep_name,
    amount,
    close_on,
    probability,
    forecast_category,
    next_step,
    pushes,
    is_deleted,
    basis
from opportunity_versions
where opportunity_id = :deal_id
order by valid_from
