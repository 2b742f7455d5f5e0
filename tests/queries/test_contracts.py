"""Every file of queries/ keeps the contract that its header states; a new file is covered on the day it is written."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
import sqlglot
from sqlglot import exp

import queries
from queries import Query, QueryError, Scope
from tests.conftest import DEMO_TODAY

NAMES = queries.names()
_SAMPLES = {
    "DATE": date(2017, 7, 1),
    "TIMESTAMP": datetime(2017, 7, 1),  # noqa: DTZ001 - a moment in SQL has no zone
    "VARCHAR": "team",
    "BIGINT": 10,
    "INTEGER": 10,
    "DOUBLE": 0.5,
    "BOOLEAN": True,
}
_FULL_SCOPE = Scope.of(as_of=date(2017, 9, 30), **{name: ["a", "b"] for name in queries.FILTERS})
# What other engines do not know, or know differently.
_NOT_PORTABLE = {
    "a :: cast": r"::",
    "filter": r"\bfilter\s*\(\s*where\b",
    "qualify": r"\bqualify\b",
    "group by all": r"\bgroup\s+by\s+all\b",
    "order by all": r"\border\s+by\s+all\b",
    "generate_series": r"\b(generate_series|range)\s*\(",
    "a struct or list": r"\b(struct_pack|list|array_agg|unnest)\s*\(|[\[{]",
    "the clock": r"\b(current_date|current_timestamp|localtimestamp)\b|(?<!:)\b(now|today)\s*\(",
    "select *": r"select\s+\*",
}


def _samples(query: Query) -> dict[str, object]:
    return {name: _SAMPLES[kind] for name, kind in query.params.items()}


def _code(query: Query) -> str:
    """The statement without comments and texts."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--.*", "", query.sql))


def test_there_are_queries():
    assert "measures/decided" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_header_is_whole(name):
    query = queries.load(name)
    assert query.purpose.endswith((".", ":")) or len(query.purpose) > 20
    assert query.grain.startswith("one row")
    assert query.columns
    assert set(query.key) <= set(query.columns)


@pytest.mark.parametrize("name", NAMES)
def test_declared_parameters_are_those_it_uses(name):
    query = queries.load(name)
    used = set(re.findall(r"(?<!:):([a-z]\w*)", _code(query)))
    if "group_name" in query.sql:
        used.add("group_by")  # the scoped relations read it
    assert used == set(query.params)
    assert set(query.params.values()) <= set(_SAMPLES)


@pytest.mark.parametrize("scope", [Scope(), _FULL_SCOPE], ids=["everything", "every filter"])
@pytest.mark.parametrize("name", NAMES)
def test_declared_columns_are_those_it_returns_on_an_empty_warehouse(empty_engine, name, scope):
    query = queries.load(name)
    assert _returned(empty_engine, name, scope) == list(query.columns.items())


def _returned(engine: sa.Engine, name: str, scope: Scope) -> list[tuple[str, str]]:
    sql = queries.scoped_sql(name, scope)
    wanted = {key: value for key, value in (scope.params | _samples(queries.load(name))).items() if f":{key}" in sql}
    lists = [sa.bindparam(key, expanding=True) for key, value in wanted.items() if isinstance(value, list)]
    with engine.connect() as connection:
        cursor = connection.execute(sa.text(sql).bindparams(*lists), wanted).cursor
        return [(column[0], str(column[1])) for column in cursor.description]


