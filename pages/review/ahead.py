"""The pipeline for the next quarter, and whether it is enough."""

from metrics.review.ahead import by_category
from pages.components import pipeline, pipeline_words, session, signals_words, words
from pages.components.i18n import _
from pages.review import notes
from pages.review.basis import Basis
from pages.review.document import Card, Chart, Column, Section, Series, Table

Row = tuple[str, int, float]


def pipeline_ahead(basis: Basis) -> Section:
    """What is due in the next quarter, held against what its quota needs."""
    seen = basis.ahead
    need, label = pipeline.need(seen), seen.period.label
    opened = session.fetch(
        "pipeline/open_by_month",
        seen.scope,
        period_start=seen.period.start,
        period_end=seen.period.end,
        today=seen.as_of,
    )
    stock = pipeline.stock(opened)
    n = words.number(stock["due_deals"].n)
    due = _("n = {n} due").format(n=n)
    rows = [(_category(code), deals, amount) for code, deals, amount in by_category(opened)]
    return Section(
        key="pipeline",
        title=_("Pipeline for {period}").format(period=label),
        headline=_("{finding} (n = {n} due)").format(finding=pipeline_words.enough_plain(need, seen), n=n),
        cards=(
            Card(_("Due in {period}").format(period=label), stock["due_amount"].value, "money", due, key="due"),
            Card(_("Quota left"), need.remaining, "money"),
            Card(words.label("coverage"), need.coverage.value, "multiple", _needed(need.multiple)),
            Card(_("Pipeline missing"), need.missing, "money"),
        ),
        charts=_chart(rows, label),
        tables=(_table(rows, label),),
        notes=notes.of("coverage", "coverage_needed"),
    )


def _chart(rows: list[Row], label: str) -> tuple[Chart, ...]:
    if not rows:
        return ()
    return (
        Chart(
            key="pipeline_by_category",
            title=_("Due in {period}, by forecast category").format(period=label),
            shape="bar",
            kind="money",
            categories=tuple(name for name, _deals, _amount in rows),
            series=(Series(_("Amount"), tuple(amount for _name, _deals, amount in rows)),),
            alt=_("Amount due in the next quarter by forecast category"),
        ),
    )


def _table(rows: list[Row], label: str) -> Table:
    return Table(
        key="pipeline_by_category",
        title=_("Due in {period}, by forecast category").format(period=label),
        columns=(Column(_("Category")), Column(_("Deals"), "number"), Column(_("Amount"), "money")),
        rows=tuple(rows),
    )


def _needed(multiple: float | None) -> str:
    return "" if multiple is None else _("needed {multiple}").format(multiple=f"{words.number(multiple, 1)}×")


def _category(code: str) -> str:
    return signals_words.category(code) if code else _("not set")
