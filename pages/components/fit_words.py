"""The ideal customer in words: attributes, conditions, findings and what they rest on."""

from collections.abc import Sequence

from metrics.fit import CONTACTS, Condition, Fit
from metrics.profile import Gap
from pages.components import rep_peers_words, words
from pages.components.i18n import _, ngettext

_MOST = 3  # texts named of a condition


def attribute(code: str) -> str:
    """The name of an attribute such as accounts:tools used; a trait's name is the file's own."""
    entity, _colon, name = code.partition(":")
    known = {
        "industry": _("Industry"),
        "employees": _("Headcount"),
        "annual revenue": _("Annual revenue"),
        "country": _("Country"),
        "type": _("Type"),
        "title": _("Job title"),
        "role": _("Role"),
        "months in role": _("Months in role"),
        "tools used": _("Tools used"),
        "ad spend": _("Ad spend"),
        "open vacancies": _("Open vacancies"),
    }
    label = known.get(name, name[:1].upper() + name[1:])
    return _("Contact: {what}").format(what=label) if entity == CONTACTS else label


def condition(one: Condition) -> str:
    """A condition in plain text."""
    if one.choices:
        more = len(one.choices) - _MOST
        named = " / ".join(one.choices[:_MOST]) + (f" +{more}" if more > 0 else "")
        return f"{attribute(one.attribute)}: {named}"
    low, high = (None if end is None else words.number(end, 0 if end == int(end) else 2) for end in (one.low, one.high))
    if low is None or high is None:
        return f"{attribute(one.attribute)} {f'≥ {low}' if low is not None else f'≤ {high}'}"
    return f"{attribute(one.attribute)} {low}–{high}"


def profile(conditions: Sequence[Condition]) -> str:
    """All conditions that ask for something, in plain text."""
    return "; ".join(condition(one) for one in conditions if one.asks)


def finding(found: Fit, currency: str) -> str:
    """What differs beyond chance, in plain text; the win rate first."""
    sure = [gap for gap in found.gaps if gap.is_sure]
    if not found.inside or not found.outside:
        return _("There are no deals on one side to compare with")
    if not sure:
        return _("Deals of customers that fit differ from all others by no more than chance")
    gap = sure[0]
    above = (gap.difference.value or 0.0) > 0
    text = {
        ("win_rate", True): _("Customers that fit are won more often: {inside} against {outside} (n = {n} and {m})"),
        ("win_rate", False): _("Customers that fit are won less often: {inside} against {outside} (n = {n} and {m})"),
        ("deal_size_typical", True): _("Customers that fit buy more: {inside} against {outside} (n = {n} and {m})"),
        ("deal_size_typical", False): _("Customers that fit buy less: {inside} against {outside} (n = {n} and {m})"),
        ("cycle_typical_days", True): _("Customers that fit take longer: {inside} against {outside} (n = {n} and {m})"),
        ("cycle_typical_days", False): _("Customers that fit buy sooner: {inside} against {outside} (n = {n} and {m})"),
    }[gap.measure, above]
    return text.format(
        inside=words.value(gap.own, currency),
        outside=words.value(gap.peers, currency),
        n=words.number(gap.own.n or 0),
        m=words.number(gap.peers.n or 0),
    )


def sure(gap: Gap) -> str:
    """Whether a difference may be chance, with its p value."""
    if gap.p is None or gap.is_few:
        return _("too few to tell")
    shown = "<0.001" if gap.p < 0.001 else words.number(gap.p, 2 if gap.p >= 0.01 else 3)
    return (_("no, p = {p}") if gap.is_sure else _("may be, p = {p}")).format(p=shown)


def side(gap: Gap, *, inside: bool, currency: str) -> str:
    """One side's figure with its interval."""
    value = gap.own if inside else gap.peers
    if value.value is None:
        return "–"
    shown = words.value(value, currency)
    if value.low is None or value.high is None:
        return shown
    ends = {
        name: rep_peers_words.figure(gap, type(value)(end, unit=value.unit), currency)
        for name, end in (("low", value.low), ("high", value.high))
    }
    return f"{shown} ({_('{low} to {high}').format(**ends)})"


def basis(found: Fit, *, contacts: bool) -> list[str]:
    """What the comparison rests on, in plain text."""
    notes = [
        _("Judged by today's values: what was known when a deal was decided is not kept. An association, not a cause."),
    ]
    if found.untold:
        text = ngettext(
            "{n} deal among all others is of a customer of which not all that is asked for is known.",
            "{n} deals among all others are of customers of which not all that is asked for is known.",
            found.untold,
        )
        notes.append(text.format(n=words.number(found.untold)))
    if contacts:
        notes.append(_("One contact of the customer must meet all conditions on contacts."))
    notes.append(
        _(
            "Win rates: Newcombe's interval, Fisher's exact test. Sizes and cycles of won deals: geometric means,"
            " t test of their logarithms. All three together: Holm at 5 %."
        )
    )
    return notes
