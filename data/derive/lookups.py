"""Who and what the texts in files stand for: owners, accounts, products, stages, currencies."""

import json

import duckdb

from data import vocabulary
from data.derive.fold import fold
from data.entities import ACCOUNTS, ENTITIES, PRODUCTS, REPS, ROLES, STAGES

OWNED = [entity for entity in ENTITIES.values() if "owner" in entity.fields or "owner_id" in entity.fields]


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


def build_reps(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `reps`, with everyone who owns something; and `owners` (owner_id, owner → rep_id)."""
    people, roles = fold(connection, REPS), fold(connection, ROLES)
    connection.execute(
        f"""
        create or replace temp table listed as
        select
            p.rep_id, coalesce(p.name, nullif(trim(concat_ws(' ', p.first_name, p.last_name)), ''), p.rep_id) as name,
            p.email, coalesce(p.role, r.name) as role, p.title, p.manager_id, p.manager, p.team, p.territory, p.segment,
            p.hired_on, p.left_on, p.is_active
        from {people} as p
        left join {roles} as r on r.role_id = p.role_id
        where not coalesce(p.is_deleted, false)
        """
    )
    pairs = " union ".join(
        f"select {_field(entity.fields, 'owner_id')} as owner_id, {_field(entity.fields, 'owner')} as owner from"
        f" observed_{entity.name}"
        for entity in OWNED
    )
    connection.execute(f"create or replace temp table owner_texts as {pairs}")
    connection.execute(
        "create or replace temp table people as select rep_id, name, email, true as is_listed from listed"
    )
    # Ids first: a name that no list knows may belong to an id that another file gives with it.
    for text in ("owner_id", "owner"):
        _resolve_owners(connection)
        connection.execute(
            f"""
            insert into people
            select o.{text}, coalesce(min(o.owner), o.{text}), null, false
            from owners as o
            where o.rep_id is null and o.{text} is not null
            group by o.{text}
            """
        )
    _resolve_owners(connection)
    connection.execute("delete from reps")
    connection.execute(
        """
        insert into reps by name
        with known as (
            select p.rep_id, p.name, p.email, l.role, l.title, l.manager_id, l.manager, l.team, l.territory, l.segment,
                l.hired_on, l.left_on, l.is_active, p.is_listed
            from people as p
            left join listed as l on l.rep_id = p.rep_id and p.is_listed
        ), named as (
            select name_key(name) as key, min(rep_id) as rep_id from known group by 1 having count(*) = 1
        ), managed as (
            select k.*, coalesce(by_id.rep_id, by_name.rep_id) as boss_id,
                coalesce(by_id.name, k.manager, by_name.name) as boss
            from known as k
            left join known as by_id on by_id.rep_id = k.manager_id
            left join named on named.key = name_key(coalesce(k.manager, k.manager_id))
            left join known as by_name on by_name.rep_id = named.rep_id
        )
        select
            m.rep_id, m.name, m.email, m.role, m.title, m.boss_id as manager_id, m.boss as manager,
            coalesce(m.team, m.boss) as team, m.territory, m.segment, m.hired_on, m.left_on,
            coalesce(m.is_active, m.left_on is null) as is_active,
            m.rep_id in (select boss_id from managed where boss_id is not null) as is_manager, m.is_listed
        from managed as m
        order by m.rep_id
        """
    )


def _field(fields: dict, name: str) -> str:
    return name if name in fields else "cast(null as varchar)"


def _resolve_owners(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create or replace temp table owners as
        with words as (
            select rep_id as word, rep_id, 1 as rank from people
            union all select lower(email), rep_id, 2 from people where email is not null
            union all select name_key(name), rep_id, 3 from people
        ), lookup as (
            select word, rank, min(rep_id) as rep_id from words group by word, rank having count(distinct rep_id) = 1
        ), asked as (
            select distinct text from (select owner_id as text from owner_texts union all select owner from owner_texts)
            where text is not null
        ), answered as (
            select a.text, arg_min(l.rep_id, l.rank) as rep_id
            from asked as a
            join lookup as l on (l.rank = 1 and l.word = a.text) or (l.rank = 2 and l.word = lower(a.text))
                or (l.rank = 3 and l.word = name_key(a.text))
            group by a.text
        )
        select t.owner_id, t.owner, owner_key(t.owner_id, t.owner) as owner_key,
            coalesce(by_id.rep_id, by_name.rep_id) as rep_id
        from owner_texts as t
        left join answered as by_id on by_id.text = t.owner_id
        left join answered as by_name on by_name.text = t.owner
        """
    )


