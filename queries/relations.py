"""The relations queries read, named like the tables: each a CTE over its table, filtered by the scope.

The runner puts those a query reads in front of it, so no query can forget a filter.
"""

import re
from collections.abc import Callable

from data.derive.reading import CONSTANT, TRACKED
from queries import meetings, rollups
from queries.scope import DEAL_FILTERS, REP_FILTERS, Scope

# What a result can be grouped by: a query that reads `group_name` finds the group of its parameter group_by there.
_DEAL_GROUPS = {
    "segment": "segment",
    "industry": "industry",
    "country": "country",
    "product": "product",
    "source": "lead_source",
    "campaign": "campaign",
    "type": "type",
    "stage": "stage",
    "pipeline": "pipeline",
}
GROUPS = (*rollups.REP_GROUPS, *_DEAL_GROUPS)

# What does not change during a deal's life: names stand in opportunities only, traits with each state as well.
_NAMES = ("name", "account_id", "account_name", "contact_name", "lead_id")
_TRAITS = [column for column in CONSTANT if column not in _NAMES]
_RUNNING = ("stage_since", "pushes", "peak_amount_original")
_TRACKED = ["amount", *(column for column in TRACKED if column not in ("is_deleted", "rep_id")), *_RUNNING]
_OWNED = ("accounts", "contacts", "leads", "quotes")
_VERSIONS = (
    "main.opportunity_versions as v\n    inner join main.opportunities as o on v.opportunity_id = o.opportunity_id"
)
_IN_FORCE = "v.valid_from < :scope_as_of_end and (v.valid_to is null or v.valid_to >= :scope_as_of_end)"


def ctes(scope: Scope, sql: str) -> list[tuple[str, str]]:
    """(relation, definition) for each relation `sql` reads, in an order they can stand in."""
    read = set(re.findall(r"\b(?:from|join)\s+(\w+)", sql))
    wanted = {name for name in _DEFINITIONS if name in read}
    if "opportunity_products" in wanted:
        wanted.add("opportunities")
    if (
        wanted
        & {*_OWNED, "activities", "meetings", "placed_meetings", "forecast_submissions", "quotas", "known_quotas"}
        and scope.by_rep
    ):
        wanted.add("reps")
    grouped = "group_name" in sql
    return [(name, define(scope, grouped)) for name, define in _DEFINITIONS.items() if name in wanted]


def _reps(scope: Scope, grouped: bool) -> str:
    group = rollups.group_name(rollups.REP_GROUPS) if grouped else ""
    return f"select r.*{group}\n    from main.reps as r\n    where true{scope.chosen(REP_FILTERS, 'r')}"


def _opportunities(scope: Scope, grouped: bool) -> str:
    if scope.as_of is None:
        return _deals(
            scope, "o", "main.opportunities as o", "not o.is_deleted", grouped, closing=True, more="o.created_amount"
        )
    early = "case when o.created_amount_at < :scope_as_of_end then o.created_amount end as created_amount"
    condition = f"not v.is_deleted\n      and {_IN_FORCE}"
    return _deals(scope, "v", _VERSIONS, condition, grouped, closing=True, more=early)


def _versions(scope: Scope, grouped: bool) -> str:
    return _states(scope, grouped, "main.opportunity_versions as v", named=False)


def _named_versions(scope: Scope, grouped: bool) -> str:
    # For what tells of deals by name that are removed or other owners' by now.
    return _states(scope, grouped, _VERSIONS, named=True)


def _states(scope: Scope, grouped: bool, tables: str, *, named: bool) -> str:
    known = "true" if scope.as_of is None else "v.valid_from < :scope_as_of_end"
    more = "v.is_deleted, v.valid_from, v.valid_to, v.basis"
    return _deals(scope, "v", tables, known, grouped, closing=False, named=named, more=more)


