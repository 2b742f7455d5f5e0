"""Everything beside deals: leads, activities, contacts, product lines, quotes, contracts, stages."""

import duckdb

from data import vocabulary
from data.derive.fold import fold
from data.derive.traits import build_traits
from data.entities import ACTIVITIES, CONTACTS, CONTRACTS, LEADS, OPPORTUNITY_PRODUCTS, QUOTES

_OWNER = "left join owners as o on o.owner_key = owner_key(t.owner_id, t.owner)"
_ACCOUNT = (
    "left join account_words as by_id on by_id.word = t.account_id"
    " left join account_words as by_name on by_name.word = name_key({})"
)


# More different words than this are no kinds but subjects, each of its own.
_MOST_KINDS = 2000


def build_leads(connection: duckdb.DuckDBPyConnection, keys: str | None) -> None:
    """Rebuild the leads in `keys` (column `key`), or all, and their traits."""
    known = fold(connection, LEADS, keys=keys)
    _replace(
        connection,
        "leads",
        "lead_id",
        keys,
        f"""
        select
            t.lead_id, coalesce(t.name, nullif(trim(concat_ws(' ', t.first_name, t.last_name)), '')) as name,
            t.company, t.title,
            t.email, o.rep_id, t.status, t.source, t.campaign, t.industry, t.country, t.employees, t.annual_revenue,
            t.created_at, t.notified_at, t.assigned_at, t.first_response_at, t.replied_at, t.qualified_at,
            t.converted_at,
            coalesce(t.is_converted, t.converted_at is not null) as is_converted, t.opportunity_id, t.account_id
        from {known} as t
        {_OWNER}
        where not coalesce(t.is_deleted, false) and not t.is_missing
        """,
    )
    build_traits(connection, LEADS, known, keys)


def build_activities(connection: duckdb.DuckDBPyConnection, keys: str | None) -> None:
    """Rebuild the activities in `keys` (column `key`), or all.

    Copies that a group meeting makes for its guests are left out, or meetings
    would double. An open task has not happened, whatever its date.
    """
    known = fold(connection, ACTIVITIES, keys=keys)
    _kinds(connection)
    _replace(
        connection,
        "activities",
        "activity_id",
        keys,
        f"""
        with read as (
            select
                t.*, o.rep_id, coalesce(k.kind, 'other') as activity_kind,
                coalesce(t.is_no_show, x.is_no_show, y.is_no_show, false) as missed,
                coalesce(t.is_held, t.is_closed, x.is_completed, y.is_completed,
                    t.completed_at is not null or (t.status is null and t.started_at is not null)) as done
            from {known} as t
            {_OWNER}
            left join activity_kinds as k on k.word = coalesce(t.kind, t.subject)
            left join activity_statuses as x on x.word = t.status
            left join activity_statuses as y on y.word = t.outcome
            where not coalesce(t.is_deleted, false) and not coalesce(t.is_child, false) and not t.is_missing
        )
        select
            t.activity_id, t.activity_kind as kind, t.subject, t.rep_id,
            coalesce(d.opportunity_id, t.opportunity_id) as opportunity_id,
            coalesce(by_id.account_id, by_name.account_id, a.account_id, t.account_id) as account_id, t.lead_id,
            t.contact_id,
            case when t.done and not t.missed
                then coalesce(t.completed_at, t.started_at, t.due_at, t.created_at) end as happened_at,
            t.created_at, coalesce(t.due_at, t.started_at) as due_at,
            coalesce(t.minutes, t.seconds / 60.0,
                case when t.ended_at >= t.started_at then epoch(t.ended_at - t.started_at) / 60.0 end) as minutes,
            t.status, t.direction, coalesce(t.outcome, t.call_result) as outcome,
            t.done and not t.missed as is_completed, t.missed as is_no_show, t.is_first_meeting
        from read as t
        left join opportunities as d on d.opportunity_id = t.related_id and t.opportunity_id is null
        left join accounts as a on a.account_id = t.related_id and t.account_id is null
        {_ACCOUNT.format("t.company")}
        """,
    )


def _kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """`activity_kinds` (word → kind) and `activity_statuses` (word → is_completed, is_no_show)."""
    connection.execute("create or replace temp table activity_kinds (word varchar, kind varchar)")
    # Where a log has no kinds the subject often is one: Call, Email.
    for (word,) in connection.execute(
        f"select coalesce(kind, subject) as word from observed_activities where word is not null"
        f" group by word order by count(kind) desc, count(*) desc, word limit {_MOST_KINDS}"
    ).fetchall():
        connection.execute("insert into activity_kinds values (?, ?)", [word, vocabulary.activity_kind(word)])
    connection.execute(
        "create or replace temp table activity_statuses (word varchar, is_completed boolean, is_no_show boolean)"
    )
    words = connection.execute(
        "select status from observed_activities where status is not null"
        " union select outcome from observed_activities where outcome is not null"
    ).fetchall()
    for (word,) in words:
        if (found := vocabulary.activity_status(word)) is not None:
            connection.execute(
                "insert into activity_statuses values (?, ?, ?)", [word, found != "open", found == "no_show"]
            )


