"""Load the SQL files of this folder, put the scope in front and run them.

The header comment of each file is its contract: name, purpose, grain, key,
params, columns. `load` reads it; tests/queries/test_contracts.py proves it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from queries import relations
from queries.scope import Scope

FOLDER = Path(__file__).parent
_REQUIRED = ("name", "purpose", "grain", "key", "params", "columns")
_HEADER_LINE = re.compile(r"^-- (?:(\w+):)?\s*(.*)$")
_TYPED_NAME = re.compile(r"(\w+) ([A-Z]+(?:\(\d+, ?\d+\))?)")


class QueryError(ValueError):
    """A query file, or a call to one, broke its contract."""


@dataclass(frozen=True, slots=True)
class Query:
    """One file of queries/: its text and what its header promises.

    params and columns: name → SQL type. key: columns that identify a row.
    """

    name: str
    purpose: str
    grain: str
    key: tuple[str, ...]
    params: dict[str, str]
    columns: dict[str, str]
    sql: str


@cache
def names() -> tuple[str, ...]:
    """All query names, such as overview/kpis, in order."""
    return tuple(sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.sql")))


@cache
def load(name: str) -> Query:
    """Read queries/<name>.sql; QueryError if there is none or its header is not whole."""
    if name not in names():
        raise QueryError(f"There is no query {name}. `python -m queries list` names them all.")
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    header, body = _split(text)
    if missing := [line for line in _REQUIRED if not header.get(line)]:
        raise QueryError(f"{name}.sql: the header lacks {', '.join(missing)}")
    if header["name"] != name:
        raise QueryError(f"{name}.sql: the header says name {header['name']}")
    return Query(
        name=name,
        purpose=header["purpose"],
        grain=header["grain"],
        key=tuple(re.findall(r"\w+", header["key"])) if header["key"] != "none" else (),
        params=dict(_TYPED_NAME.findall(header["params"])),
        columns=dict(_TYPED_NAME.findall(header["columns"])),
        sql=body,
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    header: dict[str, str] = {}
    lines = text.splitlines()
    last = ""
    for number, line in enumerate(lines):
        match = _HEADER_LINE.match(line)
        if not match:
            return header, "\n".join(lines[number:]).strip()
        last = match[1] or last
        header[last] = f"{header.get(last, '')} {match[2]}".strip()
    return header, ""


def scoped_sql(name: str, scope: Scope) -> str:
    """The statement that `run` executes: the query with its scope in front."""
    sql = load(name).sql
    ctes = [f"{relation} as (\n    {definition}\n)" for relation, definition in relations.ctes(scope, sql)]
    if not ctes:
        return sql
    own = re.sub(r"^with\s", "", sql, count=1)
    joint = ",\n\n" if own != sql else "\n\n"
    return "with\n\n" + ",\n\n".join(ctes) + joint + own.strip()


def run(engine: sa.Engine, name: str, scope: Scope | None = None, **params: object) -> pd.DataFrame:
    """Run one query in a scope; every declared parameter must be given, and no other.

    Returns the declared columns. QueryError for unknown queries and parameters.
    """
    query = load(name)
    if params.keys() != query.params.keys():
        raise QueryError(f"{name} takes {sorted(query.params)}, was given {sorted(params)}")
    scope = scope or Scope()
    sql = scoped_sql(name, scope)
    used = set(re.findall(r"(?<!:):(\w+)", sql))
    bound = {key: value for key, value in (scope.params | params).items() if key in used}
    lists = [sa.bindparam(key, expanding=True) for key, value in bound.items() if isinstance(value, list)]
    with engine.connect() as connection:
        # The engine's own cursor hands the frame over far faster than pandas reads rows one by one.
        cursor: Any = connection.execute(sa.text(sql).bindparams(*lists), bound).cursor
        return cursor.df()
