"""The bare engine beside ours: a page's own questions, asked of tables in which everything is joined already."""

import re
import time
from pathlib import Path

import duckdb
import sqlalchemy as sa

import queries
from queries import Scope, relations

Call = tuple[str, Scope, tuple[tuple[str, object], ...]]
_ROUNDS = 3


def ours(engine: sa.Engine, calls: list[Call]) -> float:
    """Seconds that the queries of a page take as the page runs them, each at its best."""
    return sum(_best(lambda call=call: queries.run(engine, call[0], call[1], **dict(call[2]))) for call in calls)


class Bare:
    """A database of its own with the scoped relations of some calls as plain tables."""

    def __init__(self, release: Path, folder: Path) -> None:
        self._tables: dict[str, str] = {}
        self._connection = duckdb.connect(str(folder / "bare.duckdb"))
        self._connection.execute("set preserve_insertion_order = false")
        self._connection.execute(f"attach '{release}' as warehouse (read_only)")

    def seconds(self, calls: list[Call]) -> float:
        """Seconds that the bare statements take, each at its best; joining the tables is not counted."""
        statements = [self._statement(*call) for call in calls]
        self._connection.execute("checkpoint")
        return sum(
            _best(lambda sql=sql, bound=bound: self._connection.execute(sql, bound).df()) for sql, bound in statements
        )

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def _statement(self, name: str, scope: Scope, params: tuple[tuple[str, object], ...]) -> tuple[str, dict]:
        query, bound = queries.load(name), dict(params) | scope.params
        body = query.sql
        ctes = []
        for relation, definition in relations.ctes(scope, body):
            ctes.append(f"{relation} as (select * from {self._table(relation, definition, ctes, bound)})")
        own = re.sub(r"^with\s", "", body, count=1)
        if ctes:
            body = "with " + ", ".join(ctes) + (", " if own != body else " ") + own
        sql = _native(body)
        return sql, {key: value for key, value in bound.items() if f"${key}" in sql}

    def _table(self, relation: str, definition: str, before: list[str], bound: dict) -> str:
        """The table of a relation, made when it is first asked for with these parameters."""
        sql = _native(("with " + ", ".join(before) + " " if before else "") + definition)
        used = {key: value for key, value in bound.items() if f"${key}" in sql}
        known = self._tables.setdefault(f"{sql} {used}", f"joined_{relation}_{len(self._tables)}")
        self._connection.execute(f"create table if not exists {known} as {sql}", used)
        return known


def _native(sql: str) -> str:
    """DuckDB's own way to write parameters and lists; tables that are read as they are stand in the release."""
    sql = re.sub(r" in :(\w+)", r" in (select unnest($\1))", sql)
    sql = re.sub(r"(?<!:):(\w+)", r"$\1", sql)
    sql = re.sub(r"\bmain\.", "warehouse.main.", sql)
    return re.sub(r"\b(from|join)\s+(calendar|stages|settings|imports|import_findings)\b", r"\1 warehouse.main.\2", sql)


def _best(run) -> float:
    found = []
    for _round in range(_ROUNDS):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)
