"""What stands on every slide: title, footer, number and notes, in the places that the master has for them."""

import io
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO

from pptx.enum.text import MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Emu

from pages.review import deck_master, fit
from pages.review.deck_text import Space, Style, box, fill
from pages.review.document import Document

_TITLE_SIZES, _COVER_SIZES = (26, 24, 22, 20, 18, 16), (40, 36, 32, 28)
_SMALL = (9, 8, 7)
_KICKER = Style(12, is_bold=True, is_accent=True)
_GAP, _EDGE = 10, 36  # points between title and body, and around a slide whose master tells nothing
_PER_POINT = 12700
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file in the deck, so that the same review is the same file
_PLACEHOLDER = (
    "<p:sp {spaces}><p:nvSpPr><p:cNvPr id='{id}' name='{name}'/><p:cNvSpPr><a:spLocks noGrp='1'/></p:cNvSpPr>"
    "<p:nvPr><p:ph type='{type}' sz='quarter' idx='{place}'/></p:nvPr></p:nvSpPr><p:spPr/>"
    "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
)
_FIELD = (
    "<a:fld {spaces} id='{{86CB4B4D-7CA3-9044-876B-883B54F8677D}}' type='slidenum'>"
    "<a:rPr lang='{lang}' sz='900'/><a:t>{number}</a:t></a:fld>"
)


