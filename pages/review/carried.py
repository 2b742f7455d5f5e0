"""What reviews carry on: decisions and targets of the last one with how they stand, and those of this one."""

from collections.abc import Mapping, Sequence

from data.reviews import Decision, Review
from metrics import catalog
from metrics.values import Value
from pages.components import words
from pages.components.i18n import _, ngettext
from pages.review import notes
from pages.review.basis import Basis
from pages.review.document import Column, Section, Table

# What targets can be set on: measures of a quarter that are told at its end.
TARGETS = (
    "won_amount",
    "quota_attainment",
    "win_rate",
    "deal_size_mean",
    "sales_cycle_median_days",
    "pipeline_created",
)


def decisions(basis: Basis, said: Review, last: Review) -> Section:
    """Targets and decisions of the last review and how they stand; those of this review."""
    targets = {name: target for name, target in last.targets.items() if name in TARGETS}
    wanted = {name: target for name, target in said.targets.items() if name in TARGETS}
    tables = (
        _met(targets, basis),
        _decided("carried", _("Decided in earlier reviews"), last.decisions, is_carried=True),
        _decided("decided", _("Decided in this review"), said.decisions, is_carried=False),
        _set(wanted, basis),
    )
    return Section(
        key="decisions",
        title=_("Decisions and targets"),
        headline=_finding(targets, last, said, basis),
        lines=_overdue(last, basis),
        tables=tuple(table for table in tables if table.rows),
        notes=notes.of(*dict.fromkeys([*targets, *wanted])),
    )


def reached(measure: str, value: float | None, target: float) -> bool | None:
    """Whether a target is met: by what is good for the measure; None where its value is not known."""
    if value is None:
        return None
    return value <= target if catalog.MEASURES[measure].good == "down" else value >= target


def statuses() -> dict[str, str]:
    """How a decision can stand, by code."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}


def _finding(targets: Mapping[str, float], last: Review, said: Review, basis: Basis) -> str:
    met = [reached(name, basis.now[name].value, target) for name, target in targets.items()]
    parts = []
    if met:
        text = ngettext("{k} of {n} target is met", "{k} of {n} targets are met", len(met))
        parts.append(text.format(k=words.number(met.count(True)), n=words.number(len(met))))
    if last.decisions:
        done = sum(item.status == "done" for item in last.decisions)
        text = ngettext("{k} of {n} decision is done", "{k} of {n} decisions are done", len(last.decisions))
        parts.append(text.format(k=words.number(done), n=words.number(len(last.decisions))))
    if said.decisions:
        text = ngettext("{n} new decision", "{n} new decisions", len(said.decisions))
        parts.append(text.format(n=words.number(len(said.decisions))))
    return "; ".join(parts) or _("The last review set no targets and left no decisions")


def _overdue(last: Review, basis: Basis) -> tuple[str, ...]:
    """How many carried decisions are open past their day."""
    today = basis.choice.as_of.isoformat()
    late = sum(item.status == "open" and "" < item.due_on < today for item in last.decisions)
    if not late:
        return ()
    text = ngettext("{n} open decision is past its day.", "{n} open decisions are past their day.", late)
    return (text.format(n=words.number(late)),)


def _met(targets: Mapping[str, float], basis: Basis) -> Table:
    """Targets set for this quarter and what came of them, as texts: each is in a unit of its own."""
    rows = []
    for name, target in targets.items():
        value = basis.now[name]
        verdict = {True: _("met"), False: _("missed"), None: _("not known")}[reached(name, value.value, target)]
        rows.append((words.label(name), _target(name, target, basis), basis.value(value), verdict))
    title = _("Targets set for {period}").format(period=basis.period.label)
    columns = (Column(_("Measure")), Column(_("Target")), Column(_("Result")), Column(_("Status")))
    return Table("met", title, columns, tuple(rows), shown=len(TARGETS))


def _set(targets: Mapping[str, float], basis: Basis) -> Table:
    """Targets for the next quarter."""
    rows = tuple((words.label(name), _target(name, target, basis)) for name, target in targets.items())
    title = _("Targets for {period}").format(period=basis.ahead.period.label)
    return Table("set", title, (Column(_("Measure")), Column(_("Target"))), rows, shown=len(TARGETS))


def _target(name: str, target: float, basis: Basis) -> str:
    return basis.value(Value(target, unit=catalog.MEASURES[name].unit))


def _decided(key: str, title: str, decisions: Sequence[Decision], *, is_carried: bool) -> Table:
    names = statuses()
    columns = (Column(_("Decision")), Column(_("Owner")), Column(_("Due"), "date"), Column(_("Status")))
    rows = [(item.text, item.owner or None, item.due_on or None, names[item.status]) for item in decisions]
    if is_carried:
        columns = (*columns, Column(_("Decided in")))
        rows = [(*row, item.decided_in or None) for row, item in zip(rows, decisions, strict=True)]
    return Table(key, title, columns, tuple(rows), shown=20)
