"""Sentences that several sections use: a change that is more than chance, and what a figure rests on."""

from collections.abc import Sequence

from metrics.review import changes as tests
from metrics.review.changes import Change, Explained
from metrics.values import Value
from pages.components import words
from pages.components.i18n import _
from pages.review.basis import Basis


def changed(basis: Basis, code: str) -> list[Change]:
    """What changed since a window, and whether by more than chance; nothing where there is no such window."""
    if code not in basis.windows:
        return []
    now, then = basis.windows["now"], basis.windows[code]
    return tests.changes(
        basis.decided("now").rows,
        basis.decided(code).rows,
        days=(now.end - now.start).days,
        days_before=(then.end - then.start).days,
    )


def change(found: Change, basis: Basis, against: str) -> str:
    """What changed since another quarter, with n; for changes that are more than chance."""
    return {
        ("win_rate", True): _("Win rate rose from {before} in {against} to {now} (n = {n})"),
        ("win_rate", False): _("Win rate fell from {before} in {against} to {now} (n = {n})"),
        ("decided_deals", True): _("More deals were decided than in {against}: {now} against {before}"),
        ("decided_deals", False): _("Fewer deals were decided than in {against}: {now} against {before}"),
        ("deal_size_median", True): _(
            "Won deals were larger than in {against}: median {now} against {before} (n = {n})"
        ),
        ("deal_size_median", False): _(
            "Won deals were smaller than in {against}: median {now} against {before} (n = {n})"
        ),
        ("sales_cycle_median_days", True): _(
            "Deals took longer to win than in {against}: median {now} against {before} (n = {n})"
        ),
        ("sales_cycle_median_days", False): _(
            "Deals were won faster than in {against}: median {now} against {before} (n = {n})"
        ),
    }[found.measure, found.rose].format(
        against=against, now=basis.value(found.now), before=basis.value(found.before), n=words.number(found.now.n)
    )


def explained(found: Explained) -> str:
    """Which group a changed win rate comes from."""
    text = (
        _("{group} explains all of it: {before} to {now} (n = {n})")
        if found.part >= 1
        else _("{group} explains {part} of it: {before} to {now} (n = {n})")
    )
    return text.format(
        group=found.group,
        part=words.percent(found.part, 0),
        before=words.percent(found.before.value, 0),
        now=words.percent(found.now.value, 0),
        n=words.number(found.now.n),
    )


def unchanged(found: Sequence[Change], against: str) -> str:
    """That nothing differs by more than chance; empty where nothing could be looked at."""
    if all(item.before.value in (None, 0) for item in found):
        return _("There is nothing in {against} to compare with.").format(against=against)
    now, before = (words.number(item.n) for item in (found[0].now, found[0].before))
    text = _("Deals decided, win rate, deal size and cycle differ from {against} by no more than chance (n = {n}, {m})")
    return text.format(against=against, n=now, m=before)


def interval(item: Value) -> str:
    """The 95 % interval and n of a share; n alone without one."""
    n = _("n = {n}").format(n=words.number(item.n or 0))
    return f"{_('95 %: {interval}').format(interval=words.interval(item))} · {n}" if item.low is not None else n


def against(item: Value, then: Value | None, name: str, basis: Basis) -> str:
    """The difference from another quarter; empty where there is none."""
    found = words.change(item, then, basis.choice.currency)
    return _("{change} vs {period}").format(change=found, period=name) if found else ""


def joined(*notes: str) -> str:
    """Notes of a card in one line; empty ones are left out."""
    return " · ".join(note for note in notes if note)
