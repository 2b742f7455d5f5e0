"""Discounts of the last year against the year before: they creep, and a quarter's quotes are few."""

from metrics.periods import add_months
from metrics.review import discounts
from metrics.review.discounts import EVERYTHING, Discounted, Quotes
from pages.components import session, words
from pages.components.i18n import _
from pages.review.basis import DIMENSIONS, Basis
from pages.review.document import Column, Table

_MONTHS = 12


def told(basis: Basis) -> tuple[str, ...]:
    """Whose discounts changed by more than chance; nothing where no quote is known."""
    return tuple(_changed(item, basis) for item in discounts.changed(*_quotes(basis), DIMENSIONS))


def tables(basis: Basis) -> tuple[Table, ...]:
    """The mean discount of each group in both years; none where too few quotes are known."""
    rows = discounts.compared(*_quotes(basis), DIMENSIONS)
    if not rows:
        return ()
    return (
        Table(
            key="discounts",
            title=_("Discounts of the year to {day}").format(day=words.day(basis.day)),
            columns=(
                Column(_("Deals")),
                Column(_("Mean discount"), "share"),
                Column("n", "number"),
                Column(_("The year before"), "share"),
                Column("n", "number"),
                Column(_("More than chance?")),
            ),
            rows=tuple(
                (
                    _group(item),
                    item.now.value,
                    item.now.n,
                    item.before.value,
                    item.before.n,
                    _("yes") if item.is_told else _("no"),
                )
                for item in rows
            ),
            shown=16,
        ),
    )


def note() -> str:
    """How discounts are compared."""
    return _(
        "Discounts: the last quote of each deal quoted in a year, by product, segment and team, against the year before"
        " (Mann and Whitney's test; chance alone would show any change in less than 0.25 % of cases, Holm)."
    )


def _quotes(basis: Basis) -> Quotes:
    """Quotes of the year up to the end of the quarter so far, and of the year before it."""
    end = basis.windows["now"].end
    now, before = (
        session.fetch(
            "review/discounts",
            basis.choice.scope,
            period_start=add_months(end, -_MONTHS * (years + 1)),
            period_end=add_months(end, -_MONTHS * years),
        )
        for years in (0, 1)
    )
    return Quotes(now, before)


def _changed(item: Discounted, basis: Basis) -> str:
    text = (
        _("Discounts of {group} are deeper: {now} in the year to {day}, after {before} (mean, n = {n} quotes)")
        if item.rose
        else _("Discounts of {group} are smaller: {now} in the year to {day}, after {before} (mean, n = {n} quotes)")
    )
    return text.format(
        group=_group(item),
        now=words.percent(item.now.value),
        before=words.percent(item.before.value),
        day=words.day(basis.day),
        n=words.number(item.now.n),
    )


def _group(item: Discounted) -> str:
    if item.dimension == EVERYTHING:
        return _("all deals")
    return {"segment": _("segment {name}"), "team": _("team {name}"), "product": _("product {name}")}[
        item.dimension
    ].format(name=item.group)
