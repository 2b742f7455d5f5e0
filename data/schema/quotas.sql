-- quotas: Targets per rep and period, one row each.
create table quotas (
    quota_id varchar not null,      -- The file's quota id, or the fallback key
    rep_id varchar not null,        -- Rep who carries it
    starts_on date not null,        -- First day of the period
    ends_on date not null,          -- First day after the period
    amount decimal(18,4),           -- Target in the organisation's currency
    is_counted boolean not null     -- False where a quota over another period of the same rep already covers it, or for managers above quota-carrying reps
);
