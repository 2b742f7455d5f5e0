"""The figures behind the cards: the measures of a period, of its comparison, and of the way there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics import measures, report
from metrics.periods import Period, add_months
from metrics.values import Value
from pages.components import calendar, session
from pages.components.filters import Choice
from queries import Scope

_MONTHS, _WEEKS = 12, 13
# What only the present can tell: of a period that is over, today's open deals are no counterpart to those of then.
_OF_OPEN_DEALS = (
    "weighted_pipeline",
    "coverage",
    "due_deals",
    "due_amount",
    "remaining_quota",
    "commit_attainment",
    "velocity",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Measures by name: of the period, of the comparison (empty without one), and series of them, oldest first."""

    now: dict[str, Value]
    before: dict[str, Value]
    series: dict[str, list[float]]


def measured(scope: Scope, period: Period, today: date) -> dict[str, Value]:
    """Every measure of a period; `today` is the last day known."""
    window = {"period_start": period.start, "period_end": period.end, "group_by": "all"}
    return report.whole(
        report.Counts(
            decided=session.fetch("measures/decided", scope, **window),
            created=session.fetch("measures/created", scope, **window),
            open_pipeline=session.fetch("measures/open_pipeline", scope, **window, today=today),
            attainment=session.fetch("measures/attainment", scope, **window),
        )
    )


def overview(choice: Choice) -> Figures:
    """The figures of the Overview for what was chosen."""
    return Figures(
        now=measured(choice.scope, choice.period, choice.as_of),
        before=_before(choice),
        series=_by_month(choice) | _by_week(choice),
    )


def _before(choice: Choice) -> dict[str, Value]:
    """The comparison, seen from the day when it was as old as the period is now."""
    if choice.comparison is None or choice.comparison_to_date is None:
        return {}
    if choice.is_over:
        whole = measured(choice.scope, choice.comparison, choice.as_of)
        return {name: value for name, value in whole.items() if name not in _OF_OPEN_DEALS}
    then = calendar.last_day(choice.comparison_to_date)
    return measured(replace(choice.scope, as_of=then), choice.comparison, then)


def _by_month(choice: Choice) -> dict[str, list[float]]:
    """Measures of decided deals by calendar month, up to the period's last month or today's."""
    last = min(calendar.last_day(choice.period), choice.as_of).replace(day=1)
    end = add_months(last, 1)
    months = session.fetch(
        "measures/decided_by_month", choice.scope, period_start=add_months(end, -_MONTHS), period_end=end
    )
    values = [measures.decided(row) for row in months.to_dict("records")]
    names = ("won_amount", "win_rate", "deal_size_mean", "sales_cycle_median_days")
    return {name: _known(row[name] for row in values) for name in names}


def _by_week(choice: Choice) -> dict[str, list[float]]:
    """Weighted pipeline and coverage of this period as they stood at the end of each week."""
    last = min(calendar.last_day(choice.period), choice.as_of)
    weeks = session.fetch(
        "overview/pipeline_by_week",
        choice.scope,
        period_start=choice.period.start,
        period_end=choice.period.end,
        first_day=last - timedelta(weeks=_WEEKS),
        last_day=last,
    )
    quotas = session.fetch(
        "measures/attainment",
        choice.scope,
        period_start=choice.period.start,
        period_end=choice.period.end,
        group_by="all",
    )[["rep_id", "quota"]]
    coverage, weighted = [], []
    for _day, reps in weeks.groupby("day"):
        asked = quotas.merge(reps, on="rep_id", how="left").fillna({"won_amount": 0.0, "due_amount": 0.0})
        coverage.append(measures.attainment(asked.assign(commit_amount=0.0))["coverage"])
        weighted.append(Value(float(reps["weighted_amount"].sum())))
    return {"coverage": _known(coverage), "weighted_pipeline": _known(weighted)}


def _known(values: Iterable[Value]) -> list[float]:
    return [value.value for value in values if value.value is not None]
