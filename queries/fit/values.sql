-- name:    fit/values
-- purpose: What is known of one attribute: each record's text and number, and the account it stands for.
-- grain:   one row per record with the attribute
-- key:     record_id
-- params:  entity VARCHAR (accounts, contacts or leads), attribute VARCHAR, today DATE (last day the data knows)
-- columns: record_id VARCHAR, account_id VARCHAR, value VARCHAR, number DOUBLE
-- notes:   Of the whole company: an account may be somebody else's. Asked of accounts, the leads that became an account
--          speak for it where it says nothing itself. Months in role are 30.4375 days each.
with

told as (

    select
        entity,
        record_id,
        value,
        case
            when name = 'in role since' then (cast(:today as date) - cast(value as date)) / 30.4375
            else number
        end as number
    from record_facts
    where name = :attribute
       or (name = 'in role since' and :attribute = 'months in role')

),

own as (

    select
        record_id,
        record_id as account_id,
        value,
        number
    from told
    where entity = 'accounts'
      and :entity = 'accounts'

),

of_contacts as (

    select
        told.record_id,
        contacts.account_id,
        told.value,
        told.number
    from told
    left join contacts
        on told.record_id = contacts.contact_id
    where told.entity = 'contacts'
      and :entity = 'contacts'

),

of_leads as (

    select
        told.record_id,
        leads.account_id,
        told.value,
        told.number
    from told
    inner join leads
        on told.record_id = leads.lead_id
    where told.entity = 'leads'
      and (:entity = 'leads' or (:entity = 'accounts' and leads.account_id is not null))

),

known as (

    select
        record_id,
        account_id,
        value,
        number
    from own
    union all
    select
        record_id,
        account_id,
        value,
        number
    from of_contacts
    union all
    select
        of_leads.record_id,
        of_leads.account_id,
        of_leads.value,
        of_leads.number
    from of_leads
    left join own
        on of_leads.account_id = own.account_id
    where own.account_id is null

)

select
    record_id,
    account_id,
    value,
    number
from known
order by record_id
