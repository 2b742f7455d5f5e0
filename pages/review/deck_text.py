"""Text on slides: in spaces measured in points, in the language of the review, never larger than its space."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from pages.review import fit

_LEADING = 1.2  # of a line, the same whatever font a machine has
_BULLET = "•"
_LIGHTER = "<a:lumMod val='65000'/><a:lumOff val='35000'/>"  # than text: what stands beside it
_INDENT = 11  # points
_ITEM_GAP = 7  # points under each item of a list


@dataclass(frozen=True, slots=True)
class Space:
    """A rectangle of a slide, in points."""

    left: float
    top: float
    wide: float
    high: float

    def below(self, used: float) -> "Space":
        """What is left under its first points."""
        return Space(self.left, self.top + used, self.wide, max(self.high - used, 0.0))

    def above(self, used: float) -> "Space":
        """Its first points."""
        return Space(self.left, self.top, self.wide, min(used, self.high))

    def columns(self, shares: Sequence[float], gap: float = 18) -> list["Space"]:
        """Side by side, by their shares of the width."""
        free = self.wide - gap * (len(shares) - 1)
        found, left = [], self.left
        for share in shares:
            found.append(Space(left, self.top, free * share / sum(shares), self.high))
            left += found[-1].wide + gap
        return found

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height as a slide holds them."""
        left, top, wide, high = (Emu(int(side * 12700)) for side in (self.left, self.top, self.wide, self.high))
        return left, top, wide, high


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is written. size: in points. after: points under it."""

    size: float
    is_bold: bool = False
    is_quiet: bool = False
    is_accent: bool = False
    is_right: bool = False
    is_item: bool = False
    after: float = 0


def box(slide: Slide, name: str, space: Space) -> Shape:
    """A text box without margins that fills a space."""
    shape = slide.shapes.add_textbox(*space.emu)
    shape.name = name
    bare(shape.text_frame)
    return shape


def bare(frame: TextFrame, margin: float = 0) -> None:
    """Text from the top left corner, over as many lines as it needs."""
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)


def fill(frame: TextFrame, paragraphs: Iterable[tuple[str, Style]], locale: str) -> None:
    """Write paragraphs into a frame, instead of what it holds."""
    body = frame._txBody
    for paragraph in list(body.iterchildren(qn("a:p"))):
        body.remove(paragraph)
    for text, style in paragraphs:
        body.append(parse_xml(paragraph_xml(text, style, locale)))


def paragraph_xml(text: str, style: Style, locale: str) -> str:
    """One paragraph. As XML, for the library takes a second for what a deck has of them."""
    colour = "accent1" if style.is_accent else "tx1"
    shade = _LIGHTER if style.is_quiet else ""
    bullet = f"<a:buFont typeface='Arial'/><a:buChar char='{_BULLET}'/>" if style.is_item else "<a:buNone/>"
    indent = f" marL='{Pt(_INDENT)}' indent='{-Pt(_INDENT)}'" if style.is_item else " marL='0' indent='0'"
    spacing = (
        f"<a:lnSpc><a:spcPts val='{style.size * _LEADING * 100:.0f}'/></a:lnSpc>"
        f"<a:spcBef><a:spcPts val='0'/></a:spcBef><a:spcAft><a:spcPts val='{style.after * 100:.0f}'/></a:spcAft>"
    )
    return (
        f"<a:p {nsdecls('a')}><a:pPr algn='{'r' if style.is_right else 'l'}'{indent}>{spacing}{bullet}</a:pPr>"
        f"<a:r><a:rPr {spoken(locale)} sz='{style.size * 100:.0f}' b='{int(style.is_bold)}'>"
        f"<a:solidFill><a:schemeClr val='{colour}'>{shade}</a:schemeClr></a:solidFill></a:rPr>"
        f"<a:t>{escape(fit.clean(text))}</a:t></a:r></a:p>"
    )


def spoken(locale: str) -> str:
    """The language of a run, by which fonts and readers go, as attributes."""
    tag = escape(locale.replace("_", "-"), {"'": ""})
    return f"lang='{tag}'" if tag.startswith("en") else f"lang='{tag}' altLang='en-US'"


def items(slide: Slide, name: str, texts: Sequence[str], size: float, space: Space, locale: str) -> float:
    """Texts as a list with bullets, which were seen to fit; the height they take."""
    style = Style(size, is_item=True, after=_ITEM_GAP)
    wide = space.wide - _INDENT
    said = [fit.fitted(text, (size,), wide, space.high)[0] for text in texts]
    used = sum(fit.height(text, size, wide) + _ITEM_GAP for text in said)
    fill(box(slide, name, space.above(used)).text_frame, [(text, style) for text in said], locale)
    return used


def lots(texts: Sequence[str], size: float, space: Space) -> list[list[str]]:
    """The texts in the lists that fit the space, one after another."""
    return list(fit.pages(map(fit.clean, texts), size, space.wide - _INDENT, space.high, gap=_ITEM_GAP))
