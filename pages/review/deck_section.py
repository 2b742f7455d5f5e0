"""The slides of one section: figures, what else is said, charts and tables, as many slides as that takes."""

from dataclasses import replace

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.slide import Slide

from pages.review import deck_charts, deck_table, fit
from pages.review.deck_frame import Frame
from pages.review.deck_text import Space, Style, bare, box, fill, items, lots
from pages.review.document import Card, Chart, Document, Section, Table

_GAP = 14  # points between what stands on a slide
_CARD, _LEAST_CARDS, _MOST_CARDS = 84, 3, 4  # points of a card's height, and cards that a row has room for
_CAPTION, _ITEM_SIZES = Style(12, is_bold=True), (14, 13, 12)
_LEAST_CHART = 190  # points of height; less is no chart
_HEAD, _FOOT = 20, 28  # points for a table's title, and under it
_FEW = 8  # categories of a chart that stands beside another


def is_bare(section: Section) -> bool:
    """Whether a section has nothing to show but its finding."""
    figures = [value for chart in section.charts for series in chart.series for value in series.values if value]
    has_cards = any(card.value is not None for card in section.cards)
    return not (section.lines or has_cards or figures or any(table.rows for table in section.tables))


def notes_of(section: Section, document: Document) -> list[str]:
    """What is said beside a slide: what was computed, then definitions and sources."""
    told = [document.labels["computed"].format(text=section.computed)] if section.computed else []
    return [*told, document.labels["sources"], *section.notes] if section.notes else told


