"""What there is to sell and to whom: products, accounts, contacts, stages."""

import duckdb

from data.demo import names

STAGES = (
    ("Prospecting", 0.10, "pipeline", False, False),
    ("Qualification", 0.25, "pipeline", False, False),
    ("Proposal", 0.50, "best_case", False, False),
    ("Negotiation", 0.75, "commit", False, False),
    ("Closed Won", 1.0, "closed", True, True),
    ("Closed Lost", 0.0, "omitted", True, False),
)


def listed(values: tuple[str, ...]) -> str:
    """A SQL list of texts."""
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"


def build(connection: duckdb.DuckDBPyConnection, accounts: int) -> None:
    """demo_products, demo_stages, demo_accounts, demo_contacts; and buyers (team, place, account_id, segment)."""
    connection.execute(
        "create or replace temp table demo_products (row_number bigint, product_id varchar, name varchar, family"
        " varchar, list_price decimal(18,4),"
        " is_active boolean, upto double, factor double)"
    )
    upto = 0.0
    for number, (name, family, factor, share) in enumerate(names.PRODUCTS, start=1):
        upto += share
        connection.execute(
            "insert into demo_products values (?, ?, ?, ?, ?, true, ?, ?)",
            [number, f"P{number:02d}", name, family, 24000 * factor, upto, factor],
        )
    connection.execute(
        "create or replace temp table demo_stages (row_number bigint, stage varchar, position bigint,"
        " probability double, forecast_category varchar,"
        " is_closed boolean, is_won boolean)"
    )
    for number, (stage, chance, category, closed, won) in enumerate(STAGES, start=1):
        connection.execute(
            "insert into demo_stages values (?, ?, ?, ?, ?, ?, ?)",
            [number, stage, number, chance, category, closed, won],
        )
    connection.execute(
        f"""
        create or replace temp table buyers as
        with numbered as (
            select cast(range as bigint) as n from range({accounts})
        ), placed as (
            select n, (select min(upto) from teams where upto > u(n, 'account team')) as upto from numbered
        ), described as (
            select p.n, t.team, t.territory,
                case when u(p.n, 'segment') < t.smb then 'SMB' when u(p.n, 'segment') < t.smb + t.mid
                    then 'Mid-market' else 'Enterprise' end as segment
            from placed as p join teams as t on t.upto = p.upto
        )
        select *, 'A' || lpad(cast(n as varchar), 7, '0') as account_id,
            row_number() over (partition by team order by n) - 1 as place,
            count(*) over (partition by team) as places
        from described
        """
    )
    words = [listed(part) for part in (names.COMPANY_FIRST, names.COMPANY_SECOND, names.COMPANY_THIRD)]
    many = len(names.COMPANY_FIRST) * len(names.COMPANY_SECOND) * len(names.COMPANY_THIRD)
    connection.execute(
        f"""
        create or replace temp table demo_accounts as
        select
            n + 1 as row_number, account_id,
            pick({words[0]}, n, 'first') || ' ' || pick({words[1]}, n, 'second') || ' ' || pick({words[2]}, n, 'third')
                || case when n >= {many} / 20 then ' ' || cast(n as varchar) else '' end as name,
            pick({listed(names.INDUSTRIES)}, n, 'industry') as industry, segment,
            cast(case segment when 'SMB' then 8 + 90 * u(n, 'size') when 'Mid-market' then 110 + 850 * u(n, 'size')
                else 1000 * exp(2.2 * u(n, 'size')) end as bigint) as employees,
            case territory when 'EMEA' then pick({listed(names.COUNTRIES["EMEA"])}, n, 'country')
                when 'APAC' then pick({listed(names.COUNTRIES["APAC"])}, n, 'country')
                    else '{names.HOME_COUNTRY}' end as country,
            territory, 'Prospect' as type
        from buyers
        """
    )
    # Two records for one company, written a little differently: the sort of thing every CRM has.
    connection.execute(
        """
        insert into demo_accounts
        select row_number + 10000000, 'X' || account_id, upper(name) || '.', industry, segment, employees, country,
            territory, type
        from demo_accounts where row_number % 400 = 7
        """
    )
    connection.execute(
        f"""
        create or replace temp table demo_contacts as
        select
            n * 2 + k + 1 as row_number, 'C' || lpad(cast(n * 2 + k as varchar), 8, '0') as contact_id,
            pick({listed(names.FIRST_NAMES)}, n * 2 + k, 'given') || ' ' || pick({listed(names.LAST_NAMES)},
                n * 2 + k, 'family') as name,
            account_id, pick({listed(names.TITLES)}, n * 2 + k, 'title') as title
        from buyers, range(2) as contacts(k)
        """
    )