class Frame:
    """A deck under way.

    template: a company's own deck, whose master is taken over. Refused("BAD_TEMPLATE") where it is none.
    """

    def __init__(self, document: Document, template: Path | BinaryIO | None) -> None:
        self.document = document
        self.locale = document.locale
        self._is_own = template is None
        self._deck = deck_master.own() if template is None else deck_master.of_template(template)
        self._layout = deck_master.layout(self._deck, is_cover=False)
        labels = document.labels
        day = labels["as_of"].format(day=document.write(document.as_of.isoformat(), "date"))
        self.basis = f"{day} · {labels['release'].format(number=document.release)} · {document.filters}"

    @property
    def count(self) -> int:
        """How many slides there are."""
        return len(self._deck.slides)

    def cover(self, title: str, under: list[str]) -> None:
        """The first slide: what it is, and what it rests on."""
        layout = deck_master.layout(self._deck, is_cover=True)
        slide = self._deck.slides.add_slide(layout)
        self._title(slide, title, _COVER_SIZES)
        second = deck_master.second(slide)
        if second is None:
            space = self._body(slide)
            frame = box(slide, "Subtitle", space).text_frame
        else:
            space, frame = _space(second), second.text_frame
            frame.auto_size = MSO_AUTO_SIZE.NONE
        sizes = (16, 14, 12, 10)
        text, size = fit.fitted("\n".join(under), sizes, space.wide - 14, space.high - 8)
        style = Style(size, is_quiet=True, after=4)
        fill(frame, [(line, style) for line in text.split("\n")], self.locale)
        self._drop_empty(slide)

    def slide(self, title: str, kicker: str, notes: list[str]) -> tuple[Slide, Space]:
        """A slide with its title, what part it belongs to, footer, number and notes; and the space that is left."""
        slide = self._deck.slides.add_slide(self._layout)
        self._title(slide, title, _TITLE_SIZES)
        body = whole = self._body(slide)
        if kicker:
            at = Space(body.left, 20, body.wide, 15) if self._is_own else body.above(15)
            said = fit.short(kicker, _KICKER.size, at.wide / 1.08)  # it is bold
            fill(box(slide, "Section", at).text_frame, [(said, _KICKER)], self.locale)
            body = body if self._is_own else body.below(22)
        self._foot(slide, whole)
        self._drop_empty(slide)
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            fill(frame, [(line, Style(12)) for line in [*notes, self.basis]], self.locale)
        return slide, body

    def saved(self) -> bytes:
        """The deck as a file. The same slides give the same bytes."""
        properties = self._deck.core_properties
        document = self.document
        properties.title = fit.clean(f"{document.title} {document.period}")
        properties.subject = fit.clean(self.basis)[:255]
        properties.language = document.locale.replace("_", "-")
        properties.author = properties.last_modified_by = "Quarterdeck"
        properties.created = properties.modified = datetime.combine(document.as_of, time())
        properties.keywords = properties.comments = properties.category = ""
        written, target = io.BytesIO(), io.BytesIO()
        self._deck.save(written)
        with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for item in source.infolist():
                copy.writestr(zipfile.ZipInfo(item.filename, _MOMENT), source.read(item), zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def _title(self, slide: Slide, title: str, sizes: tuple[int, ...]) -> None:
        shape = slide.shapes.title
        if shape is None:
            return
        space = _space(shape)
        text, size = fit.fitted(" ".join(title.split()), sizes, (space.wide - 4) / 1.06, space.high)  # it is bold
        frame = shape.text_frame
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.word_wrap = True
        paragraph = frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = text
        run.font.size = Emu(int(size * _PER_POINT))
        if self._is_own:
            run.font.bold = True
        run._r.get_or_add_rPr().set("lang", self.locale.replace("_", "-"))

    def _body(self, slide: Slide) -> Space:
        """From under the title to above the footer, as wide as the title where that is wide enough."""
        wide, high = self._deck.slide_width or 0, self._deck.slide_height or 0
        page = Space(0, 0, wide / _PER_POINT, high / _PER_POINT)
        title = _space(slide.shapes.title) if slide.shapes.title is not None else Space(_EDGE, _EDGE, page.wide, 0)
        left, right = title.left, title.left + title.wide
        if title.wide < page.wide * 0.7:
            left, right = _EDGE, page.wide - _EDGE
        foot = min(
            [_space(shape).top for shape in deck_master.feet(slide.slide_layout) if _space(shape).top > page.high / 2],
            default=page.high - _EDGE,
        )
        top = title.top + title.high + _GAP
        if top > page.high * 0.5:  # a title in the middle or at the bottom leaves its other side
            top = _EDGE
        return Space(left, top, right - left, min(foot, page.high - 24) - _GAP - top)

    def _foot(self, slide: Slide, body: Space) -> None:
        """What the slide rests on, and its number. body: the space above."""
        footer, number = deck_master.footer(slide.slide_layout), deck_master.number(slide.slide_layout)
        under = Space(body.left, body.top + body.high + _GAP, body.wide, 16)
        text_at, number_at = under.columns([10, 1])
        shape = _placed(slide, footer, "ftr", "Footer") or box(slide, "Footer", text_at)
        space = _space(footer) if footer is not None else text_at
        text, size = fit.fitted(self.basis, _SMALL, space.wide - 15, max(space.high, 12))
        fill(shape.text_frame, [(text, Style(size, is_quiet=True))], self.locale)
        shape = _placed(slide, number, "sldNum", "Slide number") or box(slide, "Slide number", number_at)
        field = _FIELD.format(
            spaces=nsdecls("a"), lang=self.locale.replace("_", "-"), number=self._deck.slides.index(slide) + 1
        )
        paragraph = shape.text_frame.paragraphs[0]
        paragraph._p.append(parse_xml(field))

    def _drop_empty(self, slide: Slide) -> None:
        """An empty place would ask its reader to click and add text."""
        for shape in list(slide.placeholders):
            if not (shape.has_text_frame and shape.text_frame.text):
                shape._element.getparent().remove(shape._element)


def _placed(slide: Slide, of_layout: Shape | None, kind: str, name: str) -> Shape | None:
    """A place of the layout on the slide; None where the layout has none, and its master's would not be followed."""
    if of_layout is None or of_layout.part is not slide.slide_layout.part:
        return None
    place = of_layout.placeholder_format.idx
    number = max((shape.shape_id for shape in slide.shapes), default=1) + 1
    xml = _PLACEHOLDER.format(spaces=nsdecls("p", "a", "r"), id=number, name=name, type=kind, place=place)
    slide.shapes._spTree.append(parse_xml(xml))
    made = slide.shapes[-1]
    return made if isinstance(made, Shape) else None


def _space(shape: BaseShape) -> Space:
    """Where a shape stands."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    return Space(*(int(side or 0) / _PER_POINT for side in sides))
