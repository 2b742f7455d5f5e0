-- forecast_submissions: What reps and managers said they would close, every version kept.
create table forecast_submissions (
    submission_id varchar not null,  -- Id of the submission
    rep_id varchar not null,         -- Rep the forecast is for
    submitted_by varchar,            -- rep_id of the person who submitted it
    kind varchar not null,           -- rep (own call) or manager (override)
    category varchar,                -- commit, best_case …
    starts_on date not null,         -- First day of the forecast period
    ends_on date not null,           -- First day after the forecast period
    amount decimal(18,4),            -- Amount in the organisation's currency
    note varchar,                    -- Note as written
    submitted_at timestamp not null  -- Moment of submission, UTC
);
