"""What a review says: plain values and finished sentences, so that a pack, a slide, a page and a sheet hold the same.

Nothing here is worked out later: a document that is read back from its JSON gives the same files again.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pydantic import TypeAdapter

from metrics import text

Kind = Literal["text", "money", "share", "number", "days", "multiple", "date"]
Cell = str | float | int | None
Shape = Literal["bar", "waterfall", "line", "stacked"]


# What stands around the findings; a document carries them in its own language.
LABELS = {
    "as_of": "As of {day}",
    "release": "Release {number}",
    "contents": "Contents",
    "definitions": "Definitions",
    "measure": "Measure",
    "meaning": "Meaning",
    "computed": "As computed: {text}",
    "more": "{n} more rows in the workbook",
    "nothing": "Nothing to show",
    "sources": "Definitions and sources",
    "page": "Page",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One figure. note: what it rests on and what it is held against, in words.

    key: what it is in any quarter, where its label names the quarter.
    """

    label: str
    value: float | None
    kind: Kind
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Values of a chart, one for each category; None is a gap."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """bar: horizontal bars, the largest first. stacked: columns on each other. line: lines over the categories.

    waterfall: one series of changes, whose first and last categories are whole levels, the others what leads from one
    to the other. low, high: the 80 % range of a line or bar chart's first series, where it has one. alt: what the chart
    shows, for those who cannot see it.
    """

    key: str
    title: str
    shape: Shape
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()

    @property
    def steps(self) -> list["Step"]:
        """The steps of a waterfall, each beginning where the one before ended; a blank counts as nothing."""
        values = [value or 0.0 for value in self.series[0].values]
        found = [Step(values[0], 0.0, values[0], "level")]
        for value in values[1:-1]:
            start = found[-1].end
            found.append(Step(value, start, start + value, "rise" if value >= 0 else "fall"))
        return [*found, Step(values[-1], 0.0, values[-1], "level")]


@dataclass(frozen=True, slots=True)
class Step:
    """One column of a waterfall. value: the level or the change. start, end: where the column begins and ends."""

    value: float
    start: float
    end: float
    kind: Literal["level", "rise", "fall"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Shares are 0 to 1, days of the calendar ISO texts."""

    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values, one for each column. shown: how many rows stand on a page or slide; a workbook has all."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: int = 10


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the review. headline: its finding. lines: what else it says. notes: definitions and sources.

    computed: the headline as it was worked out, where a person has written another.
    """

    key: str
    title: str
    headline: str
    lines: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure means, as it was when the review was made."""

    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Document:
    """A review of one period. as_of: last day known. release: number of the warehouse it was read from.

    filters: what was chosen, in words. query: the same as codes of the link. language, locale, currency: how numbers
    are written, whoever opens it. labels: the words around the findings, by LABELS.
    """

    period: str
    starts_on: date
    ends_on: date
    as_of: date
    release: int
    filters: str
    query: dict[str, list[str]]
    language: str
    locale: str
    currency: str
    title: str
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...] = ()
    labels: dict[str, str] = field(default_factory=lambda: dict(LABELS))

    def section(self, key: str) -> Section:
        """The section of a key; KeyError where there is none."""
        return next(item for item in self.sections if item.key == key)

    def edited(self, headlines: dict[str, str]) -> "Document":
        """The document with headlines as people wrote them, by section; what was worked out is kept beside."""
        return replace(
            self,
            sections=tuple(
                replace(item, headline=headlines[item.key], computed=item.computed or item.headline)
                if headlines.get(item.key) and headlines[item.key] != item.headline
                else item
                for item in self.sections
            ),
        )

    def write(self, value: Cell, kind: Kind, *, compact: bool = True) -> str:
        """A value of a kind as the document's readers write it; a dash where it is blank."""
        if value is None or value == "":
            return text.BLANK
        match kind:
            case "text":
                return str(value)
            case "date":
                return text.day(date.fromisoformat(str(value)), locale=self.locale)
            case "money":
                return text.money(float(value), currency=self.currency, locale=self.locale, compact=compact)
            case "share":
                return text.percent(float(value), locale=self.locale)
            case "days":
                return text.days(float(value), locale=self.locale)
            case "multiple":
                return f"{text.plain(float(value), locale=self.locale, digits=1)}×"
            case _:
                return text.plain(float(value), locale=self.locale)

    def write_step(self, step: Step, kind: Kind) -> str:
        """What a step of a waterfall says: a level as it is, a change with its sign."""
        if step.kind == "level":
            return self.write(step.value, kind)
        sign = "+" if step.value > 0 else "−" if step.value < 0 else "±"
        return sign + self.write(abs(step.value), kind)

    def to_json(self) -> str:
        """The document as text, the same for the same document."""
        return _DOCUMENT.dump_json(self, indent=1).decode()


def from_json(kept: str) -> Document:
    """A document read back from its text. ValueError where the text is none."""
    return _DOCUMENT.validate_json(kept)


_DOCUMENT = TypeAdapter(Document)
