"""What there is to sell and to whom: products, accounts, contacts, stages."""

from datetime import date

import duckdb

from data.demo import names, stories

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


def tools(number: str) -> str:
    """SQL: the tools that company number `number` uses, as one text; null where nobody has asked."""
    used = ", ".join(f"case when u({number}, 'uses {tool}') < {share} then '{tool}' end" for tool, share in names.TOOLS)
    return f"case when u({number}, 'tools asked') < 0.9 then nullif(concat_ws('; ', {used}), '') end"


def trait(text: str, number: str = "cast(null as double)") -> str:
    """SQL: a trait as the ledger keeps it, from SQL of its text and its number; null where the text is."""
    return f"case when {text} is not null then json_array(cast({text} as varchar), cast({number} as double)) end"


def build(connection: duckdb.DuckDBPyConnection, accounts: int, today: date) -> None:
    """demo_products, demo_stages, demo_accounts, demo_contacts; buyers (team, place, account_id, segment).

    And fitting (account_id): the accounts of the story's ideal customer.
    """
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
        with described as (
            select *, {tools("n")} as tools,
                case when u(n, 'spend known') < 0.85 then cast(round((case segment when 'SMB' then 900
                    when 'Mid-market' then 5200 else 24000 end) * exp(0.8 * z(n, 'ad spend')), -2) as bigint)
                    end as ad_spend,
                case when u(n, 'vacancies known') < 0.92 then cast(floor((case segment when 'SMB' then 3
                    when 'Mid-market' then 12 else 60 end) * power(u(n, 'vacancies'), 2)) as bigint) end as vacancies
            from buyers
        )
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
            territory, 'Prospect' as type,
            cast(json_object(
                'ad spend', {trait("ad_spend", "ad_spend")}, 'open vacancies', {trait("vacancies", "vacancies")},
                'tools used', {trait("tools")}
            ) as varchar) as traits
        from described
        """
    )
    # Two records for one company, written a little differently: the sort of thing every CRM has.
    connection.execute(
        """
        insert into demo_accounts
        select row_number + 10000000, 'X' || account_id, upper(name) || '.', industry, segment, employees, country,
            territory, type, traits
        from demo_accounts where row_number % 400 = 7
        """
    )
    ideal = stories.IDEAL_CUSTOMER.where
    connection.execute(
        f"""
        create or replace temp table fitting as
        select account_id from demo_accounts
        where industry = '{ideal["industry"]}'
            and contains(json_extract_string(traits, '$."tools used"[0]'), '{ideal["tool"]}')
        """
    )
    connection.execute(
        f"""
        create or replace temp table demo_contacts as
        select
            n * 2 + k + 1 as row_number, 'C' || lpad(cast(n * 2 + k as varchar), 8, '0') as contact_id,
            pick({listed(names.FIRST_NAMES)}, n * 2 + k, 'given') || ' ' || pick({listed(names.LAST_NAMES)},
                n * 2 + k, 'family') as name,
            account_id, pick({listed(names.TITLES)}, n * 2 + k, 'title') as title,
            pick({listed(names.ROLES)}, n * 2 + k, 'role') as role,
            date '{today}' - cast(30 + 3000 * power(u(n * 2 + k, 'in role'), 2) as integer) as started_on
        from buyers, range(2) as contacts(k)
        """
    )