def _deals(
    scope: Scope,
    state: str,
    tables: str,
    condition: str,
    grouped: bool,
    *,
    closing: bool,
    named: bool = True,
    more: str,
) -> str:
    """Deals or versions: `state` is the alias that tracked columns and traits are read from, `o` that of names.

    closing: what was closed belongs to who owned it then.
    """
    owner = f"{state}.rep_id"
    if scope.ownership == "today":
        owner = "v.present_rep_id" if state == "v" else "o.rep_id"
    elif closing:
        owner = f"coalesce({state}.closing_rep_id, {state}.rep_id)"
    names = [f"o.{column}" for column in _NAMES] if named else []
    columns = ", ".join([*names, *(f"{state}.{column}" for column in ("opportunity_id", *_TRAITS, *_TRACKED)), more])
    groups = rollups.REP_GROUPS | {name: f"{state}.{column}" for name, column in _DEAL_GROUPS.items()}
    group = rollups.group_name(groups) if grouped else ""
    return (
        f"select {owner} as rep_id, {columns},\n        r.name as rep_name, r.team, r.manager, r.territory,"
        f" s.position as stage_position{group}"
        f"\n    from {tables}"
        f"\n    left join main.reps as r on {owner} = r.rep_id"
        f"\n    left join main.stages as s on {state}.stage = s.stage and coalesce({state}.pipeline, '') = s.pipeline"
        f"\n    where {condition}{scope.chosen(REP_FILTERS, 'r')}{scope.chosen(DEAL_FILTERS, state)}"
    )


def _quotas(scope: Scope, _: bool) -> str:
    # A quota is set per rep: of a selection of segments or products it is unknown, not whole.
    known = "false" if scope.by_deal else "q.is_counted"
    return f"select q.*\n    from main.quotas as q\n    where {known}{_of_reps(scope, 'q')}"


def _known_quotas(scope: Scope, _: bool) -> str:
    # Those that do not count too: for who sets and checks them.
    return f"select q.*\n    from main.quotas as q\n    where true{_of_reps(scope, 'q')}"


def _submissions(scope: Scope, _: bool) -> str:
    # A call is made per rep, like a quota: of a selection of segments or products it is unknown.
    known = "false" if scope.by_deal else "true"
    if scope.as_of is not None:
        known += " and t.submitted_at < :scope_as_of_end"
    return f"select t.*\n    from main.forecast_submissions as t\n    where {known}{_of_reps(scope, 't')}"


def _activities(scope: Scope, _: bool) -> str:
    known = "true"
    if scope.as_of is not None:
        known = (
            "(t.happened_at is null or t.happened_at < :scope_as_of_end)"
            " and (t.created_at is null or t.created_at < :scope_as_of_end)"
        )
    # Of chosen deals: what is tied to another one, or to none, is left out.
    deals = "\n      and t.opportunity_id in (select x.opportunity_id from main.opportunities as x where true"
    ours = f"{deals}{scope.chosen(DEAL_FILTERS, 'x')})" if scope.by_deal else ""
    return f"select t.*\n    from main.activities as t\n    where {known}{_of_reps(scope, 't')}{ours}"


def _owned(table: str) -> Callable[[Scope, bool], str]:
    """The definition of a table that has an owner."""
    return lambda scope, _: f"select t.*\n    from main.{table} as t\n    where true{_of_reps(scope, 't')}"


def _of_reps(scope: Scope, alias: str) -> str:
    return f"\n      and {alias}.rep_id in (select reps.rep_id from reps)" if scope.by_rep else ""


def _product_lines(_scope: Scope, _: bool) -> str:
    return (
        "select t.*\n    from main.opportunity_products as t\n"
        "    where t.opportunity_id in (select opportunities.opportunity_id from opportunities)"
    )


_DEFINITIONS: dict[str, Callable[[Scope, bool], str]] = {
    "reps": _reps,
    "opportunities": _opportunities,
    "opportunity_versions": _versions,
    "named_versions": _named_versions,
    "stage_spells": rollups.spells,
    "stage_passages": rollups.passages,
    "deal_moves": rollups.moves,
    "quotas": _quotas,
    "known_quotas": _known_quotas,
    "forecast_submissions": _submissions,
    "activities": _activities,
    "meetings": lambda scope, _: meetings.define(scope, _of_reps),
    "placed_meetings": lambda scope, _: meetings.define(scope, _of_reps, placed=True),
    **{table: _owned(table) for table in _OWNED},
    "opportunity_products": _product_lines,
}
