"""Who the owners of records are: reps, with everyone who owns something, and whom each written owner stands for."""

import json

import duckdb

from data.derive.fold import fold
from data.entities import ENTITIES, REPS, ROLES
from data.warehouse import insert_rows

# SQL: a rep's name as shown; two of one name stay two.
LABEL = "case when count(*) over (partition by name) > 1 then name || ' (' || rep_id || ')' else name end"
OWNED = [entity for entity in ENTITIES.values() if "owner" in entity.fields or "owner_id" in entity.fields]


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
    _answered_owners(connection)
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
    # Where one file of deals is all there is, it alone tells who belongs to which team.
    connection.execute(
        """
        create or replace temp table deal_teams as
        select
            o.rep_id,
            arg_max(d.team, (coalesce(d.created_on, d.close_on, date '0001-01-01'), d.opportunity_id, d.team)) as team
        from observed_opportunities as d
        join owners as o on o.owner_key = owner_key(d.owner_id, d.owner)
        where d.team is not null and o.rep_id is not null
        group by o.rep_id
        """
    )
    connection.execute("delete from reps")
    connection.execute(
        f"""
        insert into reps by name
        with known as (
            select p.rep_id, p.name, p.email, l.role, l.title, l.manager_id, l.manager,
                coalesce(l.team, d.team) as team, l.territory, l.segment, l.hired_on, l.left_on, l.is_active,
                p.is_listed
            from people as p
            left join listed as l on l.rep_id = p.rep_id and p.is_listed
            left join deal_teams as d on d.rep_id = p.rep_id
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
            m.rep_id, m.name, {LABEL} as label, m.email, m.role, m.title, m.boss_id as manager_id, m.boss as manager,
            coalesce(m.team, m.boss) as team, m.territory, m.segment, m.hired_on, m.left_on,
            coalesce(m.is_active, m.left_on is null) as is_active,
            m.rep_id in (select boss_id from managed where boss_id is not null) as is_manager, m.is_listed
        from managed as m
        order by m.rep_id
        """
    )


def _answered_owners(connection: duckdb.DuckDBPyConnection) -> None:
    """`owner_answers` (text → person): who a written owner is, as answered with imports in force, the latest last."""
    answered: dict[str, str] = {}
    for (options,) in connection.execute(
        "select options from imports where undone_at is null and options like '%owners%' order by as_of, import_id"
    ).fetchall():
        answered |= json.loads(options).get("owners", {})
    connection.execute("create or replace temp table owner_answers (text varchar, person varchar)")
    insert_rows(connection, "owner_answers", list(answered.items()))


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
        ), meant as (
            select a.text, coalesce(o.person, a.text) as said
            from asked as a
            left join owner_answers as o on o.text = a.text
        ), answered as (
            select m.text, arg_min(l.rep_id, l.rank) as rep_id
            from meant as m
            join lookup as l on (l.rank = 1 and l.word = m.said) or (l.rank = 2 and l.word = lower(m.said))
                or (l.rank = 3 and l.word = name_key(m.said))
            group by m.text
        )
        select t.owner_id, t.owner, owner_key(t.owner_id, t.owner) as owner_key,
            coalesce(by_id.rep_id, by_name.rep_id) as rep_id
        from owner_texts as t
        left join answered as by_id on by_id.text = t.owner_id
        left join answered as by_name on by_name.text = t.owner
        """
    )
