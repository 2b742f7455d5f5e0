"""SQL files, one SELECT each, and the runner that scopes and runs them."""

from queries.relations import GROUPS
from queries.rollups import NO_GROUP
from queries.runner import Query, QueryError, load, names, run, scoped_sql
from queries.scope import FILTERS, Scope, read_filters

__all__ = [
    "FILTERS",
    "GROUPS",
    "NO_GROUP",
    "Query",
    "QueryError",
    "Scope",
    "load",
    "names",
    "read_filters",
    "run",
    "scoped_sql",
]
