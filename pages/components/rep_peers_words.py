"""Differences from peers in words: names, figures with signs, verdicts, and how their worth is worked out."""

from collections.abc import Sequence

from metrics import catalog, profile
from metrics.periods import Period
from metrics.profile import Gap
from metrics.values import Value
from pages.components import words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

_MOST = 3  # named in a sentence


def name(gap: Gap) -> str:
    """The measure, with its stage where it has one, in plain text."""
    label = words.label(gap.measure)
    return f"{label} · {gap.stage}" if gap.stage else label


def signed_percent(share: float) -> str:
    """A share with its sign, such as +12%."""
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{words.percent(abs(share), digits=0)}"


def signed(gap: Gap, number: float | None, currency: str) -> str:
    """A number on the scale of a gap's difference, with its sign."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    if gap.scale == "points" or (gap.scale == "units" and gap.own.unit == "ratio"):
        return f"{sign}{words.number(abs(number) * 100, 1)} pp"
    if gap.scale == "times":
        return f"{sign}{words.percent(abs(number), digits=0)}"
    if gap.own.unit == "count":
        return f"{sign}{words.number(abs(number), 1)}"
    return f"{sign}{words.value(Value(abs(number), unit=gap.own.unit), currency)}"


def figure(gap: Gap, value: Value, currency: str) -> str:
    """One side's figure; counts per month to a tenth."""
    return words.number(value.value, 1) if value.unit == "count" else words.value(value, currency)


def interval(gap: Gap, currency: str) -> str:
    """The 95 % interval of the difference, or that it cannot be told."""
    low, high = gap.difference.low, gap.difference.high
    if low is None or high is None:
        return _("not known")
    return _("{low} to {high}").format(low=signed(gap, low, currency), high=signed(gap, high, currency))


def difference(gap: Gap, currency: str) -> str:
    """Both figures and the difference, as they stand above a line of the chart; in plain text."""
    text = _("{own} against {peers}, n = {n}")
    if gap.scale == "units":
        text = ngettext("{own} against {peers}, {n} other", "{own} against {peers}, {n} others", gap.peers.n or 0)
    n = gap.peers.n if gap.scale == "units" else gap.own.n
    return text.format(
        own=figure(gap, gap.own, currency), peers=figure(gap, gap.peers, currency), n=words.number(n or 0)
    )


def verdict(gap: Gap) -> str:
    """What a difference is, with its p value where it was tested."""
    if gap.p is None or gap.is_few:
        return _("too few to tell")
    text = {
        "strength": _("▲ strength"),
        "gap": _("▼ gap"),
        "above": _("more than peers"),
        "below": _("less than peers"),
        "": _("may be chance"),
    }[profile.verdict(gap, catalog.MEASURES[gap.measure].good)]
    return f"{text}, p = {'<0.001' if gap.p < 0.001 else words.number(gap.p, 2 if gap.p >= 0.01 else 3)}"


def worth_range(gap: Gap, currency: str) -> str:
    """What closing the gap is worth at both ends of the difference's interval."""
    low, high = gap.worth.low, gap.worth.high
    if gap.worth.value is None or low is None or high is None:
        return "–"
    money = words.money(currency)
    return _("{low} to {high}").format(low=money(low), high=money(high))


def formula(gap: Gap) -> str:
    """How what closing a gap is worth is worked out."""
    return {
        "win_rate": _("deals decided × difference × mean won deal of peers, at the own mix of segments"),
        "deal_size_typical": _("won amount × (peers’ typical deal ÷ own − 1)"),
        "cycle_typical_days": _("won amount × (own typical cycle ÷ peers’ − 1)"),
        "created_monthly": _("deals missing × peers’ win rate × mean won deal of peers"),
        "stage_conversion": _(
            "deals entered × difference × peers’ share won later of those that advanced × mean won deal of peers"
        ),
    }.get(gap.measure, "–")


def _listed(gaps: Sequence[Gap]) -> str:
    return ", ".join(name(gap) for gap in gaps[:_MOST])


def sorted_out(gaps: Sequence[Gap]) -> tuple[list[Gap], list[Gap]]:
    """Strengths and gaps beyond chance: the surest strength first, the gap of most worth first."""
    judged = [(profile.verdict(gap, catalog.MEASURES[gap.measure].good), gap) for gap in gaps]
    strong = sorted((gap for code, gap in judged if code == "strength"), key=lambda gap: gap.p or 0.0)
    weak = sorted((gap for code, gap in judged if code == "gap"), key=lambda gap: -(gap.worth.value or 0.0))
    return strong, weak


def finding(gaps: Sequence[Gap], person: str) -> str:
    """Where the person is beyond chance better or worse than the peers, Markdown-safe."""
    strong, weak = sorted_out(gaps)
    if not gaps:
        text = _("There is nothing to hold {person} against")
    elif strong and weak:
        text = _("{person} is ahead of peers in: {strong}; behind in: {weak}")
    elif strong:
        text = _("{person} is ahead of peers in: {strong}; no gap is beyond chance")
    elif weak:
        text = _("{person} is behind peers in: {weak}; no strength is beyond chance")
    else:
        text = _("{person} differs from peers by no more than chance")
    return markdown(text.format(person=person, strong=_listed(strong), weak=_listed(weak)))


def gap_line(gap: Gap, currency: str) -> str:
    """One gap beyond chance with its worth, in plain text."""
    values = {
        "measure": name(gap),
        "own": figure(gap, gap.own, currency),
        "peers": figure(gap, gap.peers, currency),
        "worth": words.money(currency)(gap.worth.value),
    }
    text = (
        _("{measure} is {own}, {peers} for peers on like deals; closing the gap is worth about {worth}")
        if gap.worth.value is not None
        else _("{measure} is {own}, {peers} for peers on like deals")
    )
    return text.format(**values)


def basis(whose: str, period: Period) -> list[str]:
    """What the comparison rests on, in plain text."""
    against = (
        _("Deals are held against those of everybody else in the same segments")
        if whose == "segment"
        else _("Deals are held against those of the team’s others in the same segments")
    )
    return [
        _("{against}, {period}. Lines are 95 % intervals; to the right is better.").format(
            against=against, period=period.label
        ),
        _("A verdict is given only beyond chance, all measures taken together (Holm at 5 %)."),
        _("Stages count deals that entered them at least 60 days ago: younger ones are still on their way."),
    ]