def build_small(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild contacts and their traits, product lines, quotes and contracts."""
    known = fold(connection, CONTACTS)
    _replace(
        connection,
        "contacts",
        "contact_id",
        None,
        f"""
        select
            t.contact_id, coalesce(t.name, nullif(trim(concat_ws(' ', t.first_name, t.last_name)), '')) as name,
            coalesce(by_id.account_id, by_name.account_id, t.account_id) as account_id, t.title, t.role, t.email,
            o.rep_id,
            t.started_on, t.created_on
        from {known} as t
        {_OWNER}
        {_ACCOUNT.format("t.account_name")}
        where not coalesce(t.is_deleted, false) and not t.is_missing
        """,
    )
    build_traits(connection, CONTACTS, known)
    _replace(
        connection,
        "opportunity_products",
        "line_id",
        None,
        f"""
        select
            t.line_id, t.opportunity_id, coalesce(by_id.name, by_name.name, t.product, t.product_id) as product,
            t.quantity,
            t.unit_price, t.list_price,
            coalesce(t.total_amount, cast(t.unit_price * t.quantity as decimal(18,4))) as total_amount,
            t.discount
        from {fold(connection, OPPORTUNITY_PRODUCTS)} as t
        left join product_names as by_id on by_id.key = name_key(t.product_id)
        left join product_names as by_name on by_name.key = name_key(t.product)
        where not coalesce(t.is_deleted, false) and not t.is_missing and t.opportunity_id is not null
        """,
    )
    _replace(
        connection,
        "quotes",
        "quote_id",
        None,
        f"""
        select
            t.quote_id, t.name, t.opportunity_id, coalesce(by_id.account_id, t.account_id) as account_id, o.rep_id,
            t.status,
            t.list_amount, t.net_amount,
            coalesce(t.discount, case when t.list_amount > 0
                then cast(t.discount_amount as double) / cast(t.list_amount as double) end,
                case when t.list_amount > 0 then 1
                    - cast(t.net_amount as double) / cast(t.list_amount as double) end) as discount,
            t.created_at, t.submitted_at, t.approved_at, t.approver, t.valid_until
        from {fold(connection, QUOTES)} as t
        {_OWNER}
        left join account_words as by_id on by_id.word = t.account_id
        """,
    )
    _replace(
        connection,
        "contracts",
        "contract_id",
        None,
        f"""
        select
            t.contract_id, coalesce(by_id.account_id, by_name.account_id, t.account_id) as account_id, t.opportunity_id,
            t.renewed_from_id, t.type, t.status, coalesce(p.name, t.product) as product,
            coalesce(t.annual_amount, cast(t.monthly_amount * 12 as decimal(18,4))) as annual_amount,
            t.signed_on, t.starts_on, t.ends_on, t.churned_on, t.is_auto_renewal
        from {fold(connection, CONTRACTS)} as t
        {_ACCOUNT.format("t.account_name")}
        left join product_names as p on p.key = name_key(t.product)
        """,
    )


def build_stages(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `stages` from the pipelines and stages that deals have been in, and from stage lists."""
    several = connection.execute("select count(distinct pipeline) from opportunities").fetchall()[0][0] > 0
    # Without pipelines there is no need to look up each version's deal.
    seen = (
        "select distinct coalesce(o.pipeline, '') as pipeline, v.stage from opportunity_versions as v"
        " join opportunities as o using (opportunity_id) where v.stage is not null"
        if several
        else "select distinct '' as pipeline, stage from opportunity_versions where stage is not null"
    )
    _replace(
        connection,
        "stages",
        "stage",
        None,
        f"""
        with seen as (
            {seen}
        ), listed as (
            select '' as pipeline, stage from stage_kinds where stage not in (select stage from seen) and is_listed
        ), joined as (
            select pipeline, stage from seen union all select pipeline, stage from listed
        )
        select
            j.pipeline, j.stage, cast(row_number()
                over (partition by j.pipeline order by k.position) as integer) as position,
            k.kind, k.probability, c.code as forecast_category, k.is_recognised
        from joined as j
        join stage_kinds as k on k.stage = j.stage
        left join forecast_codes as c on c.text = k.forecast_category
        """,
    )


def _replace(connection: duckdb.DuckDBPyConnection, table: str, key: str, keys: str | None, select: str) -> None:
    connection.execute(f"delete from {table}" + ("" if keys is None else f" where {key} in (select key from {keys})"))
    connection.execute(f"insert into {table} by name {select}")