def build_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `accounts`; needs `owners`."""
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


def stage_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """`stage_kinds` (stage → kind, position, probability, forecast_category, is_recognised) for every stage seen.

    The kind is what the organisation said, else what the files' own closed and
    won flags say, else what the label is known to mean.
    """
    known = fold(connection, STAGES)
    overrides = stage_overrides(connection)
    seen = connection.execute(
        f"""
        with flags as (
            select stage, count(*) filter (where is_won) as won,
                count(*) filter (where is_closed and not is_won) as lost,
                count(*) filter (where not is_closed) as open, median(probability) as probability
            from observed_opportunities where stage is not null group by stage
        ), labels as (
            select stage from flags
            union select stage from observed_stage_history where stage is not null
            union select new_value from observed_stage_history where field in ('StageName', 'Stage')
                and new_value is not null
            union select stage from {known} where stage is not null
            union select status from observed_opportunities where stage is null and status is not null
        )
        select l.stage, coalesce(f.won, 0), coalesce(f.lost, 0), coalesce(f.open, 0), f.probability,
            any_value(k.position), any_value(k.probability), bool_or(k.is_won), bool_or(k.is_closed),
                any_value(k.forecast_category)
        from labels as l
        left join flags as f on f.stage = l.stage
        left join {known} as k on k.stage = l.stage
        group by all
        order by l.stage
        """
    ).fetchall()
    rows = []
    for stage, won, lost, still_open, usual, position, probability, is_won, is_closed, category in seen:
        guess = vocabulary.stage_kind(stage)
        told = "won" if is_won else "lost" if is_closed else "open" if is_closed is not None else None
        counted = max((won, "won"), (lost, "lost"), (still_open, "open")) if won or lost or still_open else (0, None)
        kind = overrides.get(stage) or told or counted[1] or guess.kind
        sure = guess.recognised or stage in overrides or told is not None or counted[0] > 0
        order = (
            position if position is not None else guess.position if guess.position is not None else (usual or 0.5) * 100
        )
        chance = probability if probability is not None else guess.probability
        rows.append(
            ({"open": 0, "won": 1, "lost": 2}[kind], order, stage, kind, chance, category, sure, told is not None)
        )
    connection.execute("create or replace temp table stage_overrides (stage varchar, kind varchar)")
    for stage, kind in overrides.items():
        connection.execute("insert into stage_overrides values (?, ?)", [stage, kind])
    connection.execute(
        "create or replace temp table stage_kinds (stage varchar, position integer, kind varchar, probability double,"
        " forecast_category varchar, is_recognised boolean, is_listed boolean)"
    )
    for number, (_, _, stage, kind, chance, category, sure, listed) in enumerate(
        sorted(rows, key=lambda row: row[:3]), start=1
    ):
        connection.execute(
            "insert into stage_kinds values (?, ?, ?, ?, ?, ?, ?)",
            [stage, number, kind, chance, category, sure, listed],
        )


def stage_overrides(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Stage → kind as answered with imports in force, the latest last, and as set in the settings."""
    answered: dict[str, str] = {}
    for (options,) in connection.execute(
        "select options from imports where undone_at is null and options like '%stages%' order by as_of, import_id"
    ).fetchall():
        answered |= json.loads(options).get("stages", {})
    prefix = "stage_kind/"
    chosen = {key.removeprefix(prefix): value for key, value in settings(connection).items() if key.startswith(prefix)}
    return answered | chosen


def forecast_categories(connection: duckdb.DuckDBPyConnection) -> None:
    """`forecast_codes` (text → code) for every forecast category seen."""
    texts = connection.execute(
        " union ".join(
            f"select forecast_category from observed_{name} where forecast_category is not null"
            for name in ("opportunities", "stage_history", "stages")
        )
    ).fetchall()
    connection.execute("create or replace temp table forecast_codes (text varchar, code varchar)")
    for (text,) in texts:
        connection.execute("insert into forecast_codes values (?, ?)", [text, vocabulary.forecast_category(text)])


def status_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """`status_kinds` (status → kind) for every deal status that is known to mean won, lost or open."""
    texts = connection.execute("select distinct status from observed_opportunities where status is not null").fetchall()
    connection.execute("create or replace temp table status_kinds (status varchar, kind varchar)")
    for (text,) in texts:
        if kind := vocabulary.status_kind(text):
            connection.execute("insert into status_kinds values (?, ?)", [text, kind])
