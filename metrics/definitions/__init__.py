"""The definitions of all measures, one module per subject."""

from dataclasses import dataclass
from typing import Literal

from metrics.values import Unit

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure, defined once.

    name: its key everywhere. label, definition, formula, caveat: texts in
    English, to be translated. unit: of its value. good: the direction that is
    better ("none" where neither is by itself). numerator, denominator: columns of
    the counts behind a ratio, empty for other measures. variants: other readings
    of the same question, by name or in words.
    """

    name: str
    label: str
    unit: Unit
    good: Direction
    definition: str
    formula: str
    caveat: str
    numerator: str = ""
    denominator: str = ""
    variants: tuple[str, ...] = ()
