"""Puts the demo company together, set by set.

Chance comes from hashes of a row's number, so the same seed gives the same
company on any machine, whatever the number of threads.
"""

from datetime import date

import duckdb

from data.demo import deals as deal_courses
from data.demo import history, market, money, people, work
from data.entities import ENTITIES

_DEALS_PER_ACCOUNT = 4


def generate(connection: duckdb.DuckDBPyConnection, *, deals: int, seed: int, today: date) -> dict[str, str]:
    """Create the temp tables demo_<entity>, what a CRM would export at the end of `today`; returns entity → table.

    Besides fields of the entity each table has row_number. Nothing in them lies after today.
    """
    # Hashed twice: a combined hash of several values alone leaves them correlated.
    connection.execute(
        "create or replace temp macro u(id, what) as"
        f" (hash(xor(hash(cast(id as bigint) + {seed * 1_000_003}), hash(what))) >> 11) / 9007199254740992.0"
    )
    connection.execute(
        "create or replace temp macro z(id, what) as"
        " sqrt(-2 * ln(greatest(u(id, what), 1e-12))) * cos(6.283185307179586 * u(id, what || ' again'))"
    )
    connection.execute(
        "create or replace temp macro pick(words, id, what) as words[1 + cast(floor(u(id, what) * len(words)) as"
        " integer)]"
    )
    people.build(connection, today)
    market.build(connection, max(deals // _DEALS_PER_ACCOUNT, 50), today)
    deal_courses.build(connection, deals, today)
    history.build(connection, today)
    work.build(connection, deals, today)
    money.build(connection, today)
    connection.execute("alter table demo_products drop column upto")
    connection.execute("alter table demo_products drop column factor")
    order = [
        "reps",
        "products",
        "stages",
        "accounts",
        "contacts",
        "opportunities",
        "stage_history",
        "leads",
        "activities",
        "quotas",
        "forecast_submissions",
        "quotes",
        "contracts",
    ]
    for table in ("begun", "courses", "log_lines", "log_values", "buyers", "fitting"):
        connection.execute(f"drop table {table}")
    return {name: f"demo_{name}" for name in order if name in ENTITIES}
