"""A review as slides: a cover, the findings in a minute, and for each section its figures, charts and tables."""

from pathlib import Path
from typing import BinaryIO

from pages.review import deck_table, fit
from pages.review.deck_frame import Frame
from pages.review.deck_section import Part, is_bare, notes_of
from pages.review.document import Column, Document, Table

_FOREIGN = 1.14  # how much wider than ours the fonts of a template may be


def as_pptx(document: Document, template: Path | BinaryIO | None = None) -> bytes:
    """The review as a PowerPoint file; the same document gives the same bytes.

    template: a company's own deck, whose master is taken over. Refused("BAD_TEMPLATE") where it is none.
    """
    with fit.wider(1.0 if template is None else _FOREIGN):
        return _drawn(document, Frame(document, template))


def _drawn(document: Document, frame: Frame) -> bytes:
    labels = document.labels
    day = labels["as_of"].format(day=document.write(document.as_of.isoformat(), "date"))
    under = [f"{day} · {labels['release'].format(number=document.release)}", document.filters]
    frame.cover(f"{document.title} {document.period}", under)
    _contents(frame)
    for section in document.sections:
        Part(frame, section).draw()
    _definitions(frame)
    return frame.saved()


def _contents(frame: Frame) -> None:
    """Every finding on a slide, in a minute."""
    document = frame.document
    table = Table(
        "contents",
        document.labels["contents"],
        (Column(""), Column("")),
        tuple((section.title, section.headline) for section in document.sections),
        shown=len(document.sections),
    )
    # What a section without a slide of its own rests on is told here.
    notes = [note for section in document.sections if is_bare(section) for note in notes_of(section, document)]
    _table(frame, table, document.title + " " + document.period, notes, lines=3, has_head=False)


def _definitions(frame: Frame) -> None:
    document = frame.document
    table = Table(
        "definitions",
        document.labels["definitions"],
        (Column(document.labels["measure"]), Column(document.labels["meaning"])),
        tuple((item.label, item.meaning) for item in document.definitions),
        shown=len(document.definitions),
    )
    if table.rows:
        _table(frame, table, document.title + " " + document.period, [], lines=8)


def _table(frame: Frame, table: Table, kicker: str, notes: list[str], *, lines: int, has_head: bool = True) -> None:
    """A table with slides of its own, whose title it gives."""
    slide, space = frame.slide(table.title, kicker, notes)
    sizes = (12, 11, 10) if has_head else (18, 16, 15, 14, 13, 12, 11)
    laid = deck_table.lay(table, frame.document, space, lines=lines, has_head=has_head, sizes=sizes)
    for number, part in enumerate(laid.parts(space.high, space.high)):
        if number:
            slide, space = frame.slide(f"{table.title} ({number + 1})", kicker, notes)
        deck_table.add(slide, laid, part, space, frame.document)
