"""Funnel health: conversion and time in stage of the quarter's entries against those of the quarter before."""

from metrics.bottlenecks import Finding
from metrics.comparison import Row, compare
from metrics.review.changes import FUNNEL_LEVEL
from pages.components import funnel, funnel_search, funnel_words, words
from pages.components.i18n import _
from pages.review import notes
from pages.review.basis import Basis
from pages.review.document import Chart, Column, Section, Series, Table

_SHOWN = 4  # bottlenecks, the most money first


def health(basis: Basis) -> Section:
    """Conversion of each stage, as far as it is decided, and what differs from the quarter before."""
    if not funnel.is_followed(basis.choice):
        return Section(
            "funnel", _("Funnel"), _("No deal's path through the stages is known; import a stage history to see it.")
        )
    sides = {
        code: funnel.side(basis.at_its_end(code), basis.windows[code], "all", "all")
        for code in ("now", "last")
        if code in basis.windows
    }
    rows = compare(sides["now"], sides["last"]) if "last" in sides else []
    conversions = [row for row in rows if row.measure == "stage_conversion"]
    found = funnel_search.waited_for(basis.seen)
    slow = [_bottleneck(item, basis) for item in found.findings[:_SHOWN]]
    headline = finding(rows, slow, basis)
    return Section(
        key="funnel",
        title=_("Funnel"),
        headline=headline,
        lines=tuple(said for said in slow if said != headline),
        charts=_chart(conversions, basis),
        tables=(_table([row for row in rows if row.stage], basis),) if rows else (),
        notes=(
            *notes.of("stage_conversion", "time_in_stage"),
            _(
                "Both quarters as they were known at their end, so that neither had longer to go on; conversions still"
                " rise after it. Shares by Fisher's exact test, times by the log-rank test: a difference is one where"
                " chance alone would show any in less than 1 % of cases (Holm)."
            ),
            _(
                "Bottlenecks: each group against its own past and its peers over the last half-year, beyond chance"
                " at 1 % after correction for all comparisons."
            ),
        ),
    )


def finding(rows: list[Row], bottlenecks: list[str], basis: Basis) -> str:
    """What differs from the quarter before; where nothing does, the bottleneck that costs most."""
    if not rows:
        return _("There is no quarter before this one.")
    against = basis.label("last")
    real = [row for row in rows if _differs(row) and row.stage]
    if not real and bottlenecks:
        return bottlenecks[0]
    if not real:
        return _("No stage converts or takes its time differently than in {against} by more than chance").format(
            against=against
        )
    row = min(real, key=lambda item: item.p or 0.0)
    rose = (row.left.value or 0.0) > (row.right.value or 0.0)
    text = {
        ("stage_conversion", True): _(
            "More deals get past {stage} than in {against}: {now} against {before} (n = {n})"
        ),
        ("stage_conversion", False): _(
            "Fewer deals get past {stage} than in {against}: {now} against {before} (n = {n})"
        ),
        ("time_in_stage", True): _("Deals stay longer in {stage} than in {against}: {now} against {before} (n = {n})"),
        ("time_in_stage", False): _("Deals leave {stage} sooner than in {against}: {now} against {before} (n = {n})"),
    }[row.measure, rose]
    said = text.format(
        stage=row.stage,
        against=against,
        now=basis.value(row.left),
        before=basis.value(row.right),
        n=words.number(row.left.n),
    )
    others = len(real) - 1
    return said if not others else f"{said}; {_('and {n} more differences').format(n=words.number(others))}"


def _differs(row: Row) -> bool:
    """Whether a row tells of more than chance, at the level that a review asks for."""
    return row.p is not None and row.p < FUNNEL_LEVEL


def _bottleneck(found: Finding, basis: Basis) -> str:
    """A group that does worse than its past or its peers over the last half-year, and what it costs."""
    said, stake = funnel_words.sentence(found), funnel_words.stake(found, basis.choice.currency)
    return f"{said} · {stake} (n = {words.number(found.n)})"


def _chart(conversions: list[Row], basis: Basis) -> tuple[Chart, ...]:
    if not conversions:
        return ()
    return (
        Chart(
            key="conversion",
            title=_("Share of entries that went on, by stage"),
            shape="line",
            kind="share",
            categories=tuple(row.stage for row in conversions),
            series=(
                Series(basis.period.label, tuple(row.left.value for row in conversions)),
                Series(basis.label("last"), tuple(row.right.value for row in conversions)),
            ),
            alt=_("Conversion of each stage in both quarters"),
        ),
    )


def _table(rows: list[Row], basis: Basis) -> Table:
    return Table(
        key="funnel",
        title=_("Stages, against {against}").format(against=basis.label("last")),
        columns=(
            Column(_("Stage")),
            Column(_("Measure")),
            Column(basis.period.label),
            Column("n", "number"),
            Column(basis.label("last")),
            Column("n", "number"),
            Column(_("More than chance?")),
        ),
        rows=tuple(
            (
                row.stage,
                words.label(row.measure),
                basis.value(row.left),
                row.left.n,
                basis.value(row.right),
                row.right.n,
                _("yes") if _differs(row) else _("no"),
            )
            for row in rows
        ),
        shown=16,
    )
