"""What stands under a section and at the end of a review: definitions from the catalogue."""

from metrics import catalog
from pages.components import words
from pages.components.i18n import _
from pages.review.document import Definition


def of(*names: str) -> tuple[str, ...]:
    """A line for each measure: its name and its definition."""
    return tuple(f"{words.label(name)}: {_(catalog.MEASURES[name].definition)}" for name in names)


def definitions(*names: str) -> tuple[Definition, ...]:
    """The measures with what they mean and what makes them wrong."""
    return tuple(
        Definition(
            words.label(name), f"{_(catalog.MEASURES[name].definition)} {_(catalog.MEASURES[name].caveat)}".strip()
        )
        for name in names
    )
