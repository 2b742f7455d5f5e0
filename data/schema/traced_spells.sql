-- traced_spells: Stays in stages of deals of which more than one state is known.
create table traced_spells (
    opportunity_id varchar not null,  -- Deal
    ordinal integer not null,         -- 1 for the deal's first known stage
    stage varchar not null,           -- Stage
    stage_kind varchar not null,      -- open, won or lost
    entered_at timestamp not null,    -- Moment of entry, UTC
    left_at timestamp,                -- Moment of leaving; blank while it lasts
    next_stage varchar                -- Stage that followed
);
