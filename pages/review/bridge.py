"""The bridge from one quarter's won amount to another's, as a chart, and the names of its effects."""

from metrics.review import effects
from metrics.review.effects import Effects
from pages.components import words
from pages.components.i18n import _
from pages.review.basis import Basis
from pages.review.document import Chart, Series

_BRIDGED_BY = "segment"  # whose mix the bridge tells


def bridges(basis: Basis) -> tuple[Chart, ...]:
    """The bridges from last quarter and from the same quarter of last year, as far as anything was decided."""
    found = {code: basis.effects(code, _BRIDGED_BY) for code in ("last", "year") if code in basis.windows}
    return tuple(_bridge(each, basis, code) for code, each in found.items() if len(each.groups))


def causes(mix: str) -> dict[str, str]:
    """The effects by name, in their order. mix: how that of the groups is called."""
    return {"volume": _("Deals decided"), "mix": mix, "win_rate": _("Win rate"), "size": _("Deal size")}


def signed(amount: float, basis: Basis) -> str:
    """An amount with its sign."""
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{basis.money(abs(amount))}"


def _bridge(found: Effects, basis: Basis, code: str) -> Chart:
    then, now = basis.label(code), basis.period.label
    names = causes(_("Mix of segments"))
    steps = (float(getattr(found, cause)) for cause in effects.CAUSES)
    return Chart(
        key=f"bridge_{code}",
        title=_bridged(found, basis, code),
        shape="waterfall",
        kind="money",
        categories=(then, *(names[cause] for cause in effects.CAUSES), now),
        series=(Series(words.label("won_amount"), (float(found.start), *steps, float(found.end))),),
        alt=_("Won amount of {then} and of {now}, and the effects that lead from one to the other").format(
            then=then, now=now
        ),
    )


def _bridged(found: Effects, basis: Basis, code: str) -> str:
    """How much more or less was won, and the largest effect that way."""
    if not found.change:
        return _("As much was won as in {against}").format(against=basis.label(code))
    text = (
        _("{amount} more was won than in {against}; largest effect: {cause} ({part})")
        if found.change > 0
        else _("{amount} less was won than in {against}; largest effect: {cause} ({part})")
    )
    return text.format(
        amount=basis.money(abs(float(found.change))),
        against=basis.label(code),
        cause=causes(_("Mix of segments"))[found.leading],
        part=signed(float(getattr(found, found.leading)), basis),
    )
