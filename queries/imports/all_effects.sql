-- name:    imports/all_effects
-- purpose: What every publish changed, in deals and money.
-- grain:   one row per publish, account and effect
-- key:     published_at, account, effect
-- params:  none
-- columns: published_at TIMESTAMP, account VARCHAR, effect VARCHAR, deals BIGINT, amount DECIMAL(38,4)
select
    import_effects.published_at,
    import_effects.account,
    import_effects.effect,
    import_effects.deals,
    import_effects.amount
from import_effects
order by
    import_effects.published_at,
    import_effects.account,
    import_effects.effect
