"""Quotas and forecast submissions: who promised or was given how much, for which period."""

from datetime import date, timedelta
from itertools import pairwise

import duckdb

from data import vocabulary
from data.derive.fold import fold
from data.derive.lookups import settings
from data.derive.rates import convert_by, organisation_currency
from data.entities import FORECAST_SUBMISSIONS, QUOTAS
from data.warehouse import insert_rows
from metrics import periods

_COMMON_STEPS = ((40, 1), (100, 3), (200, 6))  # longest gap in days between two starts → months of a period
# Files name the last day of a period; the first of a month can only be meant as the day after it.
_END = "case when day(t.ends_on) = 1 then t.ends_on else t.ends_on + 1 end"
_NO_PLAN = 2200


def build_targets(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild `quotas` and `forecast_submissions`; needs `owners` and `reps`."""
    known, said = fold(connection, QUOTAS), fold(connection, FORECAST_SUBMISSIONS)
    _period_days(connection, known, said)
    _build_quotas(connection, known)
    _call_categories(connection, said)
    connection.execute("delete from forecast_submissions")
    connection.execute(
        f"""
        insert into forecast_submissions by name
        select
            t.submission_id, o.rep_id, coalesce(w.rep_id, t.submitted_by) as submitted_by,
            case when lower(t.kind) like '%manager%' or w.rep_id <> o.rep_id then 'manager' else 'rep' end as kind,
            g.code as category, coalesce(t.starts_on, p.starts_on) as starts_on,
            coalesce({_END}, p.ends_on) as ends_on, t.amount, t.note, t.submitted_at
        from {said} as t
        join owners as o on o.owner_key = owner_key(t.owner_id, t.owner)
        left join period_days as p on p.label is not distinct from t.period
            and p.fiscal_year is not distinct from t.fiscal_year and p.start is not distinct from t.starts_on
        left join reps as w on w.rep_id = t.submitted_by
        left join call_categories as g on g.text = t.category
        where coalesce(t.starts_on, p.starts_on) is not null and coalesce({_END}, p.ends_on) is not null
            and t.submitted_at is not null
        """
    )


def _call_categories(connection: duckdb.DuckDBPyConnection, said: str) -> None:
    """`call_categories` (text → code) for every category of a call; one of an unknown name keeps it."""
    texts = connection.execute(f"select distinct category from {said} where category is not null").fetchall()
    connection.execute("create or replace temp table call_categories (text varchar, code varchar)")
    for (text,) in texts:
        code = vocabulary.forecast_category(text) or text.lower().replace(" ", "_")
        connection.execute("insert into call_categories values (?, ?)", [text, code])


def read_period(
    label: str | None, fiscal_year: str | None, *, first_month: int = 1, labelling: periods.Labelling = "ending"
) -> periods.Period | None:
    """The period that a file names in one column or in two; None where it names none that can be read."""
    said = (
        [label, f"{label} {fiscal_year}", f"{fiscal_year}-{label}"] if label and fiscal_year else [label, fiscal_year]
    )
    found = (periods.parse(text, first_month=first_month, labelling=labelling) for text in said if text)
    return next((period for period in found if period is not None), None)


def _period_days(connection: duckdb.DuckDBPyConnection, *relations: str) -> None:
    """`period_days` (label, fiscal_year, start → starts_on, ends_on) for periods that files name or only begin."""
    chosen = settings(connection)
    first_month = int(chosen.get("fiscal_year_start", "1"))
    labelling: periods.Labelling = "starting" if chosen.get("fiscal_year_label") == "starting" else "ending"
    connection.execute(
        "create or replace temp table period_days"
        " (label varchar, fiscal_year varchar, start date, starts_on date, ends_on date)"
    )
    for relation in relations:
        asked = connection.execute(
            f"select distinct period, fiscal_year, starts_on from {relation} where ends_on is null"
        ).fetchall()
        # A first day of 9999-12-31 is a program's "never": there is no period from it on.
        asked = [row for row in asked if row[2] is None or row[2].year < _NO_PLAN]
        begun = {row: row[2] or day_of(row[0]) for row in asked}
        months = _months_between([start for row, start in begun.items() if start and (not row[0] or not row[2])])
        rows = []
        for (label, year, start), first in begun.items():
            found = (
                None
                if start is None and first
                else read_period(label, year, first_month=first_month, labelling=labelling)
            )
            if found is not None:
                rows.append((label, year, start, start or found.start, found.end))
            elif first is not None:
                rows.append((label, year, start, first, periods.add_months(first, months)))
        insert_rows(connection, "period_days", rows)


def day_of(label: str | None) -> date | None:
    """The first day of a period that is named by it; None for one that no plan is for, such as 9999-12-31."""
    try:
        found = date.fromisoformat((label or "")[:10])
    except ValueError:
        return None
    return found if found.year < _NO_PLAN else None


def _months_between(starts: list[date]) -> int:
    """Months of a period of which a file gives only the first day: the commonest step between them, else one."""
    ordered = sorted(set(starts))
    gaps = [after - before for before, after in pairwise(ordered)]
    if not gaps:
        return 1
    usual = sorted(gaps)[len(gaps) // 2]
    return next((months for days, months in _COMMON_STEPS if usual <= timedelta(days=days)), 12)


def _build_quotas(connection: duckdb.DuckDBPyConnection, known: str) -> None:
    """Fill `quotas`; each day of a rep counts once, by the quarter's quota before the month's before the year's.

    A manager's quota stands above those of the reps and is not added to them. One in another currency is converted
    at the rate of its last day, or the latest known; without a rate its amount stays blank. A quota known by the name
    of its owner and then set by id has both, which no file gave together: the id tells.
    """
    currency = organisation_currency(connection)
    connection.execute(
        f"""
        create or replace temp table dated_quotas as
        select
            t.quota_id, coalesce(o.rep_id, e.rep_id) as rep_id, coalesce(t.starts_on, p.starts_on) as starts_on,
            coalesce({_END}, p.ends_on) as ends_on, t.amount, upper(t.currency) as currency
        from {known} as t
        left join owners as o on o.owner_key = owner_key(t.owner_id, t.owner)
        left join owners as e on e.owner_key = owner_key(t.owner_id, null)
        left join period_days as p on p.label is not distinct from t.period
            and p.fiscal_year is not distinct from t.fiscal_year and p.start is not distinct from t.starts_on
        where coalesce(o.rep_id, e.rep_id) is not null
        """
    )
    convert_by(connection, "(select currency, ends_on - 1 as day from dated_quotas)", currency)
    connection.execute("delete from quotas")
    connection.execute(
        """
        insert into quotas by name
        with dated as (
            select d.* exclude (amount, currency), case when d.currency is null or d.currency = $currency then d.amount
                else cast(d.amount * x.rate as decimal(18,4)) end as amount
            from dated_quotas as d
            left join rate_on as x on x.currency = d.currency and x.day = d.ends_on - 1
        ), ranked as (
            select *, case when ends_on - starts_on between 80 and 100 then 1 when ends_on - starts_on < 80 then 2
                else 3 end as rank
            from dated where ends_on > starts_on
        ), covered as (
            select distinct a.quota_id
            from ranked as a
            join ranked as b on b.rep_id = a.rep_id and b.rank < a.rank and b.starts_on < a.ends_on
                and b.ends_on > a.starts_on
        ), above as (
            select distinct a.quota_id
            from ranked as a
            join reps as r on r.manager_id = a.rep_id and r.rep_id <> a.rep_id
            join ranked as b on b.rep_id = r.rep_id and b.starts_on < a.ends_on and b.ends_on > a.starts_on
        )
        select
            r.quota_id, r.rep_id, r.starts_on, r.ends_on, r.amount,
            r.amount is not null and r.quota_id not in (select quota_id from covered)
                and r.quota_id not in (select quota_id from above) as is_counted
        from ranked as r
        order by r.starts_on, r.rep_id, r.quota_id
        """,
        {"currency": currency},
    )
