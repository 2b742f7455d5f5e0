-- stages: Stages seen or configured, one row per pipeline and stage.
create table stages (
    pipeline varchar not null,        -- Pipeline; empty where the CRM has one only
    stage varchar not null,           -- Stage as written
    position integer not null,        -- Order in the funnel, from 1
    kind varchar not null,            -- open, won or lost
    probability double,               -- Default probability of winning, 0 to 1
    forecast_category varchar,        -- Default forecast category
    is_recognised boolean not null    -- False where the kind was assumed and should be confirmed
);
