"""What a viewer has filtered, and as of when: put in front of every query.

Queries name relations such as `opportunities`; the runner defines each as a
CTE over the table of the same name, filtered. So no query can forget a filter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from data.derive.reading import CONSTANT, TRACKED

# Filters on the rep, which every relation with an owner answers to …
_REP_FILTERS = {"team": "team", "territory": "territory", "manager": "manager", "owner": "rep_id"}
# … and filters on the deal.
_DEAL_FILTERS = {"segment": "segment", "product": "product", "source": "lead_source", "industry": "industry"}
FILTERS = (*_REP_FILTERS, *_DEAL_FILTERS)

# What a result can be grouped by: a query that reads `group_name` finds the group of its parameter group_by there.
# Two reps of one name stay two.
_REP_LABEL = (
    "case when r.name in (select x.name from main.reps as x group by x.name having count(*) > 1)"
    " then r.name || ' (' || r.rep_id || ')' else r.name end"
)
_REP_GROUPS = {"rep": _REP_LABEL, "manager": "r.manager", "team": "r.team", "territory": "r.territory"}
_DEAL_GROUPS = {
    "segment": "o.segment",
    "industry": "o.industry",
    "country": "o.country",
    "product": "o.product",
    "source": "o.lead_source",
    "type": "o.type",
    "stage": "o.stage",
    "pipeline": "o.pipeline",
}
GROUPS = (*_REP_GROUPS, *_DEAL_GROUPS)
NO_GROUP = "(none)"

_CONSTANT = ["opportunity_id", *CONSTANT]
_TRACKED = ["amount", *(column for column in TRACKED if column != "is_deleted")]
_OWNED = ("accounts", "activities", "contacts", "forecast_submissions", "leads", "quotes")
_OF_DEAL = ("opportunity_products", "stage_spells")


@dataclass(frozen=True, slots=True)
class Scope:
    """Chosen values per filter name of FILTERS, and the day to look from (None: now).

    Hashable, so that it can be part of a cache key.
    """

    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    as_of: date | None = None

    def __post_init__(self) -> None:
        unknown = [name for name, _ in self.filters if name not in FILTERS]
        if unknown:
            raise ValueError(f"No such filter: {', '.join(unknown)}. Filters are {', '.join(FILTERS)}.")

    @classmethod
    def of(cls, as_of: date | None = None, **filters: list[str] | tuple[str, ...]) -> "Scope":
        """Scope.of(team=["West"]): filters without a value are left out."""
        chosen = tuple((name, tuple(filters[name])) for name in FILTERS if filters.get(name))
        unknown = tuple((name, ()) for name in filters if name not in FILTERS)
        return cls(chosen + unknown, as_of)

    @property
    def params(self) -> dict[str, object]:
        """Bound parameters of the CTEs: lists for the filters, the end of the as-of day."""
        params: dict[str, object] = {f"scope_{name}": list(values) for name, values in self.filters}
        if self.as_of is not None:
            params["scope_as_of_end"] = self.as_of + timedelta(days=1)
        return params

    def ctes(self, sql: str) -> list[tuple[str, str]]:
        """(relation, definition) for each relation `sql` reads, in an order they can stand in."""
        read = set(re.findall(r"\b(?:from|join)\s+(\w+)", sql))
        wanted = {name for name in _DEFINITIONS if name in read}
        if wanted & set(_OF_DEAL):
            wanted.add("opportunities")
        if wanted & {*_OWNED, "quotas"} and any(name in _REP_FILTERS for name, _ in self.filters):
            wanted.add("reps")
        grouped = "group_name" in sql
        return [(name, define(self, grouped)) for name, define in _DEFINITIONS.items() if name in wanted]

    def _chosen(self, columns: dict[str, str], alias: str) -> str:
        names = [name for name, _ in self.filters if name in columns]
        return "".join(f"\n      and {alias}.{columns[name]} in :scope_{name}" for name in names)

    def _rep_filter(self, column: str = "rep_id") -> str:
        names = [name for name, _ in self.filters if name in _REP_FILTERS]
        if not names:
            return ""
        return f"\n      and {column} in (select reps.rep_id from reps)"

    @property
    def _by_deal(self) -> bool:
        return any(name in _DEAL_FILTERS for name, _ in self.filters)


def _group_name(groups: dict[str, str]) -> str:
    cases = " ".join(f"when '{name}' then coalesce({column}, '{NO_GROUP}')" for name, column in groups.items())
    return f", case cast(:group_by as varchar) {cases} else 'all' end as group_name"


def _reps(scope: Scope, grouped: bool) -> str:
    group = _group_name(_REP_GROUPS) if grouped else ""
    return f"select r.*{group}\n    from main.reps as r\n    where true{scope._chosen(_REP_FILTERS, 'r')}"


def _opportunities(scope: Scope, grouped: bool) -> str:
    if scope.as_of is None:
        return _deals(scope, "o", "main.opportunities as o", "not o.is_deleted", grouped)
    return _deals(
        scope,
        "v",
        _VERSIONS,
        "not v.is_deleted\n      and v.valid_from < :scope_as_of_end"
        "\n      and (v.valid_to is null or v.valid_to >= :scope_as_of_end)",
        grouped,
    )


def _versions(scope: Scope, grouped: bool) -> str:
    known = "true" if scope.as_of is None else "v.valid_from < :scope_as_of_end"
    return _deals(scope, "v", _VERSIONS, known, grouped, ", v.is_deleted, v.valid_from, v.valid_to, v.basis")


# What does not change during a deal's life stands in opportunities only.
_VERSIONS = (
    "main.opportunity_versions as v\n    inner join main.opportunities as o on v.opportunity_id = o.opportunity_id"
)


def _deals(scope: Scope, state: str, tables: str, condition: str, grouped: bool, more: str = "") -> str:
    """Deals or versions: `state` is the alias that tracked columns are read from, `o` the deal's."""
    columns = ", ".join([*(f"o.{column}" for column in _CONSTANT), *(f"{state}.{column}" for column in _TRACKED)])
    groups = _REP_GROUPS | _DEAL_GROUPS | {"stage": f"{state}.stage"}
    group = _group_name(groups) if grouped else ""
    rep = scope._chosen(_REP_FILTERS, "r")
    deal = scope._chosen(_DEAL_FILTERS, "o")
    return (
        f"select {columns}{more},\n        r.name as rep_name, r.team, r.manager, r.territory,"
        f" s.position as stage_position{group}"
        f"\n    from {tables}"
        f"\n    left join main.reps as r on {state}.rep_id = r.rep_id"
        f"\n    left join main.stages as s on {state}.stage = s.stage and coalesce(o.pipeline, '') = s.pipeline"
        f"\n    where {condition}{rep}{deal}"
    )


def _quotas(scope: Scope, _: bool) -> str:
    # A quota is set per rep: of a selection of segments or products it is unknown, not whole.
    known = "false" if scope._by_deal else "q.is_counted"
    return f"select q.*\n    from main.quotas as q\n    where {known}{scope._rep_filter('q.rep_id')}"


def _owned(table: str) -> Callable[[Scope, bool], str]:
    """The definition of a table that has an owner."""
    return lambda scope, _: f"select t.*\n    from main.{table} as t\n    where true{scope._rep_filter('t.rep_id')}"


def _of_deal(table: str) -> Callable[[Scope, bool], str]:
    """The definition of a table that hangs on deals."""
    return lambda _scope, _: (
        f"select t.*\n    from main.{table} as t\n"
        "    where t.opportunity_id in (select opportunities.opportunity_id from opportunities)"
    )


_DEFINITIONS: dict[str, Callable[[Scope, bool], str]] = {
    "reps": _reps,
    "opportunities": _opportunities,
    "opportunity_versions": _versions,
    "quotas": _quotas,
    **{table: _owned(table) for table in _OWNED},
    **{table: _of_deal(table) for table in _OF_DEAL},
}
