"""HTML tables that old exports save as .xls: cells only, nothing of it is ever shown as markup."""

from html.parser import HTMLParser
from pathlib import Path

from data.errors import Refused
from data.sentence import Sentence

_MAX_SPAN = 100
# A page is held in memory whole, spans and all; what it would take is counted while it is read.
_MAX_CELLS = 3_000_000
_BLOCK = 1 << 20


class _Budget:
    """How many more cells a page may have; Refused beyond."""

    def __init__(self) -> None:
        self._left = _MAX_CELLS

    def spend(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise Refused(
                "TOO_LARGE_UNPACKED",
                Sentence("The page has more than {most} cells. Export the list as CSV.", most=_MAX_CELLS),
            )


class _Table:
    """One table being read: its rows, the cell that is open, and cells that reach down from rows above."""

    def __init__(self, budget: "_Budget") -> None:
        self._budget = budget
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.reaching: dict[int, int] = {}

    def begin_row(self) -> None:
        self.finish()
        self.rows.append([])

    def begin_cell(self, across: int, down: int) -> None:
        self.finish()
        if not self.rows:
            self.rows.append([])
        self._pass_reaching()
        self.cell, self.spans = [], (across, down)

    def finish(self) -> None:
        """Close the open cell; merged cells hold their text once and stay empty otherwise, as in a workbook."""
        if self.cell is None:
            return
        row, (across, down) = self.rows[-1], self.spans
        self._budget.spend(across)
        for offset in range(across if down > 1 else 0):
            self.reaching[len(row) + offset] = down - 1
        row += ["".join(self.cell).strip()] + [""] * (across - 1)
        self.cell = None

    def end_row(self) -> None:
        self.finish()
        if self.rows and self.rows[-1]:
            self._pass_reaching()

    def _pass_reaching(self) -> None:
        row = self.rows[-1]
        while left := self.reaching.pop(len(row), 0):
            self._budget.spend(1)
            if left > 1:
                self.reaching[len(row)] = left - 1
            row.append("")


class _Cells(HTMLParser):
    """Collects the cells of every table; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._budget = _Budget()
        self._open: list[_Table] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        table = self._open[-1] if self._open else None
        if tag == "table":
            self._budget.spend(1)
            self.tables.append(_Table(self._budget))
            self._open.append(self.tables[-1])
        elif tag == "tr" and table:
            table.end_row()
            table.begin_row()
        elif tag in ("td", "th") and table:
            spans = dict(attrs)
            table.begin_cell(_span(spans.get("colspan")), _span(spans.get("rowspan")))
        elif tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br" and table and table.cell is not None:
            table.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(self._hidden - 1, 0)
        elif not self._open:
            return
        elif tag in ("td", "th"):
            self._open[-1].finish()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag == "table":
            self._open.pop().end_row()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None and not self._hidden:
            self._open[-1].cell.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._open.pop().end_row()


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if text and text.isascii() and text.isdigit() else 1


def read_markup(path: Path) -> list[list[str]]:
    """Records of the largest table of an HTML file; Refused where there is none."""
    parser = _Cells()
    with path.open("r", encoding="utf-8-sig", errors="replace") as source:
        while block := source.read(_BLOCK):
            parser.feed(block)
    parser.close()
    largest = max(parser.tables, key=lambda table: sum(len(row) for row in table.rows), default=None)
    records = [record for record in largest.rows if record] if largest else []
    if len(records) < 2 or max(len(record) for record in records) < 2:
        raise Refused(
            "NOT_A_TABLE",
            Sentence(
                "The file is a web page, not an export: perhaps the login page was saved. Sign in, and "
                "export the list again."
            ),
        )
    return records
