"""Two reviews side by side: every figure of a card, and whether it is still the same."""

from collections.abc import Sequence

from metrics import text
from pages.components.i18n import _, ngettext
from pages.components.words import number
from pages.review.document import Card, Document

Row = tuple[str, str, str, str, str]


def figures(one: Document, other: Document) -> list[Row]:
    """Section, figure, both values as each review writes them, and the difference; blank where a review has none."""
    left, right = _cards(one), _cards(other)
    rows = []
    for key in dict.fromkeys([*left, *right]):
        now, then = left.get(key), right.get(key)
        section, card = now or then or ("", None)
        mine, theirs = now and now[1], then and then[1]
        rows.append(
            (
                section,
                card.label if card else "",
                _told(one, mine),
                _told(other, theirs),
                _difference(one, other, mine, theirs),
            )
        )
    return rows


def finding(differences: Sequence[str], name: str) -> str:
    """How many figures differ."""
    changed = sum(item not in ("", text.BLANK) for item in differences)
    if not changed:
        return _("Every figure is the same as in “{name}”").format(name=name)
    said = ngettext("{k} of {n} figures differs from “{name}”", "{k} of {n} figures differ from “{name}”", changed)
    return said.format(k=number(changed), n=number(len(differences)), name=name)


def _cards(document: Document) -> dict[tuple[str, str], tuple[str, Card]]:
    """Section and key of each figure → the section's title and the figure; a key is the same in every quarter."""
    return {
        (section.key, card.key or card.label): (section.title, card)
        for section in document.sections
        for card in section.cards
    }


def _told(document: Document, card: Card | None) -> str:
    return "" if card is None else document.write(card.value, card.kind)


def _difference(one: Document, other: Document, now: Card | None, then: Card | None) -> str:
    """Nothing where they are equal; a dash where one is blank or the currencies differ."""
    if now is None or then is None or (now.value is None) != (then.value is None):
        return text.BLANK
    if now.value is None or then.value is None or now.value == then.value:
        return ""
    if now.kind != then.kind or (now.kind == "money" and one.currency != other.currency):
        return text.BLANK
    change = now.value - then.value
    shown = one.write(abs(change), now.kind)
    return f"{'+' if change > 0 else '−'}{shown}"
