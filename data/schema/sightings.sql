-- sightings: Which state of which record each import saw; with the observed_* tables the whole of history.
create table sightings (
    import_id integer not null,  -- Import
    state_id bigint not null     -- State in the entity's observed_* table
);
