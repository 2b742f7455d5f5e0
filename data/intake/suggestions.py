"""What columns may be that are not known by their names: for whoever asks, never taken without an answer."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from data.entities import OPPORTUNITIES
from data.intake.fits import Fit, allowed, hold
from data.intake.layouts import bare_names, layouts, plain_name

_LIKELY, _TYPO = 75, 85
_WORTH_ASKING = ("amount", "close_on", "created_on", "owner", "probability", "currency")


def guess(header: Sequence[str], entity: str | None = None) -> tuple[str | None, dict[int, str], dict[int, str]]:
    """For a header that is not recognised: what it is about at best, column → field as known, column → field likely."""
    plain = [plain_name(name) for name in header]
    known = {*plain, *bare_names(plain)}
    fits = [hold(layout, plain, [None] * len(plain)) for layout in layouts() if allowed(layout, known, entity)]
    near = nearest(fits)
    if near is None:
        return None, {}, {}
    taken = {index: target for target, index in near.fields.items() if plain.count(plain[index]) == 1}
    return near.layout.entity.name, taken, {index: target for target, index in suggested(near, header).items()}


def nearest(fits: Sequence[Fit]) -> Fit | None:
    """The kind of export that a header is most likely meant to be, though something is missing."""
    return max(fits, key=lambda fit: (len(fit.fields) - 2 * len(fit.missing), len(fit.layout.marks)), default=None)


def suggested(near: Fit, header: Sequence[str]) -> dict[str, int]:
    """Missing field → the unused column whose name is nearest to one of its own."""
    found = {}
    for group in near.missing:
        names = [alias for alias, (target, _) in near.layout.names.items() if target in group]
        scores = [
            (score[1], index)
            for index, name in enumerate(header)
            if name and index not in near.fields.values() and index not in near.answered
            if (score := process.extractOne(plain_name(name), names, scorer=fuzz.WRatio)) and score[1] >= _LIKELY
        ]
        if scores:
            found[group[0]] = max(scores, key=lambda item: (item[0], -item[1]))[1]
    return found


def likely(fit: Fit, header: Sequence[str]) -> dict[int, str]:
    """Unused columns of deals whose name says, with other words around it or a letter wrong, a field that is not there.

    Only fields that figures rest on are worth a question.
    """
    if fit.layout.entity is not OPPORTUNITIES:
        return {}
    found: dict[int, str] = {}
    for target in _WORTH_ASKING:
        if target in fit.fields:
            continue
        names = [alias for alias, (name, _) in fit.layout.names.items() if name == target]
        for index, name in enumerate(header):
            is_free = index not in fit.fields.values() and index not in fit.answered and fit.said[index] is None
            if is_free and index not in found and _is_near(name, names):
                found[index] = target
                break
    return found


def _is_near(header: str, names: Sequence[str]) -> bool:
    plain = plain_name(header)
    if len(plain) < 4 or is_technical(header):
        return False
    words = {plain_name(word) for word in re.split(r"[\W_]+", header)}
    return any(
        (len(name) >= 4 and (name in words or fuzz.ratio(plain, name) >= _TYPO))
        or (len(name) >= 2 and not name.isascii() and name in plain)
        for name in names
    )


def is_technical(header: str) -> bool:
    """Whether a column says something of the transport, not of the record."""
    return plain_name(header).startswith("fivetran") or is_own(header)


def is_own(header: str) -> bool:
    """Whether a column was written beside the file's own by Quarterdeck: why a row was refused."""
    return plain_name(header).startswith("quarterdeck")
