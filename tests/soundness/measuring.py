"""Measure a warehouse the way the command line and the pages do."""

from datetime import date, timedelta

import sqlalchemy as sa

import queries
from metrics import report
from metrics.values import Value

TODAY = date(2017, 9, 15)


def counts(
    engine: sa.Engine, start: date | None, end: date | None, by: str = "all", scope: queries.Scope | None = None
) -> report.Counts:
    """The rows of the four queries behind a report."""
    window = {"period_start": start, "period_end": end, "group_by": by}
    carried = window | {"period_end": end or TODAY + timedelta(days=1)}
    return report.Counts(
        decided=queries.run(engine, "measures/decided", scope, **window),
        created=queries.run(engine, "measures/created", scope, **window),
        open_pipeline=queries.run(engine, "measures/open_pipeline", scope, **window, today=TODAY),
        attainment=queries.run(engine, "measures/attainment", scope, **carried),
    )


def whole(
    engine: sa.Engine, start: date | None, end: date | None, scope: queries.Scope | None = None
) -> dict[str, Value]:
    """Every measure of a window."""
    return report.whole(counts(engine, start, end, "all", scope))


def groups(engine: sa.Engine, start: date | None, end: date | None, by: str) -> dict[str, dict[str, Value]]:
    """Group name → every measure of a window."""
    return report.groups(counts(engine, start, end, by), by)
