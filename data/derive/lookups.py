"""What the texts in files stand for: accounts and products, by id or by name; settings."""

import duckdb

from data.derive.fold import fold
from data.derive.traits import build_traits
from data.entities import ACCOUNTS, PRODUCTS


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """name_key(text): letters and digits only, so that GTXPro and GTX Pro are one product; owner_key(id, name)."""
    connection.execute(
        r"create or replace temp macro name_key(x) as"
        r" coalesce(nullif(lower(regexp_replace(x, '[^\p{L}\p{N}]', '', 'g')), ''), x)"
    )
    connection.execute(
        "create or replace temp macro owner_key(id, name) as concat_ws(chr(31), coalesce(id, ''), coalesce(name, ''))"
    )


def settings(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The organisation's settings by key."""
    return dict(connection.execute("select key, value from settings").fetchall())


def build_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `accounts` and their traits; needs `owners`."""
    known = fold(connection, ACCOUNTS)
    connection.execute("delete from accounts")
    connection.execute(
        f"""
        insert into accounts by name
        select
            a.account_id, coalesce(a.name, a.account_id) as name, coalesce(p.name, a.parent) as parent, o.rep_id,
            a.industry,
            coalesce(a.segment, case when a.employees < 100 then 'SMB' when a.employees < 1000 then 'Mid-market'
                when a.employees is not null then 'Enterprise' end) as segment,
            a.employees, a.annual_revenue, a.country, a.territory, a.type, a.website, a.created_on
        from {known} as a
        left join {known} as p on p.account_id = a.parent_id
        left join owners as o on o.owner_key = owner_key(a.owner_id, a.owner)
        where not coalesce(a.is_deleted, false) and not a.is_missing
        order by a.account_id
        """
    )
    build_traits(connection, ACCOUNTS, known)


def build_account_words(connection: duckdb.DuckDBPyConnection) -> None:
    """`account_words` (word → account_id): ids, and names that only one account bears; `account_texts` for deals."""
    connection.execute(
        """
        create or replace temp table account_words as
        with names as (
            select name_key(name) as word, min(account_id) as account_id from accounts group by 1 having count(*) = 1
        )
        select account_id as word, account_id from accounts
        union all
        select word, account_id from names where word not in (select account_id from accounts)
        """
    )
    connection.execute(
        """
        create or replace temp table account_texts as
        select t.id, t.name, coalesce(by_id.account_id, by_name.account_id) as account_id
        from (select distinct account_id as id, account_name as name from observed_opportunities) as t
        left join account_words as by_id on by_id.word = t.id
        left join account_words as by_name on by_name.word = name_key(t.name)
        where coalesce(by_id.account_id, by_name.account_id) is not null
        """
    )


def build_products(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `products`, `product_names` (id, code or name → name) and `product_texts` (text on deals → name)."""
    known = fold(connection, PRODUCTS)
    connection.execute("delete from products")
    connection.execute(
        f"""
        insert into products by name
        select product_id, coalesce(name, product_id) as name, family, code, list_price,
            coalesce(is_active, true) as is_active
        from {known}
        where not coalesce(is_deleted, false) and not is_missing
        order by product_id
        """
    )
    connection.execute(
        """
        create or replace temp table product_names as
        select key, min(name) as name
        from (
            select name_key(name) as key, name from products
            union select name_key(product_id), name from products
            union select name_key(code), name from products where code is not null
        )
        group by key
        having count(*) = 1
        """
    )
    connection.execute(
        """
        create or replace temp table product_texts as
        select t.text, n.name
        from (select distinct product as text from observed_opportunities where product is not null) as t
        join product_names as n on n.key = name_key(t.text)
        """
    )
