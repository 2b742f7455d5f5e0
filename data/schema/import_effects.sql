-- import_effects: What each publish changed, in deals and money; files published together share their moment.
create table import_effects (
    published_at timestamp not null,   -- Moment of the import or of the undo, UTC
    account varchar not null,          -- pipeline, bookings or dates
    effect varchar not null,           -- new, won, lost, raised, cut, pushed …
    deals bigint not null,             -- Deals concerned
    amount decimal(38,4) not null      -- Money, signed as it adds to the account
);
