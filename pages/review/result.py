"""The result: against quota and forecast, with the bridges from last quarter and last year."""

from metrics.periods import Period, add_months
from metrics.review import record, trend
from metrics.review.record import Said
from metrics.values import Value
from pages.components import forecast, session, words
from pages.components.i18n import _
from pages.review import bridge, notes, outlook, phrases
from pages.review.basis import Basis
from pages.review.document import Card, Chart, Kind, Section, Series

_MEASURES = ("won_amount", "won_deals", "win_rate", "deal_size_mean", "sales_cycle_median_days")
_QUARTERS = 8  # of the trend


def result(basis: Basis) -> Section:
    """Result against quota, forecast, last quarter and last year."""
    said = _said(basis)
    return Section(
        key="result",
        title=_("Result"),
        headline=_against_quota(basis),
        lines=(*_forecast(said, basis), *told(basis)),
        cards=_cards(basis, said),
        charts=(*bridge.bridges(basis), *_trend(basis)),
        notes=(
            *notes.of("quota_attainment", "win_rate", "deal_size_mean", "sales_cycle_median_days"),
            _(
                "Bridge: deals decided × win rate × amount per won deal, by segment. Each effect is the change of one"
                " factor at the average of the others over both quarters, so the effects add up."
            ),
            _("A change is only called one where chance alone would show it in less than 1 % of cases (Holm)."),
            *_until(basis),
        ),
    )


def _against_quota(basis: Basis) -> str:
    now, label = basis.now, basis.period.label
    if not now["decided_deals"].value:
        return _("Nothing was decided in {period}").format(period=label)
    quota = now["quota"].value
    told = {
        "period": label,
        "won": basis.money(now["won_amount"].value or 0.0),
        "quota": basis.money(quota),
        "n": words.number(now["won_deals"].n),
    }
    if not quota:
        text = _("{period} won {won}; there is no quota to hold it against (n = {n} won)")
        return text.format(**told)
    share = now["quota_attainment"].value or 0.0
    told |= {"share": words.percent(share, 0), "gap": basis.money(abs(share - 1) * quota)}
    if not basis.is_over:
        return _("{period} stands at {share} of its quota of {quota} (n = {n} won)").format(**told)
    if share >= 1:
        return _("{period} ended {gap} above its quota of {quota}: {share} (n = {n} won)").format(**told)
    return _("{period} ended {gap} short of its quota of {quota}: {share} (n = {n} won)").format(**told)


def _said(basis: Basis) -> Said | None:
    """What was forecast on the eve of the quarter; of whole companies and quarters only."""
    if not basis.is_over or basis.choice.scope.filters:
        return None
    known = forecast.record(basis.seen, lambda _done: None, weeks=outlook.RECORDED_WEEKS)
    return record.on_the_eve(known, basis.period.label)


def _forecast(said: Said | None, basis: Basis) -> list[str]:
    """Whether the result lay in the range that had been forecast."""
    if said is None:
        return []
    text = (
        _("On the eve of the quarter {middle} was forecast; the result lies inside the range of {low} to {high}.")
        if said.is_inside
        else _("On the eve of the quarter {middle} was forecast; the result lies outside the range of {low} to {high}.")
    )
    middle, low, high = (basis.money(amount) for amount in (said.forecast, said.low, said.high))
    return [text.format(middle=middle, low=low, high=high)]


def told(basis: Basis) -> list[str]:
    """What changed since last quarter and last year by more than chance, or that nothing did."""
    lines = []
    for code in ("last", "year"):
        if items := phrases.changed(basis, code):
            against = basis.label(code)
            real = [phrases.change(item, basis, against) for item in items if item.differs]
            lines += real or [phrases.unchanged(items, against)]
    return lines


def _cards(basis: Basis, said: Said | None) -> tuple[Card, ...]:
    now = basis.now
    then = {code: basis.measured(code) for code in basis.windows}
    kinds: dict[str, Kind] = {"money": "money", "ratio": "share", "days": "days"}
    found = []
    for name in _MEASURES:
        item = now[name]
        compared = [
            phrases.against(item, then[code].get(name), basis.windows[code].label, basis)
            for code in ("last", "year")
            if code in then
        ]
        rests_on = phrases.interval(item) if name == "win_rate" else ""
        found.append(
            Card(words.label(name), item.value, kinds.get(item.unit, "number"), phrases.joined(rests_on, *compared))
        )
    return (*found[:1], _attained(basis), *_foretold(said, basis), *found[1:])


def _attained(basis: Basis) -> Card:
    share, quota = basis.now["quota_attainment"], basis.now["quota"]
    note = _("no quota") if share.value is None else _("of {quota} quota").format(quota=basis.money(quota.value))
    return Card(words.label("quota_attainment"), share.value, "share", note)


def _foretold(said: Said | None, basis: Basis) -> tuple[Card, ...]:
    """The forecast of the eve, and how far the result is from it."""
    if said is None:
        return ()
    come = phrases.against(
        Value(said.actual, unit="money"), Value(said.forecast, unit="money"), _("the forecast"), basis
    )
    text = _("{low} to {high} in eight cases of ten").format(low=basis.money(said.low), high=basis.money(said.high))
    return (Card(_("Forecast on the eve"), said.forecast, "money", phrases.joined(text, come)),)


def _trend(basis: Basis) -> tuple[Chart, ...]:
    """Won amount and quota of the last quarters, as far back as anything was decided."""
    now = basis.windows["now"]
    first = add_months(basis.period.start, -3 * (_QUARTERS - 1))
    months = session.fetch("measures/decided_by_month", basis.choice.scope, period_start=first, period_end=now.end)
    found = trend.quarters(months, now, lambda quarter: _before(quarter, basis), _QUARTERS)
    if len(found) < 2:
        return ()
    past = [quarter for quarter, _won in found[:-1]]
    quotas = tuple(forecast.quota(basis.choice, quarter) for quarter in (*past, basis.period))
    asked = (Series(words.label("quota"), quotas),) if any(quotas) else ()
    return (
        Chart(
            key="trend",
            title=_("Won amount and quota by quarter") if asked else _("Won amount by quarter"),
            shape="line",
            kind="money",
            categories=(*(quarter.label for quarter in past), _so_far(basis)),
            series=(Series(words.label("won_amount"), tuple(won for _quarter, won in found)), *asked),
            alt=_("Won amount of the last quarters, beside their quotas"),
        ),
    )


def _before(quarter: Period, basis: Basis) -> Period:
    return basis.choice.calendar.containing(add_months(quarter.start, -3), "quarter")


def _until(basis: Basis) -> tuple[str, ...]:
    """What a quarter that is not over is held against."""
    if basis.is_over:
        return ()
    text = _("The quarter is looked at up to {day}, those it is held against up to the same day of theirs.")
    return (text.format(day=words.day(basis.day)),)


def _so_far(basis: Basis) -> str:
    name = basis.period.label
    return name if basis.is_over else _("{period} so far").format(period=name)