@pytest.mark.parametrize("name", NAMES)
def test_blank_parameters_are_no_error(empty_engine, name):
    params = dict.fromkeys(queries.load(name).params)
    assert list(queries.run(empty_engine, name, **params)) == list(queries.load(name).columns)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_is_total(name):
    """The order names the key's columns, or the query has no key as it returns one row."""
    query = queries.load(name)
    tree = sqlglot.parse_one(query.sql, read="duckdb")
    order = tree.args.get("order")
    assert order is not None
    ordered = {column.name for column in order.find_all(exp.Column)}
    ordered |= {
        item.alias for item in tree.selects if isinstance(item.unalias(), exp.Column) and item.unalias().name in ordered
    }
    assert set(query.key) <= ordered or (not query.key and query.grain == "one row")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_one_select_in_the_portable_subset(name):
    query = queries.load(name)
    code = _code(query)
    assert code == code.lower()
    assert [word for word, pattern in _NOT_PORTABLE.items() if re.search(pattern, code)] == []
    statements = sqlglot.parse(queries.scoped_sql(name, _FULL_SCOPE), read="duckdb")
    assert [type(statement) for statement in statements] == [exp.Select]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_written_for_other_engines(name, dialect):
    sql = queries.scoped_sql(name, _FULL_SCOPE)
    written = sqlglot.transpile(sql, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert len(written) == 1


@pytest.mark.parametrize("name", NAMES)
def test_money_is_decimal_and_counts_are_whole(name):
    for column, kind in queries.load(name).columns.items():
        if column.endswith("_amount") and not column.endswith(("with_amount", "without_amount", "zero_amount")):
            assert kind.startswith("DECIMAL"), column
        if column.endswith(("_deals", "_cycles", "_count")):
            assert kind == "BIGINT", column


@pytest.mark.parametrize("name", [name for name in NAMES if queries.load(name).key])
def test_the_key_identifies_a_row(company, name):
    query = queries.load(name)
    found = queries.run(company.engine, name, **_samples(query) | _wide(query))
    assert not found.duplicated(list(query.key)).any()


def _wide(query: Query, start: date = date(2016, 1, 1), end: date = date(2018, 1, 1)) -> dict[str, object]:
    """A window that all of a company's deals lie in."""
    wide = {"period_start": start, "period_end": end, "first_day": start, "last_day": end, "day": end, "today": end}
    return {name: value for name, value in wide.items() if name in query.params}


@pytest.mark.parametrize("name", NAMES)
def test_it_answers_from_the_demo_company_with_a_key_that_identifies_a_row(demo_engine, name):
    query = queries.load(name)
    wide = _wide(query, date(2026, 1, 1), date(2027, 1, 1)) | {"first_day": date(2026, 6, 1), "last_day": DEMO_TODAY}
    with demo_engine.connect() as connection:
        busiest = "select opportunity_id from activities group by 1 order by count(*) desc, 1 limit 1"
        deal = connection.exec_driver_sql(busiest).scalar_one()
    wide |= {"deal_id": deal, "stage": "Proposal", "reason": None, "search": None, "ids": None}
    wide |= dict.fromkeys(("before_from", "recent_from"), date(2026, 1, 1)) | {"recent_to": date(2027, 1, 1)}
    wide |= {"without_dimension": None, "without_value": None}
    wide |= {"only_rep": None, "only_kind": None, "only_with": None, "working_days": "2026-06-01 2026-06-02"}
    wide |= {"log_first_on": date(2026, 1, 1), "log_last_on": DEMO_TODAY}
    wide |= {"entity": "accounts", "attribute": "tools used"}
    params = _samples(query) | {key: value for key, value in wide.items() if key in query.params}
    found = queries.run(demo_engine, name, **params)
    assert list(found) == list(query.columns)
    assert not query.key or not found.duplicated(list(query.key)).any()
    # logs of a store, and what was wrong with its files, are another file's matter
    assert len(found) or name.startswith(("imports/", "settings/"))


def test_a_missing_parameter_is_refused(empty_engine):
    with pytest.raises(QueryError, match="group_by"):
        queries.run(empty_engine, "measures/decided", period_start=None, period_end=None)


def test_an_unknown_parameter_is_refused(empty_engine):
    with pytest.raises(QueryError, match="colour"):
        queries.run(empty_engine, "overview/filter_values", colour="red")


def test_an_unknown_query_is_refused(empty_engine):
    with pytest.raises(QueryError, match="There is no query"):
        queries.run(empty_engine, "measures/../../secrets")
