"""HTML tables that old exports save as .xls: cells only, nothing of it is ever shown as markup."""

from html.parser import HTMLParser
from pathlib import Path

from data.errors import Refused


class _Cells(HTMLParser):
    """Collects the cells of the outermost tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._finish()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 100) if span.isdigit() else 1
        elif tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._finish()
        elif tag in ("script", "style"):
            self._hidden = max(self._hidden - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._hidden:
            self._cell.append(data)

    def _finish(self) -> None:
        if self._cell is not None and self.tables and self.tables[-1]:
            self.tables[-1][-1] += ["".join(self._cell).strip()] + [""] * (self._span - 1)
        self._cell = None


def read_markup(path: Path) -> list[list[str]]:
    """Records of the largest table of an HTML file; Refused where there is none."""
    parser = _Cells()
    parser.feed(path.read_text(encoding="utf-8", errors="replace"))
    parser.close()
    table = max(parser.tables, key=len, default=[])
    records = [record for record in table if record]
    if len(records) < 2 or max(len(record) for record in records) < 2:
        raise Refused("NOT_A_TABLE", "The file is a web page, not an export: perhaps the login page was saved. Sign in, and export the list again.")
    return records
