"""What drove the change from last quarter: by segment, team and product."""

from metrics.review import changes as tests
from metrics.review import effects
from metrics.review.effects import Effects
from pages.components import words
from pages.components.i18n import _
from pages.review import bridge, discounts, phrases
from pages.review.basis import DIMENSIONS, Basis
from pages.review.document import Column, Section, Table


def drivers(basis: Basis) -> Section:
    """The tested headline, and each group's part in the bridge."""
    if "last" not in basis.windows:
        return Section("drivers", _("What drove it"), _("There is no quarter before this one."))
    against = basis.label("last")
    found = {dimension: basis.effects("last", dimension) for dimension in DIMENSIONS}
    found = {dimension: each for dimension, each in found.items() if len(each.groups) > 1}
    return Section(
        key="drivers",
        title=_("What drove it"),
        headline=headline(basis),
        lines=(*(_largest(dimension, each, basis) for dimension, each in found.items()), *discounts.told(basis)),
        tables=(
            *(_table(dimension, each, basis, against) for dimension, each in found.items()),
            *discounts.tables(basis),
        ),
        notes=(
            _("A group's effects are its part of the bridge by that grouping; their changes add up to the whole."),
            _(
                "A group is said to explain a change where its own win rate changed by more than chance and makes at"
                " least half of the whole change; segments, teams, products and pairs of them are looked at together"
                " (Fisher's exact test, Holm)."
            ),
            discounts.note(),
        ),
    )


def headline(basis: Basis) -> str:
    """What changed since last quarter by more than chance, the win rate first, with the group that explains it."""
    against = basis.label("last")
    found = {item.measure: item for item in phrases.changed(basis, "last")}
    rate = found["win_rate"]
    if rate.differs:
        said = phrases.change(rate, basis, against)
        group = tests.explained(basis.decided("now").rows, basis.decided("last").rows, DIMENSIONS)
        return f"{said}; {phrases.explained(group)}" if group else said
    real = [item for item in found.values() if item.differs]
    return phrases.change(real[0], basis, against) if real else phrases.unchanged(list(found.values()), against)


def _largest(dimension: str, found: Effects, basis: Basis) -> str:
    """Where most of the change arose; a sum, not a test."""
    largest = found.ranked[0]
    text = _("By {dimension}, {group} changed most: {part}, of {whole} in all")
    return text.format(
        dimension=_name(dimension).lower(),
        group=largest.group or _("not set"),
        part=bridge.signed(largest.change, basis),
        whole=bridge.signed(float(found.change), basis),
    )


def _table(dimension: str, found: Effects, basis: Basis, against: str) -> Table:
    rows = []
    for part in found.ranked:
        one, other = (basis.measured(code, dimension, part.group) for code in ("now", "last"))
        rows.append(
            (
                part.group or _("not set"),
                one["won_amount"].value,
                part.change,
                *(part.effects[cause] for cause in effects.CAUSES),
                one["win_rate"].value,
                other["win_rate"].value,
                one["decided_deals"].n,
            )
        )
    return Table(
        key=f"drivers_{dimension}",
        title=_("By {dimension}, against {against}").format(dimension=_name(dimension).lower(), against=against),
        columns=(
            Column(_name(dimension)),
            Column(words.label("won_amount"), "money"),
            Column(_("Difference"), "money"),
            *(Column(_("Effect: {cause}").format(cause=name), "money") for name in bridge.causes(_("Mix")).values()),
            Column(words.label("win_rate"), "share"),
            Column(_("Before"), "share"),
            Column("n", "number"),
        ),
        rows=tuple(rows),
        shown=8,
    )


def _name(dimension: str) -> str:
    return {"segment": _("Segment"), "team": _("Team"), "product": _("Product")}[dimension]
