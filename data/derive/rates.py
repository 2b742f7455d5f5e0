"""Exchange rates: uploaded ones first, daily reference rates where none were given."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from data.derive.fold import fold
from data.derive.lookups import settings
from data.entities import EXCHANGE_RATES
from data.warehouse import insert_rows

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter


def organisation_currency(connection: duckdb.DuckDBPyConnection) -> str:
    """The currency everything is reported in: as set, else the commonest one on deals, else USD.

    What was found is kept under `inferred_currency`, so that pages can show it.
    """
    chosen = settings(connection).get("currency")
    if chosen:
        return chosen
    found = connection.execute(
        "select currency from observed_opportunities where currency is not null"
        " group by currency order by count(*) desc, currency limit 1"
    ).fetchall()
    currency = found[0][0] if found else "USD"
    connection.execute("delete from settings where key = 'inferred_currency'")
    connection.execute("insert into settings values ('inferred_currency', ?, '1970-01-01')", [currency])
    return currency


def build_rates(connection: duckdb.DuckDBPyConnection, currency: str) -> None:
    """Rebuild `exchange_rates` for every other currency that deals and quotas are written in."""
    uploaded = fold(connection, EXCHANGE_RATES)
    connection.execute("delete from exchange_rates")
    connection.execute(
        f"insert into exchange_rates select upper(currency), valid_on, rate, 'file' from {uploaded}"
        " where currency is not null and valid_on is not null and rate > 0 order by 1, 2"
    )
    foreign = connection.execute(
        "with written as (select currency from observed_opportunities"
        " union select upper(currency) from observed_quotas)"
        " select currency from written where currency is not null and currency <> $currency"
        " and currency not in (select currency from exchange_rates) order by currency",
        {"currency": currency},
    ).fetchall()
    if foreign:
        rows = [(*row, "reference") for (code,) in foreign for row in _reference_rates(code, currency)]
        insert_rows(connection, "exchange_rates", rows)


def _reference_rates(currency: str, target: str) -> list[tuple[str, date, float]]:
    """(currency, day, rate) for each working day that both have a reference rate; empty where one has none."""
    converter = _reference()
    reach = converter.bounds or {}
    bounds = [reach.get(code) for code in (currency, target)]
    if None in bounds:
        return []
    first = max(bound.first_date for bound in bounds if bound)
    last = min(bound.last_date for bound in bounds if bound)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        (currency, day, float(converter.convert(1, currency, target, date=day))) for day in days if day.isoweekday() < 6
    ]


@cache  # reading its table takes longer than all the rest of a small import
def _reference() -> "CurrencyConverter":
    from currency_converter import CurrencyConverter  # only wanted for foreign deals

    # On a bank holiday the rate of the day before holds.
    return CurrencyConverter(fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")


def convert_by(connection: duckdb.DuckDBPyConnection, source: str, currency: str) -> str:
    """Build `rate_on` (currency, day, rate) for the pairs in `source` (currency, day; null: latest); returns its name.

    A pair without a rate has none: its amount stays blank rather than wrong.
    """
    connection.execute(
        f"""
        create or replace temp table rate_on as
        with asked as (select distinct currency,
            day from {source} where currency is not null and currency <> $currency),
        dated as (
            select a.currency, a.day, r.rate
            from (select currency, coalesce(day, date '9999-12-31') as moment, day from asked) as a
            asof left join exchange_rates as r on r.currency = a.currency and r.valid_on <= a.moment
        ), earliest as (
            select currency, arg_min(rate, valid_on) as rate from exchange_rates group by currency
        )
        select d.currency, d.day, coalesce(d.rate, e.rate) as rate
        from dated as d
        left join earliest as e on e.currency = d.currency
        """,
        {"currency": currency},
    )
    return "rate_on"