class Part:
    """The slides of one section."""

    def __init__(self, frame: Frame, section: Section) -> None:
        self._frame, self._section, self._document = frame, section, frame.document
        self._notes = notes_of(section, frame.document)
        self._slide: Slide | None = None
        self._space = Space(0, 0, 0, 0)
        self._whole = 0.0  # points of a slide's height under its title

    def draw(self) -> None:
        """All of it: figures, what else is said, charts and tables."""
        section = self._section
        if is_bare(section):
            return
        charts = list(section.charts)
        if section.cards or section.lines or charts:
            self._begin(section.headline)
            if section.cards:
                self._cards(section.cards)
            charts = self._said(charts)
        while charts:
            charts = self._charts(charts)
        for table in section.tables:
            self._table(table)

    def _begin(self, title: str) -> None:
        """The next slide. Where its title is not the section's finding, that stands above it."""
        section = self._section
        kicker = section.title if title == section.headline else f"{section.title} · {section.headline}"
        self._slide, self._space = self._frame.slide(title, kicker, self._notes)
        self._whole = self._space.high

    @property
    def _on(self) -> Slide:
        if self._slide is None:
            raise LookupError("There is no slide to draw on yet.")
        return self._slide

    def _cards(self, cards: tuple[Card, ...]) -> None:
        """Figures in one or two rows, all of one size."""
        per_row = len(cards) if len(cards) <= _MOST_CARDS else -(-len(cards) // 2)
        per_row = min(max(per_row, _LEAST_CARDS), _MOST_CARDS)
        for start in range(0, len(cards), per_row):
            if self._space.high < _CARD:
                self._begin(self._section.headline)
            row = self._space.above(_CARD).columns([1] * per_row, _GAP)
            for card, space in zip(cards[start : start + per_row], row, strict=False):
                _card(self._on, card, space, self._document)
            self._space = self._space.below(_CARD + _GAP)

    def _said(self, charts: list[Chart]) -> list[Chart]:
        """The lines, with the first chart beside them where there is room; the charts that are left."""
        lines = [line for line in self._section.lines if line.strip()]
        has_room = bool(charts) and self._space.high >= _LEAST_CHART and len(charts[0].categories) <= _FEW
        if not lines:
            return self._charts(charts) if has_room else charts
        at, other = self._space.columns([2, 3], 24) if has_room else (self._space, None)
        size = next((size for size in _ITEM_SIZES if len(lots(lines, size, at)) == 1), _ITEM_SIZES[-1])
        first, *others = lots(lines, size, at)
        used = items(self._on, self._section.title, first, size, at, self._document.locale)
        if other is not None:
            used = max(used, self._chart(charts[0], other))
            charts = charts[1:]
        for lot in others:
            self._begin(self._section.headline)
            used = items(self._on, self._section.title, lot, size, self._space, self._document.locale)
        self._space = self._space.below(used + _GAP)
        return charts

    def _charts(self, charts: list[Chart]) -> list[Chart]:
        """One chart, or two where both are narrow; those that are left. On a new slide where this one is full."""
        two = len(charts) > 1 and all(len(chart.categories) <= _FEW for chart in charts[:2])
        is_titled = False
        if self._space.high < (_LEAST_CHART if len(charts[0].categories) <= _FEW else self._whole):
            is_titled = not two
            self._begin(charts[0].title if is_titled else self._section.headline)
        spaces = self._space.columns([1, 1], 24) if two else [self._space]
        used = [
            self._chart(chart, space, is_captioned=not is_titled) for chart, space in zip(charts, spaces, strict=False)
        ]
        self._space = self._space.below(max(used))
        return charts[len(spaces) :]

    def _chart(self, chart: Chart, space: Space, *, is_captioned: bool = True) -> float:
        """A chart in all of a space, under its title; the height that it takes."""
        labels, start = self._document.labels, space
        if is_captioned:
            title, size = fit.fitted(chart.title, (12, 11, 10), space.wide / 1.06, 32)
            used = fit.height(title, size, space.wide / 1.06) + 4
            caption = box(self._on, "Caption", space.above(used))
            fill(caption.text_frame, [(title, Style(size, is_bold=True))], self._document.locale)
            space = space.below(used)
        if not any(value for series in chart.series for value in series.values):
            self._quiet(labels["nothing"], space.above(20))
            return space.top + 20 + _GAP - start.top
        left = len(chart.categories) - deck_charts.shown(chart)
        if left:
            said = labels["more"].format(n=self._document.write(left, "number"))
            self._quiet(said, Space(space.left, space.top + space.high - 14, space.wide, 14))
            space = space.above(space.high - 16)
        deck_charts.add(self._on, chart, self._document, (*space.emu,))
        return start.high

    def _table(self, table: Table) -> None:
        """A table under what is on the slide where it fits, else on slides of its own, which it gives its title."""
        if self._slide is None:
            self._begin(self._section.headline)
        whole = Space(0, 0, self._space.wide, self._whole - _FOOT)
        free = replace(whole, high=self._space.high - _HEAD - _FOOT)
        laid = deck_table.lay(table, self._document, free)
        if sum(laid.heights) <= free.high:
            self._caption(table.title)
        else:
            laid = deck_table.lay(table, self._document, whole)
            if free.high < (laid.least() if sum(laid.heights) > whole.high else whole.high):
                self._begin(table.title)
            else:
                self._caption(table.title)
        if not table.rows:
            self._quiet(self._document.labels["nothing"], self._space.above(20))
        for number, part in enumerate(laid.parts(self._space.high - _FOOT, whole.high)):
            if number:
                self._begin(f"{table.title} ({number + 1})")
            deck_table.add(self._on, laid, part, self._space, self._document)
            self._space = self._space.below(sum(laid.heights[row] for row in (0, *part)) + 4)
        left = len(table.rows) - len(laid.cells) + 1
        if left:
            said = self._document.labels["more"].format(n=self._document.write(left, "number"))
            self._quiet(said, self._space.above(14))
        self._space = self._space.below(_FOOT + (0 if table.rows else 20))

    def _caption(self, text: str) -> None:
        said = fit.short(text, _CAPTION.size, self._space.wide / 1.06)
        fill(box(self._on, "Caption", self._space.above(18)).text_frame, [(said, _CAPTION)], self._document.locale)
        self._space = self._space.below(20)

    def _quiet(self, text: str, space: Space) -> None:
        fill(box(self._on, "Remark", space).text_frame, [(text, Style(10, is_quiet=True))], self._document.locale)


def _card(slide: Slide, card: Card, space: Space, document: Document) -> None:
    """One figure on a ground a little off the slide's."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *space.emu)
    shape.name = fit.clean(card.label)[:80] or "Figure"
    shape._element.remove(shape._element.find(qn("p:style")))  # it brings a shadow
    shape.line.fill.background()
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    shape.fill.fore_color.brightness = -0.04
    bare(shape.text_frame, margin=8)
    wide = space.wide - 16
    label = fit.short(card.label, 11, wide)
    value, size = fit.fitted(document.write(card.value, card.kind), (22, 20, 18, 16, 14, 12, 10), wide / 1.08, 28)
    note, small = fit.fitted(card.note, (10, 9, 8), wide, 27)
    fill(
        shape.text_frame,
        [(label, Style(11, is_quiet=True)), (value, Style(size, is_bold=True)), (note, Style(small, is_quiet=True))],
        document.locale,
    )
