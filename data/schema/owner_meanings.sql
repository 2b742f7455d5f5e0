-- owner_meanings: Whom each owner, as files write one, stands for.
create table owner_meanings (
    owner_key varchar not null,  -- Owner id and owner as written, together
    rep_id varchar               -- The person; blank where nobody is named
);
