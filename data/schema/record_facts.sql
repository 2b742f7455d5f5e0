-- record_facts: What is known of accounts, contacts and leads that customers can be chosen by: their fields and their traits.
-- columns: as traits
create view record_facts as
select entity, record_id, name, value, number from traits
-- the day since when a contact is in the role is exact, a column of months is not
where not (
    entity = 'contacts' and name = 'months in role'
    and record_id in (select contact_id from contacts where started_on is not null)
)
union all
select 'accounts', account_id, 'industry', industry, null from accounts where industry is not null
union all
select 'accounts', account_id, 'employees', cast(employees as varchar), cast(employees as double)
from accounts where employees is not null
union all
select 'accounts', account_id, 'annual revenue', cast(annual_revenue as varchar), cast(annual_revenue as double)
from accounts where annual_revenue is not null
union all
select 'accounts', account_id, 'country', country, null from accounts where country is not null
union all
select 'accounts', account_id, 'type', type, null from accounts where type is not null
union all
select 'contacts', contact_id, 'title', title, null from contacts where title is not null
union all
select 'contacts', contact_id, 'role', role, null from contacts where role is not null
union all
select 'contacts', contact_id, 'in role since', cast(started_on as varchar), null
from contacts where started_on is not null
union all
select 'leads', lead_id, 'industry', industry, null from leads where industry is not null
union all
select 'leads', lead_id, 'employees', cast(employees as varchar), cast(employees as double)
from leads where employees is not null
union all
select 'leads', lead_id, 'annual revenue', cast(annual_revenue as varchar), cast(annual_revenue as double)
from leads where annual_revenue is not null
union all
select 'leads', lead_id, 'country', country, null from leads where country is not null
union all
select 'leads', lead_id, 'title', title, null from leads where title is not null;
