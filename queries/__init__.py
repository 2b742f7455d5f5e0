"""SQL files, one SELECT each, and the runner that scopes and runs them."""

from queries.runner import Query, QueryError, load, names, run, scoped_sql
from queries.scope import FILTERS, Scope

__all__ = ["FILTERS", "Query", "QueryError", "Scope", "load", "names", "run", "scoped_sql"]
