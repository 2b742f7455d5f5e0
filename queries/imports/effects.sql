-- name:    imports/effects
-- purpose: What a publish changed, in deals and money.
-- grain:   one row per account and effect
-- key:     account, effect
-- params:  published_at TIMESTAMP (moment of the import or undo, UTC)
-- columns: account VARCHAR, effect VARCHAR, deals BIGINT, amount DECIMAL(38,4)
select
    account,
    effect,
    deals,
    amount
from import_effects
where published_at = :published_at
order by
    account,
    effect
