"""The master of the slides: our own, clean and 16:9, or a company's template."""

import io
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Inches, Pt

from data.errors import Refused
from data.sentence import Sentence

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_MARGIN = Inches(0.6)
_LARGEST = 400_000_000  # bytes of a template, unpacked
_KEPT = ("Title Slide", "Title Only")
_COLOURS = {
    "dk1": "20242B",
    "lt1": "FFFFFF",
    "dk2": "20242B",
    "lt2": "F4F6F9",
    "accent1": "1F5AA6",
    "accent2": "D98A00",
    "accent3": "00806A",
    "accent4": "B04E90",
    "accent5": "4C9BD1",
    "accent6": "C2410C",
    "hlink": "1F5AA6",
    "folHlink": "6B7280",
}
_FONT, _FAR_EAST = "Arial", "Yu Gothic"
_BAND = (  # of the accent's colour, down the left side of the cover
    "<p:sp {spaces}><p:nvSpPr><p:cNvPr id='99' name='Band'/><p:cNvSpPr/><p:nvPr userDrawn='1'/></p:nvSpPr>"
    "<p:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='228600' cy='{high}'/></a:xfrm><a:prstGeom prst='rect'><a:avLst/>"
    "</a:prstGeom><a:solidFill><a:schemeClr val='accent1'/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
)
_TITLE, _CENTRE, _SUBTITLE, _BODY, _DATE, _NUMBER, _FOOTER = 1, 3, 4, 2, 16, 13, 15  # kinds of placeholders


def own() -> Deck:
    """A deck without slides on our own master."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDE, _HIGH
    _forget(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    _theme(deck)
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in holder.placeholders:
            _place(shape, is_cover=getattr(holder, "name", "") == _KEPT[0])
        if getattr(holder, "name", "") == _KEPT[0]:
            holder.shapes._spTree.insert(2, parse_xml(_BAND.format(spaces=nsdecls("p", "a"), high=_HIGH)))
    style = deck.slide_master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    style.set("algn", "l")
    return deck


def of_template(template: Path | BinaryIO) -> Deck:
    """A deck without slides on a company's master. Refused("BAD_TEMPLATE") where the file is no such thing."""
    try:
        deck = Presentation(_opened(template.read_bytes() if isinstance(template, Path) else template.read()))
        slides = deck.slides._sldIdLst
        for slide in list(slides):
            deck.part.drop_rel(slide.rId)
            slides.remove(slide)
        named = deck.part._element.xpath(".//*[local-name()='sectionLst' or local-name()='custShowLst']")
        for left in named:  # they name the slides that went
            left.getparent().remove(left)
        layout(deck, is_cover=False)
        _forget(deck)
    except (
        PythonPptxError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        AttributeError,
        SyntaxError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Refused(
            "BAD_TEMPLATE",
            Sentence("The template is no PowerPoint file that can be read; save it as .pptx and try again."),
        ) from error
    return deck


def _opened(content: bytes) -> BinaryIO:
    """The file as a presentation, where it is a template in PowerPoint's own sense too. ValueError beyond all size."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        if sum(item.file_size for item in source.infolist()) > _LARGEST:
            raise ValueError("too large")
        for item in source.infolist():
            part = source.read(item)
            if item.filename == "[Content_Types].xml":
                part = part.replace(b"presentationml.template.main+xml", b"presentationml.presentation.main+xml")
            copy.writestr(item.filename, part)
    return target


def layout(deck: Deck, *, is_cover: bool) -> SlideLayout:
    """The layout for the first slide, or for all others: a title and as little else as there is.

    ValueError where the deck has none with a title.
    """
    wanted = "title" if is_cover else "titleOnly"
    titled = [item for item in deck.slide_layouts if any(shape.is_title for shape in map(_Held, item.placeholders))]
    if not titled:
        raise ValueError("no layout with a title")
    named = [item for item in titled if item._element.get("type") == wanted]
    return named[0] if named else min(titled, key=lambda item: len(list(item.placeholders)))


def held(layout: SlideLayout, kind: int) -> Shape | None:
    """The placeholder of a kind that a layout or else its master holds."""
    for holder in (layout, layout.slide_master):
        for shape in holder.placeholders:
            if shape.placeholder_format.type == kind and isinstance(shape, Shape):
                return shape
    return None


def footer(layout: SlideLayout) -> Shape | None:
    """The layout's place for the footer."""
    return held(layout, _FOOTER)


def number(layout: SlideLayout) -> Shape | None:
    """The layout's place for the number of the slide."""
    return held(layout, _NUMBER)


def feet(layout: SlideLayout) -> list[Shape]:
    """All that the layout, or else its master, holds at the foot of a slide."""
    return [shape for kind in (_DATE, _FOOTER, _NUMBER) if (shape := held(layout, kind)) is not None]


def second(slide: Slide) -> Shape | None:
    """The place for a subtitle on a slide, else for a text."""
    for kind in (_SUBTITLE, _BODY):
        for shape in slide.placeholders:
            if shape.placeholder_format.type == kind and isinstance(shape, Shape):
                return shape
    return None


class _Held:
    """A placeholder of a layout, asked whether it is the title."""

    def __init__(self, shape: Shape) -> None:
        self.is_title = shape.placeholder_format.type in (_TITLE, _CENTRE)


def _forget(deck: Deck) -> None:
    """Leave out the picture and the counts of the slides that went."""
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            package._rels.pop(key)


def _place(shape: Shape, *, is_cover: bool) -> None:
    """Where our master and layouts hold their placeholders."""
    kind = shape.placeholder_format.type
    wide = _WIDE - 2 * _MARGIN
    low = Inches(7.02)
    boxes = {
        _BODY: (_MARGIN, Inches(1.65), wide, Inches(5.2)),
        _SUBTITLE: (_MARGIN, Inches(3.75), wide, Inches(1.9)),
        _DATE: (_MARGIN, Inches(7.6), Inches(1), Inches(0.3)),
        _FOOTER: (_MARGIN, low, Inches(11.1), Inches(0.32)),
        _NUMBER: (_WIDE - _MARGIN - Inches(0.9), low, Inches(0.9), Inches(0.32)),
    }
    if kind in (_TITLE, _CENTRE):
        top, high = (Inches(2.1), Inches(1.5)) if is_cover else (Inches(0.5), Inches(0.85))
        box = (_MARGIN, top, wide, high)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_cover else MSO_ANCHOR.TOP
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = Emu(0)
    elif kind in boxes:
        box = boxes[kind]
    else:
        return
    shape.left, shape.top, shape.width, shape.height = (Emu(side) for side in box)
    if kind in (_FOOTER, _NUMBER, _SUBTITLE):
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = Emu(0)
        for properties in shape._element.iter(qn("a:lvl1pPr")):
            properties.set("algn", "r" if kind == _NUMBER else "l")
            for run in properties.iter(qn("a:defRPr")):
                run.set("sz", str(Pt(16 if kind == _SUBTITLE else 9).centipoints))


def _theme(deck: Deck) -> None:
    """Our colours and fonts in the theme, so that what is added later by hand looks the same."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = part.blob.decode("utf-8")
    for name, colour in _COLOURS.items():
        xml = re.sub(f"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>', xml, flags=re.S)
    for name in ("majorFont", "minorFont"):
        fonts = f'<a:{name}><a:latin typeface="{_FONT}"/><a:ea typeface="{_FAR_EAST}"/><a:cs typeface=""/></a:{name}>'
        xml = re.sub(f"<a:{name}>.*?</a:{name}>", fonts, xml, flags=re.S)
    part._blob = xml.encode("utf-8")
