"""What is next: the forecast of the coming quarters with its range, and the record of past forecasts and calls."""

from metrics.forecast import OURS, Outlook, Record
from metrics.review import callers
from metrics.review.record import Said, said
from pages.components import forecast, words
from pages.components.i18n import _
from pages.review import notes
from pages.review.basis import Basis
from pages.review.document import Card, Chart, Column, Section, Series, Table

RECORDED_WEEKS = (0, 6)  # of each quarter: the day before it, and its middle
_RECORDED = 8  # quarters of it
_CALLED_IN = 11  # the week whose calls are judged: two weeks before the end, when all should know


def outlook(basis: Basis) -> Section:
    """The forecast of the next quarters, and how good forecasts have been."""
    seen = basis.ahead
    first = forecast.asked(basis.seen) if not basis.is_over else seen.period
    found = forecast.outlook(basis.seen, first)
    quotas = [forecast.quota(basis.seen, item.period) for item in found.periods]
    record = forecast.record(basis.seen, lambda _done: None, weeks=RECORDED_WEEKS)
    told = said(record, _RECORDED)
    return Section(
        key="outlook",
        title=_("What is next"),
        headline=_expected(found, quotas[0], basis),
        lines=tuple(_(warned.message).format(**warned.values) for warned in found.warnings)
        + _proven(record)
        + _callers(basis),
        cards=tuple(
            Card(
                item.period.label,
                None if item.is_range_only else item.p50,
                "money",
                _("{low} to {high} in eight cases of ten").format(
                    low=basis.money(item.p10), high=basis.money(item.p90)
                ),
                key=f"forecast_{place}",
            )
            for place, item in enumerate(found.periods, start=1)
        ),
        charts=(_chart(found, basis), *_record_chart(told)),
        tables=_record_table(told),
        notes=(
            *notes.of("forecast_p50", "chance_of_quota", "forecast_accuracy", "forecast_bias"),
            _("The forecast looks from {day}, from what was known then.").format(day=words.day(basis.day)),
            _(
                "People are named whose calls miss otherwise than those of their colleagues (Mann and Whitney's test;"
                " chance alone would name anybody in less than 0.25 % of cases, Holm), in six quarters or more;"
                " those in which a person called and won next to nothing are left out."
            ),
        ),
    )


def _expected(found: Outlook, quota: float | None, basis: Basis) -> str:
    first = found.periods[0]
    told = {
        "period": first.period.label,
        "low": basis.money(first.p10),
        "high": basis.money(first.p90),
        "middle": basis.money(first.p50),
        "chance": "" if quota is None else words.percent(first.chance_of(quota), 0),
    }
    if first.is_range_only:
        text = _("{period} will close between {low} and {high}: too uncertain for one number.")
    elif quota is None:
        text = _("{period} will close at about {middle}, in eight cases of ten between {low} and {high}.")
    else:
        text = _(
            "{period} will close at about {middle}, in eight cases of ten between {low} and {high};"
            " the quota is reached in {chance} of the cases."
        )
    return text.format(**told)


def _proven(record: Record) -> tuple[str, ...]:
    """What the record says, in a sentence; nothing where there is none."""
    ours = record.scores[record.scores["method"] == OURS]
    if ours.empty:
        return ()
    row = ours.iloc[0]
    text = _("{n} forecasts missed by {wape} on average (bias {bias}); {cover} of the results lay in the 80 % range.")
    return (
        text.format(
            n=int(row["origins"]),
            wape=words.percent(float(row["wape"]), 1),
            bias=words.percent(float(row["bias"]), 1),
            cover=words.percent(float(row["coverage_80"]), 0),
        ),
    )


def _callers(basis: Basis) -> tuple[str, ...]:
    """Whose calls near the end have been too low or too high, quarter after quarter."""
    found, people = forecast.callers(basis.seen, weeks=(_CALLED_IN,))
    above = set(people["manager_id"].dropna())
    names = dict(zip(people["rep_id"], people["rep_name"], strict=True))
    alone = [rep for rep in names if rep not in above]
    told = []
    for item in callers.leaning(found, alone):
        text = (
            _("{name} calls {share} more than is then won (two weeks before the end, n = {n} quarters)")
            if item.bias > 0
            else _("{name} calls {share} less than is then won (two weeks before the end, n = {n} quarters)")
        )
        share = words.percent(abs(item.bias), 0)
        told.append(text.format(name=names[item.rep_id], share=share, n=words.number(item.n)))
    return tuple(told)


def _chart(found: Outlook, basis: Basis) -> Chart:
    return Chart(
        key="outlook",
        title=_("Forecast with its 80 % range"),
        shape="bar",
        kind="money",
        categories=tuple(item.period.label for item in found.periods),
        series=(Series(_("Forecast"), tuple(item.p50 for item in found.periods)),),
        low=tuple(item.p10 for item in found.periods),
        high=tuple(item.p90 for item in found.periods),
        alt=_("Forecast of each quarter with its 80 % range"),
    )


def _record_chart(told: list[Said]) -> tuple[Chart, ...]:
    if not told:
        return ()
    quarters = tuple(dict.fromkeys(item.period for item in told))
    at = {(item.period, item.week): item for item in told}
    results = {item.period: item.actual for item in told}

    def forecasts(week: int) -> tuple[float | None, ...]:
        return tuple(at[key].forecast if (key := (period, week)) in at else None for period in quarters)

    return (
        Chart(
            key="record",
            title=_("What was forecast, and what came"),
            shape="line",
            kind="money",
            categories=quarters,
            series=(
                Series(_("Forecast the day before"), forecasts(RECORDED_WEEKS[0])),
                Series(_("Forecast in mid-quarter"), forecasts(RECORDED_WEEKS[1])),
                Series(_("Result"), tuple(results[period] for period in quarters)),
            ),
            alt=_("Forecasts at the start and in the middle of each past quarter beside its result"),
        ),
    )


def _record_table(told: list[Said]) -> tuple[Table, ...]:
    if not told:
        return ()
    rows = [(item.period, item.week, item.forecast, item.low, item.high, item.actual, item.off) for item in told]
    return (
        Table(
            key="record",
            title=_("The record of past forecasts"),
            columns=(
                Column(_("Quarter")),
                Column(_("Week"), "number"),
                Column(_("Forecast"), "money"),
                Column(_("Low"), "money"),
                Column(_("High"), "money"),
                Column(_("Result"), "money"),
                Column(_("Off by"), "share"),
            ),
            rows=tuple(rows),
            shown=16,
        ),
    )
