-- reps: People who own deals: one row each, leavers included.
create table reps (
    rep_id varchar not null,     -- The CRM's user id, or the name where the files know no id
    name varchar not null,       -- Name as written
    label varchar,               -- Name as shown: with the id where two have one name
    email varchar,               -- E-mail address
    role varchar,                -- Role in the sales organisation
    title varchar,               -- Job title
    manager_id varchar,          -- rep_id of the manager
    manager varchar,             -- Name of the manager
    team varchar,                -- Team; else that of the rep's newest deal, else the manager's name
    territory varchar,           -- Territory or region
    segment varchar,             -- Customer segment the rep covers
    hired_on date,               -- First day of work
    left_on date,                -- Last day of work; blank while employed
    is_active boolean not null,  -- Employed today
    is_manager boolean not null, -- Manages at least one other rep
    is_listed boolean not null   -- Named in an imported list of people, not only on deals
);
